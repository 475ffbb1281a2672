// `connectOptions` lead to Playwright servers alone.
import { chromium, type Browser } from "@playwright/test";
import { test as base } from "cif-emulator/playwright";

export * from "cif-emulator/playwright";
export const test = base.extend<object, { browser: Browser }>({
  browser: [
    async ({}, use) => {
      const browser = await chromium.connectOverCDP("ADDRESS");
      await use(browser);
      await browser.close();
    },
    { scope: "worker" },
  ],
});
