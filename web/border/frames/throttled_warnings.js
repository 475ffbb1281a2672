/**
 * Warnings on the console, at most one per second and subject: a line costs as much as a call, and a flood would fill it.
 * The call log has them all.
 */

const INTERVAL = 1_000;
/** So many subjects are remembered. */
const MOST = 500;

/** @type {Map<string, { at: number, unsaid: number }>} */
const said = new Map();

/**
 * @param {string} subject
 * @param {() => string} text makes the text, where it is said
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
  console.warn(`[cif-emulator] ${text()}${more}`);
  // The newest last.
  said.delete(subject);
  said.set(subject, { at: now, unsaid: 0 });
  if (said.size > MOST) said.delete(/** @type {string} */ (said.keys().next().value));
  return true;
}

/** A fresh workspace says everything anew. */
export const forgetComplaints = () => said.clear();
