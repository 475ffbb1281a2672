/**
 * The way from `<agent-workspace>` to the workspace in its frame: a hello that the workspace checks, then a channel.
 */
import { randomId } from "../border/boot/random_id.js";
import { mapOf, nativeError } from "../border/values/responses.js";
import { textOfThrown } from "../border/values/thrown.js";

/** @import { ConfigurationFile, FromElement, ToElement, ToWindow } from "../border/frames/embedders.js" */

/** Between two attempts, in milliseconds. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 500;
/** A workspace answers as soon as its page is loaded; in milliseconds after that. */
const PATIENCE = 10_000;

/** @typedef {{ resolve: (value: any) => void, reject: (why: unknown) => void }} Waiting */

/** A Map with its entries as properties, too: messages carry these alone. @param {unknown} value */
const received = (value) => (value instanceof Map ? mapOf(Object.fromEntries(value)) : value);

/** Browsers complain of each message that is not for the page that is there. @param {HTMLIFrameElement} frame */
function isEmpty(frame) {
  try {
    return frame.contentWindow?.location.href === "about:blank";
  } catch {
    return false;
  }
}

export class Connection {
  /** @type {Promise<{ version: string }>} settles when the workspace is up. */
  ready;
  /** @type {Promise<void>} settles when the page in the frame goes: another one may come. */
  left;
  #element = randomId();
  /** @type {MessagePort | undefined} */
  #port;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #lastCall = 0;
  /** @type {Map<number, Function>} */
  #functions = new Map();
  #frame;
  #address;
  #file;
  #events;
  #ended = "";
  #timer = 0;
  /** @type {(value: { version: string }) => void} */
  #isReady = () => {};
  /** @type {(why: Error) => void} */
  #hasFailed = () => {};
  /** @type {() => void} */
  #isLeft = () => {};

  /**
   * @param {HTMLIFrameElement} frame
   * @param {URL} address
   * @param {ConfigurationFile | undefined} file
   * @param {(name: string, detail: unknown) => void} events
   */
  constructor(frame, address, file, events) {
    this.#frame = frame;
    this.#address = address;
    this.#file = file;
    this.#events = events;
    this.ready = new Promise((resolve, reject) => {
      this.#isReady = resolve;
      this.#hasFailed = reject;
    });
    this.left = new Promise((resolve) => (this.#isLeft = resolve));
    addEventListener("message", this.#receive);
    this.#greet(FIRST_PAUSE);
    frame.addEventListener("load", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#noteSilence(), PATIENCE);
    });
  }

  /** A sandboxed frame has no origin of its own. */
  get #origin() {
    const { sandbox } = this.#frame;
    return sandbox.length && !sandbox.contains("allow-same-origin") ? "null" : this.#address.origin;
  }

  /** @param {number} pause */
  #greet(pause) {
    if (this.#port || this.#ended) return;
    setTimeout(() => this.#greet(Math.min(pause * 2, LONGEST_PAUSE)), pause);
    if (isEmpty(this.#frame)) return;
    const hello = { cifEmulator: "embed", element: this.#element, file: this.#file };
    const origin = this.#origin;
    this.#frame.contentWindow?.postMessage(hello, origin === "null" ? "*" : origin);
  }

  #noteSilence() {
    if (this.#port) return;
    const { origin } = location;
    this.end(
      `${this.#address.href.split("?")[0]} does not answer: no workspace is there, or it does not let pages of ${origin} show it` +
        ` (right is cif-emulator serve --embed-origin ${origin}), or this page's policy forbids the frame (frame-src)`,
    );
  }

  /** @param {MessageEvent<ToWindow>} event */
  #receive = ({ data, source, origin, ports }) => {
    if (source !== this.#frame.contentWindow || origin !== this.#origin || data?.element !== this.#element) return;
    // It is there, whatever it says.
    clearTimeout(this.#timer);
    if (data.cifEmulator === "refused") this.end(data.why);
    if (data.cifEmulator !== "welcome" || this.#ended) return;
    removeEventListener("message", this.#receive);
    this.#port?.close();
    this.#port = ports[0];
    this.#port.onmessage = (message) => this.#take(message.data);
  };

  /** @param {ToElement} message */
  #take(message) {
    if ("ready" in message) this.#isReady({ version: message.ready });
    else if ("failed" in message) this.end(message.failed);
    else if ("leaving" in message) this.#leave();
    else if ("events" in message) for (const [name, detail] of message.events) this.#events(name, detail);
    else if ("invoke" in message) void this.#invoke(message.invoke, message.handler, message.args);
    else {
      const { answered, value, error, methods = [], on } = message;
      const waiting = this.#waiting.get(answered);
      this.#waiting.delete(answered);
      for (const name of methods) {
        Object.defineProperty(value, name, {
          value: (/** @type {unknown[]} */ ...args) => this.call(name, args, on),
        });
      }
      if (error) waiting?.reject(nativeError(error));
      else waiting?.resolve(received(value));
    }
  }

  #leave() {
    // Whoever drives the next page is not to hear that this one has failed.
    this.#isLeft();
    this.end("the workspace's page was loaded anew");
  }

  /** @param {number} returned @param {number} handler @param {unknown[]} args */
  async #invoke(returned, handler, args) {
    try {
      this.post({ returned, value: await this.#functions.get(handler)?.(...args.map(received)) });
    } catch (thrown) {
      this.post({ returned, failed: textOfThrown(thrown) });
    }
  }

  /** @param {FromElement} message */
  post(message) {
    this.#port?.postMessage(message);
  }

  /** Functions stay here; their numbers cross. @param {unknown} given */
  #argument(given) {
    if (typeof given !== "function") return given;
    const known = [...this.#functions].find(([, each]) => each === given);
    const number = known?.[0] ?? this.#functions.size + 1;
    this.#functions.set(number, given);
    return { cifEmulatorHandler: number };
  }

  /**
   * Has the workspace call a function of its own.
   * @param {string} name
   * @param {unknown[]} args
   * @param {number} [on] the live object whose method it is
   * @returns {Promise<unknown>}
   */
  call(name, args, on) {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new Error(`${name}: ${this.#ended}`));
      const call = ++this.#lastCall;
      try {
        this.post({ call, name, on, args: args.map((each) => this.#argument(each)) });
      } catch (thrown) {
        return reject(
          new TypeError(
            `${name}: an argument cannot be sent to the workspace (${textOfThrown(thrown)}); right is plain data`,
          ),
        );
      }
      this.#waiting.set(call, { resolve, reject });
    });
  }

  /** What waits is refused, and whatever comes. @param {string} why */
  end(why) {
    this.#ended ||= why;
    clearTimeout(this.#timer);
    removeEventListener("message", this.#receive);
    this.#hasFailed(new Error(why));
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
    this.#port?.close();
  }
}
