/** Writes times and fills texts in. */

/**
 * Set values into the `{name}` places of a text.
 *
 * @param {string | undefined} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return (text ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Write seconds as 4:05 or 1:04:05.
 *
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** @param {string} text */
export function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Name the side at a moment, such as “Left side”; empty outside of sides.
 *
 * @param {Record<string, string | undefined>} texts
 * @param {string} side
 */
export function sideText(texts, side) {
  return side ? capitalised(fill(texts.side, { side })) : "";
}
