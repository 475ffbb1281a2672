import { defineConfig } from "@playwright/test";
import type { EmulatorWorkerOptions } from "cif-emulator/playwright";

export default defineConfig<object, EmulatorWorkerOptions>({
  testDir: "tests",
  fullyParallel: true,
  use: {
    // What all tests of this project start from.
    cifEmulator: { config: "workspace.toml" },
    trace: "retain-on-failure",
  },
});
