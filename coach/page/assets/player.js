/**
 * Plays a session hands-free: pauses, jumps, and goes on where it makes sense.
 *
 * loading ──▶ ready ──▶ playing ──▶ finished          A tap while loading is remembered.
 *               │        ▲ │ ▲
 *               ▼        │ ▼ └── words                words: says where the session goes on, leaves time to settle
 *             words ─▶ paused ──▶ words               error: from anywhere, if the sound cannot be played
 */

import { jumpFrame, previousFrame, resumePoint } from "./places.js";
import { Track } from "./track.js";
import { WordsTrack } from "./words_track.js";

/** @import {Contents, State} from "./types.js" */

/** How much may be missing at the end of the sound, in seconds: more means that it did not arrive whole. */
const MISSING_S = 2;

/** Dispatches `change` when its state or place changes, `look` while the sound plays, `last` at a jump to nowhere. */
export class Player extends EventTarget {
  /** @type {State} */
  state = "loading";
  /** Whether the sound is late. */
  isWaiting = false;
  /** The volume, 0 to 1. */
  volume = 1;

  #isEager = false;
  /** The first frame that was not heard, and when that was, in milliseconds. */
  #cut = { frame: 0, atMs: 0 };
  /** @type {number | null} the frame that was asked for, until it is heard */
  #wanted = 0;
  /** The frame that the words lead to. */
  #place = 0;

  /**
   * @param {Contents} contents
   * @param {HTMLAudioElement} session
   * @param {HTMLAudioElement} words
   * @param {() => number} now a clock in milliseconds that goes on while the device sleeps
   */
  constructor(contents, session, words, now = Date.now) {
    super();
    this.contents = contents;
    this.session = new Track(session, contents.sample_rate);
    this.words = new WordsTrack(words, contents);
    this.now = now;
    this.session.follow(() => this.#look());
    words.addEventListener("timeupdate", () => this.#tell("look"));
    this.#listen(session, words);
  }

  /** The frame of the session that is heard or that it goes on from. */
  get frame() {
    if (this.state === "playing") return this.session.frame;
    if (this.state === "words") return this.#place;
    if (this.state === "finished") return this.contents.frames;
    return this.#wanted ?? this.#cut.frame;
  }

  /** The sentence between times that is being said; may be empty. */
  get sentence() {
    return this.state === "words" ? this.words.sentence : "";
  }

  /** Whether it has not begun, and will go on from where it was left another time. */
  get isResuming() {
    return this.#wanted === null && (this.state === "ready" || this.state === "loading");
  }

  get isRunning() {
    return this.state === "playing" || this.state === "words";
  }

  /** Take note that the sound is there. */
  begin() {
    if (this.state !== "loading") return;
    this.#enter("ready");
    if (this.#isEager) this.goOn();
  }

  /**
   * Have the session go on from where it was left, with the words that belong to the time since.
   *
   * @param {number} frame
   * @param {number} atMs when it was left
   */
  leftOff(frame, atMs) {
    this.#cut = { frame, atMs };
    this.#wanted = null;
    this.#tell("change");
  }

  toggle() {
    if (this.isRunning) this.pause();
    else if (this.state === "loading") this.#isEager = !this.#isEager;
    else this.play();
  }

  /** Do what a tap does where nothing is heard; while it loads, take note that it is wanted. */
  play() {
    if (this.state === "loading") this.#isEager = true;
    else if (this.state === "finished") this.playFrom(0);
    else if (this.state === "error") this.#tryAgain();
    else this.goOn();
  }

  pause() {
    if (!this.isRunning) return;
    if (this.state === "playing") this.#cut = { frame: this.session.frame, atMs: this.now() };
    else this.#cut.frame = this.#place; // the pause before still goes on
    this.#wanted = null;
    this.session.pause();
    this.words.stop();
    this.#enter("paused");
  }

  /** Go on at the frame where it was paused, as if it had not been. */
  takeBackPause() {
    if (this.state === "paused") this.playFrom(this.#cut.frame);
  }

  /** Say where we are, and go on where it makes sense; where a place was asked for, go on there. */
  goOn() {
    if (this.isRunning || this.state === "loading") return;
    if (this.#wanted !== null) {
      this.playFrom(this.#wanted);
      return;
    }
    const awayS = Math.max(0, this.now() - this.#cut.atMs) / 1000;
    const { place, sentences, settleFrames } = resumePoint(this.contents, this.#cut.frame, awayS);
    this.#place = place;
    this.session.unlock();
    this.session.seek(place); // so that its sound is there when the words are over
    this.#enter("words");
    this.words.say(sentences, settleFrames, () => this.playFrom(place), (error) => this.#refuse(error));
  }

  /**
   * Play the session from a frame on, without words.
   *
   * @param {number} frame
   */
  playFrom(frame) {
    this.#wanted = frame;
    if (this.state === "loading") {
      this.#isEager = true;
      this.#tell("change");
      return;
    }
    this.words.stop();
    this.words.track.unlock();
    this.session.seek(frame);
    this.session.play((error) => this.#refuse(error));
    this.#enter("playing");
  }

  /**
   * Play from the beginning of another section.
   *
   * @param {number} stretches how many sections to go forward, or back if negative; 0: this one again
   * @returns {boolean} whether there is such a section
   */
  jump(stretches) {
    const frame = this.state === "error" ? null : jumpFrame(this.contents, this.frame, stretches);
    if (frame === null) this.#tell("last");
    else this.playFrom(frame);
    return frame !== null;
  }

  /** Play this stretch from its beginning or, where it has just begun, the one before. */
  previous() {
    if (this.state !== "error") this.playFrom(previousFrame(this.contents, this.frame));
  }

  /**
   * Go to a frame: a session that plays goes on there, any other waits there.
   *
   * @param {number} frame
   */
  seek(frame) {
    if (this.state === "error") return;
    const place = Math.min(Math.max(0, frame), this.contents.frames - 1);
    if (this.isRunning) {
      this.playFrom(place);
      return;
    }
    this.#wanted = place;
    if (this.state === "finished") this.#enter("paused");
    else this.#tell("change");
  }

  /** @param {number} volume 0 to 1 */
  setVolume(volume) {
    this.volume = volume;
    this.session.audio.volume = this.words.track.audio.volume = volume;
    this.#tell("change");
  }

  /** Show that the sound cannot be played. */
  fail() {
    if (this.state === "error") return;
    this.#wanted ??= this.frame;
    this.session.pause();
    this.words.stop();
    this.#enter("error");
  }

  /**
   * @param {HTMLAudioElement} session
   * @param {HTMLAudioElement} words
   */
  #listen(session, words) {
    session.addEventListener("error", () => this.#reload());
    session.addEventListener("ended", () => this.#end());
    // The system pauses for a call, and plays on after it; neither was asked for here.
    session.addEventListener("pause", () => {
      if (this.state === "playing" && session.paused && !session.ended) this.pause();
    });
    session.addEventListener("play", () => {
      if (this.state !== "paused" || session.paused) return;
      session.pause();
      this.goOn();
    });
    words.addEventListener("pause", () => {
      if (this.state === "words" && words.paused && !words.ended && this.words.isSaying) this.pause();
    });
    for (const [name, isWaiting] of /** @type {[string, boolean][]} */ ([["waiting", true], ["playing", false]])) {
      session.addEventListener(name, () => {
        this.isWaiting = isWaiting;
        this.#tell("change");
      });
    }
  }

  #look() {
    if (this.state !== "playing" || this.session.pending !== null) return;
    this.#wanted = null;
    this.#tell("look");
  }

  #end() {
    if (this.state !== "playing") return;
    this.#cut.frame = this.session.frame;
    const missingS = (this.contents.frames - this.session.frame) / this.contents.sample_rate;
    if (missingS > MISSING_S) this.fail();
    else this.#enter("finished");
  }

  #tryAgain() {
    if (this.contents.audio.session === null) return; // what a file does not have will not come
    this.session.audio.load();
    this.state = "paused";
    this.goOn();
  }

  #reload() {
    if (!this.session.canReload) {
      this.fail();
      return;
    }
    this.session.reload();
    if (this.state === "playing") this.session.play((error) => this.#refuse(error));
  }

  /**
   * Wait for another tap where the browser wants one.
   *
   * @param {DOMException} error
   */
  #refuse(error) {
    if (error.name === "NotSupportedError" && this.session.canReload) return; // it is loaded again
    if (error.name === "NotAllowedError") this.pause();
    else if (this.state === "words") this.playFrom(this.#place);
    else this.fail();
  }

  /** @param {State} state */
  #enter(state) {
    this.state = state;
    this.isWaiting = false;
    this.#tell("change");
  }

  /** @param {"change" | "look" | "last"} name */
  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}
