/**
 * Stands between the page and the Python interpreter: passes calls on, notices when the interpreter has ended,
 * explains it to callers and has it restarted.
 */
import { ERROR_INTERNAL } from "../../generated/border.js";
import { readAnswer, refusal } from "../values/responses.js";
import { memorySize } from "../boot/interpreter.js";
import { inTurns } from "../boot/long_work.js";

/**
 * @import { Bridge } from "../../generated/types"
 * @import { Answer } from "../values/responses.js"
 */

/** From 2 GiB on Pyodide reads texts from wrong addresses (docs/pyodide-memory.md); memory grows by a fifth at a time. */
const MOST_MEMORY = 1.5 * 2 ** 30;

/** Those that answer at once. @typedef {Omit<Bridge, "version" | "resetting" | "reloading" | "adding">} Functions */

/** @type {Bridge | null} */
let python = null;
let absence = "the workspace is still starting; await cifEmulator.ready";

/** @type {(reason: string) => void} */
let onEnd = () => {};

/** @param {(reason: string) => void} listener called once when the interpreter has ended */
export function whenEnded(listener) {
  onEnd = listener;
}

/** @type {((name: keyof Functions) => void) | undefined} */
let onAsked;

/** @param {(name: keyof Functions) => void} listener called after each call of one of Python's functions */
export function whenAsked(listener) {
  onAsked = listener;
}

/** @param {Bridge} connected */
export function connect(connected) {
  python = connected;
}

/** @param {string} reason what callers are told until Python is available (again) */
export function disconnect(reason) {
  python = null;
  absence = reason;
}

export function isConnected() {
  return python !== null;
}

/** @param {string} what @param {string} message */
const error = (what, message) => refusal(what, `${what}: ${message}`, ERROR_INTERNAL);

/** The answer to a call while Python is not there. @param {string} what */
export const absent = (what) => error(what, absence);

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
 * @param {string} what
 * @param {unknown} thrown
 */
function failed(what, thrown) {
  if (thrown instanceof Error && thrown.name === "PythonError") {
    return error(what, `the emulator itself failed (${lastLine(thrown)})`);
  }
  ended(thrown);
  return absent(what);
}

/**
 * The interpreter has ended; callers are told why, and the listener restarts it.
 * @param {unknown} thrown
 */
export function ended(thrown) {
  if (python === null) return;
  const cause = lastLine(thrown);
  disconnect(`the Python interpreter ended (${cause}); the workspace is starting anew, its sessions are lost`);
  onEnd(cause);
}

/**
 * Calls a function of Python's.
 * @template {keyof Functions} Name
 * @param {string} what the caller's name for it, with its family: `Apm.createSession`
 * @param {Name} name
 * @param {Parameters<Functions[Name]>} args
 * @returns {Answer}
 */
export function ask(what, name, ...args) {
  if (python === null) return absent(what);
  try {
    const answer = readAnswer(/** @type {any} */ (python)[name](...args));
    onAsked?.(name);
    return memorySize() > MOST_MEMORY ? outgrown(what) : answer;
  } catch (thrown) {
    return failed(what, thrown);
  }
}

/** Ends an interpreter whose memory is nearly too large to work correctly. @param {string} what */
function outgrown(what) {
  const megabytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 2 ** 20).toLocaleString("en")} MB`;
  ended(
    `its memory has grown to ${megabytes(memorySize())}, beyond ${megabytes(MOST_MEMORY)}: from 2,048 MB on its answers would be wrong`,
  );
  return absent(what);
}

/**
 * Has Python do long work in slices, so that the page stays responsive.
 * @param {string} what the caller's name for it
 * @param {"resetting" | "reloading" | "adding"} name
 * @param {string[]} input
 * @param {(text: string, share: number) => void} progress
 */
export async function askInSlices(what, name, input, progress) {
  if (python === null) return absent(what);
  try {
    const steps = /** @type {any} */ (python)[name](...input);
    const answer = await inTurns(steps, progress);
    steps.destroy();
    return memorySize() > MOST_MEMORY ? outgrown(what) : readAnswer(answer);
  } catch (thrown) {
    return failed(what, thrown);
  }
}
