import { CallRefused, expect, test } from "cif-emulator/playwright";

const CHAT = { templateName: "msdyn_chat_session", templateParameters: { customer: "Contoso" } };

test("matchers wait, and say what there is", async ({ workspace }) => {
  const id = await workspace.call("CIFramework.createSession", CHAT);
  await expect(workspace).toHaveFocusedSession("Contoso");
  await expect(workspace).toHaveSession(/^Con/);
  await expect(workspace).not.toHaveSession("Nobody");
  expect(await workspace.focusedSession()).toEqual({ id, title: "Contoso", focused: true });
  await expect(workspace).toHaveTab((await workspace.focusedTab()).title);
  await expect(workspace).toHaveCalled("CIFramework.createSession");
  await expect(workspace).toHaveCalled("CIFramework.createSession", { templateName: expect.stringContaining("chat") });
  await expect(workspace).toHaveCalled("CIFramework.createSession", (given: unknown[]) => given.length === 1);
  await expect(workspace).not.toHaveCalled("CIFramework.createSession", { templateName: "another" });

  const soon = { timeout: 50 };
  await expect(expect(workspace).toHaveSession("Nobody", soon)).rejects.toThrow(
    'expected a session "Nobody"; on the rail: "Home", "Contoso"',
  );
  await expect(expect(workspace).not.toHaveSession("Contoso", soon)).rejects.toThrow('expected no session "Contoso"');
  await expect(expect(workspace).toHaveFocusedSession("Home", soon)).rejects.toThrow('focused: "Contoso"');
  await expect(expect(workspace).toHaveNotification("Ring", soon)).rejects.toThrow("on screen: none");
  await expect(expect(workspace).toHaveCalled("CIFramework.createSession", { templateName: "x" }, soon)).rejects.toThrow(
    /expected CIFramework.createSession with .*"x".*; it was called with:\n.*msdyn_chat_session/,
  );
  await expect(expect(workspace).toHaveCalled("CIFramework.getMode", undefined, soon)).rejects.toThrow(
    /expected CIFramework.getMode; it was not called. The call log:\n.*createSession/,
  );
  await expect(expect(workspace).toHaveNoFindings()).rejects.toThrow(/expected no findings:\nwarning slug-without-value/);
  await expect(workspace).not.toHaveNoFindings();
});

test("a refused call is thrown", async ({ workspace }) => {
  const refusal = await workspace.call("CIFramework.createSession", { templateName: "nothing" }).catch((error) => error);
  expect(refusal).toBeInstanceOf(CallRefused);
  expect(refusal.message).toContain("nothing");
});

test("maps go both ways", async ({ workspace }) => {
  // As the documentation of Microsoft.Apm writes it.
  await workspace.call("Apm.createSession", {
    templateName: "case_entity_session_default_template",
    sessionContext: new Map([
      ["parametersStr", '[["entityName", "incident"], ["entityId", "fac04293-1ab0-eb11-8236-000d3a5c49ed"]]'],
    ]),
  });
  expect(await workspace.sessions()).toHaveLength(2);
  const id = await workspace.call("CIFramework.createSession", CHAT);
  const session: unknown = await workspace.call("CIFramework.getSession", id);
  expect(session).toBeInstanceOf(Map);
});

test("what an agent does, and what is told of it", async ({ workspace }) => {
  await workspace.setPresence("Busy");
  await workspace.faults.add({ method: "CIFramework.getMode", value: 2 });
  expect(await workspace.call("CIFramework.getMode")).toBe(2);
  expect(await workspace.faults.list()).toHaveLength(1);
  await expect(workspace.faults.add({ method: "CIFramework.getMod", value: 2 })).rejects.toThrow("no method");
  await workspace.faults.clear();
  expect((await workspace.load({ contact: [{ lastname: "Hopper" }] })).rows).toBe(1);
  expect((await workspace.records("contact")).map((row) => row.lastname)).toContain("Hopper");
  expect((await workspace.data()).text).toContain("Hopper");
  await workspace.openSession("msdyn_chat_session", { customer: "Ada" });
  await expect(workspace).toHaveFocusedSession("Ada");
  await workspace.clickToAct("+1 555 0100");
  expect((await workspace.recording()).steps.map((step) => step.name)).toContain("setPresence");
  expect(await workspace.panel.mode()).toMatch(/docked|hidden/);
  expect(await workspace.notifications.count()).toBe(0);
});

test("closes the page", async ({ workspace }) => {
  await workspace.page.close();
});

test("has a page after that, and crashes it", async ({ workspace }) => {
  expect(await workspace.sessions()).toHaveLength(1);
  const crashed = workspace.page.waitForEvent("crash");
  await workspace.page.goto("chrome://crash").catch(() => {});
  await crashed;
});

test("has a page after that, and stops its clock", async ({ workspace }) => {
  await workspace.page.clock.install({ time: new Date("2001-01-01") });
  expect(await workspace.page.evaluate(() => new Date().getFullYear())).toBe(2001);
});

test("has a clock that runs, and cuts the network", async ({ workspace }) => {
  expect(await workspace.page.evaluate(() => new Date().getFullYear())).toBeGreaterThan(2001);
  await workspace.page.route("**/*", (route) => route.abort());
});

test("has a network", async ({ workspace }) => {
  expect(await workspace.page.evaluate(async () => (await fetch("/config.json")).status)).toBe(200);
  await workspace.page.addScriptTag({ content: "window.added = 1" });
  expect(await workspace.page.evaluate("added")).toBe(1);
});

const heard: string[] = [];

test("changes its size, and listens", async ({ workspace }) => {
  await workspace.page.setViewportSize({ width: 500, height: 500 });
  workspace.page.on("console", (line) => heard.push(line.text()));
});

test("has its size and nobody who listens, and changes its look", async ({ workspace }) => {
  expect(await workspace.page.evaluate(() => innerWidth)).toBeGreaterThan(1000);
  await workspace.page.evaluate(() => console.log("heard by nobody"));
  expect(heard).toEqual([]);
  await workspace.page.emulateMedia({ colorScheme: "dark" });
  await workspace.page.addInitScript(() => Object.assign(window, { isLeft: true }));
});

test("has its look, and no script of another test", async ({ workspace }) => {
  expect(await workspace.page.evaluate(() => matchMedia("(prefers-color-scheme: light)").matches)).toBe(true);
  await workspace.page.reload();
  expect(await workspace.page.evaluate(() => "isLeft" in window)).toBe(false);
});

test.describe("under the page's policy", () => {
  test.use({ bypassCSP: false, locale: "sv-SE" });

  test("scripts of a test are refused", async ({ workspace }) => {
    expect(await workspace.page.evaluate(() => navigator.language)).toBe("sv-SE");
    await expect(workspace.page.addScriptTag({ content: "window.added = 1" })).rejects.toThrow();
    expect(await workspace.sessions()).toHaveLength(1);
  });
});

test("fails, and its report has the call log and the state", async ({ workspace }) => {
  await workspace.call("CIFramework.getMode");
  expect((await workspace.state()).title).toBe("Another desk");
});

test("has a page after a failure", async ({ workspace }) => {
  expect(await workspace.calls()).toEqual([]);
});

test("makes the browser crash", async ({ workspace, browser }) => {
  const session = await browser.newBrowserCDPSession();
  await session.send("Browser.crash").catch(() => {});
  await workspace.sessions();
});

test("has a browser after that", async ({ workspace }) => {
  expect(await workspace.sessions()).toHaveLength(1);
});
