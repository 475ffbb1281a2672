/**
 * Work for a task of its own, after what runs now, in order. Not a timer: a test's fake clock does not hold it up.
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
