/** Keeps the screen on while a session plays, where the browser allows it: over HTTPS and on this very machine. */

/** @import {Player} from "./player.js" */

/** @param {Player} player */
export function keepScreenOn(player) {
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  let isAsking = false;

  const look = async () => {
    const isWanted = player.isRunning && !document.hidden;
    if (!isWanted) {
      await lock?.release().catch(() => {});
      lock = null;
    } else if ((!lock || lock.released) && !isAsking && "wakeLock" in navigator) {
      isAsking = true;
      lock = await navigator.wakeLock.request("screen").catch(() => null);
      isAsking = false;
    }
  };
  player.addEventListener("change", look);
  document.addEventListener("visibilitychange", look);
}
