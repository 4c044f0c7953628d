/** Turns the volume up and down in steps of 3 dB, the smallest that everybody hears. */

import { element, input, setAttribute } from "./elements.js";
import { fill } from "./words_of.js";

/** @import {Memory} from "./memory.js" */
/** @import {Player} from "./player.js" */

const STEP_DB = 3;
const STEPS = 10;

/**
 * @param {Player} player
 * @param {Memory} memory
 * @param {Record<string, string>} texts
 * @param {(text: string) => void} say
 * @returns {(steps: number) => void} turns it up, or down if the number is negative
 */
export function controlVolume(player, memory, texts, say) {
  const slider = input("volume");
  if (!canBeSet()) element("volume-row").hidden = true; // an iPhone has keys for it

  /** @param {number} step 0 to 10; 10 leaves the session as it was made */
  const set = (step) => {
    const kept = Math.min(STEPS, Math.max(0, step));
    player.setVolume(kept === 0 ? 0 : 10 ** (((kept - STEPS) * STEP_DB) / 20));
    memory.volume = player.volume;
    slider.value = String(kept);
    const text = fill(texts.volume_steps, { n: kept, total: STEPS });
    setAttribute(slider, "aria-valuetext", text);
    return text;
  };

  slider.addEventListener("input", () => set(Number(slider.value)));
  set(memory.volume === 0 ? 0 : Math.round(STEPS + (20 * Math.log10(memory.volume)) / STEP_DB));
  return (steps) => say(`${texts.volume} ${set(Number(slider.value) + steps)}`);
}

function canBeSet() {
  const audio = document.createElement("audio");
  audio.volume = 0.5;
  return audio.volume === 0.5;
}
