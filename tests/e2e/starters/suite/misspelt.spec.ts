import { test } from "cif-emulator/playwright";

// @ts-expect-error
test.use({ cifEmulator: { colour: "red" } });
test("has an option that does not exist", async ({ workspace }) => {
  // @ts-expect-error
  await workspace.call("CIFramework.createSesion");
  // @ts-expect-error
  await workspace.call("CIFramework.createSession", 5);
});
