/** Shows the session on the lock screen, and obeys its buttons and those of headsets. */

import { coverAddress } from "./cover.js";
import { momentAt } from "./moment.js";
import { fill, sideText } from "./words_of.js";

/** @import {Player} from "./player.js" */

/** How far the buttons for seeking go where the system does not say, in seconds. */
const STEP_S = 10;

/**
 * @param {Player} player
 * @param {Record<string, string>} texts
 */
export function showOnLockScreen(player, texts) {
  if (!("mediaSession" in navigator)) return;
  const { mediaSession } = navigator;
  const { contents } = player;
  const rate = contents.sample_rate;
  let shown = "";

  /** @type {[MediaSessionAction, (details: MediaSessionActionDetails) => void][]} */
  const actions = [
    ["play", () => player.play()],
    ["pause", () => player.pause()],
    ["stop", () => player.pause()],
    ["nexttrack", () => player.jump(1)],
    ["previoustrack", () => player.previous()],
    ["seekto", ({ seekTime }) => player.seek(Math.round((seekTime ?? 0) * rate))],
    ["seekforward", ({ seekOffset }) => player.seek(player.frame + (seekOffset ?? STEP_S) * rate)],
    ["seekbackward", ({ seekOffset }) => player.seek(player.frame - (seekOffset ?? STEP_S) * rate)],
  ];
  for (const [action, obey] of actions) {
    try {
      mediaSession.setActionHandler(action, obey);
    } catch {
      // This browser does not know the action.
    }
  }

  const showTitle = () => {
    const moment = momentAt(contents, player.frame);
    const title = [moment.section.title, sideText(texts, moment.side)].filter(Boolean).join(", ");
    if (title === shown) return;
    shown = title;
    const number = moment.number ? fill(texts.number, { n: moment.number, total: moment.count }) : "";
    mediaSession.metadata = new MediaMetadata({
      title,
      artist: [contents.title, number].filter(Boolean).join(" · "),
      album: contents.title,
      artwork: [{ src: coverAddress(contents), sizes: "512x512", type: "image/png" }],
    });
  };

  const showPlace = () => {
    mediaSession.playbackState = player.isRunning ? "playing" : player.state === "paused" ? "paused" : "none";
    const duration = contents.frames / rate;
    mediaSession.setPositionState?.({ duration, position: Math.min(player.frame / rate, duration), playbackRate: 1 });
  };

  player.addEventListener("change", () => {
    if (player.state === "loading" || player.state === "ready") return;
    showTitle();
    showPlace();
  });
  player.addEventListener("look", showTitle);
}
