/** Reads the contents of the page: deflated JSON in base64, which takes a third of the room. */

import { bytesOf } from "./base64.js";
import { inflate } from "./inflate.js";
import { unpack } from "./unpack.js";

/** @param {string} text */
export function readContents(text) {
  return unpack(JSON.parse(new TextDecoder().decode(inflate(bytesOf(text)))));
}
