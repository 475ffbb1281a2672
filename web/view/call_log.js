import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { icon } from "./icons.js";
import { kinds, kindWord, logEntry } from "./log_entry.js";
import { createLogReader } from "./log_reader.js";

/** @import { LogEntry } from "../generated/types" */

/** How often an open log is read again: not every call changes the page. */
const READ_EVERY_MS = 1000;

/**
 * Arrow keys, Home and End move through the list, of which one entry is in the order of Tab.
 *
 * @param {KeyboardEvent} event
 */
function moveThroughList(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.localName !== "summary" || event.altKey || event.ctrlKey || event.metaKey) return;
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  const entries = [...list.querySelectorAll("summary")];
  const at = entries.indexOf(target);
  const to = new Map([
    ["ArrowUp", Math.max(0, at - 1)],
    ["ArrowDown", Math.min(entries.length - 1, at + 1)],
    ["Home", 0],
    ["End", entries.length - 1],
  ]).get(event.key);
  if (to === undefined) return;
  event.preventDefault();
  entries[to].focus();
}

/** @typedef {(sought: { text?: string, kind?: string }) => void} Seek what is given changes */

/** @param {Seek} seek */
const filters = (seek) =>
  html`<input
      type="search"
      aria-label="Filter calls"
      placeholder="Filter"
      autocomplete="off"
      spellcheck="false"
      @input=${(/** @type {Event} */ event) =>
        seek({ text: /** @type {HTMLInputElement} */ (event.currentTarget).value })}
    />
    <select
      aria-label="Kind of entry"
      @change=${(/** @type {Event} */ event) =>
        seek({ kind: /** @type {HTMLSelectElement} */ (event.currentTarget).value })}
    >
      <option value="">All kinds</option>
      ${kinds.map((kind) => html`<option value=${kind}>${kindWord(kind)}</option>`)}
    </select>`;

/**
 * @param {string} words how many entries are shown
 * @param {string} copied what became of copying
 * @param {{ seek: Seek, copy: () => void, close: () => void }} actions
 */
const bar = (words, copied, { seek, copy, close }) =>
  html`<div class="call-log-bar">
    <h2>Call log</h2>
    <span class="count">${words}</span>
    <span class="copied" role="status">${copied}</span>
    ${filters(seek)}
    <button type="button" class="tool with-text" title="Copy as JSON" @click=${copy}>
      ${icon("copy")}<span>Copy as JSON</span>
    </button>
    <button type="button" class="tool" aria-label="Close call log" title="Close (Escape)" @click=${close}>
      ${icon("close")}
    </button>
  </div>`;

/** @param {LogEntry[]} entries */
async function copyAsJson(entries) {
  try {
    await navigator.clipboard.writeText(JSON.stringify(entries, null, 2));
    return `Copied ${entries.length === 1 ? "1 entry" : `${entries.length} entries`}.`;
  } catch {
    return "The browser refuses to copy. On the console, copy(cifEmulator.calls()) does.";
  }
}

/**
 * The drawer with the log of calls and the button that opens it.
 *
 * @param {HTMLElement} host the view's element
 * @param {() => LogEntry[]} readCalls gives the log, oldest entry first
 * @param {() => void} redraw shows the last snapshot again
 */
export function createCallLog(host, readCalls, redraw) {
  const log = createLogReader(readCalls);
  let isOpen = false;
  let copied = "";
  /** Numbers of the entries whose details are shown. @type {Set<number>} */
  const expanded = new Set();
  /** Number of the entry in the order of Tab; without one it is the newest. @type {number | undefined} */
  let current;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let reading;

  function readAgain() {
    // Another view may have taken the place of this one.
    if (!host.isConnected) clearInterval(reading);
    else if (log.read()) redraw();
  }

  function toggle() {
    isOpen = !isOpen;
    copied = "";
    log.seek({ text: "", kind: "" });
    clearInterval(reading);
    if (isOpen) reading = setInterval(readAgain, READ_EVERY_MS);
    redraw();
    const target = isOpen ? "#call-log input" : "#call-log-button";
    /** @type {HTMLElement | null} */ (host.querySelector(target))?.focus();
  }

  /** @type {Seek} */
  function seek(sought) {
    log.seek(sought);
    redraw();
  }

  async function copy() {
    copied = await copyAsJson(log.wanted());
    redraw();
  }

  /** @param {KeyboardEvent} event */
  function closeByEscape(event) {
    const { target } = event;
    if (event.key !== "Escape" || event.defaultPrevented) return;
    // There, Escape empties the box first.
    if (!(target instanceof HTMLInputElement && target.value)) toggle();
  }

  /** @param {number} number @param {boolean} isExpanded */
  function expand(number, isExpanded) {
    if (isExpanded === expanded.has(number)) return;
    if (isExpanded) expanded.add(number);
    else expanded.delete(number);
    redraw();
  }

  /** @param {FocusEvent} event */
  function followFocus(event) {
    const row = /** @type {HTMLElement} */ (event.target).closest("li");
    current = row ? Number(row.dataset.number) : undefined;
  }

  /** @param {LogEntry[]} rows */
  function list(rows) {
    const reachable = rows.some((entry) => entry.number === current) ? current : rows.at(-1)?.number;
    return html`<ol
      class="log-entries"
      aria-label="Calls, newest last"
      @keydown=${moveThroughList}
      @focusin=${followFocus}
    >
      ${repeat(
        rows,
        (entry) => entry.number,
        (entry) => logEntry(entry, expanded.has(entry.number), entry.number === reachable, expand),
      )}
    </ol>`;
  }

  function drawer() {
    if (!isOpen) return nothing;
    log.read();
    const { rows, words } = log.newest();
    return html`<section
      class="call-log"
      id="call-log"
      aria-label="Call log"
      data-zone="call-log"
      @keydown=${closeByEscape}
    >
      ${bar(words, copied, { seek, copy, close: toggle })}
      <div class="call-log-scroll">
        ${list(rows)}
        ${
          rows.length === 0
            ? html`<p class="empty">${log.isEmpty() ? "No calls yet." : "No entry matches."}</p>`
            : nothing
        }
      </div>
    </section>`;
  }

  /** For the foot of the rail. */
  const button = () =>
    html`<button
      type="button"
      id="call-log-button"
      class="rail-button"
      aria-expanded=${isOpen}
      aria-controls=${isOpen ? "call-log" : nothing}
      title="Call log"
      @click=${toggle}
    >
      ${icon("log")}<span>Call log</span>
    </button>`;

  return { drawer, button };
}
