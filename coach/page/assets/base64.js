/** Decodes base64. */

/**
 * @param {string} text base64, perhaps with space around it
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
