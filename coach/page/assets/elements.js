/** Finds the elements of the page by their ids, and writes into them only what has changed. */

/**
 * Return an element that the page has.
 *
 * @param {string} id
 */
export function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * Return an input that the page has.
 *
 * @param {string} id
 */
export function input(id) {
  return /** @type {HTMLInputElement} */ (element(id));
}

/**
 * @param {HTMLElement} node
 * @param {string} text
 */
export function show(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * @param {Element} node
 * @param {string} name
 * @param {string} value
 */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
