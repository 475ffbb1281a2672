/**
 * Runs work in a task of its own, in order. Not a timer, so a test's fake clock does not stop it.
 */

/** @type {(() => void)[]} */
const waiting = [];
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => waiting.shift()?.();

/** @param {() => void} work */
export function later(work) {
  waiting.push(work);
  port2.postMessage(null);
}
