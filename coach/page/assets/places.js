/** Finds places in a session: where it goes on after a pause, and where a jump leads. Plays nothing. */

/** @import {Contents, Row} from "./types.js" */

/** How far into a stretch its beginning still counts as just begun, in seconds. */
const JUST_BEGUN_S = 3;

/**
 * Find how a session goes on after an interruption.
 *
 * @param {Contents} contents
 * @param {number} cutFrame the first frame that was not heard
 * @param {number} awayS length of the interruption in seconds
 * @returns {{place: number, sentences: number[], settleFrames: number}} the frame to play from, the sentences to say
 *   before by their numbers, and how much quiet comes between
 */
export function resumePoint(contents, cutFrame, awayS) {
  const { limits_s: limitsS, tables } = contents.resume;
  const table = tables[limitsS.filter((limitS) => awayS >= limitS).length] ?? [];
  const row = table[lastAtOrBefore(table, cutFrame, (each) => each[0])];
  if (row === undefined) return { place: cutFrame, sentences: [], settleFrames: 0 };
  const [, place, sentences, settleFrames] = row;
  return { place: place ?? cutFrame, sentences, settleFrames };
}

/**
 * Return the number of the section at a frame, the last one for any frame after the end.
 *
 * @param {Contents} contents
 * @param {number} frame
 */
export function sectionIndexAt(contents, frame) {
  return Math.max(0, lastAtOrBefore(contents.sections, frame, (section) => section.start));
}

/**
 * Return where a jump leads: the beginning of another section, counted from the one at a frame; null beyond the last.
 *
 * @param {Contents} contents
 * @param {number} frame
 * @param {number} stretches how many sections to go forward, or back if negative
 * @returns {number | null}
 */
export function jumpFrame(contents, frame, stretches) {
  const index = Math.max(0, sectionIndexAt(contents, frame) + stretches);
  return contents.sections[index]?.start ?? null;
}

/**
 * Return where a jump back leads: to the beginning of this stretch or, where it has just begun, of the one before.
 *
 * @param {Contents} contents
 * @param {number} frame
 */
export function previousFrame(contents, frame) {
  const section = contents.sections[sectionIndexAt(contents, frame)];
  const begun = section !== undefined && frame - section.start < JUST_BEGUN_S * contents.sample_rate;
  return jumpFrame(contents, frame, begun ? -1 : 0) ?? 0;
}

/**
 * Return the beginning of the sentence that a frame would cut, or the frame itself.
 *
 * @param {Contents} contents
 * @param {number} frame
 */
export function uncutFrame(contents, frame) {
  const cue = contents.cues[lastAtOrBefore(contents.cues, frame, (each) => each.start)];
  return cue?.text && frame < cue.end ? cue.start : frame;
}

/**
 * Return the number of the last item that starts at or before a frame, -1 if there is none.
 *
 * @template T
 * @param {readonly T[]} items in order of start
 * @param {number} frame
 * @param {(item: T) => number} start
 */
export function lastAtOrBefore(items, frame, start) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start(/** @type {T} */ (items[middle])) <= frame) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
