/**
 * The contents of a page, as `coach/page/contents.py` writes them. All places are frames of the session; those in
 * `words` are frames of the words track.
 *
 * @typedef {object} Contents
 * @property {number} format
 * @property {string} key identifies this very session
 * @property {string} name
 * @property {string} title
 * @property {string} language
 * @property {"ltr" | "rtl"} direction
 * @property {number} sample_rate in Hz
 * @property {number} frames length of the session
 * @property {Section[]} sections end to end
 * @property {Span[]} spans in order of start, a longer one before those inside it
 * @property {Cue[]} cues in order of start
 * @property {Resume} resume
 * @property {Words} words
 * @property {string} picture a data: URI; empty for none
 * @property {{session: string | null, words: string | null}} audio addresses; null for sound that is embedded
 * @property {{library: string | null, download: string | null, practised: string | null}} links
 * @property {Record<string, string>} texts the page's own words
 *
 * @typedef {object} Section
 * @property {"opening" | "stretch" | "closing"} kind
 * @property {string} name empty in the opening and the closing
 * @property {string} title
 * @property {number} start
 * @property {number} end
 *
 * @typedef {"side" | "hold" | "inhale" | "hold_in" | "exhale" | "hold_out" | "pause" | "flow" | "rep" | "phase" |
 *   "work" | "rest" | "silence" | "round"} SpanKind
 *
 * @typedef {object} Span
 * @property {SpanKind} kind
 * @property {number} start
 * @property {number} end
 * @property {string} [side]
 * @property {string} [name]
 * @property {number} [n]
 * @property {number} [total]
 *
 * @typedef {object} Cue
 * @property {number} start
 * @property {number} end
 * @property {string} [text]
 * @property {string} [sound]
 *
 * @typedef {[number, number | null, number[], number]} Row from which frame on it holds, the place where the session
 *   goes on (null: where it was cut), the sentences to say before, and frames of quiet after them
 *
 * @typedef {object} Resume
 * @property {number[]} limits_s absences from which the second and the third table hold, in seconds
 * @property {Row[][]} tables
 *
 * @typedef {object} Words
 * @property {string[]} sentences
 * @property {[number, number][]} clips
 * @property {[number, number]} quiet
 *
 * @typedef {"loading" | "ready" | "playing" | "paused" | "words" | "finished" | "error"} State
 */

export {};
