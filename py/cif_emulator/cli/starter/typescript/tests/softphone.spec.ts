import { expect, test, type Workspace } from "cif-emulator/playwright";

/** The widget's page, as soon as it is ready. */
async function softphone(workspace: Workspace) {
  const page = workspace.provider("acme_softphone");
  await expect(page.getByRole("status")).toHaveText("Ready");
  return page;
}

test("an accepted call shows the customer", async ({ workspace }) => {
  const page = await softphone(workspace);
  await page.getByRole("button", { name: "Simulate a call" }).click();
  await workspace.notifications.at("Incoming call").accept();
  await expect(workspace).toHaveFocusedSession("Call with Ada Lindgren");
  await expect(workspace).toHaveTab("Ada Lindgren");
});

test("a clicked number is called", async ({ workspace }) => {
  const page = await softphone(workspace);
  await workspace.clickToAct("+46 8 555 0100");
  await expect(page.getByRole("status")).toHaveText("Talking to Ada Lindgren");
  await expect(workspace).toHaveCalled("CIFramework.createSession", { templateName: "acme_call" });
});

test("an accepted toast is gone, and the call begins", async ({ workspace }) => {
  const page = await softphone(workspace);
  await page.getByRole("button", { name: "Simulate a call" }).click();
  await expect(workspace).toHaveNotification("Incoming call");
  await workspace.notifications.at(0).accept();
  await expect(workspace.notifications.toasts).toHaveCount(0);
  await expect(page.getByRole("status")).toHaveText("Talking to Ada Lindgren");
});
