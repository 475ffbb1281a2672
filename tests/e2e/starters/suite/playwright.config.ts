import { defineConfig } from "@playwright/test";
import type { EmulatorWorkerOptions } from "cif-emulator/playwright";

export default defineConfig<object, EmulatorWorkerOptions>({
  use: { cifEmulator: { config: "desk.toml" }, trace: "on" },
});
