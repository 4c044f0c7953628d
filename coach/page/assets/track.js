/** Plays one of the two sounds of a page, a plain audio element, in frames. */

/** How soon the end of something must be for a timer to help waiting for it, in seconds. */
const NEAR_S = 0.4;

/** How often a sound in a blob is loaded again. WebKit on Linux fails at every second large one, at random. */
const MOST_RELOADS = 12;

export class Track {
  /**
   * @param {HTMLAudioElement} audio
   * @param {number} sampleRate
   */
  constructor(audio, sampleRate) {
    this.audio = audio;
    this.sampleRate = sampleRate;
    /** @type {number | null} where to go once the length of the sound is known */
    this.pending = null;
    this.isUnlocked = false;
    this.reloads = 0;
    audio.addEventListener("loadedmetadata", () => {
      if (this.pending !== null) this.seek(this.pending);
    });
  }

  /** The frame that is heard, or that would be heard next. */
  get frame() {
    return this.pending ?? Math.round(this.audio.currentTime * this.sampleRate);
  }

  /** @param {number} frame */
  seek(frame) {
    const isKnown = this.audio.readyState >= HTMLMediaElement.HAVE_METADATA;
    this.pending = isKnown ? null : frame;
    if (isKnown) this.audio.currentTime = frame / this.sampleRate;
  }

  /**
   * Play on from where it is.
   *
   * @param {(error: DOMException) => void} onRefused called if the browser does not let it play
   */
  play(onRefused) {
    this.isUnlocked = true;
    this.audio.play().catch((error) => {
      if (error.name !== "AbortError") onRefused(error);
    });
  }

  pause() {
    this.audio.pause();
  }

  /** Whether loading the sound again may help. */
  get canReload() {
    return this.audio.src.startsWith("blob:") && this.reloads < MOST_RELOADS;
  }

  /** Load the sound again, at the same place; it stands still. */
  reload() {
    this.reloads += 1;
    this.pending = this.frame;
    this.audio.load();
  }

  /** Have the browser allow this sound later on without a tap of its own; call it in answer to a tap. */
  unlock() {
    if (this.isUnlocked) return;
    this.play(() => {});
    this.pause();
  }

  /**
   * Look at the sound as it plays: at each frame of the screen where the page is seen, and at least four times a
   * second where it is not, or where the telephone is locked: then only the sound itself tells the time.
   *
   * @param {() => void} look
   */
  follow(look) {
    let request = 0;
    const draw = () => {
      look();
      request = this.audio.paused || document.hidden ? 0 : requestAnimationFrame(draw);
    };
    const begin = () => {
      if (request === 0 && !document.hidden) request = requestAnimationFrame(draw);
    };
    this.audio.addEventListener("timeupdate", look);
    this.audio.addEventListener("playing", begin);
    document.addEventListener("visibilitychange", () => {
      cancelAnimationFrame(request);
      request = 0;
      begin();
    });
  }

  /**
   * Call back at a frame that is close, which helps where nothing is drawn.
   *
   * @param {number} frame
   * @param {() => void} look
   */
  lookAt(frame, look) {
    const leftS = (frame - this.frame) / this.sampleRate;
    if (document.hidden && leftS < NEAR_S) setTimeout(look, leftS * 1000);
  }
}
