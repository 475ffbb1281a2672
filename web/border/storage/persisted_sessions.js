/**
 * Sessions that survive a reload (a setting, off by default), in the storage of all the browser's tabs: those of
 * the one in which a session or tab was last opened or closed. Another tab, or the same after it was closed, gets
 * less of them (`app-profile-manager.md` 8.2).
 */
import { keptFor, mayKeep } from "../boot/embedding.js";
import { randomId } from "../boot/random_id.js";
import { ask } from "../calls/supervisor.js";

const SESSIONS = `cif-emulator sessions${keptFor}`;
const WHOSE = `cif-emulator sessions of${keptFor}`;
const BROWSER_TAB = `cif-emulator browser tab${keptFor}`;

/** Storage may be forbidden or full: then nothing is persisted. @param {() => void} use */
function trying(use) {
  try {
    use();
  } catch (thrown) {
    console.warn(
      `[cif-emulator] The sessions could not be saved for a reload: ${thrown instanceof Error ? thrown.message : thrown}`,
    );
  }
}

let isOn = false;
let last = "";
let lastChanges = 0;
let browserTab = "";

/** Only a reload is the same browser tab going on: one that was duplicated or reopened has the same storage. */
function isReload() {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation instanceof PerformanceNavigationTiming && navigation.type === "reload";
}

function openKept() {
  const before = isReload() ? sessionStorage.getItem(BROWSER_TAB) : null;
  browserTab = before ?? randomId();
  sessionStorage.setItem(BROWSER_TAB, browserTab);
  const text = localStorage.getItem(SESSIONS);
  if (text !== null) ask("cifEmulator.restore", "restore", text, localStorage.getItem(WHOSE) === browserTab);
}

/** Opens the sessions that an earlier page persisted; once, before the first drawing. */
export function restoreSessions() {
  isOn = mayKeep && ask("cifEmulator.kept", "kept").value !== "null";
  if (!isOn) return;
  trying(openKept);
  last = ask("cifEmulator.kept", "kept").value ?? "";
  lastChanges = JSON.parse(last)[0];
}

/** Persists the present sessions; called after each drawing. */
export function persistSessions() {
  if (!isOn) return;
  const { value } = ask("cifEmulator.kept", "kept");
  if (value === undefined || value === last) return;
  last = value;
  const [changes, text] = JSON.parse(value);
  trying(() => {
    // Bringing another session to the front does not make this the browser tab that counts.
    if (changes !== lastChanges) localStorage.setItem(WHOSE, browserTab);
    lastChanges = changes;
    if (localStorage.getItem(WHOSE) === browserTab) localStorage.setItem(SESSIONS, text);
  });
}
