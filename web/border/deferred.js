/**
 * Answers that come later: Python gives an id at once (`?17`) and settles it when, say, the agent has answered a
 * notification.
 */

/** @typedef {(answer: string) => void} Settle takes `=` and a result's JSON, or `!` and an error's */

/** @type {Map<string, Settle>} */
const waiting = new Map();
/** Settled before the call that they answer had returned. @type {Map<string, string>} */
const early = new Map();

/**
 * @param {string} id
 * @param {Settle} settle called once
 */
export function whenSettled(id, settle) {
  const answer = early.get(id);
  if (answer === undefined) {
    waiting.set(id, settle);
  } else {
    early.delete(id);
    settle(answer);
  }
}

/** @param {string} id @param {string} answer */
export function settleDeferred(id, answer) {
  const settle = waiting.get(id);
  if (settle === undefined) {
    early.set(id, answer);
  } else {
    waiting.delete(id);
    settle(answer);
  }
}

/** Answers all that still wait: whoever would have settled them is gone. @param {string} answer */
export function settleAllDeferred(answer) {
  const settles = [...waiting.values()];
  waiting.clear();
  early.clear();
  for (const settle of settles) settle(answer);
}
