/**
 * Shows how far a session is prepared, and opens it when it is ready. Asking is also the sign that somebody waits for it.
 */

const EVERY_MS = 1000;

/** @typedef {{state: string, done: number, total: number, ahead: number, error: string}} Progress */

const box = /** @type {HTMLElement} */ (document.getElementById("waiting"));
const state = /** @type {HTMLElement} */ (document.getElementById("state"));
const bar = /** @type {HTMLProgressElement} */ (document.getElementById("bar"));

/**
 * Sets a text only where it changes, so that a screen reader does not say it again.
 * @param {string | undefined} text
 * @param {number} [n]
 */
function tell(text, n) {
  const words = (text ?? "").replace("{n}", String(n));
  if (state.textContent !== words) state.textContent = words;
}

/** @param {Progress} progress */
function show(progress) {
  if (progress.state === "queued") {
    tell(progress.ahead ? box.dataset.queued : box.dataset.next, progress.ahead);
  } else {
    const percent = Math.floor((100 * progress.done) / Math.max(1, progress.total));
    bar.value = percent;
    tell(box.dataset.preparing, 10 * Math.floor(percent / 10));
  }
}

let isAsking = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let next;

async function ask() {
  if (isAsking) return;
  isAsking = true;
  clearTimeout(next);
  try {
    const answer = await fetch(box.dataset.address ?? "", { cache: "no-store" });
    const progress = answer.ok ? /** @type {Progress} */ (await answer.json()) : null;
    if (progress?.state !== "queued" && progress?.state !== "preparing") {
      location.reload();
      return;
    }
    show(progress);
  } catch {
    tell(box.dataset.lost);
  }
  isAsking = false;
  next = setTimeout(ask, EVERY_MS);
}

// The timers of a page that is not seen stand still.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void ask();
});
void ask();
