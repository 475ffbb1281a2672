/**
 * Pages around the workspace that drive it by `<agent-workspace>` (`embed/embed.js`).
 *
 * One says hello; a page of the workspace's own origin, or of one that its configuration names, gets a channel. Nobody else
 * has its other end, so what comes through it needs no further check of its origin: it names a function and arguments,
 * which are taken as those of any script on the page.
 */
import { describedError } from "../values/responses.js";
import { ask, isConnected } from "../calls/supervisor.js";
import { isConfiguredFromOutside } from "../boot/embedding.js";
import { complain } from "./throttled_warnings.js";

/**
 * @import { Handle } from "../../generated/snapshot"
 * @import { Answer } from "../values/responses.js"
 * @import { Display } from "../boot/embedding.js"
 */

/**
 * What the element says: with its hello, and through the channel.
 * @typedef {{ name: string, text: string }} ConfigurationFile
 * @typedef {{ cifEmulator: "embed", element: string, file?: ConfigurationFile }} Hello
 * @typedef {{ call: number, name: string, on?: number, args: unknown[] }} Call a function, or a method of a live object
 * @typedef {Call | { returned: number, value?: unknown, failed?: string } | { display: Display }} FromElement
 *
 * What the workspace says: the first three to the window, the last with the channel's end.
 * @typedef {{ cifEmulator: "starting" | "welcome", element: string } | { cifEmulator: "refused", element: string, why: string }} ToWindow
 * @typedef {{ ready: string } | { failed: string } | { leaving: true } | { answered: number, value?: any, error?: Answer["error"], methods?: string[], on?: number }
 *   | { events: [name: string, detail: unknown][] } | { invoke: number, handler: number, args: unknown[] }} ToElement
 *
 * @typedef {object} Workspace
 * @property {Handle} handle
 * @property {(options?: import("../../generated/snapshot").ResetOptions, file?: string) => Promise<void>} reset with a configuration of the page around
 * @property {(display: Display) => void} display
 */

const ID_LENGTH = 100;
const NO_MESSAGE =
  "A page around the workspace has sent what is no message of <agent-workspace>'s; it was left unread.";

/** The origins that may drive the workspace beside its own, once they are known. @type {string[] | undefined} */
let permitted;
/** @type {Set<MessagePort>} */
const ports = new Set();
/** @type {(file: ConfigurationFile | undefined) => void} */
let configure = () => {};
const configuration = new Promise((resolve) => (configure = resolve));
/** The origins that have been refused. @type {Set<string>} */
const refused = new Set();
/** The elements that have a channel: they say hello until they have heard so. @type {Set<string>} */
const welcomed = new Set();
let lastInvocation = 0;

/** The configuration that the page around brings along, if it does. @returns {Promise<ConfigurationFile | undefined>} */
export const outsideConfiguration = () =>
  isConfiguredFromOutside ? /** @type {Promise<any>} */ (configuration) : Promise.resolve(undefined);

/** @param {string[]} origins those that the configuration names */
export function permitEmbedders(origins) {
  permitted = origins;
}

/** Whether a window is around this page, at any distance. @param {MessageEventSource | null} source */
function isAround(source) {
  for (let each = window; each !== each.parent; ) {
    each = /** @type {Window & typeof globalThis} */ (each.parent);
    if (each === source) return true;
  }
  return false;
}

/** A page in a sandbox has no origin any more, but its address is the workspace's. @param {string} origin */
const mayDrive = (origin) => origin === location.origin || permitted?.includes(origin);

/** @param {Workspace} workspace */
export function listenToEmbedders(workspace) {
  if (parent === window) return;
  addEventListener("pagehide", () => {
    for (const port of ports) port.postMessage({ leaving: true });
  });
  addEventListener("message", ({ data, source, origin }) => {
    if (data?.cifEmulator !== "embed" || typeof data.element !== "string" || data.element.length > ID_LENGTH) return;
    if (!isAround(source)) return;
    const { element } = data;
    /** @param {ToWindow} message @param {Transferable[]} [transfer] */
    const post = (message, transfer) =>
      // A page without an origin cannot be addressed by it; it gets nothing but the refusal.
      /** @type {Window} */ (source).postMessage(message, origin === "null" ? "*" : origin, transfer);
    if (welcomed.has(element)) return;
    // Who shows the workspace configures it: pages further out drive it at most.
    if (source === parent && (permitted || mayDrive(origin))) configure(mayDrive(origin) ? data.file : undefined);
    if (mayDrive(origin)) {
      welcomed.add(element);
      post({ cifEmulator: "welcome", element }, [open(workspace)]);
    } else if (permitted) {
      const why = `the workspace at ${location.origin} does not let pages of ${origin} drive it; ${remedy(origin)}`;
      post({ cifEmulator: "refused", element, why });
      noteRefused(origin);
    } else {
      post({ cifEmulator: "starting", element });
    }
  });
}

/** A name that is none, as it stands in a message. @param {string} name */
const cut = (name) => String(name).slice(0, ID_LENGTH);

/** @param {string} origin */
const remedy = (origin) =>
  origin === "null"
    ? "a page in a sandbox without allow-same-origin has no origin that could be named"
    : `right is to name it: cif-emulator serve --embed-origin ${origin}, or [workspace] embed_origins`;

/** @param {string} origin */
function noteRefused(origin) {
  if (refused.has(origin)) return;
  refused.add(origin);
  if (isConnected()) ask("cifEmulator", "refuse_embedder", origin);
}

/** A channel for one element: its other end. @param {Workspace} workspace */
function open(workspace) {
  const { port1: port, port2 } = new MessageChannel();
  const caller = new Caller(port, workspace);
  port.onmessage = ({ data }) => caller.receive(data);
  ports.add(port);
  const { ready } = workspace.handle;
  ready.then(
    () => {
      hear();
      port.postMessage({ ready: workspace.handle.version });
    },
    (failed) => port.postMessage({ failed: failed.message }),
  );
  return port2;
}

/** What a fresh interpreter does not know: who was refused, and whether somebody hears of its events. */
export function beginWithEmbedders() {
  for (const origin of refused) ask("cifEmulator", "refuse_embedder", origin);
  hear();
}

function hear() {
  if (ports.size > 0) ask("cifEmulator", "tell_element");
}

/** @param {[name: string, detail: unknown][]} events */
export function tellEmbedders(events) {
  for (const port of ports) port.postMessage({ events });
}

/** The names of a live object's own methods. @param {any} value */
function methodsOf(value) {
  if (!value || Object.getPrototypeOf(value) !== Object.prototype) return [];
  const properties = Object.entries(Object.getOwnPropertyDescriptors(value));
  return properties.flatMap(([name, { value }]) => (typeof value === "function" && name !== "toJSON" ? [name] : []));
}

/** One element's calls. */
class Caller {
  #port;
  #workspace;
  /** The element's functions that are handlers here, by its numbers. @type {Map<number, (...args: unknown[]) => Promise<unknown>>} */
  #handlers = new Map();
  /** @type {Map<number, { resolve: (value: unknown) => void, reject: (thrown: Error) => void }>} */
  #invoked = new Map();
  /** Sessions, tabs and contexts that the element has been given, by their numbers. @type {object[]} */
  #live = [];

  /** @param {MessagePort} port @param {Workspace} workspace */
  constructor(port, workspace) {
    this.#port = port;
    this.#workspace = workspace;
  }

  /** @param {FromElement} message what holds the channel may send anything */
  receive(message) {
    if (Object(message) !== message) return void complain("element", () => NO_MESSAGE);
    if ("call" in message) return void this.#call(message);
    if ("display" in message) {
      const { hide = "", theme = "" } = Object(message.display);
      return this.#workspace.display({ hide: String(hide), theme: String(theme) });
    }
    const waiting = this.#invoked.get(message.returned);
    this.#invoked.delete(message.returned);
    if (message.failed === undefined) waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.failed));
  }

  /** @param {Call} message */
  async #call({ call: answered, name, on, args }) {
    try {
      if (!Array.isArray(args)) throw new TypeError(`${cut(name)}: its arguments are no list; right is one, like []`);
      const { owner, member } = this.#find(name, on);
      this.#answer(answered, await owner[member](...args.map((each) => this.#argument(each))));
    } catch (thrown) {
      this.#port.postMessage({ answered, error: describedError(thrown) });
    }
  }

  /** Live objects cross as they are now, and the names of their methods. @param {number} answered @param {any} value */
  #answer(answered, value) {
    const methods = methodsOf(value);
    const answer = methods.length ? { answered, value, methods, on: this.#numberOf(value) } : { answered, value };
    try {
      this.#port.postMessage(answer);
    } catch {
      // Functions lie deeper inside.
      this.#port.postMessage({ ...answer, value: JSON.parse(JSON.stringify(value)) });
    }
  }

  /** @param {object} live */
  #numberOf(live) {
    const known = this.#live.indexOf(live);
    return known < 0 ? this.#live.push(live) - 1 : known;
  }

  /**
   * The owner and the name of a function that the page offers, or that a live object has; nothing inherited.
   * @param {string} name
   * @param {number} [on]
   * @returns {{ owner: any, member: string }}
   */
  #find(name, on) {
    const { Microsoft, Xrm } = /** @type {any} */ (window);
    /** @type {Record<string, any>} */
    const roots = { Microsoft, Xrm, cifEmulator: { ...this.#workspace.handle, reset: this.#reset } };
    const path = String(name).split(".");
    const member = /** @type {string} */ (path.pop());
    let owner = on === undefined ? (Object.hasOwn(roots, path[0]) ? roots : Microsoft) : this.#live[on];
    for (const part of path) owner = owner && Object.hasOwn(owner, part) ? owner[part] : undefined;
    if (owner && owner !== roots && Object.hasOwn(owner, member) && typeof owner[member] === "function") {
      return { owner, member };
    }
    throw new TypeError(`the workspace has no function ${cut(name)}; right is one like Apm.createSession`);
  }

  /** A configuration that comes from outside may name less. @param {import("../../generated/snapshot").ResetOptions} [options] */
  #reset = (options) => {
    const config = options?.config;
    const isToml = typeof config === "string" && !config.trimStart().startsWith("{");
    return this.#workspace.reset(options, isToml ? "configuration.toml" : "configuration.json");
  };

  /** A function of the page around crosses as its number. @param {any} given */
  #argument(given) {
    const handler = given?.cifEmulatorHandler;
    if (typeof handler !== "number") return given;
    const known = this.#handlers.get(handler);
    if (known) return known;
    const call = (/** @type {unknown[]} */ ...args) =>
      new Promise((resolve, reject) => {
        const invoke = ++lastInvocation;
        this.#invoked.set(invoke, { resolve, reject });
        this.#port.postMessage({ invoke, handler, args });
      });
    this.#handlers.set(handler, call);
    return call;
  }
}
