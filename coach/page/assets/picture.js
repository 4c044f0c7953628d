/** Shows the session's picture with the place in it: tap or drag to go elsewhere, or use the arrow keys. */

import { element, input, setAttribute } from "./elements.js";
import { momentAt } from "./moment.js";
import { uncutFrame } from "./places.js";
import { clock, fill } from "./words_of.js";

/** @import {Player} from "./player.js" */

/** How often the mark in the picture moves, in milliseconds. */
const MOVE_MS = 250;

export class Picture {
  #picture = element("picture");
  #slider = input("seek");
  #isDragging = false;
  #movedAtMs = 0;

  /**
   * @param {Player} player
   * @param {Record<string, string>} texts
   */
  constructor(player, texts) {
    this.player = player;
    this.texts = texts;
    const { picture } = player.contents;
    const address = picture.startsWith("<") ? `data:image/svg+xml,${encodeURIComponent(picture)}` : picture;
    if (address) /** @type {HTMLImageElement} */ (element("band")).src = address;
    this.#listenToFingers();
    this.#listenToKeys();
    this.#follow();
  }

  #listenToFingers() {
    const picture = this.#picture;
    picture.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button !== 0) return;
      this.#isDragging = true;
      picture.setPointerCapture(event.pointerId);
      this.#move(this.#frameAt(event));
    });
    picture.addEventListener("pointermove", (event) => {
      if (this.#isDragging) this.#move(this.#frameAt(event));
    });
    picture.addEventListener("pointerup", (event) => {
      if (this.#isDragging) this.#go(this.#frameAt(event));
      this.#isDragging = false;
    });
    picture.addEventListener("pointercancel", () => {
      this.#isDragging = false;
      this.#move(this.player.frame);
    });
  }

  /** The slider says where it is when it is reached and used, not with every second. */
  #listenToKeys() {
    const slider = this.#slider;
    slider.addEventListener("focus", () => this.#tell(this.player.frame));
    slider.addEventListener("keydown", () => this.#tell(this.player.frame));
    slider.addEventListener("input", () => {
      const frame = Math.round(Number(slider.value) * this.player.contents.sample_rate);
      this.#tell(frame);
      this.#go(frame);
    });
  }

  #follow() {
    const { player } = this;
    player.addEventListener("look", () => {
      if (!this.#isDragging && performance.now() - this.#movedAtMs >= MOVE_MS) this.#move(player.frame);
    });
    player.addEventListener("change", () => {
      this.#move(player.frame);
      if (document.activeElement !== this.#slider) this.#tell(player.frame);
    });
  }

  /** @param {number} frame */
  #move(frame) {
    this.#movedAtMs = performance.now();
    this.#picture.style.setProperty("--place", (frame / this.player.contents.frames).toFixed(5));
  }

  /** @param {number} frame */
  #tell(frame) {
    const { contents } = this.player;
    const rate = contents.sample_rate;
    const stretch = momentAt(contents, frame).section.title;
    const values = { time: clock(frame / rate), total: clock(contents.frames / rate), stretch };
    this.#slider.value = String(frame / rate);
    setAttribute(this.#slider, "aria-valuetext", fill(this.texts.place_text, values));
  }

  /**
   * Go to a frame, or to the beginning of the sentence that this would cut. A step forward never leads back.
   *
   * @param {number} frame
   */
  #go(frame) {
    const { player } = this;
    const uncut = uncutFrame(player.contents, frame);
    player.seek(frame > player.frame && uncut <= player.frame ? frame : uncut);
  }

  /** @param {PointerEvent} event */
  #frameAt(event) {
    const { left, width } = this.#picture.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
    return Math.round(share * (this.player.contents.frames - 1));
  }
}
