import { expect, test } from "cif-emulator/playwright";

test.use({ cifEmulator: { config: "workspace.toml", providers: ["http://localhost:3000"] } });

test("presence", async ({ workspace }) => {
  await workspace.waitForCalls("CIFInitDone");
  await workspace.waitForCalls("CIFramework.addHandler");
  await workspace.setPresence("Busy");
  await workspace.waitForCalls("CIFramework.createSession");
  expect(JSON.parse((await workspace.calls("CIFramework.createSession"))[0].input)).toEqual([{"templateName": "chat", "templateParameters": {"at": expect.anything()}}]);
});
