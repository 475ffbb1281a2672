import { expect, test } from "cif-emulator/playwright";

test.use({
  cifEmulator: {
    config: "second.toml",
    data: ["contact.csv"],
    providers: ["http://localhost:1/phone"],
    faults: [{ method: "CIFramework.getMode", reject: "Sorry" }],
  },
  trace: { mode: "on", screenshots: false, snapshots: true },
});

// As with `fullyParallel`.
test.describe.configure({ mode: "parallel" });

for (const title of ["has a configuration of its own", "has its faults in each test"])
  test(title, async ({ workspace }) => {
    const state = await workspace.state();
    expect(state.title).toBe("Second desk");
    expect(state.panel.providers).toHaveLength(1);
    expect((await workspace.records("contact")).map((row) => row.lastname)).toContain("Marked");
    await expect(workspace.call("CIFramework.getMode")).rejects.toThrow("Sorry");
    await workspace.faults.clear();
  });
