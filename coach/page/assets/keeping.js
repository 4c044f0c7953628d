/** Keeps what is remembered of a session up to date, and offers to go on where it was left. */

import { element, show } from "./elements.js";
import { momentAt } from "./moment.js";
import { Practice } from "./practice.js";
import { clock, fill } from "./words_of.js";

/** @import {Memory} from "./memory.js" */
/** @import {Player} from "./player.js" */

/** The time between two times that the place is kept, in seconds: the most that a crash may cost. */
const EVERY_S = 5;

/**
 * @param {Player} player
 * @param {Memory} memory
 * @param {Record<string, string>} texts
 */
export function keepPractice(player, memory, texts) {
  const { contents } = player;
  const rate = contents.sample_rate;
  const before = memory.place;
  const practice = new Practice(contents, before?.heardFrames);
  let keptFrame = -Infinity;
  let state = player.state;

  const keep = () => {
    const { section } = momentAt(contents, player.frame);
    keptFrame = player.frame;
    if (section.kind === "opening") return; // nobody has to go back to that
    memory.place = { frame: player.frame, atMs: player.now(), heardFrames: practice.heardFrames };
  };

  const finish = async () => {
    memory.finish(player.now());
    const address = contents.links.practised;
    if (address && practice.stretches.length && (await practice.send(address))) show(element("notice"), texts.practised ?? "");
    practice.startAnew();
  };

  player.addEventListener("look", () => {
    if (player.state !== "playing") return;
    practice.follow(player.frame);
    if (Math.abs(player.frame - keptFrame) >= EVERY_S * rate) keep();
  });
  player.addEventListener("change", () => {
    practice.interrupt();
    if (state === player.state) return;
    state = player.state;
    element("choices").hidden = !(state === "ready" && player.isResuming);
    if (state !== "ready" && state !== "loading") show(element("notice"), "");
    if (state === "paused") keep();
    if (state === "finished") finish();
  });
  addEventListener("pagehide", () => {
    if (player.isRunning) keep();
  });

  offer(player, memory, texts);
}

/**
 * Offer to go on where the session was left, or say when it was finished last.
 *
 * @param {Player} player
 * @param {Memory} memory
 * @param {Record<string, string>} texts
 */
function offer(player, memory, texts) {
  const { contents } = player;
  const { place, finishedAtMs } = memory;
  element("go-on").addEventListener("click", () => player.toggle());
  element("from-beginning").addEventListener("click", () => player.playFrom(0));
  if (place && place.frame < contents.frames) {
    const stretch = momentAt(contents, place.frame).section.title;
    player.leftOff(place.frame, place.atMs);
    show(element("notice"), fill(texts.left_off, { stretch, time: clock(place.frame / contents.sample_rate) }));
  } else if (finishedAtMs !== null) {
    const day = new Intl.DateTimeFormat(contents.language, { dateStyle: "long" }).format(finishedAtMs);
    show(element("notice"), fill(texts.last_finished, { day }));
  }
}
