/** What can be expected of a workspace; each waits as Playwright's own matchers do. Described in `index.d.ts`. */

const { setTimeout: pause } = require("node:timers/promises");
const { expect } = require("@playwright/test");
const { callLines } = require("./report.js");
const { POLLING } = require("./workspace.js");

/** @typedef {import("./index.d.ts").Workspace} Workspace */
/** @typedef {string | RegExp} Title */
/** @typedef {{ isNot: boolean, timeout: number, utils: { printExpected(value: unknown): string } }} State */
/** @typedef {{ timeout?: number }} Options */

/**
 * Look until it is right (or, for `not`, wrong), and give how it ended.
 * @template T
 * @param {State} state @param {number} timeout milliseconds
 * @param {() => Promise<T>} read @param {(seen: T) => boolean} isRight @param {(seen: T) => string} told
 */
async function retried(state, timeout, read, isRight, told) {
  const end = performance.now() + timeout;
  let seen = await read();
  while (isRight(seen) === state.isNot && performance.now() < end) {
    await pause(POLLING);
    seen = await read();
  }
  return { pass: isRight(seen), message: () => told(seen) };
}

/** @param {Title} wanted @param {string} title */
const fits = (wanted, title) => (typeof wanted === "string" ? wanted === title : title.search(wanted) >= 0);

/**
 * A matcher of a title among those that are shown.
 * @param {string} noun @param {string} place @param {(workspace: Workspace) => Promise<string[]>} read
 */
function titleMatcher(noun, place, read) {
  /** @this {State} @param {Workspace} workspace @param {Title} title @param {Options} [options] */
  return function (workspace, title, options) {
    const { timeout = this.timeout } = options ?? {};
    const wanted = `expected ${this.isNot ? "no" : "a"} ${noun} ${title instanceof RegExp ? title : JSON.stringify(title)}`;
    return retried(
      this,
      timeout,
      () => read(workspace),
      (titles) => titles.some((each) => fits(title, each)),
      (titles) => `${wanted}; ${place}: ${titles.map((each) => JSON.stringify(each)).join(", ") || "none"}`,
    );
  };
}

const titles = (/** @type {readonly { title: string }[]} */ entries) => entries.map(({ title }) => title);

/** What an entry of the call log was given: a call's list of arguments, an event's payload. @param {string} text */
function given(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {CifEmulator.LogEntry} entry @param {unknown} wanted */
function hasInput(entry, wanted) {
  const input = given(entry.input);
  if (typeof wanted === "function") return Boolean(wanted(input));
  const value = Array.isArray(input) && !Array.isArray(wanted) ? input[0] : input;
  try {
    // Within an object, so that texts and numbers may be expected, too.
    expect({ value }).toMatchObject({ value: wanted });
    return true;
  } catch {
    return false;
  }
}

const matchers = {
  toHaveSession: titleMatcher("session", "on the rail", async (workspace) => titles(await workspace.sessions())),

  toHaveFocusedSession: titleMatcher("focused session", "focused", async (workspace) => [
    (await workspace.focusedSession()).title,
  ]),

  toHaveTab: titleMatcher("tab", "in the focused session", async (workspace) => titles(await workspace.tabs())),

  toHaveNotification: titleMatcher("notification", "on screen", (workspace) =>
    workspace.notifications.toasts.getByRole("heading").allTextContents(),
  ),

  /** @this {State} @param {Workspace} workspace @param {string} method @param {unknown} [input] @param {Options} [options] */
  toHaveCalled(workspace, method, input, options) {
    const { timeout = this.timeout } = options ?? {};
    const shown = typeof input === "function" ? String(input) : this.utils.printExpected(input);
    const wanted = `expected ${this.isNot ? "no " : ""}${method}${input === undefined ? "" : ` with ${shown}`}`;
    return retried(
      this,
      timeout,
      async () => ({ found: await workspace.calls(method), log: await workspace.calls() }),
      ({ found }) => found.some((entry) => input === undefined || hasInput(entry, input)),
      ({ found, log }) =>
        found.length > 0
          ? `${wanted}; it was called with:\n${callLines(found)}`
          : `${wanted}; it was not called. The call log:\n${callLines(log)}`,
    );
  },

  /** @this {State} @param {Workspace} workspace */
  async toHaveNoFindings(workspace) {
    return retried(
      this,
      // What was found stays.
      this.isNot ? this.timeout : 0,
      async () => (await workspace.findings()).filter(({ level }) => level !== "hint"),
      (found) => found.length === 0,
      (found) =>
        found.length > 0
          ? `expected no findings:\n${found.map(({ level, rule, message, remedy }) => `${level} ${rule}: ${message} ${remedy}`).join("\n")}`
          : "expected findings, there is none",
    );
  },
};

module.exports = { matchers };
