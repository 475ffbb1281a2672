/**
 * The frame hub: carries calls from pages in frames to Python, and the answers back.
 *
 * A sender's channel provider follows from the iframe that it is in; Python decides whether its origin may call. Every
 * answer goes to the window that asked, at the origin that it asked from.
 */
import { ERROR_NOT_ALLOWED, ERROR_UNTRUSTED, LIMITS, PAGE } from "../../generated/border.js";
import { answerText, refusal } from "../values/responses.js";
import { complain } from "./throttled_warnings.js";
import { NOBODY, connectionOf, connectionOfDocument, join, leave } from "../calls/connections.js";
import { refusedArguments } from "../values/decoder.js";
import { awaited } from "../calls/deferred.js";
import { noteDelivered } from "../calls/deliveries.js";
import { fromWidget } from "./messages.js";
import { refuseSoon } from "./refused_calls.js";
import { frameOf, providerOf } from "./provider_frames.js";
import { ask, isConnected } from "../calls/supervisor.js";
import { Turns, WAITING } from "./fair_queue.js";

/**
 * @import { ErrorDescription } from "../../generated/types"
 * @import { Answer } from "../values/responses.js"
 * @import { Connection } from "../calls/connections.js"
 * @import { Call, FromWidget, ToWidget } from "./messages.js"
 */

/**
 * The sender of a message: the iframe it is in, and the provider it speaks for.
 * @typedef {{ window: Window, origin: string, frame: HTMLIFrameElement | null, provider: string }} Sender
 */

/** Refusals of one origin per second that Python formulates; further ones get the last text again. */
const STRANGERS_PER_SECOND = 50;
/** Origins that are remembered for that, the newest. */
const MOST_STRANGERS = 200;

/** What Python gets instead of arguments that are too long to be read. */
const tooLong = () =>
  refusedArguments("", `is longer than ${LIMITS.characters.toLocaleString("en")} characters, the limit`);

/** Why calls are refused whose sender does not wait for answers. The first number with commas takes a browser 15 ms. */
const flooded = () =>
  `the workspace cannot keep up with this page: ${WAITING.count.toLocaleString("en")} calls of its, or ` +
  `${WAITING.characters.toLocaleString("en")} characters, wait already; right is to await answers before calling on`;
/** @param {string} method */
const floodRefusal = (method) => {
  const text = `Microsoft.CIFramework.${method}: ${flooded()}`;
  return /** @type {ErrorDescription} */ (refusal(`CIFramework.${method}`, text, ERROR_NOT_ALLOWED).error);
};

const turns = new Turns();
/** What strangers were refused with, by frame and origin. @type {Map<string, { second: number, count: number, error: ErrorDescription }>} */
const strangers = new Map();

/** Whether a window is in a frame of this page, at any depth. @param {Window} inner */
function isInside(inner) {
  /** @type {Window | null} */
  let candidate = inner;
  // A closed window has no parent.
  while (candidate && candidate !== candidate.parent) {
    candidate = candidate.parent;
    if (candidate === window) return true;
  }
  return false;
}

/**
 * None for a window around this page, its opener, or one that it opened: these get no answer at all.
 * @param {MessageEvent} event
 * @returns {Sender | undefined}
 */
function senderOf({ source, origin }) {
  // Ports and workers are not windows; the source is null for a closed window.
  const sender = /** @type {Window | null} */ (source);
  if (!sender || sender.window !== sender || !isInside(sender)) return undefined;
  const known = connectionOf(sender);
  if (known?.origin === origin && known.frame?.isConnected) return known;
  const frame = frameOf(sender);
  const provider = frame ? providerOf(frame) : origin === location.origin ? PAGE : NOBODY;
  return { window: sender, origin, frame, provider };
}

/** Whose queue a message is in: a stranger inside a provider's frame has its own. @param {Sender} sender */
const queueOf = ({ provider, origin }) => `${provider} ${origin}`;

/** @param {Sender} sender */
function named({ provider, origin }) {
  if (provider === NOBODY) return `A page of ${origin} that is no channel provider's`;
  return `Provider "${provider}" (${origin})`;
}

/** @param {Sender} sender @param {ToWidget} message */
function post({ window, origin }, message) {
  // The browser throws for a closed window.
  try {
    window.postMessage(message, origin);
  } catch {
    complain("post", () => `A page of ${origin} was gone before it could be answered.`);
  }
}

/**
 * A page with an opaque origin (a sandbox without allow-same-origin) cannot be addressed by its origin. It gets refusals,
 * which are no secret, and nothing else.
 * @param {Sender} sender
 * @param {{ cifEmulator: "refused", document: string } | { cifEmulator: "answer", document: string, id: number }} message
 * @param {Answer} answer
 */
function postAnswer(sender, message, answer) {
  const whole = { ...message, answer: answerText(answer) };
  if (answer.error) postRefusal(sender, whole);
  else if (sender.origin !== "null") post(sender, whole);
}

/** @param {Sender} sender @param {ToWidget} message */
const postRefusal = (sender, message) => post(sender.origin === "null" ? { ...sender, origin: "*" } : sender, message);

/** @param {MessageEvent} event */
function receive(event) {
  const message = fromWidget(event.data);
  if (message === undefined) return;
  if (typeof message === "object" && message.kind === "bye") return noteLeft(message.document, event.origin);
  const sender = senderOf(event);
  if (!sender) return;
  if (typeof message === "string") {
    const what = () => `${named(sender)} has sent a message that looks like the library's, but ${message}.`;
    complain(`rubbish ${queueOf(sender)}`, what);
    return;
  }
  const known = strangers.get(queueOf(sender));
  if (known && isOneTooMany(known)) refuseStranger(message, sender, known.error);
  else if (!turns.take(queueOf(sender), heldBy(message), () => carryOut(message, sender))) {
    refuseFlood(message, sender);
  }
}

/** @param {FromWidget} message */
function heldBy(message) {
  if (message.kind === "call") return message.args.length;
  return message.kind === "delivered" || message.kind === "noticed" ? message.text.length : 0;
}

/** Whether a stranger has been refused often enough in this second. @param {{ second: number, count: number }} known */
function isOneTooMany(known) {
  const second = Math.floor(performance.now() / 1_000);
  if (second !== known.second) Object.assign(known, { second, count: 0 });
  return ++known.count > STRANGERS_PER_SECOND;
}

/** Remembers that Python has refused an origin. @param {Sender} sender @param {ErrorDescription} error */
function noteStranger(sender, error) {
  const known = strangers.get(queueOf(sender));
  if (known) return void (known.error = error);
  const [oldest] = strangers.keys();
  if (oldest !== undefined && strangers.size >= MOST_STRANGERS) strangers.delete(oldest);
  strangers.set(queueOf(sender), { second: 0, count: 0, error });
}

/**
 * Answers one of very many messages with what Python said to an earlier one.
 * @param {FromWidget} message
 * @param {Sender} sender
 * @param {ErrorDescription} error
 */
function refuseStranger(message, sender, error) {
  complainOf(sender, error);
  if (message.kind === "call") refuseSoon(sender, message, (method) => ({ ...error, method }), postRefusal);
}

/**
 * @param {FromWidget} message
 * @param {Sender} sender
 */
function carryOut(message, sender) {
  switch (message.kind) {
    case "hello":
      return greet(message.document, sender);
    case "call":
      return carryCall(message, sender);
    case "delivered":
      if (connectionOf(sender.window)) noteDelivered(message.delivery, message.text);
      return;
    case "noticed": {
      const { rule, method, text } = message;
      if (connectionOf(sender.window)) {
        ask("CIFramework", "frame_noticed", sender.provider, sender.origin, rule, method, text);
      }
    }
  }
}

/**
 * A document was left. Its window now belongs to another, so it is identified by its secret name.
 * @param {string} page
 * @param {string} origin
 */
function noteLeft(page, origin) {
  const connection = connectionOfDocument(page);
  if (connection?.origin === origin) leave(connection);
}

/**
 * A document has loaded the library. It repeats this until it is answered, because Python may not be there yet.
 * @param {string} page
 * @param {Sender} sender
 */
function greet(page, sender) {
  if (!isConnected()) return post(sender, { cifEmulator: "starting", document: page });
  const { error, value } = admit(page, sender);
  if (error) return refuse({ kind: "hello", document: page }, sender, error);
  strangers.delete(queueOf(sender));
  post(sender, { cifEmulator: "welcome", document: page, ...JSON.parse(value ?? "{}") });
}

/**
 * Connects a document if Python trusts its origin; the answer is a `Welcome`.
 * @param {string} page
 * @param {Sender} sender
 * @param {Connection["given"]} [given]
 * @returns {Answer}
 */
export function admit(page, { window, origin, frame, provider }, given) {
  const known = connectionOf(window);
  if (known?.document === page && known.origin === origin) return { value: known.welcome };
  // The window shows another document by now.
  if (known) leave(known);
  const answer = ask("CIFramework.CIFInitDone", "frame_connected", provider, origin, page);
  if (answer.value) join({ provider, window, origin, document: page, frame, welcome: answer.value, given });
  return answer;
}

/**
 * @param {{ provider: string, origin: string }} sender
 * @param {string} page
 * @param {string} method
 * @param {string} args
 */
export const frameCall = ({ provider, origin }, page, method, args) =>
  ask(`CIFramework.${method}`, "frame_call", provider, origin, page, method, args);

/**
 * @param {Call} message
 * @param {Sender} sender
 */
function carryCall(message, sender) {
  const { document: page, id, method } = message;
  const args = message.args.length > LIMITS.characters ? tooLong() : message.args;
  const answer = frameCall(sender, page, method, args);
  if (answer.error?.errorCode === ERROR_UNTRUSTED) return refuse(message, sender, answer.error);
  /** @param {Answer} known */
  const reply = (known) => postAnswer(sender, { cifEmulator: "answer", document: page, id }, known);
  // A deferred answer makes the library wait without its time-out.
  reply(answer);
  const later = awaited(answer);
  if (later instanceof Promise) void later.then(reply);
}

/**
 * Answers a message that is refused.
 * @param {FromWidget} message
 * @param {Sender} sender
 * @param {ErrorDescription} error Python's refusal, of this message or of an earlier one
 */
function refuse(message, sender, error) {
  if (error.errorCode === ERROR_UNTRUSTED) noteStranger(sender, error);
  complainOf(sender, error);
  const { document } = message;
  if (message.kind === "hello") postAnswer(sender, { cifEmulator: "refused", document }, { error });
  else if (message.kind === "call") {
    const own = { ...error, method: message.method };
    postAnswer(sender, { cifEmulator: "answer", document, id: message.id }, { error: own });
  }
}

/** @param {Sender} sender @param {ErrorDescription} error */
function complainOf(sender, { message, details }) {
  const why = () => `${named(sender)} was refused: ${message}${details ? ` (${details})` : ""}`;
  complain(`refused ${queueOf(sender)}`, why);
}

/**
 * A sender's queue is full: its calls are refused, without cost for others. No text is made for a single one.
 * @param {FromWidget} message
 * @param {Sender} sender
 */
function refuseFlood(message, sender) {
  const isTold = complain(`flood ${queueOf(sender)}`, () => `${named(sender)}: ${flooded()}.`);
  if (message.kind !== "call") return;
  // It is logged at most once a second.
  if (isTold) frameCall(sender, message.document, message.method, refusedArguments("", `was refused: ${flooded()}`));
  refuseSoon(sender, message, floodRefusal, postRefusal);
}

/** Starts listening before Python is there, so that early pages learn that the workspace is starting. */
export function listenToFrames() {
  addEventListener("message", receive);
}

/** Drops waiting work. */
export function forgetMessages() {
  turns.clear();
}
