/**
 * Stands between the page and the Python interpreter: carries calls over, notices when the interpreter has ended,
 * explains it to the callers and has it started anew.
 */
import { inTurns } from "./long_work.js";

/**
 * The functions of Python's that the page uses; text in, text out.
 * @typedef {object} Python
 * @property {(method: string, caller: string, args: string) => string} answer
 * @property {(method: number, args?: string) => string} page_answer
 * @property {(method: number) => string | boolean} short_answer
 * @property {() => string} snapshot
 * @property {(options: string) => { next(): { done?: boolean, value: string }, destroy(): void }} resetting
 * @property {() => string} calls
 * @property {() => string} data
 * @property {() => string} kept
 * @property {(text: string) => string} restore
 * @property {() => string} persistence
 * @property {() => string} changed_records
 * @property {(text: string, aside: string) => string} put_back
 * @property {(text: string) => void} warn
 * @property {(provider: string, origin: string, method: string, args: string) => string} frame_answer
 * @property {(provider: string, origin: string, page: string) => string} frame_hello
 * @property {(provider: string) => void} frame_gone
 * @property {(delivery: string, outcome: string) => void} delivered
 * @property {(timer: string) => void} timer_elapsed
 * @property {string} description
 * @property {string} version
 */

/** @type {Python | null} */
let python = null;
let absence = "the workspace is still starting; await cifEmulator.ready";

/** @type {(reason: string) => void} */
let onEnd = () => {};

/** @param {(reason: string) => void} listener called once when the interpreter has ended */
export function whenEnded(listener) {
  onEnd = listener;
}

/** @param {Python} connected */
export function connect(connected) {
  python = connected;
}

/** @param {string} reason what callers are told until Python is there (again) */
export function disconnect(reason) {
  python = null;
  absence = reason;
}

export function isConnected() {
  return python !== null;
}

/** @param {string} method @param {string} message */
function error(method, message) {
  const [family, name] = method.split(".");
  return `!${JSON.stringify({ name: "Error", message: `${method}: ${message}`, errorCode: 99, family, method: name })}`;
}

/** The answer to a call while Python is not there. @param {string} method */
export const absent = (method) => error(method, absence);

/** @param {unknown} thrown */
function lastLine(thrown) {
  return (
    String(thrown instanceof Error ? thrown.message : thrown)
      .trim()
      .split("\n")
      .at(-1) ?? ""
  );
}

/**
 * Python's functions answer with values, even for faults. An exception of Python's own is a fault of ours that
 * slipped through; anything else means that the interpreter is gone.
 * @param {string} method
 * @param {unknown} thrown
 */
function failed(method, thrown) {
  if (thrown instanceof Error && thrown.name === "PythonError") {
    return error(method, `the emulator itself failed (${lastLine(thrown)})`);
  }
  ended(thrown);
  return absent(method);
}

/**
 * The interpreter has ended; callers are told why, and the listener has it started anew.
 * @param {unknown} thrown
 */
export function ended(thrown) {
  if (python === null) return;
  const cause = lastLine(thrown);
  disconnect(`the Python interpreter ended (${cause}); the workspace is starting anew, its sessions are lost`);
  onEnd(cause);
}

/**
 * Carries one call to Python.
 * @param {string} method
 * @param {string} caller
 * @param {string} args
 * @returns {string} `=` and a result's JSON, `!` and an error's, or `?` and the id under which it is answered later
 */
export function call(method, caller, args) {
  return reach(method, (connected) => connected.answer(method, caller, args));
}

/**
 * Carries one call of a script on the page itself; without arguments, no text of them.
 * @param {{ id: string, number: number }} method
 * @param {string} [args]
 */
export const pageCall = ({ id, number }, args) =>
  reach(id, (connected) => (args === undefined ? connected.page_answer(number) : connected.page_answer(number, args)));

/**
 * The short way for a look-up without arguments: a truth value comes back as it is.
 * @param {{ id: string, number: number }} method
 */
export const shortCall = ({ id, number }) => reach(id, (connected) => connected.short_answer(number));

/**
 * Carries one call from a frame to Python, which decides whether the frame's origin may call at all.
 * @param {string} provider the channel provider in whose frame the caller stands, empty for none
 * @param {string} origin
 * @param {string} method
 * @param {string} args
 */
export function frameCall(provider, origin, method, args) {
  return reach(method, (connected) => connected.frame_answer(provider, origin, method, args));
}

/**
 * A frame's new document has loaded the library: `=` and `{timeOut}` in milliseconds, or a refusal.
 * @param {string} provider
 * @param {string} origin
 * @param {string} page
 */
export function frameHello(provider, origin, page) {
  return reach("CIFramework.CIFInitDone", (connected) => connected.frame_hello(provider, origin, page));
}

/**
 * Tells Python what has become of a provider's frame, of a delivery, of a timer.
 * @param {(connected: Python) => void} what
 */
export function inform(what) {
  reach("CIFramework", (connected) => {
    what(connected);
    return "=";
  });
}

/**
 * @template {string | boolean} Answer
 * @param {string} method
 * @param {(connected: Python) => Answer} ask
 * @returns {Answer | string}
 */
function reach(method, ask) {
  if (python === null) return absent(method);
  try {
    return ask(python);
  } catch (thrown) {
    return failed(method, thrown);
  }
}

/**
 * Asks Python for something about the whole workspace.
 * @param {"snapshot" | "calls" | "data" | "kept" | "restore" | "persistence" | "changed_records" | "warn"} what
 * @param {string} [options]
 * @returns {string}
 */
export function ask(what, options = "") {
  return reach(`cifEmulator.${what}`, (connected) => {
    if (what === "restore") return connected.restore(options);
    if (what === "warn") {
      connected.warn(options);
      return "=";
    }
    return connected[what]();
  });
}

/**
 * Back to a start, in turns with the page.
 * @param {string} options
 * @param {(text: string, share: number) => void} progress
 */
export async function resetPython(options, progress) {
  if (python === null) return absent("cifEmulator.reset");
  try {
    const steps = python.resetting(options);
    const answer = await inTurns(steps, progress);
    steps.destroy();
    return answer;
  } catch (thrown) {
    return failed("cifEmulator.reset", thrown);
  }
}
