// Firefox for the tests: takes a command a line, answers with a line. Playwright drives builds of its own alone,
// puppeteer drives the Firefox that users have, by WebDriver BiDi.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [packages, executablePath] = process.argv.slice(2);
const puppeteer = createRequire(packages)("puppeteer-core");
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
const page = await browser.newPage();

const commands = {
  open: (url) => page.goto(url, { waitUntil: "domcontentloaded" }),
  reload: () => page.reload({ waitUntil: "domcontentloaded" }),
  evaluate: (script, value) => page.evaluate(`(${script})(${JSON.stringify(value)})`),
  click: (selector) => page.locator(selector).click(),
  screenshot: (path) => page.screenshot({ path }),
  version: () => browser.version(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...parameters] = JSON.parse(line);
  let answer;
  try {
    const result = await commands[command](...parameters);
    answer = { result: command === "evaluate" || command === "version" ? result : null };
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
}
await browser.close();
