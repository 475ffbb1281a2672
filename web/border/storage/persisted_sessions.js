/**
 * Sessions that survive a reload, in the browser's own storage: for this tab, and for any (a setting, off by default).
 */
import { ask } from "../calls/supervisor.js";

const KEY = "cif-emulator sessions";

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

/** Opens the sessions that an earlier page persisted; once, before the first drawing. */
export function restoreSessions() {
  isOn = ask("cifEmulator.kept", "kept").value !== "null";
  if (!isOn) return;
  trying(() => {
    const text = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
    if (text !== null) ask("cifEmulator.restore", "restore", text);
  });
}

/** Persists the present sessions; called after each drawing. */
export function persistSessions() {
  if (!isOn) return;
  const { value } = ask("cifEmulator.kept", "kept");
  if (value === undefined || value === last) return;
  last = value;
  const texts = JSON.parse(value);
  trying(() => {
    for (const [storage, text] of /** @type {[Storage, string | undefined][]} */ ([
      [sessionStorage, texts?.[0]],
      [localStorage, texts?.[1]],
    ])) {
      if (text === undefined) storage.removeItem(KEY);
      else storage.setItem(KEY, text);
    }
  });
}
