/**
 * What the page shows, once it shows the present state: it draws in the next animation frame after a change. A title is
 * the tab's text without what is hidden from assistive technology.
 */
export function shown([label, attribute, list]) {
  const strip = document.querySelector(`[role=tablist][aria-label="${label}"]`);
  const tidy = (text) => text.replace(/\s+/g, " ").trim();
  const shown = [...(strip?.querySelectorAll("[role=tab]") ?? [])].map((tab) => {
    const visible = tab.cloneNode(true);
    for (const hidden of visible.querySelectorAll("[aria-hidden=true]")) hidden.remove();
    return {
      id: tab.getAttribute(attribute),
      title: tidy(tab.getAttribute("aria-label") ?? visible.textContent),
      focused: tab.getAttribute("aria-selected") === "true",
    };
  });
  let state;
  try {
    state = window.cifEmulator.state();
  } catch {
    return null;
  }
  const meant = state[list].map((entry) => ({
    id: entry.id,
    title: tidy(entry.title),
    focused: Boolean(entry.focused ?? entry.selected),
  }));
  return JSON.stringify(shown) === JSON.stringify(meant) ? shown : null;
}

export async function ready() {
  try {
    await window.cifEmulator.ready;
    return { failure: null };
  } catch (error) {
    return { failure: String(error?.message ?? error) };
  }
}

/**
 * Brings back the configured start; false where a test has left the workspace, or put timers of its own in the place of the
 * browser's.
 */
export async function resetIfThere(url) {
  const isNative = Function.prototype.toString.call(setTimeout).includes("[native code]");
  const isThere = location.href.startsWith(url) && typeof window.cifEmulator?.reset === "function";
  if (isNative && isThere) await window.cifEmulator.reset();
  return isNative && isThere;
}

export function calls(method) {
  return window.cifEmulator.calls(method ?? undefined);
}

export function called([method, count]) {
  return calls(method).length >= count;
}

export function records(table) {
  const { record = [] } = JSON.parse(window.cifEmulator.data().text);
  return record.filter((row) => row.table === table);
}

export function clickToAct(number) {
  const detail = { value: number, name: "", format: "phone" };
  window.dispatchEvent(new CustomEvent("CIClickToAct", { detail }));
}
