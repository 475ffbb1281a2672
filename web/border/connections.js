/**
 * The documents in frames that have loaded the library and may call, and whose frame they stand in.
 */
import { call, frameCall, inform } from "./supervisor.js";

/**
 * `events` are the names that the document has handlers for, once per handler; `frame` is the iframe in the
 * workspace's own document. `given` has the handlers of a page that was given the object and loads no library.
 * @typedef {object} Connection
 * @property {string} provider
 * @property {Window} window
 * @property {string} origin
 * @property {string} document
 * @property {HTMLIFrameElement | null} frame
 * @property {string[]} events
 * @property {{ handlers: import("./handlers.js").Handlers, realm: import("./answers.js").Realm }} [given]
 */

/** Calls on the page itself, and in frames of its own origin that are no provider's, act as this built-in provider. */
export const PAGE = /** @type {const} */ ("emulator_page");
/** Frames that stand in no provider's iframe. */
export const NOBODY = "";

/** @type {Map<Window, Connection>} */
const connections = new Map();
/** Under which document Python knows a provider: the first of those that are there. @type {Map<string, string>} */
const known = new Map();

/** @param {Window} sender */
export function connectionOf(sender) {
  return connections.get(sender);
}

/** @param {string} document */
export function connectionOfDocument(document) {
  return [...connections.values()].find((each) => each.document === document);
}

/** @param {string} provider */
export function connectionsOf(provider) {
  return [...connections.values()].filter((each) => each.provider === provider);
}

/** Those whose frame is no longer on the page. */
export function lostConnections() {
  return [...connections.values()].filter(({ frame, window }) => window.closed || (frame && !frame.isConnected));
}

/**
 * Carries a call of a provider's, or of a frame that counts as the page itself.
 * @param {string} provider
 * @param {string} origin
 * @param {string} method
 * @param {string} args
 */
export function carry(provider, origin, method, args) {
  if (provider === PAGE) return call(`CIFramework.${method}`, PAGE, args);
  return frameCall(provider, origin, `CIFramework.${method}`, args);
}

/**
 * The document to name when a window of a provider's says hello. Python drops a provider's handlers with its document;
 * those in other windows of the provider (frames within its frame) are to stay.
 * @param {string} provider
 * @param {Window} window
 * @param {string} document
 */
export function documentToName(provider, window, document) {
  const isAlone = connectionsOf(provider).every((each) => each.window === window);
  return isAlone ? document : (known.get(provider) ?? document);
}

/**
 * A document is let in, in place of the one that its window showed before.
 * @param {Connection} connection
 */
export function join(connection) {
  const { provider, window, document } = connection;
  const earlier = connections.get(window);
  connections.set(window, connection);
  const named = documentToName(provider, window, document);
  if (earlier && (provider === PAGE || named !== document)) removeHandlers(earlier);
  known.set(provider, named);
}

/**
 * A document is left or its frame gone; with the last one of a provider the provider is gone.
 * @param {Connection} connection
 */
export function leave(connection) {
  if (connections.get(connection.window) === connection) connections.delete(connection.window);
  const { provider } = connection;
  if (provider === PAGE || connectionsOf(provider).length) return removeHandlers(connection);
  known.delete(provider);
  inform((python) => python.frame_gone(provider));
}

/** @param {Connection} connection */
function removeHandlers({ provider, origin, events }) {
  for (const event of events) carry(provider, origin, "removeHandler", JSON.stringify([event, true]));
}

/** Python knows of none any more. */
export function forgetConnections() {
  connections.clear();
  known.clear();
}
