/** What the report of a failed test gets: the end of the call log, and the state. */

/** @typedef {CifEmulator.LogEntry} LogEntry */

// So much of the call log stands in a report.
const REPORTED_CALLS = 50;
const REPORTED_LENGTH = 300;

/** The end of a call log, a line for each entry. @param {readonly LogEntry[]} entries */
function callLines(entries) {
  const lines = entries.slice(-REPORTED_CALLS).map(callLine);
  if (entries.length > REPORTED_CALLS) lines.unshift(`… (${entries.length - REPORTED_CALLS} earlier ones)`);
  return lines.join("\n");
}

function callLine(/** @type {LogEntry} */ entry) {
  const outcome = entry.pending ? "…" : entry.error || entry.result;
  let line = `${String(entry.number).padStart(4)} ${entry.kind.padEnd(8)} ${entry.caller}: ${entry.what} ${entry.input}`;
  if (outcome) line += ` → ${outcome}`;
  if (line.length > REPORTED_LENGTH) line = `${line.slice(0, REPORTED_LENGTH)}…`;
  return entry.fault ? `${line} [fault: ${entry.fault}]` : line;
}

/**
 * Attach both to a test's report.
 * @param {import("./index.d.ts").Workspace} workspace @param {import("@playwright/test").TestInfo} testInfo
 */
async function attachReport(workspace, testInfo) {
  /** @param {string} name @param {string} contentType @param {() => Promise<string>} read */
  const attach = async (name, contentType, read) => {
    const body = await read().catch((reason) => `cannot be read: ${String(reason.message).split("\n")[0]}`);
    await testInfo.attach(`cif-emulator ${name}`, { body, contentType });
  };
  await attach("call log", "text/plain", async () => callLines(await workspace.calls()) || "nothing was called");
  await attach("state", "application/json", async () => JSON.stringify(await workspace.state(), null, 2));
}

module.exports = { callLines, attachReport };
