/** Opens and closes the sheets over the page: the steps by chapter, and sound and keys. */

import { element, setAttribute } from "./elements.js";
import { sectionIndexAt } from "./places.js";
import { clock } from "./words_of.js";

/** @import {Player} from "./player.js" */

/**
 * Return the sheet of an id, opened by a button.
 *
 * @param {string} id
 * @param {string} buttonId
 * @param {() => void} [prepare] called before it opens
 * @returns {{open: () => void, close: () => void}}
 */
export function sheet(id, buttonId, prepare = () => {}) {
  const dialog = /** @type {HTMLDialogElement} */ (element(id));
  const open = () => {
    prepare();
    if (!dialog.open) dialog.showModal();
  };
  const close = () => dialog.close();
  element(buttonId).addEventListener("click", open);
  dialog.querySelector(".close")?.addEventListener("click", close);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close(); // beside the sheet
  });
  return { open, close };
}

/**
 * List the parts of the session as buttons that play from there.
 *
 * @param {Player} player
 */
export function listSteps(player) {
  const { contents } = player;
  const buttons = contents.sections.map((section) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chapter";
    const title = document.createElement("span");
    title.textContent = section.title;
    const time = document.createElement("span");
    time.className = "time";
    time.textContent = clock(section.start / contents.sample_rate);
    button.append(title, time);
    button.addEventListener("click", () => {
      steps.close();
      player.playFrom(section.start);
    });
    return button;
  });
  element("chapters").append(
    ...buttons.map((button) => {
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
  const steps = sheet("steps-dialog", "steps", () => {
    const here = sectionIndexAt(contents, player.frame);
    buttons.forEach((button, index) => setAttribute(button, "aria-current", index === here ? "step" : "false"));
  });
}
