import { defineConfig } from "@playwright/test";
import type { EmulatorWorkerOptions } from "cif-emulator/playwright";

export default defineConfig<object, EmulatorWorkerOptions>({
  use: {
    cifEmulator: { config: "desk.toml" },
    // As in `tests/conftest.py`: its pages live for seconds.
    launchOptions: { args: ["--js-flags=--wasm-tiering-budget=520000000"] },
    // Pictures, one for each frame, and all that a page has loaded are what a trace costs most.
    trace: { mode: "on", screenshots: false, snapshots: false },
  },
});
