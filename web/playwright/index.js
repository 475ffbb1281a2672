/**
 * The fixture `workspace` for Playwright Test, and what can be expected of it. A worker starts one server and boots one
 * page, which is reset for each test. Types and meanings of all that users see are in `index.d.ts`.
 */

const { dirname } = require("node:path");
const { expect: playwrightExpect, test: playwrightTest } = require("@playwright/test");
const { launchOptionsOf } = require("./browsers.js");
const { matchers } = require("./matchers.js");
const { argumentsOf, checkedOptions } = require("./options.js");
const { attachReport } = require("./report.js");
const { startServer } = require("./server.js");
const { SharedPages } = require("./shared_pages.js");
const { CallRefused } = require("./values.js");

/** @typedef {import("@playwright/test").TestInfo} TestInfo */
/** @typedef {import("@playwright/test").WorkerInfo} WorkerInfo */
/** @typedef {import("./index.d.ts").EmulatorOptions} EmulatorOptions */

const fixtures = {
  cifEmulator: [/** @type {EmulatorOptions} */ ({}), { scope: "worker", option: true }],

  // For users' own scripts, which the page's policy refuses; `use: { bypassCSP: false }` keeps it.
  bypassCSP: [true, { option: true }],

  launchOptions: [
    async (
      /** @type {any} */ { launchOptions, browserName, connectOptions, playwright },
      /** @type {Function} */ use,
      /** @type {WorkerInfo} */ { project },
    ) => {
      if (connectOptions || project.use.channel) {
        await use(launchOptions);
        return;
      }
      const isHeaded = (project.use.headless ?? launchOptions.headless) === false;
      await use(launchOptionsOf(launchOptions, browserName, playwright[browserName].executablePath(), isHeaded));
    },
    { scope: "worker" },
  ],

  emulatorServer: [
    async (
      /** @type {{ cifEmulator: EmulatorOptions }} */ { cifEmulator },
      /** @type {Function} */ use,
      /** @type {WorkerInfo} */ { config },
    ) => {
      const options = checkedOptions(cifEmulator);
      const folder = config.configFile ? dirname(config.configFile) : process.cwd();
      const server = await startServer(argumentsOf(options), folder, options.bootTimeout);
      await use({ url: server.url });
      await server.stop();
    },
    { scope: "worker", timeout: 0 },
  ],

  _emulatorPages: [
    async (/** @type {any} */ { browser, emulatorServer, cifEmulator }, /** @type {Function} */ use) => {
      const pages = new SharedPages(browser, emulatorServer.url, checkedOptions(cifEmulator).bootTimeout);
      await use(pages);
      await pages.close();
    },
    { scope: "worker" },
  ],

  // What the page of a test is made with, by Playwright itself: another page for each.
  _contextKey: async (
    /** @type {any} */ {
      acceptDownloads: a,
      baseURL: b,
      bypassCSP: c,
      clientCertificates: d,
      colorScheme: e,
      contextOptions: f,
      deviceScaleFactor: g,
      extraHTTPHeaders: h,
      geolocation: i,
      hasTouch: j,
      httpCredentials: k,
      ignoreHTTPSErrors: l,
      isMobile: m,
      javaScriptEnabled: n,
      locale: o,
      offline: p,
      permissions: q,
      proxy: r,
      serviceWorkers: s,
      storageState: t,
      timezoneId: u,
      userAgent: v,
      viewport: w,
    },
    /** @type {Function} */ use,
  ) => use(JSON.stringify([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w])),

  // What comes before a test is not its time; the start has a limit of its own, `bootTimeout`.
  _emulatorPage: [
    async (/** @type {any} */ { _emulatorPages, _contextKey }, /** @type {Function} */ use) => {
      /** @type {import("./shared_pages.js").SharedPage} */
      const shared = await _emulatorPages.page(_contextKey);
      await use({ shared, workspace: await shared.begin() });
    },
    { timeout: 0 },
  ],

  workspace: async (
    /** @type {any} */ { _emulatorPage, cifEmulator },
    /** @type {Function} */ use,
    /** @type {TestInfo} */ testInfo,
  ) => {
    const { shared, workspace } = _emulatorPage;
    for (const fault of checkedOptions(cifEmulator).faults) await workspace.faults.add(fault);
    await use(workspace);
    if (testInfo.status !== testInfo.expectedStatus) await attachReport(workspace, testInfo);
    await shared.end();
  },
};

const test = /** @type {any} */ (playwrightTest).extend(fixtures);
const expect = playwrightExpect.extend(/** @type {any} */ (matchers));

module.exports = { test, expect, CallRefused };
