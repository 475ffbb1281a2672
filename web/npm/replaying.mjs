// Shows the workspace in a browser of its own, which Playwright of the project drives.

import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";

/** Milliseconds between two looks at a condition. */
const POLLING = 20;

/** @returns {typeof import("@playwright/test")} */
function playwright() {
  // Started by `npx`, this package may lie elsewhere than the project.
  for (const place of [pathToFileURL(join(process.cwd(), "package.json")), import.meta.url]) {
    try {
      return createRequire(place)("@playwright/test");
    } catch (thrown) {
      if (/** @type {NodeJS.ErrnoException} */ (thrown).code !== "MODULE_NOT_FOUND") throw thrown;
    }
  }
  throw new Error("replay needs a browser, which comes with Playwright: npm install --save-dev @playwright/test");
}

/** What Python may ask for. */
export function replaying() {
  /** @type {import("@playwright/test").Browser | undefined} */
  let browser;
  /** @type {import("@playwright/test").Page} */
  let page;

  return {
    /** @param {string} address @param {boolean} headed @param {number} timeout milliseconds */
    async showPage(address, headed, timeout) {
      const { chromium } = playwright();
      const { default: browsers } = await import("../playwright/browsers.js");
      const options = browsers.launchOptionsOf({}, "chromium", chromium.executablePath(), headed);
      browser = await chromium.launch({ ...options, headless: !headed });
      page = await browser.newPage({ ignoreHTTPSErrors: true });
      await page.goto(address, { waitUntil: "commit", timeout });
    },
    /** What an expression gives on the page. @param {string} expression */
    evaluate: (expression) => page.evaluate(expression),
    /** Whether an expression is true within some milliseconds. @param {string} expression @param {number} milliseconds */
    async isTrueWithin(expression, milliseconds) {
      const latest = Date.now() + milliseconds;
      for (;;) {
        if (await page.evaluate(expression)) return true;
        if (Date.now() >= latest) return false;
        await setTimeout(POLLING);
      }
    },
    closePage: () => browser?.close(),
  };
}
