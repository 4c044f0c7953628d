/** Tells a screen reader the stretch, the side and the hold as they change; the sound itself says every word. */

import { element, show } from "./elements.js";
import { momentAt } from "./moment.js";
import { fill, sideText } from "./words_of.js";

/** @import {Player} from "./player.js" */

export class Announcer {
  #stretch = "";
  #side = "";
  #hold = "";
  #state = "";

  /**
   * @param {Player} player
   * @param {Record<string, string>} texts
   */
  constructor(player, texts) {
    this.player = player;
    this.texts = texts;
    for (const name of ["change", "look"]) player.addEventListener(name, () => this.#look());
    player.addEventListener("last", () => this.say(texts.last_part ?? ""));
  }

  /** @param {string} text */
  say(text) {
    show(element("status"), text);
  }

  #look() {
    const { player, texts } = this;
    const { section, side, counted } = momentAt(player.contents, player.frame);
    const hold = counted?.kind === "hold" ? fill(texts.hold_seconds, { n: counted.lengthS }) : "";
    const news = [];
    if (player.isRunning) {
      if (section.title !== this.#stretch) news.push(`${section.title}.`);
      if (side && (side !== this.#side || news.length)) news.push(`${sideText(texts, side)}.`);
      if (hold && hold !== this.#hold) news.push(hold);
      [this.#stretch, this.#side, this.#hold] = [section.title, side, hold];
    }
    if (player.state !== this.#state) {
      const told = { paused: texts.paused, finished: texts.finished, error: element("now").textContent ?? "" };
      const state = /** @type {Record<string, string | undefined>} */ (told)[player.state];
      if (state) news.unshift(state);
      this.#state = player.state;
    }
    if (news.length) this.say(news.join(" "));
  }
}
