/** The pages that the tests of one worker share. */

const pageScripts = require("../generated/testing/workspace_page.js");
const { allowLocalNetwork } = require("./local_network.js");
const { Workspace } = require("./workspace.js");

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").BrowserContext} BrowserContext */
/** @typedef {import("@playwright/test").Page} Page */

// It runs in the page, for tests in Python, too.
const { resetIfThere } = /** @type {Record<string, any>} */ (pageScripts);

// What stays with a page or its browser context and is not taken back: the next test has another page.
const LASTING = [
  "addCookies",
  "addInitScript",
  "addLocatorHandler",
  "emulateMedia",
  "exposeBinding",
  "exposeFunction",
  "grantPermissions",
  "setDefaultNavigationTimeout",
  "setDefaultTimeout",
  "setExtraHTTPHeaders",
  "setGeolocation",
  "setOffline",
];
const ROUTING = ["route", "routeFromHAR"];
const LISTENING = ["on", "once", "addListener", "prependListener"];

// Each is an interpreter in memory; the page before the last is not needed again soon.
const PAGES_KEPT = 2;

/** One shared page for each set of context options, the last few of them. */
class SharedPages {
  #browser;
  #url;
  #bootTimeout;
  /** @type {Map<string, SharedPage>} */
  #pages = new Map();

  /** @param {Browser} browser @param {string} url @param {number} bootTimeout milliseconds */
  constructor(browser, url, bootTimeout) {
    this.#browser = browser;
    this.#url = url;
    this.#bootTimeout = bootTimeout;
  }

  /** The page for a set of context options. @param {string} key */
  async page(key) {
    const page = this.#pages.get(key) ?? new SharedPage(this.#browser, this.#url, this.#bootTimeout);
    this.#pages.delete(key);
    this.#pages.set(key, page);
    const [oldest] = this.#pages;
    if (this.#pages.size > PAGES_KEPT && oldest) {
      this.#pages.delete(oldest[0]);
      await oldest[1].close();
    }
    return page;
  }

  async close() {
    for (const page of this.#pages.values()) await page.close();
    this.#pages.clear();
  }
}

/** Has `note` called before a method, with what it is given. @param {any} target @param {string} name @param {(...given: any[]) => void} note */
function instead(target, name, note) {
  if (!(name in target)) return;
  const own = target[name].bind(target);
  target[name] = (/** @type {any[]} */ ...given) => {
    note(...given);
    return own(...given);
  };
}

/** Boots a workspace when it is first needed, and again if a test left it unusable. */
class SharedPage {
  #browser;
  #url;
  #bootTimeout;
  /** @type {Workspace | undefined} */
  #workspace;
  #hasCrashed = false;
  /** What tests have called of the methods above, or to change the size. @type {Set<string>} */
  #called = new Set();
  /** Take the listeners of tests away. @type {(() => void)[]} */
  #silencing = [];
  /** @type {{ width: number, height: number } | null} */
  #size = null;

  /** @param {Browser} browser @param {string} url @param {number} bootTimeout */
  constructor(browser, url, bootTimeout) {
    this.#browser = browser;
    this.#url = url;
    this.#bootTimeout = bootTimeout;
  }

  /** The workspace at its configured start, on the page of the test before if that is still there. */
  async begin() {
    if (!this.#workspace || !(await this.#isReset(this.#workspace))) {
      await this.close();
      await this.#open();
    }
    return /** @type {Workspace} */ (this.#workspace);
  }

  /** Take back what the test did to the page beside the workspace. */
  async end() {
    const [called, silencing] = [this.#called, this.#silencing];
    [this.#called, this.#silencing] = [new Set(), []];
    const page = this.#workspace?.page;
    if (!page || page.isClosed() || this.#hasCrashed || !this.#browser.isConnected()) return;
    if (LASTING.some((name) => called.has(name))) {
      await this.close();
      return;
    }
    for (const silence of silencing) silence();
    if (ROUTING.some((name) => called.has(name))) {
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.context().unrouteAll({ behavior: "ignoreErrors" });
    }
    if (this.#size && called.has("setViewportSize")) await page.setViewportSize(this.#size);
  }

  async close() {
    // With a browser that has crashed it is gone already.
    if (this.#browser.isConnected()) await this.#workspace?.page.context().close();
    this.#workspace = undefined;
  }

  async #open() {
    // The options of the test are put in by Playwright itself.
    const context = await this.#browser.newContext();
    const page = await context.newPage();
    this.#hasCrashed = false;
    this.#size = page.viewportSize();
    page.on("crash", () => (this.#hasCrashed = true));
    this.#workspace = new Workspace(page, this.#url);
    await allowLocalNetwork(page);
    await this.#workspace.open(this.#bootTimeout);
    await this.#workspace.reset();
    this.#noteWhatTestsDo(context);
    this.#noteWhatTestsDo(page);
  }

  /** Taking back asks the browser, which is done only where there is something to take back. @param {any} target */
  #noteWhatTestsDo(target) {
    for (const name of [...ROUTING, ...LASTING, "setViewportSize"]) instead(target, name, () => this.#called.add(name));
    for (const name of LISTENING)
      instead(target, name, (event, listener) => this.#silencing.push(() => target.removeListener(event, listener)));
  }

  /** Whether the workspace is at its start again, on a page that no test has spoilt. @param {Workspace} workspace */
  async #isReset({ page }) {
    if (this.#hasCrashed || page.isClosed()) return false;
    return page.evaluate(resetIfThere, this.#url).catch(() => false);
  }
}

module.exports = { SharedPages, SharedPage };
