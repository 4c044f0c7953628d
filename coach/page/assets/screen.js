/** Shows the moment of a session: stretch, side, what to do now, a ring for what is counted, time left and what is next. */

import { element, setAttribute, show } from "./elements.js";
import { momentAt } from "./moment.js";
import { capitalised, clock, fill, sideText } from "./words_of.js";

/** @import {Moment} from "./moment.js" */
/** @import {Player} from "./player.js" */

/** The least time between two drawings while nothing else changes, in milliseconds: thirty a second. */
const DRAW_MS = 30;

/** How far the ring is drawn at 100 %: its `pathLength`. */
const WHOLE = 100;

/** The size of the disc when the lungs are empty, as a share of its size when they are full. */
const EMPTY = 0.55;

export class Screen {
  #drawnAtMs = 0;
  #isStill = matchMedia("(prefers-reduced-motion: reduce)");

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
    const { player } = this;
    const moment = momentAt(player.contents, player.frame);
    setAttribute(document.documentElement, "data-state", player.state);
    this.#heading(moment);
    this.#ring(moment);
    this.#words(moment);
    this.#bottom(moment);
    const label = { finished: this.texts.again, paused: this.texts.button_go_on, ready: this.texts.button_begin };
    const other = player.isRunning ? this.texts.button_pause : (this.texts.button_begin ?? "");
    const isResuming = player.state === "ready" && player.isResuming;
    const named = isResuming ? this.texts.button_go_on : /** @type {Record<string, string | undefined>} */ (label)[player.state];
    setAttribute(element("toggle"), "aria-label", named ?? other ?? "");
  }

  /** @param {Moment} moment */
  #heading(moment) {
    const { contents, state } = this.player;
    const isBefore = state === "loading" || (state === "ready" && !this.player.isResuming);
    const isStretch = moment.number > 0 && !isBefore;
    show(element("stretch"), isStretch ? moment.section.title : contents.title);
    show(element("side"), isStretch ? sideText(this.texts, moment.side) : "");
    show(element("routine"), isStretch ? contents.title : "");
    const number = isStretch ? fill(this.texts.number, { n: moment.number, total: moment.count }) : moment.section.title;
    const round = moment.round ? fill(this.texts.round, moment.round) : "";
    show(element("number"), isBefore || state === "finished" ? "" : [number, round].filter(Boolean).join(" · "));
  }

  /** @param {Moment} moment */
  #ring(moment) {
    const { counted } = moment;
    const { state, isWaiting } = this.player;
    const [count, doing, kind] = this.#inside(moment);
    show(element("count"), count);
    show(element("doing"), state === "playing" && isWaiting ? (this.texts.waiting ?? "") : doing);
    setAttribute(element("count"), "data-kind", kind);
    const isCounted = counted && (state === "playing" || state === "paused");
    setAttribute(element("ring"), "data-kind", isCounted ? counted.kind : "none");
    const share = isCounted ? this.#steps(counted.share, counted.lengthS) : moment.sectionShare;
    const isOver = state === "finished" ? 1 : share;
    element("arc").style.strokeDashoffset = (WHOLE * (1 - isOver)).toFixed(2);
    const fullness = this.#isStill.matches || moment.breath < 0 || state !== "playing" ? 0 : moment.breath;
    element("breath").style.transform = `scale(${(EMPTY + (1 - EMPTY) * fullness).toFixed(3)})`;
    setAttribute(element("breath"), "data-breath", moment.breath >= 0 && state === "playing" ? "on" : "off");
  }

  /**
   * Return the large and the small text in the ring, and what the large one is.
   *
   * @param {Moment} moment
   * @returns {[string, string, "number" | "time" | "word"]}
   */
  #inside(moment) {
    const { player, texts } = this;
    const { counted } = moment;
    const length = fill(texts.length, { n: Math.max(1, Math.round(player.contents.frames / player.contents.sample_rate / 60)) });
    switch (player.state) {
      case "loading":
        return [length, texts.loading ?? "", "word"];
      case "ready":
        return [length, (player.isResuming ? texts.go_on : texts.begin) ?? "", "word"];
      case "paused":
        return [texts.paused ?? "", texts.go_on ?? "", "word"];
      case "words":
        return ["", texts.finding_place ?? "", "word"];
      case "finished":
        return [texts.finished ?? "", texts.again ?? "", "word"];
      case "error":
        return ["!", "", "word"];
      default:
    }
    if (!counted) return [clock(moment.sectionLeftS), texts.part_left ?? "", "time"];
    const doing = capitalised([fill(texts[counted.kind], { total: counted.total }), counted.name].filter(Boolean).join(" · "));
    const isLong = counted.total === 0 && counted.number > 99;
    return [isLong ? clock(counted.number) : String(counted.number), doing, isLong ? "time" : "number"];
  }

  /** @param {Moment} moment */
  #words(moment) {
    const { player, texts } = this;
    const isAddress = player.contents.audio.session !== null;
    const said = {
      loading: texts.eyes_closed,
      ready: texts.eyes_closed,
      words: player.sentence,
      finished: texts.well_done,
      error: isAddress ? texts.error_missing : texts.error,
    };
    const isMoment = player.state === "playing" || player.state === "paused";
    const remedy = isAddress ? texts.error_missing_remedy : texts.error_remedy;
    const { sounding } = moment;
    const caption = sounding?.sound ? texts[`sound_${sounding.sound}`] : sounding?.text;
    show(element("now"), isMoment ? moment.said : (/** @type {Record<string, string | undefined>} */ (said)[player.state] ?? ""));
    show(element("reminder"), isMoment ? moment.reminder : player.state === "error" ? (remedy ?? "") : "");
    show(element("caption"), (player.state === "playing" ? caption : player.sentence) ?? "");
  }

  /** @param {Moment} moment */
  #bottom(moment) {
    const { player, texts } = this;
    const then = moment.section.kind === "stretch" ? texts.ends_next : "";
    const next = moment.following ? fill(texts.next_is, { stretch: moment.following }) : then;
    show(element("next"), player.state === "finished" ? "" : (next ?? ""));
    show(element("left"), player.state === "finished" ? "" : fill(texts.left, { time: clock(moment.sessionLeftS) }));
  }

  /**
   * Have the ring move once a second where the person wants no motion.
   *
   * @param {number} share
   * @param {number} lengthS
   */
  #steps(share, lengthS) {
    return this.#isStill.matches && lengthS > 0 ? Math.floor(share * lengthS) / lengthS : share;
  }
}
