/**
 * Events on their way to handlers: those of providers' pages, and those that were added on the page itself.
 */
import { PAGE, connectionsOf } from "./connections.js";
import { outcomeOf } from "./envelopes.js";
import { Handlers, noHandlers } from "./handlers.js";
import { later } from "./later.js";
import { eventArgument } from "./answers.js";
import { inform } from "./supervisor.js";

/** @import { Connection } from "./connections.js" */
/** @import { Outcome } from "./handlers.js" */

/**
 * An event as Python tells it.
 * @typedef {object} Delivery
 * @property {string} provider
 * @property {string} delivery
 * @property {string} event
 * @property {string} payload
 * @property {string} kind
 */

/** What a page may take beyond the time-out that it keeps itself, in milliseconds. */
const GRACE = 1_000;
const MOST_ERRORS = 50;

/** Handlers that were added on the page itself. */
export const pageHandlers = new Handlers();

/**
 * Whose outcome is still to come, and what the others did.
 * @typedef {{ open: Set<Connection | typeof PAGE>, outcome: Outcome, watchdog: number }} UnderWay
 */

/** @type {Map<string, UnderWay>} */
const underWay = new Map();

/** @param {Delivery} event @param {number} timeOut how long handlers may take, in milliseconds */
export function deliver(event, timeOut) {
  // Never inside the call that caused it; the caller has its answer before.
  later(() => send(event, timeOut));
}

/** @param {Delivery} event @param {number} timeOut */
function send({ provider, delivery, event, payload, kind }, timeOut) {
  const targets = connectionsOf(provider);
  /** @type {Set<Connection | typeof PAGE>} */
  const open = new Set(targets);
  if (provider === PAGE) open.add(PAGE);
  const watchdog = setTimeout(() => giveUp(delivery), timeOut + GRACE);
  underWay.set(delivery, { open, outcome: noHandlers(), watchdog });
  if (provider === PAGE) {
    const ended = pageHandlers.run(event, () => eventArgument(payload, kind), timeOut);
    void ended.then((outcome) => note(delivery, PAGE, outcome));
  }
  for (const target of targets) {
    const { window, origin, document, given } = target;
    if (given) {
      const ended = given.handlers.run(event, () => eventArgument(payload, kind, given.realm), timeOut);
      void ended.then((outcome) => note(delivery, target, outcome));
      continue;
    }
    try {
      window.postMessage({ cifEmulator: "deliver", document, delivery, event, payload, kind, timeOut }, origin);
    } catch {
      note(delivery, target, noHandlers());
    }
  }
  finishIfComplete(delivery);
}

/**
 * A document tells how its handlers ended.
 * @param {Connection | undefined} connection the sender's
 * @param {string} delivery
 * @param {string} text
 */
export function noteDelivered(connection, delivery, text) {
  if (connection) note(delivery, connection, outcomeOf(text));
}

/**
 * @param {string} delivery
 * @param {Connection | typeof PAGE} target
 * @param {Outcome} done
 */
function note(delivery, target, done) {
  const state = underWay.get(delivery);
  if (!state?.open.delete(target)) return;
  state.outcome = added(state.outcome, done);
  finishIfComplete(delivery);
}

/** @param {Outcome} sum @param {Outcome} done @returns {Outcome} */
function added(sum, done) {
  return {
    handlers: sum.handlers + done.handlers,
    silent: sum.silent + done.silent,
    timedOut: sum.timedOut + done.timedOut,
    errors: [...sum.errors, ...done.errors].slice(0, MOST_ERRORS),
  };
}

/** @param {string} delivery */
function finishIfComplete(delivery) {
  const state = underWay.get(delivery);
  if (!state || state.open.size) return;
  clearTimeout(state.watchdog);
  underWay.delete(delivery);
  inform((python) => python.delivered(delivery, JSON.stringify(state.outcome)));
}

/** Pages that were left, or are too busy to answer: their handlers count as late. @param {string} delivery */
function giveUp(delivery) {
  const state = underWay.get(delivery);
  if (!state) return;
  state.outcome.timedOut += state.open.size;
  state.open.clear();
  finishIfComplete(delivery);
}

/** A document is gone: nobody waits for its handlers any longer. @param {Connection} connection */
export function endDeliveries(connection) {
  for (const [delivery, { open }] of underWay) {
    const error = { message: "the page was left before its handlers had answered", stack: "" };
    if (open.has(connection)) note(delivery, connection, { ...noHandlers(), errors: [error] });
  }
}

/** Python knows of none any more. */
export function forgetDeliveries() {
  for (const { watchdog } of underWay.values()) clearTimeout(watchdog);
  underWay.clear();
  pageHandlers.clear();
}
