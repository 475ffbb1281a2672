/** Which browser runs the tests: Playwright's own, or an installed Chromium, Chrome or Edge. */

const { existsSync } = require("node:fs");
const { delimiter, join, sep } = require("node:path");
const { HEADLESS_SHELL, NAMES, PLACES, QUIET } = require("../generated/testing/browsers.js");
const { Refused } = require("./values.js");

/**
 * Launch options with an installed browser where Playwright's own is missing, and without requests of the browser's own.
 * Throws, and says what brings a browser, where there is none.
 * @param {import("@playwright/test").LaunchOptions} given @param {string} kind @param {string} playwrightsOwn
 * @param {boolean} isHeaded
 */
function launchOptionsOf(given, kind, playwrightsOwn, isHeaded) {
  const isChromium = kind === "chromium";
  const options = isChromium ? { ...given, args: [...QUIET, ...(given.args ?? [])] } : given;
  if (given.executablePath || given.channel || hasOwn(playwrightsOwn)) return options;
  const executablePath = isChromium ? installed(isHeaded) : undefined;
  if (executablePath) return { ...options, executablePath };
  const others = isChromium ? ", nor is there another Chromium, Chrome or Edge" : "";
  throw new Refused(
    `there is no browser to show the workspace in: Playwright's own ${kind} is not installed${others}; run ` +
      `\`npx playwright install --with-deps ${kind}\``,
  );
}

/** Whether Playwright's Chromium, or its variant without windows alone, is installed. @param {string} file */
function hasOwn(file) {
  if (existsSync(file)) return true;
  const parts = file.split(sep);
  const place = parts.findIndex((part) => part.startsWith("chromium-"));
  if (place < 0) return false;
  const shell = (parts[place] ?? "").replace("chromium-", "chromium_headless_shell-");
  return existsSync([...parts.slice(0, place), shell].join(sep));
}

/** A Chromium, Chrome or Edge on PATH or in its usual place. @param {boolean} isHeaded */
function installed(isHeaded) {
  const ending = process.platform === "win32" ? ".exe" : "";
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const names = isHeaded ? NAMES : [HEADLESS_SHELL, ...NAMES];
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name + ending)));
  const usual = /** @type {Record<string, string[]>} */ (PLACES)[process.platform] ?? [];
  const named = usual.map((place) => place.replace(/\{(.*?)\}/, (_, name) => process.env[name] ?? ""));
  return [...onPath, ...named].find((file) => existsSync(file));
}

module.exports = { launchOptionsOf };
