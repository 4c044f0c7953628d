/** Remembers on this device alone where each session was left, the volume, and when each was finished. */

/**
 * @typedef {object} Place
 * @property {number} frame
 * @property {number} atMs when the session was there
 * @property {number[]} heardFrames of each section
 */

/** The most sessions whose places are remembered. */
const MOST_PLACES = 30;

export class Memory {
  /**
   * @param {string} key of the session
   * @param {string} name of the session
   */
  constructor(key, name) {
    this.key = key;
    this.name = name;
  }

  /** @returns {Place | null} where this session was left */
  get place() {
    const place = read("coach:places")?.[this.key];
    return Number.isFinite(place?.frame) && Number.isFinite(place.atMs) && Array.isArray(place.heardFrames) ? place : null;
  }

  /** @param {Place | null} place null forgets it */
  set place(place) {
    const { [this.key]: _, ...others } = read("coach:places") ?? {};
    const newest = Object.entries(others).sort(([, a], [, b]) => b.atMs - a.atMs);
    const kept = Object.fromEntries(newest.slice(0, MOST_PLACES - 1));
    write("coach:places", place ? { ...kept, [this.key]: place } : kept);
  }

  /** The volume, 0 to 1. */
  get volume() {
    const volume = read("coach:volume");
    return typeof volume === "number" && volume >= 0 && volume <= 1 ? volume : 1;
  }

  set volume(volume) {
    write("coach:volume", volume);
  }

  /** Whether single letters do something. */
  get hasKeys() {
    return read("coach:keys") !== false;
  }

  set hasKeys(hasKeys) {
    write("coach:keys", hasKeys);
  }

  /** Whether captions are shown. */
  get hasCaptions() {
    return read("coach:captions") === true;
  }

  set hasCaptions(hasCaptions) {
    write("coach:captions", hasCaptions);
  }

  /** When this session was finished last, in milliseconds; null for never. */
  get finishedAtMs() {
    const atMs = read("coach:finished")?.[this.name];
    return Number.isFinite(atMs) ? /** @type {number} */ (atMs) : null;
  }

  /** @param {number} atMs */
  finish(atMs) {
    this.place = null;
    write("coach:finished", { ...read("coach:finished"), [this.name]: atMs });
  }
}

/**
 * @param {string} key
 * @returns {any} null where there is nothing, or nothing can be kept
 */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {unknown} value
 */
function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A private window keeps nothing, and the session plays all the same.
  }
}
