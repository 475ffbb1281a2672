/** The pages that the tests of one worker share. */

const { allowLocalNetwork } = require("./local_network.js");
const { Workspace } = require("./workspace.js");

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").BrowserContext} BrowserContext */

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
  #isSpoilt = false;

  /** @param {Browser} browser @param {string} url @param {number} bootTimeout */
  constructor(browser, url, bootTimeout) {
    this.#browser = browser;
    this.#url = url;
    this.#bootTimeout = bootTimeout;
  }

  /** Starts the workspace where none is usable. */
  async boot() {
    if (this.#workspace && (await this.#isUsable(this.#workspace))) return;
    await this.close();
    await this.#open();
  }

  /** The workspace at its configured start. @param {readonly CifEmulator.FaultInput[]} faults those of the options */
  async begin(faults) {
    const workspace = /** @type {Workspace} */ (this.#workspace);
    await workspace.reset();
    for (const fault of faults) await workspace.faults.add(fault);
    return workspace;
  }

  /** Take away what the test has put between the page and the network. */
  async end() {
    const page = this.#workspace?.page;
    if (!page || page.isClosed() || this.#isSpoilt) return;
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.context().unrouteAll({ behavior: "ignoreErrors" });
  }

  async close() {
    await this.#workspace?.page.context().close();
    this.#workspace = undefined;
  }

  async #open() {
    // The options of the test are put in by Playwright itself.
    const context = await this.#browser.newContext();
    const page = await context.newPage();
    this.#isSpoilt = false;
    page.on("crash", () => (this.#isSpoilt = true));
    this.#watchClock(context);
    this.#workspace = new Workspace(page, this.#url);
    await allowLocalNetwork(page);
    await this.#workspace.open(this.#bootTimeout);
  }

  /** A clock that a test has installed cannot be taken out again. @param {BrowserContext} context */
  #watchClock({ clock }) {
    for (const name of /** @type {const} */ ([
      "install",
      "pauseAt",
      "runFor",
      "fastForward",
      "setFixedTime",
      "setSystemTime",
    ])) {
      const own = /** @type {(...given: any[]) => Promise<void>} */ (clock[name]).bind(clock);
      clock[name] = (/** @type {any[]} */ ...given) => {
        this.#isSpoilt = true;
        return own(...given);
      };
    }
  }

  async #isUsable(/** @type {Workspace} */ { page }) {
    if (this.#isSpoilt || page.isClosed()) return false;
    return page
      .evaluate((url) => location.href.startsWith(url) && typeof window.cifEmulator?.reset === "function", this.#url)
      .catch(() => false);
  }
}

module.exports = { SharedPages, SharedPage };
