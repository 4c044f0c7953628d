/**
 * Makes the whole surface one button: a tap pauses and goes on, a second one or two fingers lead to the next stretch,
 * a swipe to the next or the one before. A tap is obeyed at once; a second one takes it back.
 */

import { element } from "./elements.js";

/** @import {Player} from "./player.js" */
/** @import {State} from "./types.js" */

/** The longest time between the two taps of a double tap, and the longest that fingers may rest, in milliseconds. */
const DOUBLE_MS = 350;
const FINGERS_MS = 600;

/** How far a finger moves at least in a swipe, and at most in a tap, in CSS pixels. */
const SWIPE_PX = 48;
const STILL_PX = 16;

/** How long after a gesture a click belongs to it, in milliseconds. */
const SWALLOW_MS = 450;

const OWN_BUSINESS = "button:not(#toggle), a, input, label, #picture";

/** @param {Event} event */
function isOwnBusiness(event) {
  return event.target instanceof Element && event.target.closest(OWN_BUSINESS) !== null;
}

/**
 * @param {Player} player
 * @param {"ltr" | "rtl"} direction
 */
export function listenToTouch(player, direction) {
  const surface = element("surface");
  let swallowUntilMs = 0;
  const onTap = taps(player);
  surface.addEventListener("click", (event) => {
    if (!isOwnBusiness(event) && event.timeStamp >= swallowUntilMs) onTap(event);
  });
  watchFingers(surface, (gesture, atMs) => {
    swallowUntilMs = atMs + SWALLOW_MS;
    if (gesture === "none") return;
    const isForward = gesture === "two" || (gesture === "left") === (direction === "ltr");
    if (isForward) player.jump(1);
    else player.previous();
  });
}

/**
 * Return what obeys each tap.
 *
 * @param {Player} player
 */
function taps(player) {
  let tappedAtMs = -DOUBLE_MS;
  /** @type {State} */
  let before = player.state;

  return (/** @type {MouseEvent} */ event) => {
    const isByKey = event.detail === 0;
    if (isByKey || event.timeStamp - tappedAtMs >= DOUBLE_MS) {
      before = player.state;
      tappedAtMs = isByKey ? -DOUBLE_MS : event.timeStamp;
      player.toggle();
      return;
    }
    tappedAtMs = -DOUBLE_MS;
    const hasBegun = before === "playing" || before === "words" || before === "paused";
    if (hasBegun && !player.jump(1) && before === "playing") player.takeBackPause();
  };
}

/**
 * Watch the fingers on a surface, and tell what they did once the last one is lifted.
 *
 * @param {HTMLElement} surface
 * @param {(gesture: "left" | "right" | "two" | "none", atMs: number) => void} tell
 */
function watchFingers(surface, tell) {
  /** @type {Map<number, {x: number, y: number}>} where each finger came down */
  const fingers = new Map();
  let firstAtMs = 0;
  let most = 0;
  let farthest = 0;

  surface.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" || isOwnBusiness(event)) return;
    if (fingers.size === 0) [firstAtMs, most, farthest] = [event.timeStamp, 0, 0];
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    most = Math.max(most, fingers.size);
  });
  addEventListener("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (finger) farthest = Math.max(farthest, Math.hypot(event.clientX - finger.x, event.clientY - finger.y));
  });
  addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
  addEventListener("pointerup", (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    fingers.delete(event.pointerId);
    if (fingers.size > 0) return;
    const isShort = event.timeStamp - firstAtMs < FINGERS_MS;
    const swiped = isShort && most === 1 ? swipeOf(event.clientX - finger.x, event.clientY - finger.y) : null;
    if (swiped) tell(swiped, event.timeStamp);
    else if (most > 1) tell(isShort && most === 2 && farthest < STILL_PX ? "two" : "none", event.timeStamp);
  });
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {"left" | "right" | null}
 */
function swipeOf(x, y) {
  const isZoomed = (visualViewport?.scale ?? 1) > 1.01; // then a finger moves the page
  if (isZoomed || Math.abs(x) < SWIPE_PX || Math.abs(x) < 2 * Math.abs(y)) return null;
  return x < 0 ? "left" : "right";
}
