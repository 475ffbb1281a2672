/**
 * What callers get: native values, errors and promises. No Python proxy is ever handed out.
 */
import { ERROR_INTERNAL } from "../../generated/border.js";
import { rememberText } from "./decoder.js";

/** @import { ErrorDescription, Rejections, ResultKind } from "../../generated/types" */

/**
 * The outcome of a call: a result's JSON text (none for `undefined`), an error, or the id of a deferred answer.
 * @typedef {{ value: string, error?: undefined, deferred?: undefined }
 *   | { error: ErrorDescription, value?: undefined, deferred?: undefined }
 *   | { deferred: string, value?: undefined, error?: undefined }} Answer
 */

/** The answer of a text or a truth value that Python has given. @param {string | boolean | void} given @returns {Answer} */
export function readAnswer(given) {
  if (typeof given !== "string") return { value: given === undefined ? "" : String(given) };
  const rest = given.slice(1);
  if (given[0] === "!") return { error: JSON.parse(rest) };
  return given[0] === "?" ? { deferred: rest } : { value: rest };
}

/** An answer as a text for a frame; the id of a deferred one is not passed on. @param {Answer} answer */
export function answerText({ value, error }) {
  if (error) return `!${JSON.stringify(error)}`;
  return value === undefined ? "?" : `=${value}`;
}

/**
 * Where a caller's values are made: its own window. Another window's Map or Error is no `instanceof` of its own.
 * @typedef {typeof globalThis} Realm
 */

/** What a refusal tells beside its message. @param {ErrorDescription} description */
function toldBesideMessage({ family, message, errorCode, method, details, properties }) {
  /** @type {Record<string, unknown>} */
  const told = { errorCode };
  if (family === "CIFramework") {
    told.errorMsg = message;
    told.n = method.toLowerCase();
    told.value = { errorMsg: message, message };
  }
  if (details) told.details = details;
  return Object.assign(told, properties);
}

/**
 * What makes the value that a refused call rejects with, or throws.
 * @typedef {(description: ErrorDescription, caller?: Function, realm?: Realm) => { message: string, details?: string }} Refuse
 */

/**
 * A Map, as the product rejects in a provider's page; one object for every way in which clients read errors
 * (`client-habits.md` 5).
 * @type {Refuse}
 */
function refusalMap(description, _caller, realm = globalThis) {
  const { message } = description;
  const map = mapOf({ message, ...toldBesideMessage(description) }, realm);
  return Object.defineProperty(map, "toString", { value: () => message });
}

/** How calls of a provider's page are refused. @param {Rejections} [rejections] @returns {Refuse} */
export const refuseProvider = (rejections) => (rejections === "error" ? nativeError : refusalMap);

/** What the page's own errors were made from, for those who make them once more. @type {WeakMap<object, ErrorDescription>} */
const descriptions = new WeakMap();

/**
 * What an error is made from in another window.
 * @param {unknown} thrown
 * @returns {ErrorDescription}
 */
export function describedError(thrown) {
  const known = Object(thrown) === thrown && descriptions.get(/** @type {object} */ (thrown));
  if (known) return known;
  const { name = "Error", message = String(thrown) } = thrown instanceof Error ? thrown : {};
  return { name, message, method: "", errorCode: ERROR_INTERNAL, family: "cifEmulator" };
}

/**
 * A native error, which can be read like a provider's Map.
 * @param {ErrorDescription} description
 * @param {Function} [caller] the public function: the stack begins where it was called
 * @param {Realm} [realm]
 */
export function nativeError(description, caller, realm = globalThis) {
  const error = new realm[description.name === "TypeError" ? "TypeError" : "Error"](description.message);
  const more = toldBesideMessage(description);
  Object.assign(error, more);
  if (description.family === "CIFramework") {
    // Some clients read an error like a Map; the method is not enumerable.
    Object.defineProperty(error, "get", {
      value: (/** @type {string} */ key) => (key === "message" ? description.message : more[key]),
    });
  }
  descriptions.set(error, description);
  const { captureStackTrace } = /** @type {{ captureStackTrace?: (error: Error, above: Function) => void }} */ (Error);
  if (caller) captureStackTrace?.(error, caller);
  return error;
}

/** Marks `Microsoft.CIFramework` as ours; under it stands a function that dispatches `CIFInitDone` once more. */
export const CIFRAMEWORK = Symbol.for("cif-emulator.CIFramework");

/**
 * The answer that refuses a call, as Python would.
 * @param {string} method with its family: `CIFramework.getMode`
 * @param {string} message
 * @param {number} errorCode
 * @param {string} [details]
 * @returns {Answer}
 */
export function refusal(method, message, errorCode, details) {
  const [family, name] = method.split(".");
  return { error: { name: "Error", message, errorCode, family, method: name, ...(details ? { details } : {}) } };
}

/**
 * Writes to the console why a call was refused: callers often ignore it.
 * @param {{ message: string, details?: string }} refusal what the call rejects with
 */
export function tellRefusal({ message, details }) {
  console.warn(`[cif-emulator] ${message}${details ? ` (${details})` : ""}`);
}

/**
 * A Map that has its entries as own properties too: clients read it both ways (`ciframework.md` 2.1, getSession).
 * @param {Record<string, unknown>} entries
 * @param {Realm} [realm]
 * @returns {any}
 */
export function mapOf(entries, realm = globalThis) {
  const map = new realm.Map(Object.entries(entries));
  for (const [name, value] of Object.entries(entries)) {
    if (name in map) continue;
    Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return map;
}

/**
 * What a handler of an event gets (`ciframework.md` 2.11): a JSON text, or a Map for a custom event.
 * @param {string} payload
 * @param {string} kind
 * @param {Realm} [realm]
 */
export function eventArgument(payload, kind, realm = globalThis) {
  return kind === "map" ? nativeResult(payload, kind, realm) : payload;
}

/**
 * The native value of a result's JSON text.
 * @param {string} json
 * @param {ResultKind | undefined} kind
 * @param {Realm} [realm]
 * @returns {unknown}
 */
export function nativeResult(json, kind, realm = globalThis) {
  if (!json) return undefined;
  const value = realm.JSON.parse(json);
  if (kind === "collection") return collectionOf(value);
  return kind === "map" && value !== null ? mapOf(value, realm) : value;
}

/**
 * A list that is read as the client API's collections are (`scripts.md` 1.7), and as an array.
 * @param {any[]} list of objects with a `name`
 */
function collectionOf(list) {
  const get = (/** @type {unknown} */ wanted) => {
    if (wanted === undefined || wanted === null) return [...list];
    if (typeof wanted === "function") return list.filter((item, index) => wanted(item, index));
    return (typeof wanted === "number" ? list[wanted] : list.find(({ name }) => name === wanted)) ?? null;
  };
  Object.defineProperty(list, "get", { value: get });
  Object.defineProperty(list, "getLength", { value: () => list.length });
  return list;
}

/**
 * A promise that can be used as its text at once: `${promise}`, `getSession(promise)` (`app-profile-manager.md` 2).
 * An ignored rejection is not reported as unhandled: the console and the call log show it.
 * @param {Promise<string>} promise
 * @param {string} text
 */
export function textPromise(promise, text) {
  promise.catch(() => {});
  const give = () => text;
  for (const name of ["toString", "valueOf", "toJSON", Symbol.toPrimitive]) {
    Object.defineProperty(promise, name, { value: give });
  }
  rememberText(promise, text);
  return promise;
}

/** Throw what a refused answer says, as an error of the function that asked. @param {Answer} answer @param {Function} asked */
export function checkDone({ error }, asked) {
  if (error) throw nativeError(error, asked);
}

/** The value of an answer; throws as `checkDone`. @param {Answer} answer @param {Function} asked */
export function parsedAnswer(answer, asked) {
  checkDone(answer, asked);
  return JSON.parse(answer.value ?? "null");
}
