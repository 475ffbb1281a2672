/** The pages that the tests of one worker share. */

const pageScripts = require("../generated/testing/workspace_page.js");
const { allowLocalNetwork } = require("./local_network.js");
const { Workspace } = require("./workspace.js");

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").BrowserContext} BrowserContext */
/** @typedef {import("@playwright/test").Page} Page */

// It runs in the page, for tests in Python, too.
const { resetIfThere } = /** @type {Record<string, any>} */ (pageScripts);

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

/** Boots a workspace when it is first needed, and again if a test left it unusable. */
class SharedPage {
  #browser;
  #url;
  #bootTimeout;
  /** @type {Workspace | undefined} */
  #workspace;
  #hasCrashed = false;
  #isRouted = false;

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

  /** Take away what the test has put between the page and the network. */
  async end() {
    const page = this.#workspace?.page;
    if (!this.#isRouted || !page || page.isClosed() || this.#hasCrashed || !this.#browser.isConnected()) return;
    this.#isRouted = false;
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.context().unrouteAll({ behavior: "ignoreErrors" });
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
    this.#hasCrashed = this.#isRouted = false;
    page.on("crash", () => (this.#hasCrashed = true));
    this.#noteRoutes(context);
    this.#noteRoutes(page);
    this.#workspace = new Workspace(page, this.#url);
    await allowLocalNetwork(page);
    await this.#workspace.open(this.#bootTimeout);
    await this.#workspace.reset();
  }

  /** To take routes away asks the browser twice: it is done where there are some. @param {BrowserContext | Page} target */
  #noteRoutes(target) {
    for (const name of /** @type {const} */ (["route", "routeFromHAR"])) {
      const own = /** @type {(...given: any[]) => Promise<any>} */ (target[name]).bind(target);
      target[name] = (/** @type {any[]} */ ...given) => {
        this.#isRouted = true;
        return own(...given);
      };
    }
  }

  /** Whether the workspace is at its start again, on a page that no test has spoilt. @param {Workspace} workspace */
  async #isReset({ page }) {
    if (this.#hasCrashed || page.isClosed()) return false;
    return page.evaluate(resetIfThere, this.#url).catch(() => false);
  }
}

module.exports = { SharedPages, SharedPage };
