/**
 * The documents in frames that have loaded the library and may call, and whose frame they stand in. What they listen to
 * is known in Python.
 */
import { ask } from "./supervisor.js";

/**
 * `frame` is the iframe in the workspace's own document; `welcome` is what the document was told. `given` has the handlers
 * of a page that was given the object and loads no library.
 * @typedef {object} Connection
 * @property {string} provider
 * @property {Window} window
 * @property {string} origin
 * @property {string} document
 * @property {HTMLIFrameElement | null} frame
 * @property {string} welcome
 * @property {{ handlers: import("./handlers.js").Handlers, realm: import("../values/responses.js").Realm }} [given]
 */

/** Frames that stand in no provider's iframe. */
export const NOBODY = "";

/** @type {Map<Window, Connection>} */
const connections = new Map();

/** @param {Window} sender */
export function connectionOf(sender) {
  return connections.get(sender);
}

/** @param {string} document */
export function connectionOfDocument(document) {
  return [...connections.values()].find((each) => each.document === document);
}

/** Those whose frame is no longer on the page. */
export function lostConnections() {
  return [...connections.values()].filter(({ frame, window }) => window.closed || (frame && !frame.isConnected));
}

/** A document is let in. @param {Connection} connection */
export function join(connection) {
  connections.set(connection.window, connection);
}

/** A document is left, or its frame gone. @param {Connection} connection */
export function leave({ window, provider, document }) {
  connections.delete(window);
  ask("CIFramework", "frame_disconnected", provider, document);
}

/** Python knows of none any more. */
export function forgetConnections() {
  connections.clear();
}
