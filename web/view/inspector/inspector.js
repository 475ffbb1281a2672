import { html, nothing, render } from "lit-html";
import { icon } from "../icons.js";
import { createLog } from "./log.js";
import { loadLog, saveLog } from "./log_file.js";
import { resizeEdge } from "./resize.js";
import { tabs } from "./tabs.js";

/**
 * @import { AgentAction } from "../workspace.js"
 * @import { LogSource } from "./log.js"
 *
 * What a tab of the inspector works with.
 *
 * @typedef {object} Context
 * @property {ReturnType<typeof createLog>} log
 * @property {LogSource} source
 * @property {AgentAction} act
 * @property {() => number | undefined} selected the selected entry's number
 * @property {(number: number | undefined) => void} select
 * @property {() => string} filter the filter's text
 * @property {(text: string) => void} seek
 * @property {(text: string, words: string) => void} copy puts a text on the clipboard and says so
 * @property {() => void} redraw draws the inspector at the next frame
 *
 * A tab: `create` is called once; its `content` is drawn while it is chosen, `drawn` is told afterwards.
 *
 * @typedef {object} InspectorTab
 * @property {string} id
 * @property {string} label
 * @property {(context: Context) => TabParts} create
 *
 * @typedef {object} TabParts
 * @property {() => unknown} content
 * @property {(root: Element) => void} [drawn]
 * @property {() => string} [words] a line for the bar
 * @property {(change: () => void) => void} [keepPlace] makes a change that puts older entries before the others
 *
 * @typedef {"below" | "beside" | "window"} Dock
 */

/** How often an open inspector looks for what is new, in milliseconds: not every call changes the page. */
const READ_EVERY = 400;
const FILTER = "inspector-filter";
const DOCK = "cif-emulator.inspector.dock";

/** The address keeps the filter. */
const keptFilter = () => new URLSearchParams(location.search).get(FILTER) ?? "";

/** @param {string} text */
function keepFilter(text) {
  const address = new URL(location.href);
  if (text) address.searchParams.set(FILTER, text);
  else address.searchParams.delete(FILTER);
  history.replaceState(history.state, "", address);
}

/** @returns {Dock} */
function keptDock() {
  try {
    return localStorage.getItem(DOCK) === "beside" ? "beside" : "below";
  } catch {
    // Storage is refused to some embedded pages.
    return "below";
  }
}

/** @param {Dock} dock */
function keepDock(dock) {
  try {
    localStorage.setItem(DOCK, dock);
  } catch {
    // It is asked again the next time.
  }
}

/**
 * The inspector: an element of its own that draws itself.
 *
 * @param {LogSource} source
 * @param {AgentAction} act
 * @param {{ close: () => void, openWindow?: () => void, dock?: Dock }} actions without `openWindow` it is in a window of its own
 */
export function createInspector(source, act, { close, openWindow, dock = keptDock() }) {
  const element = document.createElement("section");
  element.className = "inspector";
  element.id = "inspector";
  element.setAttribute("aria-label", "Inspector");
  element.dataset.zone = "inspector";
  element.addEventListener("keydown", closeByEscape);
  const log = createLog(source);
  let filter = keptFilter();
  /** @type {number | undefined} */
  let selected;
  let said = "";
  let chosen = tabs[0].id;
  let isDue = false;
  let isOpen = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let reading;

  /** @type {Context} */
  const context = {
    log,
    source,
    act,
    selected: () => selected,
    select(number) {
      selected = number;
      redraw();
    },
    filter: () => filter,
    seek(text) {
      filter = text;
      keepFilter(text);
      redraw();
    },
    async copy(text, words) {
      try {
        await navigator.clipboard.writeText(text);
        say(words);
      } catch {
        say("The browser refuses to copy. On the console, copy(cifEmulator.calls()) does.");
      }
    },
    redraw,
  };
  const parts = new Map(tabs.map((tab) => [tab.id, tab.create(context)]));
  const part = () => /** @type {import("./inspector.js").TabParts} */ (parts.get(chosen));

  /** @param {string} words */
  function say(words) {
    said = words;
    redraw();
  }

  function redraw() {
    if (isDue || !isOpen) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      if (isOpen) draw();
    });
  }

  function draw() {
    element.dataset.dock = dock;
    render(shell(), element);
    part().drawn?.(element);
  }

  function readAgain() {
    // Another view may have taken the place of this one.
    if (!element.isConnected) return stop();
    const before = log.version();
    log.refresh();
    if (log.version() !== before) redraw();
  }

  function readOlder() {
    if (!isOpen) return;
    let hasMore = false;
    const change = () => (hasMore = log.readOlder());
    const { keepPlace } = part();
    if (keepPlace) keepPlace(change);
    else change();
    redraw();
    if (hasMore) setTimeout(readOlder, 20);
  }

  function stop() {
    isOpen = false;
    clearInterval(reading);
  }

  /** @param {KeyboardEvent} event */
  function closeByEscape(event) {
    const { target } = event;
    if (event.key !== "Escape" || event.defaultPrevented) return;
    // There, Escape empties the box first.
    if (target instanceof HTMLInputElement && target.value) return;
    if (selected !== undefined) {
      context.select(undefined);
      /** @type {HTMLElement | null} */ (element.querySelector("[role=treegrid]"))?.focus();
    } else if (dock !== "window") close();
  }

  /** @param {KeyboardEvent} event */
  function moveThroughTabs(event) {
    const at = tabs.findIndex(({ id }) => id === chosen);
    const to = new Map([
      ["ArrowLeft", tabs.at(at - 1)],
      ["ArrowRight", tabs[(at + 1) % tabs.length]],
      ["Home", tabs[0]],
      ["End", tabs.at(-1)],
    ]).get(event.key);
    if (!to) return;
    event.preventDefault();
    choose(to.id);
    /** @type {HTMLElement | null} */ (element.querySelector(`#inspector-tab-${to.id}`))?.focus();
  }

  /** @param {string} id */
  function choose(id) {
    chosen = id;
    draw();
  }

  /** @param {Dock} to */
  function moveTo(to) {
    dock = to;
    keepDock(to);
    draw();
  }

  async function load() {
    const { name, entries, problem } = await loadLog();
    if (entries) log.showFile(name, entries);
    selected = undefined;
    say(problem ?? `${name} is shown.`);
  }

  function clear() {
    const wasFile = log.fileName();
    log.clear();
    selected = undefined;
    if (wasFile) log.refresh();
    say(wasFile ? "The workspace's own log is shown again." : "The log is empty.");
  }

  /** @param {import("../icons.js").IconName} mark @param {string} label @param {() => void} act */
  const tool = (mark, label, act) =>
    html`<button type="button" class=${mark === "below" || mark === "beside" ? "tool dock" : "tool"} aria-label=${label} title=${label} @click=${act}>${icon(mark)}</button>`;

  const shell = () => html`${dock === "window" ? nothing : resizeEdge(element, dock)}
    <div class="inspector-bar">
      <h2>Inspector</h2>
      <div role="tablist" aria-label="Views of the inspector" @keydown=${moveThroughTabs}>
        ${tabs.map(
          ({ id, label }) =>
            html`<button
              type="button"
              role="tab"
              id=${`inspector-tab-${id}`}
              aria-selected=${id === chosen}
              aria-controls="inspector-panel"
              tabindex=${id === chosen ? 0 : -1}
              @click=${() => choose(id)}
            >
              ${label}
            </button>`,
        )}
      </div>
      <span class="count">${log.fileName() ? `${log.fileName()}: ` : ""}${part().words?.() ?? ""}</span>
      <span class="said" role="status">${said}</span>
      ${tool("save", "Save the log", () => say(saveLog(log.entries())))} ${tool("folder", "Load a log", () => void load())}
      ${tool("clear", log.fileName() ? "Back to the workspace's log" : "Clear the log", clear)}
      ${
        openWindow
          ? html`${dock === "below" ? tool("beside", "Dock beside the page", () => moveTo("beside")) : tool("below", "Dock below the page", () => moveTo("below"))}
            ${tool("open", "Open in a window of its own", openWindow)} ${tool("close", "Close inspector", close)}`
          : nothing
      }
    </div>
    <div role="tabpanel" id="inspector-panel" aria-labelledby=${`inspector-tab-${chosen}`}>${part().content()}</div>`;

  return {
    element,
    context,
    choose,
    open() {
      isOpen = true;
      said = "";
      log.refresh();
      draw();
      clearInterval(reading);
      reading = setInterval(readAgain, READ_EVERY);
      setTimeout(readOlder, 50);
    },
    close: stop,
  };
}
