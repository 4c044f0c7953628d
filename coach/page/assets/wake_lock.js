/** Keeps the screen on while a session plays, where the browser allows it: over HTTPS and on this very machine. */

/** @import {Player} from "./player.js" */

/** @param {Player} player */
export function keepScreenOn(player) {
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  let isAsking = false;

  const isWanted = () => player.isRunning && !document.hidden;
  const release = () => {
    lock?.release().catch(() => {});
    lock = null;
  };
  const look = async () => {
    if (!isWanted()) {
      release();
    } else if ((!lock || lock.released) && !isAsking && "wakeLock" in navigator) {
      isAsking = true;
      lock = await navigator.wakeLock.request("screen").catch(() => null);
      isAsking = false;
      if (!isWanted()) release(); // it was paused while the browser thought about it
    }
  };
  player.addEventListener("change", look);
  document.addEventListener("visibilitychange", look);
}
