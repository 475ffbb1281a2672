/**
 * The log as a file: `{"cifEmulatorLog": 1, "entries": […]}`, as `cifEmulator.calls()` gives them.
 *
 * @import { LogEntry } from "../../generated/types"
 */

const VERSION = 1;
/** In bytes; the log itself holds less. */
const LARGEST = 40_000_000;
const MOST = 5_000;

/** What an entry must be, and what is made of one without it. */
const TEXTS = /** @type {const} */ (["caller", "what", "correlationId", "input", "result", "error", "summary"]);
const KINDS = ["call", "refusal", "event", "record", "warning", "hint", "time-out", "failure", "fault"];

/** @param {LogEntry[]} entries @returns {string} what was done, in words */
export function saveLog(entries) {
  const text = JSON.stringify({ cifEmulatorLog: VERSION, entries });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "cif-emulator-log.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return `Saved as ${link.download}.`;
}

/** @param {any} each @returns {each is LogEntry} */
const isEntry = (each) =>
  typeof each === "object" &&
  each !== null &&
  Number.isInteger(each.number) &&
  typeof each.time === "number" &&
  typeof each.duration === "number" &&
  typeof each.pending === "boolean" &&
  (each.cause === null || Number.isInteger(each.cause)) &&
  KINDS.includes(each.kind) &&
  Array.isArray(each.changes) &&
  // Logs of before slugs were told have none.
  (each.slugs === undefined || Array.isArray(each.slugs)) &&
  TEXTS.every((name) => typeof each[name] === "string");

/** The entries of a file's text; throws what is wrong with it. @param {string} text @returns {LogEntry[]} */
function entriesOf(text) {
  /** @type {any} */
  let held;
  try {
    held = JSON.parse(text);
  } catch (thrown) {
    throw new Error(`is damaged or no saved log: ${/** @type {Error} */ (thrown).message}`);
  }
  const version = held?.cifEmulatorLog;
  if (version === undefined) throw new Error('is no saved log; right is a file that "Save the log" has written');
  if (version !== VERSION) {
    throw new Error(`is of version ${JSON.stringify(version)}; this inspector reads version ${VERSION}`);
  }
  if (!Array.isArray(held.entries)) throw new Error("is damaged: it has no entries");
  const wrong = held.entries.findIndex((/** @type {unknown} */ each) => !isEntry(each));
  if (wrong >= 0) throw new Error(`is damaged: entry ${wrong + 1} is not one of a log`);
  return held.entries.slice(-MOST).sort((/** @type {LogEntry} */ a, /** @type {LogEntry} */ b) => a.number - b.number);
}

/** @returns {Promise<File | undefined>} */
function chosenFile() {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "application/json,.json";
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve(input.files?.[0]));
    input.addEventListener("cancel", () => resolve(undefined));
    input.click();
  });
}

/** Asks for a file. @returns {Promise<{ name: string, entries?: LogEntry[], problem?: string }>} */
export async function loadLog() {
  const file = await chosenFile();
  if (!file) return { name: "", problem: "" };
  const { name, size } = file;
  if (size > LARGEST) {
    const megabytes = (size / 1e6).toFixed(0);
    return { name, problem: `${name} has ${megabytes} MB, a saved log at most ${LARGEST / 1e6} MB; it was not read.` };
  }
  try {
    return { name, entries: entriesOf(await file.text()) };
  } catch (thrown) {
    return { name, problem: `${name} ${/** @type {Error} */ (thrown).message}.` };
  }
}
