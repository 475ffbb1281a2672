/**
 * Deferred answers: Python gives an id at once and settles it when, for example, the agent answers a notification.
 */

/** @import { Answer } from "../values/responses.js" */

/** @type {Map<string, (answer: Answer) => void>} */
const waiting = new Map();
/** Settled before their call had returned. @type {Map<string, Answer>} */
const early = new Map();

/** The answer itself, or a promise of a deferred one. @param {Answer} answer @returns {Answer | Promise<Answer>} */
export function awaited(answer) {
  const { deferred: id } = answer;
  return id === undefined ? answer : new Promise((resolve) => whenSettled(id, resolve));
}

/**
 * @param {string} id
 * @param {(answer: Answer) => void} settle called once
 */
function whenSettled(id, settle) {
  const answer = early.get(id);
  if (answer === undefined) {
    waiting.set(id, settle);
  } else {
    early.delete(id);
    settle(answer);
  }
}

/** @param {string} id @param {Answer} answer */
export function settleDeferred(id, answer) {
  const settle = waiting.get(id);
  if (settle === undefined) {
    early.set(id, answer);
  } else {
    waiting.delete(id);
    settle(answer);
  }
}

/** Settles all pending answers: their interpreter or workspace is gone. @param {Answer} answer */
export function settleAllDeferred(answer) {
  const settles = [...waiting.values()];
  waiting.clear();
  early.clear();
  for (const settle of settles) settle(answer);
}
