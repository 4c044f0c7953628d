/** Shows the session's picture with the place in it: tap or drag to go elsewhere, or use the arrow keys. */

import { element, input, setAttribute } from "./elements.js";
import { momentAt } from "./moment.js";
import { uncutFrame } from "./places.js";
import { clock, fill } from "./words_of.js";

/** @import {Player} from "./player.js" */

/** How often the mark in the picture moves, in milliseconds. */
const MOVE_MS = 250;

/**
 * @param {Player} player
 * @param {Record<string, string>} texts
 */
export function showPicture(player, texts) {
  const { contents } = player;
  const rate = contents.sample_rate;
  const picture = element("picture");
  const slider = input("seek");
  let isDragging = false;
  let movedAtMs = 0;

  if (contents.picture) {
    const image = /** @type {HTMLImageElement} */ (element("band"));
    image.src = contents.picture.startsWith("data:")
      ? contents.picture
      : `data:image/svg+xml,${encodeURIComponent(contents.picture)}`;
  }

  /** @param {number} frame */
  const move = (frame) => {
    picture.style.setProperty("--place", (frame / contents.frames).toFixed(5));
  };

  /** @param {number} frame */
  const tell = (frame) => {
    const stretch = momentAt(contents, frame).section.title;
    const values = { time: clock(frame / rate), total: clock(contents.frames / rate), stretch };
    slider.value = String(frame / rate);
    setAttribute(slider, "aria-valuetext", fill(texts.place_text, values));
  };

  /** @param {number} frame */
  const go = (frame) => {
    const uncut = uncutFrame(contents, frame);
    const isBack = frame > player.frame && uncut <= player.frame; // a step forward never leads back
    player.seek(isBack ? frame : uncut);
  };

  /** @param {PointerEvent} event */
  const frameAt = (event) => {
    const { left, width } = picture.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
    return Math.round(share * (contents.frames - 1));
  };

  picture.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    isDragging = true;
    picture.setPointerCapture(event.pointerId);
    move(frameAt(event));
  });
  picture.addEventListener("pointermove", (event) => {
    if (isDragging) move(frameAt(event));
  });
  picture.addEventListener("pointerup", (event) => {
    if (isDragging) go(frameAt(event));
    isDragging = false;
  });
  picture.addEventListener("pointercancel", () => {
    isDragging = false;
    move(player.frame);
  });

  // The slider says where it is when it is reached and used, not with every second.
  slider.addEventListener("focus", () => tell(player.frame));
  slider.addEventListener("keydown", () => tell(player.frame));
  slider.addEventListener("input", () => {
    const frame = Math.round(Number(slider.value) * rate);
    tell(frame);
    go(frame);
  });

  const follow = () => {
    if (isDragging || performance.now() - movedAtMs < MOVE_MS) return;
    movedAtMs = performance.now();
    move(player.frame);
  };
  player.addEventListener("look", follow);
  player.addEventListener("change", () => {
    movedAtMs = 0;
    follow();
    if (document.activeElement !== slider) tell(player.frame);
  });
}
