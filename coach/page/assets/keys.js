/** Obeys the keys of `coach play`. Keys that belong to what has the focus are left to it. */

/** @import {Player} from "./player.js" */

/**
 * @typedef {object} Wishes
 * @property {(steps: number) => void} turnUp
 * @property {() => void} toggleCaptions
 * @property {() => void} showKeys
 * @property {() => boolean} hasLetters whether single letters do something
 */

/**
 * @param {Player} player
 * @param {"ltr" | "rtl"} direction
 * @param {Wishes} wishes
 */
export function listenToKeys(player, direction, wishes) {
  const isLeftToRight = direction === "ltr";
  const next = () => player.jump(1);
  const previous = () => player.previous();
  /** @type {Record<string, () => void>} */
  const letters = {
    p: () => player.toggle(),
    k: () => player.toggle(),
    n: next,
    b: previous,
    r: () => player.jump(0),
    "+": () => wishes.turnUp(1),
    "=": () => wishes.turnUp(1),
    "-": () => wishes.turnUp(-1),
    _: () => wishes.turnUp(-1),
    c: wishes.toggleCaptions,
    "?": wishes.showKeys,
  };
  /** @type {Record<string, () => void>} */
  const keys = {
    " ": () => player.toggle(),
    ArrowRight: isLeftToRight ? next : previous,
    ArrowLeft: isLeftToRight ? previous : next,
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    const target = event.target instanceof Element ? event.target : document.body;
    const isTaken = event.key === " " ? target.matches("button, a, input") : target.matches("input");
    const obey = keys[event.key] ?? (wishes.hasLetters() ? letters[event.key.toLowerCase()] : undefined);
    if (!obey || (isTaken && event.key in keys)) return;
    event.preventDefault();
    if (!event.repeat || "+=-_".includes(event.key)) obey();
  });
}
