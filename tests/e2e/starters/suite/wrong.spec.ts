import { test } from "cif-emulator/playwright";

test.use({ cifEmulator: { config: "wrong.toml" } });
test("starts from a wrong configuration", async ({ workspace }) => {
  await workspace.sessions();
});
