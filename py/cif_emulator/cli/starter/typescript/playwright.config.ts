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
  projects: [
    { name: "chromium", use: { browserName: "chromium" } },
    // After `npx playwright install --with-deps firefox webkit`:
    // { name: "firefox", use: { browserName: "firefox" } },
    // { name: "webkit", use: { browserName: "webkit" } },
  ],
});
