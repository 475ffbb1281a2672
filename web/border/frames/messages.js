/**
 * Messages between the workspace and the pages of channel providers, checked.
 *
 * Any page may post anything: foreign messages are ignored, and our own are validated. Python reads the text of a call's
 * arguments (`read_untrusted` in `api/values.py`).
 *
 * From the widget: `hello` (a document has loaded the library), `call`, `delivered` (what handlers did with an
 * event), `noticed` (a mistake of the page's own), `bye` (the document is left). To the widget: `starting`, `welcome`, `refused`, `answer`, `answers` (one to several calls), `deliver`.
 */
import { REPORT } from "../../generated/border.js";

/**
 * @typedef {{ kind: "hello", document: string }} Hello
 * @typedef {{ kind: "bye", document: string }} Bye
 * @typedef {{ kind: "call", document: string, id: number, method: string, args: string }} Call
 * @typedef {{ kind: "delivered", document: string, delivery: string, text: string }} Delivered
 * @typedef {{ kind: "noticed", document: string, rule: string, method: string, text: string }} Noticed
 * @typedef {Hello | Bye | Call | Delivered | Noticed} FromWidget
 *
 * What the workspace sends; `answer` is an answer's text, `deliver` is an event (`deliveries.js`).
 * @typedef {{ cifEmulator: "starting", document: string }
 *   | { cifEmulator: "welcome", document: string } & import("../../generated/types").Welcome
 *   | { cifEmulator: "refused", document: string, answer: string }
 *   | { cifEmulator: "answer", document: string, id: number, answer: string }
 *   | { cifEmulator: "answers", document: string, ids: number[], answer: string }
 *   | { cifEmulator: "deliver" } & import("../calls/deliveries.js").Delivery} ToWidget
 */

/** Ids and method names are short. */
const NAME_LENGTH = 100;
const NOTICE_LENGTH = 1_000;

/** @param {unknown} value @returns {value is string} */
function isName(value) {
  return typeof value === "string" && value.length > 0 && value.length <= NAME_LENGTH && value.isWellFormed();
}

/**
 * A message from a widget; `undefined` for a foreign one, the reason as a text for a malformed one.
 * @param {unknown} data a message's data, as the browser copied it: plain values without getters
 * @returns {FromWidget | string | undefined}
 */
export function fromWidget(data) {
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, "cifEmulator")) return undefined;
  const fields = /** @type {Record<string, unknown>} */ (data);
  const { cifEmulator: kind, document, id, method, args, delivery, rule, text } = fields;
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
      if (text.length > REPORT.length) return "the outcome of a delivery is too long";
      return { kind, document, delivery, text };
    case "noticed":
      if (!isName(rule) || !isName(method)) return "what it noticed has no name";
      if (typeof text !== "string" || text.length > NOTICE_LENGTH) return "what it noticed is no short text";
      return { kind, document, rule, method, text };
    default:
      return typeof kind === "string" ? `there is no message "${kind.slice(0, NAME_LENGTH)}"` : "its kind is no text";
  }
}
