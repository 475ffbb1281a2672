/**
 * The frame hub: carries calls from pages in frames to Python, and the answers back.
 *
 * Which channel provider a sender belongs to follows from the iframe that it stands in; whether its origin may call
 * is Python's to decide. Every answer goes to the window that asked, at the very origin that it asked from.
 */
import { ErrorCode, refusalAnswer } from "./answers.js";
import { complain } from "./complaints.js";
import { NOBODY, PAGE, carry, connectionOf, connectionOfDocument, documentToName, join, leave } from "./connections.js";
import { LIMITS, refusedArguments } from "./decoder.js";
import { whenSettled } from "./deferred.js";
import { endDeliveries, noteDelivered } from "./deliveries.js";
import { fromWidget } from "./envelopes.js";
import { frameOf, providerOf } from "./provider_frames.js";
import { frameHello, isConnected } from "./supervisor.js";
import { Turns, WAITING } from "./turns.js";

/** @import { Connection } from "./connections.js" */
/** @import { Call, FromWidget } from "./envelopes.js" */

/**
 * Whoever has sent a message: in which iframe of ours it stands, and as whom it is taken for.
 * @typedef {{ window: Window, origin: string, frame: HTMLIFrameElement | null, provider: string }} Sender
 */

/** Refusals per second that Python words and logs; strangers beyond are answered in the same words. */
const STRANGERS_PER_SECOND = 50;
const DEFAULT_TIME_OUT = 10_000;

/** What Python gets in the place of arguments that are too long to be read at all. */
const tooLong = refusedArguments("", `is longer than ${LIMITS.characters.toLocaleString("en")} characters, the limit`);

const turns = new Turns();
const strangers = { second: 0, count: 0, refusal: "" };
let timeOut = DEFAULT_TIME_OUT;

/** How long handlers may take, in milliseconds. */
export function handlersTimeOut() {
  return timeOut;
}

/** @param {MessageEvent} event @returns {Sender | undefined} */
function senderOf({ source, origin }) {
  // Ports and workers are no windows; a window that is gone already is null.
  const sender = /** @type {Window | null} */ (source);
  if (!sender || sender === window || sender.window !== sender) return undefined;
  const known = connectionOf(sender);
  if (known?.origin === origin && known.frame?.isConnected) return known;
  const frame = frameOf(sender);
  const provider = frame ? providerOf(frame) : origin === location.origin ? PAGE : NOBODY;
  return { window: sender, origin, frame, provider };
}

/** @param {Sender} sender */
function named({ provider, origin }) {
  if (provider === NOBODY) return `A page of ${origin} that is no channel provider's`;
  return `Provider "${provider}" (${origin})`;
}

/** @param {Sender} sender @param {object} message */
function post({ window, origin }, message) {
  // The browser throws where the window is gone.
  try {
    window.postMessage(message, origin);
  } catch {
    complain("post", `A page of ${origin} was gone before it could be answered.`);
  }
}

/**
 * A page without an origin of its own (a sandbox without allow-same-origin) cannot be addressed by it. A refusal,
 * which is no secret, reaches it all the same; nothing else does.
 * @param {Sender} sender
 * @param {{ cifEmulator: string, document: string, id?: number, answer: string }} message
 */
function postAnswer(sender, message) {
  if (sender.origin !== "null") post(sender, message);
  else if (message.answer[0] === "!") post({ ...sender, origin: "*" }, message);
}

/** @param {MessageEvent} event */
function receive(event) {
  const message = fromWidget(event.data);
  if (message === undefined) return;
  if (typeof message === "object" && message.kind === "bye") return noteLeft(message.document, event.origin);
  const sender = senderOf(event);
  if (!sender) return;
  if (typeof message === "string") {
    const what = `${named(sender)} has sent a message that looks like the library's, but ${message}.`;
    complain(`rubbish ${sender.provider}`, what);
  } else if (sender.provider === NOBODY && isOneTooMany()) {
    refuse(message, sender, strangers.refusal);
  } else if (!turns.take(sender.provider, heldBy(message), () => carryOut(message, sender))) {
    refuseFlood(message, sender);
  }
}

/** @param {FromWidget} message */
function heldBy(message) {
  if (message.kind === "call") return message.args.length;
  return message.kind === "delivered" ? message.text.length : 0;
}

/** Whether strangers have been refused often enough in this second. */
function isOneTooMany() {
  const second = Math.floor(performance.now() / 1_000);
  if (second !== strangers.second) Object.assign(strangers, { second, count: 0 });
  return ++strangers.count > STRANGERS_PER_SECOND && strangers.refusal !== "";
}

/**
 * @param {FromWidget} message
 * @param {Sender} sender
 */
function carryOut(message, sender) {
  const connection = connectionOf(sender.window);
  switch (message.kind) {
    case "hello":
      return greet(message.document, sender);
    case "call":
      return carryCall(message, sender);
    case "delivered":
      return noteDelivered(connection, message.delivery, message.text);
  }
}

/**
 * A document is left. Its window is not its own any more: it is known by its name, which nobody else was told.
 * @param {string} page
 * @param {string} origin
 */
function noteLeft(page, origin) {
  const connection = connectionOfDocument(page);
  if (connection?.origin !== origin) return;
  leave(connection);
  endDeliveries(connection);
}

/**
 * A document has loaded the library. It says so again until it is answered: it may be earlier than Python.
 * @param {string} page
 * @param {Sender} sender
 */
function greet(page, sender) {
  if (!isConnected()) return post(sender, { cifEmulator: "starting", document: page });
  const answer = admit(page, sender);
  if (answer[0] === "!") return refuse({ kind: "hello", document: page }, sender, answer);
  post(sender, { cifEmulator: "welcome", document: page, timeOut });
}

/**
 * Lets a document in, if Python trusts its origin; `!` and an error if not.
 * @param {string} page
 * @param {Sender} sender
 * @param {Connection["given"]} [given]
 */
export function admit(page, { window, origin, frame, provider }, given) {
  const known = connectionOf(window);
  if (known?.document === page && known.origin === origin) return "=";
  const answer = provider === PAGE ? "=" : frameHello(provider, origin, documentToName(provider, window, page));
  if (answer[0] === "!") return answer;
  if (answer !== "=") timeOut = JSON.parse(answer.slice(1)).timeOut;
  if (known) endDeliveries(known);
  join({ provider, window, origin, document: page, frame, events: [], given });
  return "=";
}

/**
 * @param {Call} message
 * @param {Sender} sender
 */
function carryCall(message, sender) {
  const { document: page, id, method } = message;
  const args = message.args.length > LIMITS.characters ? tooLong : message.args;
  const answer = carry(sender.provider, sender.origin, method, args);
  /** @param {string} text */
  const reply = (text) => postAnswer(sender, { cifEmulator: "answer", document: page, id, answer: text });
  if (answer[0] === "?") {
    // Tells the library to wait, without its time-out.
    reply("?");
    return whenSettled(answer.slice(1), reply);
  }
  if (answer[0] === "!" && sender.provider === NOBODY) return refuse(message, sender, answer);
  if (answer[0] === "=") noteEvents(method, args, sender.window);
  reply(answer);
}

/**
 * Which events a document has handlers for, in case that another document of the provider's comes or goes.
 * @param {string} method @param {string} args @param {Window} window
 */
export function noteEvents(method, args, window) {
  const events = connectionOf(window)?.events;
  if (!events || (method !== "addHandler" && method !== "removeHandler")) return;
  const event = String(JSON.parse(args)[0]).toLowerCase();
  if (method === "addHandler") events.push(event);
  else if (events.includes(event)) events.splice(events.indexOf(event), 1);
}

/**
 * Answers a message that is refused.
 * @param {FromWidget} message
 * @param {Sender} sender
 * @param {string} answer Python's refusal, of this message or of an earlier one
 */
function refuse(message, sender, answer) {
  const description = JSON.parse(answer.slice(1));
  if (sender.provider === NOBODY) strangers.refusal = answer;
  const { message: text, details } = description;
  complain(`refused ${sender.provider}`, `${named(sender)} was refused: ${text}${details ? ` (${details})` : ""}`);
  if (message.kind === "hello") {
    postAnswer(sender, { cifEmulator: "refused", document: message.document, answer });
  } else if (message.kind === "call") {
    const own = `!${JSON.stringify({ ...description, method: message.method })}`;
    postAnswer(sender, { cifEmulator: "answer", document: message.document, id: message.id, answer: own });
  }
}

/**
 * More of a sender's messages wait than there is room for: its calls are refused, at no cost to anybody else.
 * @param {FromWidget} message
 * @param {Sender} sender
 */
function refuseFlood(message, sender) {
  const reason =
    `the workspace cannot keep up with this page: ${WAITING.count.toLocaleString("en")} calls of its, or ` +
    `${WAITING.characters.toLocaleString("en")} characters, wait already; right is to await answers before calling on`;
  const method = message.kind === "call" ? message.method : message.kind;
  // Once a second the call log has it, too.
  if (complain(`flood ${sender.provider}`, `${named(sender)}: ${reason}.`) && message.kind === "call") {
    carry(sender.provider, sender.origin, method, refusedArguments("", `was refused: ${reason}`));
  }
  if (message.kind !== "call") return;
  const answer = refusalAnswer(method, `Microsoft.CIFramework.${method}: ${reason}`, ErrorCode.notAllowed);
  postAnswer(sender, { cifEmulator: "answer", document: message.document, id: message.id, answer });
}

/** Begins to listen: before Python is there, so that early pages know that the workspace is starting. */
export function listenToFrames() {
  addEventListener("message", receive);
}

/** Drops what still waits to be carried out. */
export function forgetMessages() {
  turns.clear();
}
