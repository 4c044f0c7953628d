// @ts-check
/// <reference no-default-lib="true" />
/// <reference lib="es2022" />
/// <reference lib="webworker" />
/**
 * Keeps the site for when there is no network: the index, and each page that was opened, with its sound.
 *
 * A page is one file and names its sound by content, so that a page and a sound never disagree. With a network, pages
 * come from there; without one, from the cache of this version of the site, in which each page is whole. A new version
 * fetches all that the one before it kept, waits until nobody has a page of the site open, and then replaces it.
 */

/**
 * @typedef {object} Site
 * @property {string} version Changes with every file of the site.
 * @property {string[]} shell What is kept in any case, by path from the folder of the site.
 * @property {Record<string, string[]>} pages The files that each page of a routine needs, both by path.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @type {Site} */
const SITE = { version: "", shell: [], pages: {} };

/** How long a page is waited for that is kept already. */
const PATIENCE_S = 4;

const root = worker.registration.scope;
const family = `coach ${root} `;
const own = family + SITE.version;

/** @type {Map<string, Promise<void>>} */
const underWay = new Map();

worker.addEventListener("install", (event) => event.waitUntil(prepare()));
worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));
worker.addEventListener("message", (event) => {
  if (event.data === "keep" && event.source instanceof WindowClient) {
    event.waitUntil(keep(pathOf(event.source.url)).catch(() => {}));
  }
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(root)) {
    return;
  }
  event.respondWith(request.mode === "navigate" ? page(request) : file(request));
});

/** Fetch the shell, and each page that an older version keeps, before this version is used. */
async function prepare() {
  const cache = await caches.open(own);
  await Promise.all(SITE.shell.map((path) => fetchInto(cache, path)));
  for (const path of Object.keys(SITE.pages)) {
    if (await anywhere(address(path))) {
      await keep(path);
    }
  }
}

/** Remove older versions. No page is open that uses one, or the browser would not have started this version. */
async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith(family) && name !== own) {
      await caches.delete(name);
    }
  }
  await worker.clients.claim();
}

/**
 * Keep a page of a routine and its files, the page last: where it is, all of it is.
 * @param {string} path
 * @returns {Promise<void>}
 */
function keep(path) {
  if (!SITE.pages[path]) {
    return Promise.resolve();
  }
  const begun = underWay.get(path) ?? fetchPage(path).finally(() => underWay.delete(path));
  underWay.set(path, begun);
  return begun;
}

/** @param {string} path */
async function fetchPage(path) {
  const cache = await caches.open(own);
  if (await cache.match(address(path))) {
    return;
  }
  const response = await fetched(path);
  const text = await response.clone().text();
  const needed = SITE.pages[path] ?? [];
  if (!needed.every((each) => text.includes(each.slice(each.lastIndexOf("/") + 1)))) {
    throw new Error(`${path} is of another version of the site.`);
  }
  for (const each of needed) {
    await fetchInto(cache, each);
  }
  await cache.put(address(path), response);
}

/**
 * Put a file into a cache: a copy of what another version keeps where its name tells its content.
 * @param {Cache} cache
 * @param {string} path
 */
async function fetchInto(cache, path) {
  if (await cache.match(address(path))) {
    return;
  }
  const copy = isHashed(path) ? await anywhere(address(path)) : undefined;
  await cache.put(address(path), copy ?? (await fetched(path)));
}

/** @param {string} path */
async function fetched(path) {
  const response = await fetch(address(path), { cache: isHashed(path) ? "default" : "no-cache" });
  if (!response.ok) {
    throw new Error(`${path}: ${response.status}`);
  }
  // A response that was redirected cannot answer the opening of a page.
  return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
}

/**
 * Answer the opening of a page: from the network, or else as it is kept; without either, with the index.
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function page(request) {
  const path = pathOf(request.url);
  const copy = await (await caches.open(own)).match(address(path));
  try {
    const response = await inTime(fetch(request), copy ? PATIENCE_S : Infinity);
    return response.status >= 500 && copy ? copy : response;
  } catch {
    const index = address("./");
    return copy ?? (address(path) === index ? Response.error() : Response.redirect(index));
  }
}

/**
 * Answer a request for anything else: as it is kept, also in a version that still waits, or else from the network.
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function file(request) {
  const copy = (await (await caches.open(own)).match(request.url)) ?? (await anywhere(request.url));
  if (!copy) {
    return fetch(request);
  }
  const range = request.headers.get("range");
  return range ? part(copy, range) : copy;
}

/**
 * Answer a request for some of a file's bytes: players ask so, and Safari plays nothing else.
 * @param {Response} whole
 * @param {string} range
 * @returns {Promise<Response>}
 */
async function part(whole, range) {
  const found = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  if (!found || (!found[1] && !found[2])) {
    return whole;
  }
  const bytes = await whole.blob();
  const start = found[1] ? Number(found[1]) : Math.max(0, bytes.size - Number(found[2]));
  const end = found[1] && found[2] ? Math.min(Number(found[2]), bytes.size - 1) : bytes.size - 1;
  if (start > end) {
    return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${bytes.size}` } });
  }
  const type = whole.headers.get("content-type") ?? "application/octet-stream";
  return new Response(bytes.slice(start, end + 1, type), {
    status: 206,
    headers: {
      "Accept-Ranges": "bytes",
      "Content-Length": String(end + 1 - start),
      "Content-Range": `bytes ${start}-${end}/${bytes.size}`,
      "Content-Type": type,
    },
  });
}

/**
 * Find a file in the cache of any version.
 * @param {string} url
 */
async function anywhere(url) {
  for (const name of await caches.keys()) {
    const copy = name.startsWith(family) ? await (await caches.open(name)).match(url) : undefined;
    if (copy) {
      return copy;
    }
  }
  return undefined;
}

/**
 * @template T
 * @param {Promise<T>} awaited
 * @param {number} patienceS
 * @returns {Promise<T>}
 */
function inTime(awaited, patienceS) {
  if (patienceS === Infinity) {
    return awaited;
  }
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("The network is too slow.")), patienceS * 1000);
    awaited.then(resolve, reject);
  });
}

/**
 * Tell whether a file's name tells its content, so that every file of that name is the same.
 * @param {string} path
 */
function isHashed(path) {
  return /-[0-9a-f]{16}\.\w+$/.test(path);
}

/** @param {string} path */
function address(path) {
  return new URL(path, root).href;
}

/**
 * Return the path of a page from the folder of the site, without what its file is called.
 * @param {string} url
 */
function pathOf(url) {
  const path = new URL(url).pathname.replace(/(^|\/)index\.html$/, "$1");
  return path.slice(new URL(root).pathname.length) || "./";
}
