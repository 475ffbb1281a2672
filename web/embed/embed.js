/**
 * `<agent-workspace>`: the workspace in any page, in a frame of its own, driven by messages (docs/guides/embedding.md).
 */
import { Connection } from "./connection.js";

/** @import { ConfigurationFile } from "../border/frames/embedders.js" */

/** The members of `cifEmulator` that an element has as well. */
const MEMBERS = [
  "reset",
  "state",
  "calls",
  "findings",
  "load",
  "data",
  "recording",
  "raiseEvent",
  "clickToAct",
  "setPresence",
  "openSession",
  "scenario",
];
const FAULTS = ["add", "list", "clear"];

const STYLE = `
:host { display: block; position: relative; block-size: 600px; }
:host([hidden]) { display: none; }
iframe, [part=still] { border: 0; inline-size: 100%; block-size: 100%; }
[part=still] {
  display: grid; place-items: center; overflow: hidden;
  background: linear-gradient(#312f8c 48px, #0000 0), linear-gradient(90deg, #8885 220px, #8882 0);
}
[part=still] > * { grid-area: 1 / 1; }
::slotted([slot=picture]) { inline-size: 100%; block-size: 100%; object-fit: cover; }
button { z-index: 1; font: inherit; padding: 0.6em 2em; border: 0; border-radius: 4px; background: #5356cd; color: #fff; cursor: pointer; }
[role=alert] { position: absolute; inset: 0 0 auto; padding: 1em; background: #fdf3f4; color: #6e0811; white-space: pre-wrap; overflow-wrap: anywhere; }
`;

/** @param {string} name @param {Record<string, unknown>} properties @param {Node[]} children @returns {any} */
function create(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** Something that is waited for, and whether it has been settled. */
class Wait {
  isOver = false;
  /** @type {() => void} */
  resolve = () => {};
  /** @type {(why: Error) => void} */
  reject = () => {};
  /** @type {Promise<void>} */
  promise = new Promise((resolve, reject) => {
    this.resolve = () => {
      this.isOver = true;
      resolve();
    };
    this.reject = (why) => {
      this.isOver = true;
      reject(why);
    };
  });

  constructor() {
    // The element shows why: nobody needs to wait.
    this.promise.catch(() => {});
  }
}

/**
 * An object that has every name: what it has there is made from the name.
 * @param {(name: string) => unknown} make
 */
const withEveryName = (make) =>
  new Proxy({}, { get: (_, name) => (typeof name === "string" && name !== "then" ? make(name) : undefined) });

export class AgentWorkspace extends HTMLElement {
  static observedAttributes = ["src", "config", "name", "sandbox", "allow", "loading", "hide", "theme"];

  #root = this.attachShadow({ mode: "open" });
  #ready = new Wait();
  /** @type {Connection | undefined} */
  #connection;
  /** What is shown, and so what is under way; nothing outside of a page. @type {Element | undefined} */
  #shown;
  #isWanted = false;

  /** The functions of `Microsoft`, each of which gives a promise. */
  Microsoft = withEveryName((family) =>
    withEveryName(
      (name) =>
        (/** @type {unknown[]} */ ...args) =>
          this.call(`Microsoft.${family}.${name}`, ...args),
    ),
  );
  faults = Object.fromEntries(
    FAULTS.map((name) => [
      name,
      (/** @type {unknown[]} */ ...args) => this.call(`cifEmulator.faults.${name}`, ...args),
    ]),
  );

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
  }

  /** Settles when the workspace is up; rejects where it does not start, and says why. */
  get ready() {
    return this.#ready.promise;
  }

  /**
   * Calls a function of the workspace by its name, like `Apm.createSession`, once the workspace is up.
   * @param {string} name
   * @param {unknown[]} args
   */
  async call(name, ...args) {
    if (typeof name !== "string") throw new TypeError("call: its name is no text; right is one like Apm.createSession");
    this.#run();
    await this.ready;
    // It was removed or restarted in between: this rejects, or waits once more.
    if (!this.#connection) await this.ready;
    return /** @type {Connection} */ (this.#connection).call(name, args);
  }

  connectedCallback() {
    if (document.readyState !== "loading") return this.#begin();
    // Children that have not been parsed yet may hold the configuration.
    document.addEventListener("DOMContentLoaded", () => this.isConnected && this.#begin(), { once: true });
  }

  disconnectedCallback() {
    this.#end("the element was removed from its page");
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (!this.#shown) return;
    if (name === "hide" || name === "theme") return this.#connection?.post({ display: this.#display });
    this.#end("the element's attributes have changed");
    this.#begin();
  }

  get #display() {
    return { hide: this.getAttribute("hide") ?? "", theme: this.getAttribute("theme") ?? "" };
  }

  /** @param {Element} shown */
  #show(shown) {
    this.#shown = shown;
    this.#root.replaceChildren(shown);
  }

  /** @param {string} why */
  #end(why) {
    if (this.#ready.isOver) this.#ready = new Wait();
    this.#ready.reject(new Error(why));
    this.#connection?.end(why);
    this.#connection = this.#shown = undefined;
    this.#root.replaceChildren();
  }

  #begin() {
    if (this.#ready.isOver) this.#ready = new Wait();
    if (this.#isWanted || this.getAttribute("loading") !== "lazy") return void this.#open();
    const run = create("button", { type: "button", textContent: "Run", onclick: () => this.#run() });
    this.#show(create("div", { part: "still" }, create("slot", { name: "picture" }), run));
  }

  /** Somebody wants the workspace that waits behind its picture. */
  #run() {
    if (this.#isWanted) return;
    this.#isWanted = true;
    if (this.#shown && !this.#connection) this.#begin();
  }

  async #open() {
    const title = this.title || "Agent workspace";
    const frame = create("iframe", { title, allow: this.getAttribute("allow") ?? "" });
    const sandbox = this.getAttribute("sandbox");
    if (sandbox !== null) frame.sandbox = sandbox;
    this.#show(frame);
    try {
      const file = await this.#configuration();
      if (this.#shown !== frame) return;
      const address = this.#address(file !== undefined);
      void this.#connect(frame, address, file);
      frame.src = address.href;
    } catch (thrown) {
      if (this.#shown === frame) this.#fail(/** @type {Error} */ (thrown).message);
    }
  }

  /**
   * Drives the page in the frame, and the next one where its reader loads it anew.
   * @param {HTMLIFrameElement} frame
   * @param {URL} address
   * @param {ConfigurationFile | undefined} file
   */
  async #connect(frame, address, file) {
    const connection = new Connection(frame, address, file, (name, detail) => this.#tell(name, detail));
    this.#connection = connection;
    void connection.left.then(() => {
      if (this.#connection !== connection) return;
      if (this.#ready.isOver) this.#ready = new Wait();
      void this.#connect(frame, address, file);
    });
    try {
      const ready = await connection.ready;
      this.#ready.resolve();
      this.#tell("ready", ready);
    } catch (thrown) {
      if (this.#connection === connection) this.#fail(/** @type {Error} */ (thrown).message);
    }
  }

  /** @param {boolean} isConfigured */
  #address(isConfigured) {
    const address = new URL(this.getAttribute("src") ?? new URL("./", import.meta.url).href, document.baseURI);
    const said = { embedded: this.getAttribute("name") ?? "", ...this.#display, configured: isConfigured ? "1" : "" };
    for (const [name, value] of Object.entries(said)) {
      if (value || name === "embedded") address.searchParams.set(name, value);
    }
    return address;
  }

  /** @returns {Promise<ConfigurationFile | undefined>} */
  async #configuration() {
    const inline = this.querySelector(':scope > script[type="application/toml"]');
    if (inline) return { name: "inline configuration", text: inline.textContent ?? "" };
    const place = this.getAttribute("config");
    if (!place) return undefined;
    const address = new URL(place, document.baseURI);
    const response = await fetch(address).catch(({ message }) => ({ ok: false, status: message, text: () => "" }));
    if (!response.ok) throw new Error(`the configuration ${address} could not be fetched (${response.status})`);
    return { name: address.pathname, text: await response.text() };
  }

  /** @param {string} why */
  #fail(why) {
    const text = `<agent-workspace>: ${why}`;
    console.error(`[cif-emulator] ${text}`);
    this.#ready.reject(new Error(text));
    this.#root.append(create("div", { role: "alert", textContent: text }));
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

for (const name of MEMBERS) {
  Object.defineProperty(AgentWorkspace.prototype, name, {
    /** @this {AgentWorkspace} @param {unknown[]} args */
    value(...args) {
      return this.call(`cifEmulator.${name}`, ...args);
    },
  });
}

if (!customElements.get("agent-workspace")) customElements.define("agent-workspace", AgentWorkspace);
