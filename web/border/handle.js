/**
 * `window.cifEmulator`: what tests and pages around the workspace see and do; its members are declared in Python.
 */
import { argumentsText } from "./values/decoder.js";
import { checkDone, nativeError, parsedAnswer } from "./values/responses.js";
import { awaited } from "./calls/deferred.js";
import { raiseEvent } from "./calls/namespaces.js";
import { ask } from "./calls/supervisor.js";
import { placeData, removeData } from "./storage/data_files.js";

/** @import { Handle, LogEntry, ResetOptions } from "../generated/snapshot" */
/** @import { Answer } from "./values/responses.js" */

/** Entries of the log that are calls or deliveries, not what is told of them under their name. */
const CALLED = new Set(["call", "refusal", "fault", "event", "time-out"]);

/** @param {string} member @param {string} parameter @param {unknown} given @param {string} right */
function checkText(member, parameter, given, right) {
  if (typeof given === "string") return;
  const what = Object(given) === given ? "an object" : `of the type ${given === null ? "null" : typeof given}`;
  throw new TypeError(`cifEmulator.${member}: ${parameter} is ${what}; right is a text like ${right}`);
}

/**
 * What the page does for its handle: long work of Python's with a bar over the page, and a fresh view.
 * @typedef {object} Page
 * @property {(title: string, what: string, name: "adding", ...input: string[]) => Promise<Answer>} inSlices
 * @property {(options?: ResetOptions) => Promise<void>} reset
 */

/**
 * The handle; the page sets `ready` and `version`.
 * @param {Page} page
 * @returns {{ -readonly [Name in keyof Handle]: Handle[Name] }}
 */
export function createHandle(page) {
  /**
   * What somebody does by the handle, as Python declares it.
   * @param {"raiseEvent" | "clickToAct" | "setPresence" | "openSession" | "scenario"} name
   * @param {unknown[]} args
   */
  async function control(name, ...args) {
    const { error, value } = await awaited(ask(`cifEmulator.${name}`, "control", name, argumentsText(args)));
    if (error) throw nativeError(error, handle[name]);
    return value ? JSON.parse(value) : undefined;
  }

  /** @type {{ -readonly [Name in keyof Handle]: Handle[Name] }} */
  const handle = {
    ready: Promise.resolve(),
    version: "",
    async reset(options) {
      await page.reset(options);
    },
    async load(data) {
      const paths = await placeData(data);
      try {
        const answer = await page.inSlices("Adding records", "cifEmulator.load", "adding", JSON.stringify(paths));
        return parsedAnswer(answer, handle.load);
      } finally {
        removeData(paths);
      }
    },
    state() {
      return parsedAnswer(ask("cifEmulator.state", "snapshot"), handle.state);
    },
    calls(method) {
      const log = /** @type {LogEntry[]} */ (parsedAnswer(ask("cifEmulator.calls", "calls"), handle.calls));
      if (method === undefined) return log;
      checkText("calls", "method", method, "CIFramework.createSession");
      const names = [method, `Microsoft.${method}`];
      return log.filter(({ kind, what }) => names.includes(what) && CALLED.has(kind));
    },
    findings() {
      return parsedAnswer(ask("cifEmulator.findings", "findings"), handle.findings);
    },
    data(name) {
      const input = argumentsText(name === undefined ? [] : [name]);
      return parsedAnswer(ask("cifEmulator.data", "data", input), handle.data);
    },
    act(name, input = []) {
      checkText("act", "name", name, "focusSession");
      checkDone(ask(`Agent.${name}`, "act", name, argumentsText(input)), handle.act);
    },
    recording() {
      return parsedAnswer(ask("cifEmulator.recording", "recording"), handle.recording);
    },
    faults: {
      add(fault) {
        checkDone(ask("cifEmulator.faults.add", "add_fault", argumentsText([fault])), handle.faults.add);
      },
      list() {
        return parsedAnswer(ask("cifEmulator.faults.list", "faults"), handle.faults.list);
      },
      clear() {
        checkDone(ask("cifEmulator.faults.clear", "clear_faults"), handle.faults.clear);
      },
    },
    async raiseEvent(name, payload, options) {
      if (options !== undefined) return /** @type {Promise<boolean>} */ (control("raiseEvent", name, payload, options));
      return /** @type {Promise<boolean>} */ (payload === undefined ? raiseEvent(name) : raiseEvent(name, payload));
    },
    clickToAct: (number) => control("clickToAct", number),
    setPresence: (name) => control("setPresence", name),
    openSession: (template, values = {}) => control("openSession", template, values),
    scenario: (name) => control("scenario", name),
  };
  return handle;
}
