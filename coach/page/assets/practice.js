/** Counts how much of each stretch was heard, as `coach play` does for its history. */

import { sectionIndexAt } from "./places.js";

/** @import {Contents} from "./types.js" */

/** The share of a stretch from which it counts as done. */
const DONE_SHARE = 0.75;

/** The longest step between two looks that is still playing and not a jump, in seconds. */
const LONGEST_STEP_S = 3;

export class Practice {
  #frame = -1;

  /**
   * @param {Contents} contents
   * @param {number[]} heardFrames of each section, from an earlier time
   */
  constructor(contents, heardFrames = []) {
    this.contents = contents;
    this.heardFrames = contents.sections.map((_, index) => heardFrames[index] ?? 0);
  }

  /**
   * Count what was heard since the last call.
   *
   * @param {number} frame
   */
  follow(frame) {
    const step = frame - this.#frame;
    const index = sectionIndexAt(this.contents, this.#frame);
    if (this.#frame >= 0 && step > 0 && step < LONGEST_STEP_S * this.contents.sample_rate) {
      this.heardFrames[index] = (this.heardFrames[index] ?? 0) + step;
    }
    this.#frame = frame;
  }

  /** Take note that the sound stands still or jumps, so that nothing is counted in between. */
  interrupt() {
    this.#frame = -1;
  }

  startAnew() {
    this.heardFrames.fill(0);
  }

  /** Seconds that were heard, repetitions included. */
  get practisedS() {
    return Math.round(this.heardFrames.reduce((sum, frames) => sum + frames, 0) / this.contents.sample_rate);
  }

  /** The names of the stretches that were heard to their end, or nearly. */
  get stretches() {
    return this.contents.sections
      .filter(({ kind, start, end }, index) => {
        return kind === "stretch" && (this.heardFrames[index] ?? 0) >= DONE_SHARE * (end - start);
      })
      .map((section) => section.name);
  }

  /**
   * Send the practice to the history.
   *
   * @param {string} address
   * @returns {Promise<boolean>} whether it was kept
   */
  async send(address) {
    const body = JSON.stringify({ stretches: this.stretches, practised_s: this.practisedS });
    const headers = { "Content-Type": "application/json" };
    try {
      return (await fetch(address, { method: "POST", headers, body, keepalive: true })).ok;
    } catch {
      return false;
    }
  }
}
