/** Says sentences out of the words track, each a piece of it, and then plays quiet. Waits for nothing but the sound. */

import { Track } from "./track.js";

/** @import {Contents} from "./types.js" */

/**
 * @typedef {object} Piece
 * @property {number} start
 * @property {number} end
 * @property {string} sentence empty for quiet
 */

export class WordsTrack {
  /** @type {Piece[]} */
  #pieces = [];
  #done = () => {};

  /**
   * @param {HTMLAudioElement} audio
   * @param {Contents} contents
   */
  constructor(audio, contents) {
    this.track = new Track(audio, contents.sample_rate);
    this.words = contents.words;
    this.isBroken = false;
    this.track.follow(() => this.#look());
    audio.addEventListener("ended", () => this.#next());
    audio.addEventListener("error", () => this.#reload());
  }

  /** The sentence that is being said; empty in quiet. */
  get sentence() {
    return this.#pieces[0]?.sentence ?? "";
  }

  get isSaying() {
    return this.#pieces.length > 0;
  }

  /**
   * Say sentences, and be quiet.
   *
   * @param {number[]} sentences their numbers
   * @param {number} quietFrames
   * @param {() => void} done called at the end, and at once if the sound is missing
   * @param {(error: DOMException) => void} onRefused called if the browser does not let it play
   */
  say(sentences, quietFrames, done, onRefused) {
    const { clips, quiet } = this.words;
    this.#done = done;
    this.#pieces = sentences.flatMap((number) => {
      const clip = clips[number];
      return clip ? [{ start: clip[0], end: clip[1], sentence: this.words.sentences[number] ?? "" }] : [];
    });
    if (quietFrames > 0) this.#pieces.push({ start: quiet[0], end: quiet[0] + quietFrames, sentence: "" });
    const [first] = this.#pieces;
    if (this.isBroken || !first || !this.track.audio.src) {
      this.#finish();
      return;
    }
    this.track.seek(first.start);
    this.track.play(onRefused);
  }

  stop() {
    this.#pieces = [];
    this.track.pause();
  }

  #reload() {
    if (this.track.canReload) {
      this.track.reload();
      if (this.isSaying) this.track.play(() => {});
    } else {
      this.isBroken = true;
      this.#finish();
    }
  }

  #look() {
    const [piece] = this.#pieces;
    if (!piece) return;
    if (this.track.frame >= piece.end) this.#next();
    else this.track.lookAt(piece.end, () => this.#look());
  }

  #next() {
    if (this.#pieces.length === 0) return;
    const [, next] = this.#pieces;
    if (next) {
      this.#pieces.shift();
      this.track.seek(next.start);
      if (this.track.audio.paused) this.track.play(() => {});
    } else {
      this.#finish();
    }
  }

  #finish() {
    this.stop();
    const done = this.#done;
    this.#done = () => {};
    done();
  }
}
