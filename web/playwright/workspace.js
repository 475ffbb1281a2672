/** The workspace as a test sees it: what is on the page, and calls into it. Members are described in `index.d.ts`. */

const { expect } = require("@playwright/test");
const callScripts = require("../generated/testing/calls.js");
const pageScripts = require("../generated/testing/workspace_page.js");
const { Faults, Notifications, Panel } = require("./parts.js");
const { callLines } = require("./report.js");
const { fromText, toText } = require("./values.js");

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./index.d.ts").Entry} Entry */
/** @typedef {import("./index.d.ts").Workspace} Members */

// They run in the page, for tests in Python, too.
const { call } = /** @type {Record<string, any>} */ (callScripts);
const { calls, clickToAct, ready, records, shown } = /** @type {Record<string, any>} */ (pageScripts);

/** Milliseconds between two looks. Animation frames would do, but a test that stops the clock stops them too. */
const POLLING = 20;

/** @implements {Members} */
class Workspace {
  /** @param {Page} page @param {string} url */
  constructor(page, url) {
    this.page = page;
    this.url = url;
    this.panel = new Panel(page);
    this.notifications = new Notifications(page);
    this.faults = new Faults(page);
  }

  /** Load the page and wait until it is ready. Throws, and says why it is not. @param {number} timeout */
  async open(timeout) {
    await this.page.goto(this.url, { waitUntil: "commit", timeout });
    await this.page.waitForFunction(() => window.cifEmulator !== undefined, null, { polling: POLLING, timeout });
    const answer = await this.page.waitForFunction(ready, null, { polling: POLLING, timeout });
    const { failure } = /** @type {any} */ (await answer.jsonValue());
    if (failure !== null) throw new Error(`${this.url} did not start: ${failure}`);
  }

  /** @type {any} */
  call = async (/** @type {string} */ path, /** @type {unknown[]} */ ...given) =>
    fromText(/** @type {any} */ (await this.page.evaluate(call, [path, toText(given)])));

  sessions() {
    return this.#shown("Sessions", "data-session-id", "sessions");
  }

  tabs() {
    return this.#shown("Tabs", "data-tab-id", "tabs");
  }

  async focusedSession() {
    return focused(await this.sessions());
  }

  async focusedTab() {
    return focused(await this.tabs());
  }

  /** @param {string} label @param {string} attribute @param {string} part @returns {Promise<Entry[]>} */
  async #shown(label, attribute, part) {
    const entries = await this.page.waitForFunction(shown, [label, attribute, part], { polling: POLLING });
    return /** @type {any} */ (entries.jsonValue());
  }

  /** @param {string} title */
  sessionEntry(title) {
    return this.#entry("Sessions", title);
  }

  /** @param {string} title */
  tabEntry(title) {
    return this.#entry("Tabs", title);
  }

  /** @param {string} strip @param {string} title */
  #entry(strip, title) {
    const list = this.page.getByRole("tablist", { name: strip, exact: true });
    return list.getByRole("tab", { name: title, exact: true });
  }

  /** @param {string} uniqueName */
  provider(uniqueName) {
    return this.page.frameLocator(`iframe[data-provider="${uniqueName}"]`);
  }

  /** @param {string} table */
  records(table) {
    return this.page.evaluate(records, table);
  }

  /** @param {unknown} data */
  load(data) {
    return this.#control("load", data);
  }

  /** @param {"workspace.json" | "data.xml" | "data_schema.xml"} name */
  data(name = "workspace.json") {
    return this.page.evaluate((wanted) => window.cifEmulator.data(wanted), name);
  }

  /** @param {string} [method] */
  calls(method) {
    return this.page.evaluate(calls, method ?? null);
  }

  async waitForCalls(/** @type {string} */ method, count = 1) {
    try {
      await expect.poll(async () => (await this.calls(method)).length).toBeGreaterThanOrEqual(count);
    } catch {
      const found = (await this.calls(method)).length;
      const log = callLines(await this.calls());
      throw new Error(`${method}: ${found} calls, expected ${count}. The call log:\n${log}`);
    }
    return this.calls(method);
  }

  findings() {
    return this.page.evaluate(() => window.cifEmulator.findings());
  }

  async recording() {
    return JSON.parse(await this.page.evaluate(() => window.cifEmulator.recording().text));
  }

  state() {
    return this.page.evaluate(() => window.cifEmulator.state());
  }

  /** @param {string} name @param {unknown} payload @param {{ provider: string }} options */
  async raiseEvent(name, payload, options) {
    return Boolean(await this.#control("raiseEvent", name, payload ?? null, options));
  }

  /** @param {string} number */
  clickToAct(number) {
    return this.page.evaluate(clickToAct, number);
  }

  /** @param {string} text */
  async setPresence(text) {
    const banner = this.page.getByRole("banner");
    await banner.getByRole("button", { name: "Presence: " }).click();
    const menu = this.page.getByRole("menu", { name: "Presence", exact: true });
    await menu.getByRole("menuitemradio", { name: text, exact: true }).click();
    await expect(banner.getByRole("button", { name: `Presence: ${text}`, exact: true })).toBeVisible();
  }

  /** @param {string} template @param {Record<string, unknown>} values */
  openSession(template, values = {}) {
    return this.#control("openSession", template, values);
  }

  /** @param {string} name */
  scenario(name) {
    return this.#control("scenario", name);
  }

  async reset() {
    await this.page.evaluate(() => window.cifEmulator.reset());
  }

  /** @param {string} name @param {unknown[]} given @returns {Promise<any>} */
  async #control(name, ...given) {
    return fromText(/** @type {any} */ (await this.page.evaluate(call, [`cifEmulator.${name}`, toText(given)])));
  }
}

/** @param {Entry[]} entries */
function focused(entries) {
  return /** @type {Entry} */ (entries.find((entry) => entry.focused));
}

module.exports = { POLLING, Workspace };
