/** Takes the sound out of the document that carries it, a piece at a time, and gives it as addresses of blobs. */

import { bytesOf } from "./base64.js";

/** How long to wait for the next piece while the document arrives, in milliseconds. */
const POLL_MS = 40;

/**
 * Decode both tracks while the document still arrives. Each piece is removed once it is decoded, so that ten hours of
 * sound are never in memory twice.
 *
 * @param {(track: string, address: string) => void} onTrack called for each track once it is whole
 * @param {() => void} onBroken called if a piece is damaged or the sound is missing
 */
export function openEmbedded(onTrack, onBroken) {
  /** @type {Blob[]} */
  let parts = [];
  let current = "";
  let isFound = false;

  const finish = () => {
    if (parts.length === 0) return;
    isFound ||= current === "session";
    onTrack(current, URL.createObjectURL(new Blob(parts, { type: "audio/mpeg" })));
    parts = [];
  };

  const step = () => {
    const hasArrived = document.readyState !== "loading";
    const node = /** @type {HTMLElement | null} */ (document.querySelector("script[data-track]"));
    if (!node && hasArrived) {
      finish();
      if (!isFound) onBroken();
      return;
    }
    if (!node || !(hasArrived || node.nextElementSibling)) {
      setTimeout(step, POLL_MS);
      return;
    }
    const track = node.dataset.track ?? "";
    if (track !== current) finish();
    current = track;
    try {
      parts.push(new Blob([bytesOf(node.textContent ?? "")]));
    } catch {
      onBroken();
      return;
    }
    node.remove();
    setTimeout(step);
  };
  step();
}
