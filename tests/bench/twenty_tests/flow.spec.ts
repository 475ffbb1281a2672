// Twenty tests in TypeScript, by one of three ways; the first of all is there to start the page, and not counted.
import { expect, test as plain, type Page } from "@playwright/test";
import { test as own } from "cif-emulator/playwright";
import { flow } from "./flow.js";

async function followed(page: Page, number: number) {
  expect(await page.evaluate(flow, number)).toEqual({ isFocused: true, canCreate: true });
  await expect(page.getByRole("tablist", { name: "Sessions" }).getByRole("tab")).toHaveCount(2);
}

for (let number = 0; number <= 20; number++) {
  const title = `flow ${number}`;
  if (process.env.WAY === "fixture") own(title, ({ workspace }) => followed(workspace.page, number));
  else
    plain(title, async ({ page }) => {
      await page.goto(process.env.SHOWN as string);
      await page.evaluate(() => (window as any).cifEmulator?.ready);
      await followed(page, number);
    });
}
