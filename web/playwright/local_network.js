/** Local Network Access in tests: what the agent is asked in a browser, the fixture answers. */

const PERMISSIONS = ["loopback-network", "local-network"];

/**
 * Let pages on public addresses, such as a vendor's widget, load the library from this machine. Chromium asks for that.
 * Other permissions stay as they are: `grantPermissions` denies all others.
 * @param {import("@playwright/test").Page} page
 */
async function allowLocalNetwork(page) {
  const browser = page.context().browser();
  if (browser?.browserType().name() !== "chromium") return;
  const own = await page.context().newCDPSession(page);
  const { targetInfo } = await own.send("Target.getTargetInfo");
  await own.detach();
  // It stays open: what it has set ends with it.
  const session = await browser.newBrowserCDPSession();
  for (const name of PERMISSIONS) {
    const wanted = { permission: { name }, setting: /** @type {const} */ ("granted") };
    try {
      await session.send("Browser.setPermission", { ...wanted, browserContextId: targetInfo.browserContextId });
    } catch {
      // Older ones know no such permission, and ask for none.
      return;
    }
  }
}

module.exports = { allowLocalNetwork };
