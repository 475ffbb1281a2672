/**
 * An inspector's window that no workspace has opened finds those of the same origin by a BroadcastChannel, and asks the
 * chosen one for its log. Browsers keep an embedded workspace on another site apart from windows of their own: it is
 * reached from the window that it opens, by the opener.
 *
 * @import { LogEntry, Trials } from "../../generated/types"
 * @import { AgentAction } from "../workspace.js"
 * @import { LogSource } from "./log.js"
 *
 * @typedef {{ page: string, title: string, address: string }} Found a workspace that has answered
 * @typedef {{ source: LogSource, act: AgentAction }} Inspected
 */
import { randomId } from "../../border/boot/random_id.js";
import { HANDLER } from "./try_form.js";

const CHANNEL = "cif-emulator.inspector";
/** How often the log is asked for, in milliseconds. */
const ASK_EVERY = 400;
/** So many questions without an answer mean that the workspace is gone. */
const MOST_UNANSWERED = 5;
const MOST = 5_000;
/** It stays the same over a reset. */
const PAGE = randomId();

/** @type {Trials} */
const NOTHING_TO_TRY = /** @type {any} */ ({
  methods: [],
  templates: [],
  events: [],
  scenarios: [],
  providers: [],
  choices: {},
});

/**
 * Answers the inspectors' windows for as long as the workspace is shown.
 *
 * @param {Inspected} inspected
 * @param {AbortSignal} replaced
 */
export function answerWindows({ source, act }, replaced) {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(CHANNEL);
  // An open channel, and all that it knows, stays as long as the page.
  replaced.addEventListener("abort", () => channel.close());
  /** A reset begins another log. */
  const log = randomId();

  /** @type {Record<string, (...args: any[]) => unknown>} */
  const answers = {
    read: (after, numbers) => ({ log, entries: source.read(after, numbers), trials: source.trials() }),
    clear: () => source.clear(),
    act: (name, ...args) => act(name, .../** @type {any} */ (args)),
    async run(caller, name, args, handlers) {
      for (const at of handlers) args[at] = HANDLER;
      // What cannot be copied, like a session's object, is shown as its JSON anyway.
      return JSON.stringify(await source.run(caller, name, args));
    },
  };

  channel.onmessage = async ({ data: { to, from, id, question, args } }) => {
    if (to === "all")
      return channel.postMessage({ to: from, page: PAGE, title: document.title, address: location.href });
    if (to !== PAGE) return;
    try {
      channel.postMessage({ to: from, id, answer: await answers[question](...args) });
    } catch (thrown) {
      const { message, details } = /** @type {{ message: string, details?: string }} */ (thrown);
      channel.postMessage({ to: from, id, refusal: { message, details } });
    }
  };
}

/** Seeks workspaces. */
export function createSeeker() {
  const channel = new BroadcastChannel(CHANNEL);
  const self = randomId();
  /** @type {Map<string, Found>} */
  const found = new Map();
  channel.onmessage = ({ data }) => {
    if (data.to === self) found.set(data.page, data);
  };
  return {
    /** Those that have answered since the last time, always in the same order; asks again. @returns {Found[]} */
    answers() {
      const answers = [...found.values()].sort((one, other) =>
        `${one.address} ${one.page}` < `${other.address} ${other.page}` ? -1 : 1,
      );
      found.clear();
      channel.postMessage({ to: "all", from: self });
      return answers;
    },
  };
}

/**
 * The log of a workspace in another window.
 *
 * @param {string} page the workspace that was found
 * @param {() => void} gone is called when it answers no more
 * @param {() => void} renewed is called when it has begun another log
 * @returns {Inspected & { close: () => void }}
 */
export function distant(page, gone, renewed) {
  const channel = new BroadcastChannel(CHANNEL);
  const self = randomId();
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (refusal: any) => void }>} */
  const waiting = new Map();
  /** By their numbers, oldest first. @type {Map<number, LogEntry>} */
  const entries = new Map();
  let trials = NOTHING_TO_TRY;
  let log = "";
  let asked = 0;
  let unanswered = 0;

  channel.onmessage = ({ data: { to, id, answer, refusal } }) => {
    const promise = to === self ? waiting.get(id) : undefined;
    waiting.delete(id);
    if (refusal) promise?.reject(refusal);
    else promise?.resolve(answer);
  };

  /** @param {string} question @param {unknown[]} args @returns {Promise<any>} */
  function ask(question, ...args) {
    const id = ++asked;
    channel.postMessage({ to: page, from: self, id, question, args });
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  }

  async function readAgain() {
    if (++unanswered > MOST_UNANSWERED) return gone();
    const newest = [...entries.keys()].at(-1) ?? 0;
    const pending = [...entries.values()].filter((entry) => entry.pending).map(({ number }) => number);
    const read = await ask("read", newest, pending);
    unanswered = 0;
    log ||= read.log;
    if (read.log !== log) return renewed();
    trials = read.trials;
    for (const entry of read.entries) entries.set(entry.number, entry);
    for (const number of [...entries.keys()].slice(0, -MOST)) entries.delete(number);
  }

  const asking = setInterval(readAgain, ASK_EVERY);
  void readAgain();

  return {
    act: (name, ...args) => void ask("act", name, ...args),
    source: {
      read(after, numbers) {
        const held = [...entries.values()];
        const wanted = new Set(numbers);
        if (after < 0) return held.slice(after);
        return held.filter(({ number }) => number > after || wanted.has(number));
      },
      clear() {
        entries.clear();
        void ask("clear");
      },
      trials: () => trials,
      async run(caller, name, args) {
        const handlers = args.flatMap((arg, at) => (arg === HANDLER ? [at] : []));
        const sent = args.map((arg) => (arg === HANDLER ? null : arg));
        const text = await ask("run", caller, name, sent, handlers);
        return text === undefined ? undefined : JSON.parse(text);
      },
    },
    close() {
      clearInterval(asking);
      channel.close();
    },
  };
}
