import { test } from "cif-emulator/playwright";

test.describe("a group", () => {
  test.use({ cifEmulator: { config: "second.toml" } });
  test("has a configuration of its own", async ({ workspace }) => {
    await workspace.sessions();
  });
});
