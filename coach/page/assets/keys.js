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
    if (event.defaultPrevented || isElsewhere(event)) return;
    const isLetter = !(event.key in keys);
    const obey = isLetter ? wishes.hasLetters() && letters[event.key.toLowerCase()] : keys[event.key];
    if (!obey || (!isLetter && isTaken(event))) return;
    event.preventDefault();
    if (!event.repeat || "+=-_".includes(event.key)) obey();
  });
}

/** @param {KeyboardEvent} event */
function isElsewhere(event) {
  return event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]") !== null;
}

/**
 * Tell whether a key belongs to the element that has the focus.
 *
 * @param {KeyboardEvent} event
 */
function isTaken(event) {
  return event.target instanceof Element && event.target.matches(event.key === " " ? "button, a, input" : "input");
}
