/**
 * Handlers of provider events (`ciframework.md` 2.11, 3). The functions stay in the realm that added them; only the
 * events' names cross to Python. Shared by the page and by the library that widgets load.
 */
import { REPORT } from "../../generated/border.js";
import { argumentsText, refusedArguments } from "../values/decoder.js";
import { stackOfThrown, textOfThrown } from "../values/thrown.js";

/**
 * What handlers did with an event; `silent` counts those that returned nothing: to the product, a time-out.
 * @typedef {{ message: string, stack: string }} Failure
 * @typedef {{ handlers: number, silent: number, timedOut: number, errors: Failure[] }} Outcome
 */

/** @typedef {(argument: unknown) => unknown} Handler */

/** @param {unknown} thrown */
function described(thrown) {
  return { message: textOfThrown(thrown), stack: stackOfThrown(thrown).slice(0, REPORT.stack).toWellFormed() };
}

/**
 * Waits for what a handler returned; true if it did not settle in time. A rejection is thrown.
 * @param {unknown} result
 * @param {number} timeOut in milliseconds
 */
async function isLate(result, timeOut) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, timeOut, true)));
  try {
    return await Promise.race([late, Promise.resolve(result).then(() => false)]);
  } finally {
    clearTimeout(timer);
  }
}

/** The handlers of one page, by event. Names match in any letter case. */
export class Handlers {
  /** @type {Map<string, Handler[]>} */
  #byEvent = new Map();
  /** The events for which a function was asked to be added, before Python agrees. @type {WeakMap<Handler, Set<string>>} */
  #asked = new WeakMap();

  /** @param {string} event @param {Handler} handler */
  add(event, handler) {
    const key = event.toLowerCase();
    this.#byEvent.set(key, [...(this.#byEvent.get(key) ?? []), handler]);
  }

  /** Whether that very function was asked to be added for the event before; from now on it was. @param {string} event @param {Handler} handler */
  isRepeated(event, handler) {
    const key = event.toLowerCase();
    const asked = this.#asked.get(handler) ?? new Set();
    const isRepeated = asked.has(key);
    this.#asked.set(handler, asked.add(key));
    return isRepeated;
  }

  /** Whether that very function is a handler of the event. @param {string} event @param {unknown} handler */
  has(event, handler) {
    return this.#byEvent.get(event.toLowerCase())?.includes(/** @type {Handler} */ (handler)) ?? false;
  }

  /** @param {string} event @param {Handler} handler */
  remove(event, handler) {
    const key = event.toLowerCase();
    const left = [...(this.#byEvent.get(key) ?? [])];
    const index = left.indexOf(handler);
    if (index >= 0) left.splice(index, 1);
    if (!left.includes(handler)) this.#asked.get(handler)?.delete(key);
    if (left.length) this.#byEvent.set(key, left);
    else this.#byEvent.delete(key);
  }

  clear() {
    this.#byEvent.clear();
    this.#asked = new WeakMap();
  }

  /**
   * Calls the handlers of an event in the order in which they were added, each with its own copy of the argument, and
   * reports how they ended. One that throws or never settles does not stop the others.
   * @param {string} event
   * @param {() => unknown} argument
   * @param {number} timeOut in milliseconds
   * @returns {Promise<Outcome>}
   */
  async run(event, argument, timeOut) {
    const handlers = this.#byEvent.get(event.toLowerCase()) ?? [];
    /** @type {Outcome} */
    const outcome = { handlers: handlers.length, silent: 0, timedOut: 0, errors: [] };
    /** @param {unknown} thrown */
    const failed = (thrown) => {
      if (outcome.errors.push(described(thrown)) > REPORT.errors) outcome.errors.pop();
      console.error(`[cif-emulator] A handler of "${event}" failed:`, thrown);
    };
    const answers = handlers.map(async (handler) => {
      try {
        const result = handler(argument());
        if (result === undefined || result === null) outcome.silent++;
        else if (await isLate(result, timeOut)) outcome.timedOut++;
      } catch (thrown) {
        failed(thrown);
      }
    });
    await Promise.all(answers);
    return outcome;
  }
}

/**
 * What a call of `addHandler` or `removeHandler` is for Python, and for the handlers here once Python agrees;
 * `undefined` for every other method. Python gets the event's name; for a removal whether the handler is there, for an
 * addition whether it was added before.
 * @param {Handlers} handlers
 * @param {string} method
 * @param {unknown[]} args
 * @returns {{ text: string, apply: () => void } | undefined}
 */
export function handlerChange(handlers, method, args) {
  if (method !== "addHandler" && method !== "removeHandler") return undefined;
  const [event, handler] = args;
  if (typeof handler !== "function") {
    const what = handler === null ? "null" : typeof handler === "object" ? "an object" : `a ${typeof handler}`;
    const reason = `is ${handler === undefined ? "missing" : what}; right is the function that handles the event`;
    return { text: refusedArguments("[1]", reason), apply() {} };
  }
  const name = typeof event === "string" ? event : "";
  const own = /** @type {Handler} */ (handler);
  if (method === "addHandler") {
    const text = argumentsText(handlers.isRepeated(name, own) ? [event, true] : [event]);
    return { text, apply: () => handlers.add(name, own) };
  }
  return { text: argumentsText([event, handlers.has(name, own)]), apply: () => handlers.remove(name, own) };
}
