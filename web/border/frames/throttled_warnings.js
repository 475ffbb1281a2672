/**
 * Warnings on the console about frames, at most one per second and subject, so that a flood does not fill it.
 */

const INTERVAL = 1_000;

/** @type {Map<string, { at: number, unsaid: number }>} */
const said = new Map();

/**
 * @param {string} subject
 * @param {string} text
 * @returns {boolean} whether it was said
 */
export function complain(subject, text) {
  const now = performance.now();
  const last = said.get(subject);
  if (last && now - last.at < INTERVAL) {
    last.unsaid++;
    return false;
  }
  const more = last?.unsaid ? ` (and ${last.unsaid.toLocaleString("en")} times before that)` : "";
  console.warn(`[cif-emulator] ${text}${more}`);
  said.set(subject, { at: now, unsaid: 0 });
  return true;
}
