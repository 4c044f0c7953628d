/** Draws a cover for the lock screen: a ring with a piece for each stretch, as long as its share of the session. */

/** @import {Contents} from "./types.js" */

const SIDE_PX = 512;

let address = "";

/**
 * Return the cover as a data: address; it is drawn once.
 *
 * @param {Contents} contents
 */
export function coverAddress(contents) {
  address ||= drawn(contents);
  return address;
}

/** @param {Contents} contents */
function drawn(contents) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE_PX;
  const pen = canvas.getContext("2d");
  if (!pen) return "";
  const colours = getComputedStyle(document.documentElement);
  const [ground, accent, ink] = ["--ground", "--accent", "--ink"].map((name) => colours.getPropertyValue(name).trim());
  pen.fillStyle = ground ?? "";
  pen.fillRect(0, 0, SIDE_PX, SIDE_PX);
  pen.lineWidth = 34;
  pen.strokeStyle = accent ?? "";
  for (const { kind, start, end } of contents.sections) {
    pen.globalAlpha = kind === "stretch" ? 1 : 0.35;
    pen.beginPath();
    pen.arc(SIDE_PX / 2, SIDE_PX / 2, 190, angle(start, contents.frames) + 0.02, angle(end, contents.frames) - 0.02);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.fillStyle = ink ?? "";
  pen.font = `300 150px ${colours.getPropertyValue("--font")}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(String(Math.max(1, Math.round(contents.frames / contents.sample_rate / 60))), SIDE_PX / 2, SIDE_PX / 2 - 12);
  pen.font = `500 44px ${colours.getPropertyValue("--font")}`;
  pen.fillText(contents.texts.cover_unit ?? "", SIDE_PX / 2, SIDE_PX / 2 + 92);
  return canvas.toDataURL("image/png");
}

/**
 * @param {number} frame
 * @param {number} frames
 */
function angle(frame, frames) {
  return (frame / frames) * 2 * Math.PI - Math.PI / 2;
}
