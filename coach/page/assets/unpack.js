// Unpacks the contents of a page: the inverse of coach/page/packing.py. Takes parsed JSON, returns what types.js describes.

/** @typedef {import("./types.js").Contents} Contents */
/** @typedef {{kinds: object[], flat: number[]}} PackedEntries */
/** @typedef {{limits_s: number[], says: [number[], number][], tables: number[][]}} PackedResume */

/**
 * Returns the contents with their spans, cues and tables as lists of entries.
 * @param {any} packed
 * @returns {Contents}
 */
export function unpack(packed) {
  return {
    ...packed,
    spans: entries(packed.spans, 4).map(([entry, n]) => (n ? { ...entry, n } : entry)),
    cues: entries(packed.cues, 3).map(([entry]) => entry),
    resume: { limits_s: packed.resume.limits_s, tables: tables(packed.resume) },
  };
}

/**
 * Yields groups of numbers of the same length.
 * @param {number[]} flat
 * @param {number} size
 * @returns {Generator<[number, number, number, number]>}
 */
function* groups(flat, size) {
  for (let at = 0; at < flat.length; at += size) {
    yield /** @type {[number, number, number, number]} */ (flat.slice(at, at + size));
  }
}

/**
 * Returns entries that have a start and an end, each with the number that follows its kind.
 * @param {PackedEntries} packed
 * @param {number} size Numbers of an entry.
 * @returns {[any, number | undefined][]}
 */
function entries(packed, size) {
  let start = 0;
  return [...groups(packed.flat, size)].map(([distance, length, kind, n]) => {
    start += distance;
    return [{ ...packed.kinds[kind], start, end: start + length }, n];
  });
}

/**
 * Returns the rows of all tables: frame, place, sentences, frames to settle.
 * @param {PackedResume} packed
 * @returns {[number, number | null, number[], number][][]}
 */
function tables(packed) {
  return packed.tables.map((flat) => {
    let from = 0;
    return [...groups(flat, 3)].map(([distance, back, said]) => {
      from += distance;
      const [sentences, settle] = packed.says[said] ?? [[], 0];
      return [from, back < 0 ? null : from - back, sentences, settle];
    });
  });
}
