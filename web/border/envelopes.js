/**
 * Messages between the workspace and the pages of channel providers, checked.
 *
 * Anybody may post anything: what is no envelope of ours is none of our business, and of an envelope nothing is
 * believed. The text of a call's arguments is Python's to read (`read_untrusted` in `api/values.py`).
 *
 * From the widget: `hello` (a document has loaded the library), `call`, `delivered` (what handlers did with an
 * event), `bye` (the document is left). To the widget: `starting`, `welcome`, `refused`, `answer`, `deliver`.
 */
import { noHandlers } from "./handlers.js";

/** @import { Outcome } from "./handlers.js" */

/**
 * @typedef {{ kind: "hello", document: string }} Hello
 * @typedef {{ kind: "bye", document: string }} Bye
 * @typedef {{ kind: "call", document: string, id: number, method: string, args: string }} Call
 * @typedef {{ kind: "delivered", document: string, delivery: string, text: string }} Delivered
 * @typedef {Hello | Bye | Call | Delivered} FromWidget
 */

/** Ids and method names are short. */
const NAME_LENGTH = 100;
const OUTCOME_LENGTH = 100_000;
const MOST_ERRORS = 20;
const MOST_HANDLERS = 10_000;
const TEXT_LENGTH = 4_000;

/** @param {unknown} value @returns {value is string} */
function isName(value) {
  return typeof value === "string" && value.length > 0 && value.length <= NAME_LENGTH && value.isWellFormed();
}

/**
 * An envelope from a widget; `undefined` for what is none, the reason for what only looks like one.
 * @param {unknown} data a message's data, as the browser copied it: plain values without getters
 * @returns {FromWidget | string | undefined}
 */
export function fromWidget(data) {
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, "cifEmulator")) return undefined;
  const fields = /** @type {Record<string, unknown>} */ (data);
  const { cifEmulator: kind, document, id, method, args, delivery, text } = fields;
  if (!isName(document)) return "it names no document";
  switch (kind) {
    case "hello":
    case "bye":
      return { kind, document };
    case "call":
      if (!Number.isSafeInteger(id)) return "the call has no number";
      if (!isName(method)) return "the call names no method";
      if (typeof args !== "string") return "the call's arguments are no text";
      return { kind, document, id: /** @type {number} */ (id), method, args };
    case "delivered":
      if (!isName(delivery)) return "it names no delivery";
      if (typeof text !== "string") return "the outcome of a delivery is no text";
      if (text.length > OUTCOME_LENGTH) return "the outcome of a delivery is too long";
      return { kind, document, delivery, text };
    default:
      return typeof kind === "string" ? `there is no message "${kind.slice(0, NAME_LENGTH)}"` : "its kind is no text";
  }
}

/** @param {any} value */
function count(value) {
  return Number.isSafeInteger(value) ? Math.min(Math.max(value, 0), MOST_HANDLERS) : 0;
}

/** @param {unknown} value */
function shortText(value) {
  return typeof value === "string" ? value.slice(0, TEXT_LENGTH).toWellFormed() : "";
}

/** @param {any} error */
function shortError(error) {
  return { message: shortText(error?.message), stack: shortText(error?.stack) };
}

/** What a widget says that its handlers did. @param {string} text @returns {Outcome} */
export function outcomeOf(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (typeof value !== "object" || value === null) return noHandlers();
  const errors = Array.isArray(value.errors) ? value.errors.slice(0, MOST_ERRORS) : [];
  return {
    handlers: count(value.handlers),
    silent: count(value.silent),
    timedOut: count(value.timedOut),
    errors: errors.map(shortError),
  };
}
