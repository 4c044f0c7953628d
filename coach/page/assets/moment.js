/** Finds what a person wants to know at a frame of a session: where they are, what to do, and for how long. */

import { lastAtOrBefore, sectionIndexAt } from "./places.js";

/** @import {Contents, Cue, Section, Span, SpanKind} from "./types.js" */

/**
 * What a person counts: whole seconds left of a span, or the number of a repetition.
 *
 * @typedef {object} Counted
 * @property {SpanKind} kind
 * @property {number} number seconds left, or the number of the repetition
 * @property {number} total how many repetitions there are; 0 for seconds
 * @property {number} share the part of the span that is over, 0 to 1
 * @property {string} name the words of a repetition's phase; may be empty
 * @property {number} lengthS length of the span in seconds
 */

/**
 * @typedef {object} Moment
 * @property {number} index number of the section, from 0
 * @property {Section} section
 * @property {number} number number of the stretch, from 1; 0 in the opening and the closing
 * @property {number} count number of stretches
 * @property {string} side in the script's words; empty outside of sides
 * @property {{n: number, total: number} | null} round the innermost round, null outside of rounds
 * @property {string} said the last sentence that began
 * @property {string} reminder the instructions before it, where it is a prompt inside a hold, a breath or an effort
 * @property {Cue | null} sounding the sentence or sound that is heard right now
 * @property {Counted | null} counted null where nothing is counted
 * @property {number} breath how full the lungs are, 0 to 1; -1 outside of breaths
 * @property {number} sectionShare the part of the section that is over, 0 to 1
 * @property {number} sectionLeftS whole seconds
 * @property {number} sessionLeftS whole seconds
 * @property {string} following title of the next stretch; empty where there is none
 */

/** How many sentences a reminder has at most: earlier ones are done by then. */
const REMINDER_SENTENCES = 2;

/** Spans that are counted in seconds; one stands before those that may lie inside it.
 * @type {SpanKind[]} */
const TIMED = ["silence", "work", "hold", "rest", "inhale", "hold_in", "exhale", "hold_out"];

/** Spans in which a sentence is a prompt, not an instruction. @type {SpanKind[]} */
const PROMPTED = ["hold", "inhale", "hold_in", "exhale", "hold_out", "rep", "work", "rest"];

/** @type {WeakMap<Cue, boolean>} */
const prompts = new WeakMap();

/**
 * Gather the facts of one frame.
 *
 * @param {Contents} contents
 * @param {number} frame
 * @returns {Moment}
 */
export function momentAt(contents, frame) {
  const { sections, sample_rate: rate } = contents;
  const index = sectionIndexAt(contents, frame);
  const section = /** @type {Section} */ (sections[index]);
  const spans = spansAt(contents, section, frame);
  const rounds = spans.filter((span) => span.kind === "round" && (span.total ?? 0) > 1);
  const innermost = rounds[rounds.length - 1];
  const stretches = sections.filter((each) => each.kind === "stretch");
  const following = sections.slice(index + 1).find((each) => each.kind === "stretch");
  const cue = contents.cues[lastAtOrBefore(contents.cues, frame, (each) => each.start)];
  return {
    index,
    section,
    number: stretches.indexOf(section) + 1,
    count: stretches.length,
    side: ofKind(spans, "side")?.side ?? "",
    round: innermost ? { n: innermost.n ?? 0, total: innermost.total ?? 0 } : null,
    ...saidIn(contents, section, frame),
    sounding: cue && frame < cue.end ? cue : null,
    counted: countedIn(spans, frame, rate),
    breath: breathIn(spans, frame),
    sectionShare: share(section, frame),
    sectionLeftS: secondsLeft(section.end, frame, rate),
    sessionLeftS: secondsLeft(contents.frames, frame, rate),
    following: following?.title ?? "",
  };
}

/**
 * @param {Contents} contents
 * @param {Section} section
 * @param {number} frame
 */
function spansAt(contents, section, frame) {
  return begun(contents.spans, section, frame).filter((span) => frame < span.end);
}

/**
 * Return the items that begin in a section, up to a frame.
 *
 * @template {{start: number}} T
 * @param {T[]} items
 * @param {Section} section
 * @param {number} frame
 */
function begun(items, section, frame) {
  const start = (/** @type {T} */ item) => item.start;
  return items.slice(lastAtOrBefore(items, section.start - 1, start) + 1, lastAtOrBefore(items, frame, start) + 1);
}

/**
 * @param {Contents} contents
 * @param {Section} section
 * @param {number} frame
 */
function saidIn(contents, section, frame) {
  const cues = begun(contents.cues, section, frame).filter((cue) => cue.text);
  const last = cues[cues.length - 1];
  const instructions = cues.filter((cue) => !isPrompt(contents, section, cue));
  const reminder = last && isPrompt(contents, section, last) ? instructions.slice(-REMINDER_SENTENCES) : [];
  return { said: last?.text ?? "", reminder: reminder.map((cue) => cue.text).join(" ") };
}

/**
 * @param {Contents} contents
 * @param {Section} section
 * @param {Cue} cue
 */
function isPrompt(contents, section, cue) {
  let known = prompts.get(cue);
  if (known === undefined) {
    known = spansAt(contents, section, cue.start).some((span) => PROMPTED.includes(span.kind));
    prompts.set(cue, known);
  }
  return known;
}

/**
 * @param {Span[]} spans
 * @param {number} frame
 * @param {number} rate
 * @returns {Counted | null}
 */
function countedIn(spans, frame, rate) {
  const rep = ofKind(spans, "rep");
  const span = rep ?? TIMED.map((kind) => ofKind(spans, kind)).find(Boolean);
  if (!span) return null;
  return {
    kind: span.kind,
    number: rep ? (rep.n ?? 0) : secondsLeft(span.end, frame, rate),
    total: rep?.total ?? 0,
    share: share(span, frame),
    name: ofKind(spans, "phase")?.name ?? "",
    lengthS: Math.round((span.end - span.start) / rate),
  };
}

/**
 * @param {Span[]} spans
 * @param {number} frame
 */
function breathIn(spans, frame) {
  const span = spans.find((each) => ["inhale", "hold_in", "exhale", "hold_out"].includes(each.kind));
  if (!span) return -1;
  const eased = (1 - Math.cos(Math.PI * share(span, frame))) / 2;
  return { inhale: eased, hold_in: 1, exhale: 1 - eased }[/** @type {string} */ (span.kind)] ?? 0;
}

/**
 * @param {Span[]} spans
 * @param {SpanKind} kind
 */
function ofKind(spans, kind) {
  return spans.find((span) => span.kind === kind);
}

/**
 * @param {{start: number, end: number}} span
 * @param {number} frame
 */
function share(span, frame) {
  return Math.min(1, Math.max(0, (frame - span.start) / Math.max(1, span.end - span.start)));
}

/**
 * @param {number} end
 * @param {number} frame
 * @param {number} rate
 */
function secondsLeft(end, frame, rate) {
  return Math.max(0, Math.ceil((end - frame) / rate));
}
