/** Tells a screen reader the stretch, the side and the hold as they change; the sound itself says every word. */

import { element, show } from "./elements.js";
import { momentAt } from "./moment.js";
import { fill, sideText } from "./words_of.js";

/** @import {Player} from "./player.js" */

export class Announcer {
  /** @type {string[]} the stretch, the side and the hold that were told last */
  #told = ["", "", ""];
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
    const news = [this.#newState(), ...(this.player.isRunning ? this.#newPlace() : [])].filter(Boolean);
    if (news.length) this.say(news.join(" "));
  }

  /** Return what is new; a side and a hold are told again in each new stretch. */
  #newPlace() {
    const { player, texts } = this;
    const { section, side, counted } = momentAt(player.contents, player.frame);
    const hold = counted?.kind === "hold" ? fill(texts.hold_seconds, { n: counted.lengthS }) : "";
    const now = [`${section.title}.`, side && `${sideText(texts, side)}.`, hold];
    const first = now.findIndex((text, index) => text !== this.#told[index]);
    this.#told = now;
    return first < 0 ? [] : now.slice(first);
  }

  #newState() {
    const { player, texts } = this;
    if (player.state === this.#state) return "";
    this.#state = player.state;
    if (player.state === "paused") return texts.paused ?? "";
    if (player.state === "finished") return `${texts.finished} ${texts.well_done}`;
    return player.state === "error" ? `${element("now").textContent} ${element("reminder").textContent}` : "";
  }
}
