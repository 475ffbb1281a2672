/**
 * The connected documents in frames, and which provider's frame they are in. Python knows what they listen to.
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

/** The provider id of frames outside of all providers' iframes. */
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

/** The connections whose frame is no longer on the page. */
export function lostConnections() {
  return [...connections.values()].filter(({ frame, window }) => window.closed || (frame && !frame.isConnected));
}

/** Connects a document. @param {Connection} connection */
export function join(connection) {
  connections.set(connection.window, connection);
}

/** Disconnects a document that was left, or whose frame is gone. @param {Connection} connection */
export function leave({ window, provider, document }) {
  connections.delete(window);
  ask("CIFramework", "frame_disconnected", provider, document);
}

/** Forgets all: Python was restarted. */
export function forgetConnections() {
  connections.clear();
}
