/** Begins the page. */

import { unpack } from "./unpack.js";

const contents = unpack(JSON.parse(document.getElementById("contents")?.textContent ?? ""));
document.title = contents.title;
