/**
 * Delivery of events to handlers, in providers' pages and on the page itself. Python knows who listens, waits for the
 * reports and validates them.
 */
import { plainJson } from "../values/plain_json.js";
import { eventArgument } from "../values/responses.js";
import { connectionOfDocument, leave } from "./connections.js";
import { Handlers } from "./handlers.js";
import { later } from "./later.js";
import { ask } from "./supervisor.js";

/**
 * An event for the handlers of one document, `""` for the page itself; `timeOut` says how long they may take, in
 * milliseconds.
 * @typedef {object} Delivery
 * @property {string} provider
 * @property {string} delivery
 * @property {string} event
 * @property {string} payload
 * @property {import("../../generated/types").PayloadKind} kind
 * @property {string} document
 * @property {number} timeOut
 */

/** Handlers that were added on the page itself. */
export const pageHandlers = new Handlers();

/** @param {Delivery} delivery */
export function deliver(delivery) {
  // Never inside the call that caused it: the caller gets its answer first.
  later(() => send(delivery));
}

/** @param {Delivery} event */
function send(event) {
  const { provider, document } = event;
  if (!document) return run(event, pageHandlers);
  const connection = connectionOfDocument(document);
  if (connection?.provider !== provider) return void ask("CIFramework", "frame_disconnected", provider, document);
  if (connection.given) return run(event, connection.given.handlers, connection.given.realm);
  // The browser throws where the window is gone.
  try {
    connection.window.postMessage({ cifEmulator: "deliver", ...event }, connection.origin);
  } catch {
    leave(connection);
  }
}

/**
 * @param {Delivery} delivery
 * @param {Handlers} handlers
 * @param {import("../values/responses.js").Realm} [realm]
 */
function run({ delivery, event, payload, kind, timeOut }, handlers, realm) {
  const ended = handlers.run(event, () => eventArgument(payload, kind, realm), timeOut);
  void ended.then((report) => noteDelivered(delivery, plainJson(report)));
}

/**
 * A document reports how its handlers ended; only that document knows the delivery's id.
 * @param {string} delivery
 * @param {string} report
 */
export function noteDelivered(delivery, report) {
  ask("CIFramework", "delivered", delivery, report);
}
