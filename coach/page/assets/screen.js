/** Shows the moment of a session: stretch, side, what to do now, a ring for what is counted, time left and what is next. */

import { element, setAttribute, show } from "./elements.js";
import { momentAt } from "./moment.js";
import { wordingOf } from "./wording.js";

/** @import {Moment} from "./moment.js" */
/** @import {Player} from "./player.js" */

/** The least time between two drawings while nothing else changes, in milliseconds: thirty a second. */
const DRAW_MS = 30;

/** How far the ring is drawn at 100 %: its `pathLength`. */
const WHOLE = 100;

/** The size of the disc when the lungs are empty, as a share of its size when they are full. */
const EMPTY = 0.64;

export class Screen {
  #drawnAtMs = 0;
  #still = matchMedia("(prefers-reduced-motion: reduce)");

  /**
   * @param {Player} player
   * @param {Record<string, string>} texts
   */
  constructor(player, texts) {
    this.player = player;
    this.texts = texts;
    player.addEventListener("change", () => this.draw());
    player.addEventListener("look", () => {
      if (performance.now() - this.#drawnAtMs >= DRAW_MS) this.draw();
    });
  }

  /** Show captions or hide them; return whether they are shown. */
  toggleCaptions() {
    const caption = element("caption");
    caption.hidden = !caption.hidden;
    setAttribute(element("captions"), "aria-pressed", String(!caption.hidden));
    return !caption.hidden;
  }

  draw() {
    this.#drawnAtMs = performance.now();
    const { player, texts } = this;
    const moment = momentAt(player.contents, player.frame);
    const words = wordingOf(player, moment, texts);
    setAttribute(document.documentElement, "data-state", player.state);
    setAttribute(element("toggle"), "aria-label", words.button);
    setAttribute(element("count"), "data-kind", words.countIs);
    show(element("stretch"), words.title);
    for (const id of /** @type {const} */ (["side", "routine", "number", "count", "doing", "now", "reminder", "caption", "next", "left"])) {
      show(element(id), words[id]);
    }
    this.#drawRing(moment);
    this.#drawBreath(player.state === "playing" ? moment.breath : -1);
  }

  /** @param {Moment} moment */
  #drawRing({ counted, sectionShare }) {
    const { state } = this.player;
    const isCounted = counted !== null && (state === "playing" || state === "paused");
    setAttribute(element("ring"), "data-kind", isCounted ? counted.kind : "none");
    const share = isCounted ? this.#inSteps(counted.share, counted.lengthS) : sectionShare;
    element("arc").style.strokeDashoffset = (state === "finished" ? 0 : WHOLE * (1 - share)).toFixed(2);
  }

  /** @param {number} breath how full the lungs are, 0 to 1; -1 outside of breaths */
  #drawBreath(breath) {
    const fullness = this.#still.matches ? 0 : Math.max(0, breath);
    element("breath").style.transform = `scale(${(EMPTY + (1 - EMPTY) * fullness).toFixed(3)})`;
    setAttribute(element("breath"), "data-breath", breath >= 0 ? "on" : "off");
  }

  /**
   * Have the ring move once a second where the person wants no motion.
   *
   * @param {number} share
   * @param {number} lengthS
   */
  #inSteps(share, lengthS) {
    return this.#still.matches && lengthS > 0 ? Math.floor(share * lengthS) / lengthS : share;
  }
}
