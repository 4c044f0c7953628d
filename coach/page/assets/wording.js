/** Chooses the words that the page shows in each state of the player. Draws nothing. */

import { capitalised, clock, fill, sideText } from "./words_of.js";

/** @import {Counted, Moment} from "./moment.js" */
/** @import {Player} from "./player.js" */
/** @import {State} from "./types.js" */

/** More seconds than this are shown as minutes and seconds. */
const TWO_DIGITS_S = 99;

/**
 * @typedef {object} Wording
 * @property {string} button name of the large button
 * @property {string} title
 * @property {string} side
 * @property {string} routine empty where the title names it
 * @property {string} number which stretch of how many, and which round
 * @property {string} count the large text in the ring
 * @property {"number" | "time" | "word"} countIs
 * @property {string} doing the small text in the ring
 * @property {string} now
 * @property {string} reminder
 * @property {string} caption
 * @property {string} next
 * @property {string} left
 */

/**
 * @param {Player} player
 * @param {Moment} moment
 * @param {Record<string, string | undefined>} texts
 * @returns {Wording}
 */
export function wordingOf(player, moment, texts) {
  const [count, doing, countIs] = ringWords(player, moment, texts);
  const isOver = player.state === "finished";
  return {
    button: text(texts[buttonKey(player)]),
    ...heading(player, moment, texts),
    count,
    doing: player.state === "playing" && player.isWaiting ? text(texts.waiting) : doing,
    countIs,
    ...spoken(player, moment, texts),
    next: isOver ? "" : nextWords(moment, texts),
    left: isOver ? "" : fill(texts.left, { time: clock(moment.sessionLeftS) }),
  };
}

/**
 * Return the key of the button's name: the words that stand in the ring, where they tell what a tap does.
 *
 * @param {Player} player
 */
function buttonKey(player) {
  if (player.isRunning) return "pause";
  if (player.state === "finished") return "again";
  return player.state === "paused" || player.isResuming ? "go_on" : "begin";
}

/**
 * @param {Player} player
 * @param {Moment} moment
 * @param {Record<string, string | undefined>} texts
 */
function heading({ contents, state, isResuming }, moment, texts) {
  const isBefore = !isResuming && (state === "loading" || state === "ready");
  if (isBefore || state === "finished") return { title: contents.title, side: "", routine: "", number: "" };
  const round = moment.round ? fill(texts.round, moment.round) : "";
  if (moment.number === 0) return { title: contents.title, side: "", routine: "", number: moment.section.title };
  const number = fill(texts.number, { n: moment.number, total: moment.count });
  return {
    title: moment.section.title,
    side: sideText(texts, moment.side),
    routine: contents.title,
    number: [number, round].filter(Boolean).join(" · "),
  };
}

/**
 * @param {Player} player
 * @param {Moment} moment
 * @param {Record<string, string | undefined>} texts
 * @returns {[string, string, "number" | "time" | "word"]} the large and the small text in the ring, and what the large
 *   one is
 */
function ringWords({ contents, state, isResuming }, moment, texts) {
  if (state === "playing") {
    if (moment.counted) return countedWords(moment.counted, texts);
    return [clock(moment.sectionLeftS), text(texts.part_left), "time"];
  }
  const minutes = Math.max(1, Math.round(contents.frames / contents.sample_rate / 60));
  const length = fill(texts.length, { n: minutes });
  /** @type {Record<Exclude<State, "playing">, [string, string | undefined]>} */
  const words = {
    loading: [length, texts.loading],
    ready: [length, isResuming ? texts.go_on : texts.begin],
    paused: [text(texts.paused), texts.go_on],
    words: ["", texts.finding_place],
    finished: [text(texts.finished), texts.again],
    error: ["!", ""],
  };
  const [large, small] = words[state];
  return [large, text(small), "word"];
}

/**
 * @param {Counted} counted
 * @param {Record<string, string | undefined>} texts
 * @returns {[string, string, "number" | "time"]}
 */
function countedWords({ kind, number, total, name }, texts) {
  const doing = [fill(texts[kind], { total }), name].filter(Boolean).join(" · ");
  const isLong = total === 0 && number > TWO_DIGITS_S;
  return [isLong ? clock(number) : String(number), capitalised(doing), isLong ? "time" : "number"];
}

/**
 * @param {Player} player
 * @param {Moment} moment
 * @param {Record<string, string | undefined>} texts
 */
function spoken({ contents, state, sentence, isResuming }, { said, reminder, sounding }, texts) {
  const captioned = sounding?.sound ? texts[`sound_${sounding.sound}`] : sounding?.text;
  const caption = text(state === "playing" ? captioned : sentence);
  const missing = contents.audio.session === null ? "" : "_missing";
  /** @type {Record<State, [string | undefined, string | undefined]>} */
  const words = {
    loading: [texts.eyes_closed, ""],
    ready: [isResuming ? "" : texts.eyes_closed, ""], // who goes on knows it
    playing: [said, reminder],
    paused: [said, reminder],
    words: [sentence, ""],
    finished: [texts.well_done, ""],
    error: [texts[`error${missing}`], texts[`error${missing}_remedy`]],
  };
  const [now, then] = words[state];
  return { now: text(now), reminder: text(then), caption };
}

/**
 * @param {Moment} moment
 * @param {Record<string, string | undefined>} texts
 */
function nextWords({ following, section }, texts) {
  if (following) return fill(texts.next_is, { stretch: following });
  return section.kind === "stretch" ? text(texts.ends_next) : "";
}

/** @param {string | undefined} known */
function text(known) {
  return known ?? "";
}
