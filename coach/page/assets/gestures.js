/**
 * Makes the whole surface one button: a tap pauses and goes on, a second one or two fingers lead to the next stretch,
 * a swipe to the next or the one before. A tap is obeyed at once; a second one takes it back.
 */

import { element } from "./elements.js";

/** @import {Player} from "./player.js" */

/** The longest time between the two taps of a double tap, and the longest that two fingers may rest, in milliseconds. */
const DOUBLE_MS = 350;
const FINGERS_MS = 600;

/** How far a finger moves at least in a swipe, and at most in a tap, in CSS pixels. */
const SWIPE_PX = 48;
const STILL_PX = 16;

/** How long after a gesture a click belongs to it, in milliseconds. */
const SWALLOW_MS = 450;

const OWN_BUSINESS = "button:not(#toggle), a, input, label, #picture";

/**
 * @param {Player} player
 * @param {"ltr" | "rtl"} direction
 */
export function listenToTouch(player, direction) {
  const surface = element("surface");
  /** @type {Map<number, {x: number, y: number, moved: number}>} */
  const fingers = new Map();
  let firstAtMs = 0;
  let mostFingers = 0;
  let swallowUntilMs = 0;
  let tappedAtMs = -DOUBLE_MS;
  /** @type {import("./types.js").State} */
  let before = player.state;

  /** @param {Event} event */
  const isOwn = (event) => event.target instanceof Element && event.target.closest(OWN_BUSINESS) !== null;

  const goToNext = () => {
    const wasPlaying = before === "playing" || before === "words";
    if (!player.jump(1) && wasPlaying) player.takeBackPause();
  };

  surface.addEventListener("click", (event) => {
    if (isOwn(event) || event.timeStamp < swallowUntilMs) return;
    const isByKey = event.detail === 0;
    if (!isByKey && event.timeStamp - tappedAtMs < DOUBLE_MS) {
      tappedAtMs = -DOUBLE_MS;
      if (["playing", "words", "paused"].includes(before)) goToNext();
      return;
    }
    before = player.state;
    tappedAtMs = isByKey ? -DOUBLE_MS : event.timeStamp;
    player.toggle();
  });

  surface.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" || isOwn(event)) return;
    if (fingers.size === 0) [firstAtMs, mostFingers] = [event.timeStamp, 0];
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY, moved: 0 });
    mostFingers = Math.max(mostFingers, fingers.size);
  });

  surface.addEventListener("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (finger) finger.moved = Math.max(finger.moved, Math.hypot(event.clientX - finger.x, event.clientY - finger.y));
  });

  surface.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));

  addEventListener("pointerup", (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    fingers.delete(event.pointerId);
    const [x, y] = [event.clientX - finger.x, event.clientY - finger.y];
    const isShort = event.timeStamp - firstAtMs < FINGERS_MS;
    const isZoomed = (visualViewport?.scale ?? 1) > 1.01;
    if (mostFingers === 1 && isShort && !isZoomed && Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y)) {
      swallowUntilMs = event.timeStamp + SWALLOW_MS;
      if (x < 0 === (direction === "ltr")) player.jump(1);
      else player.previous();
    } else if (mostFingers > 1) {
      swallowUntilMs = event.timeStamp + SWALLOW_MS;
      if (mostFingers === 2 && fingers.size === 0 && isShort && finger.moved < STILL_PX) {
        before = "paused";
        player.jump(1);
      }
    }
  });
}
