import { html, nothing, render } from "lit-html";
import { banner } from "./banner.js";
import { registerComponents } from "./components.js";
import { messageList } from "./messages.js";
import { createNewTabButton } from "./new_tab.js";
import { createNotifications, focusAfterToast } from "./notifications.js";
import { pagePanel } from "./page.js";
import { createPanel } from "./panel.js";
import { createPanelHint } from "./panel_hint.js";
import { closeQuestion, openQuestion, question } from "./question.js";
import { saveByKey } from "./record.js";
import { sessionRail } from "./sessions.js";
import { entryElementId } from "./tab_strip.js";
import { tabBar } from "./tabs.js";
import { followColorScheme } from "./theme.js";
import { createInspectorButton } from "./inspector/button.js";

/**
 * @import { Snapshot } from "../generated/snapshot"
 * @import { AgentActions } from "../generated/types"
 * @import { InspectorSource } from "./inspector/button.js"
 *
 * Takes what the agent does: its name and with what.
 *
 * @typedef {<Name extends keyof AgentActions>(name: Name, ...args: AgentActions[Name]) => void} AgentAction
 *
 * @typedef {object} ViewOptions
 * @property {InspectorSource} [calls] gives the call log; without it there is no inspector
 * @property {ReadData} [readData] gives the present configuration and records as a file that loads again
 * @property {(files: File[]) => void} [addFiles] adds the records of data files
 * @property {() => import("../generated/types").TabTemplateEntry[]} [tabTemplates] what "+" beside the tabs offers
 * @property {() => import("../generated/types").SiteMapEntry[]} [siteMap] where the app launcher leads
 * @property {() => void} [reset] brings back the configured start
 *
 * @typedef {{ name: string, text: string }} DataFile
 * @typedef {(name?: "records.zip") => DataFile} ReadData
 *
 * The parts of the view that remember something of their own.
 *
 * @typedef {object} Parts
 * @property {ReturnType<typeof createPanel>} panel
 * @property {ReturnType<typeof createPanelHint>} panelHint
 * @property {ReturnType<typeof createInspectorButton> | undefined} inspector
 * @property {ReturnType<typeof createNewTabButton> | undefined} newTab
 * @property {ReadData | undefined} readData
 * @property {((files: File[]) => void) | undefined} addFiles
 * @property {(() => void) | undefined} reset
 * @property {(() => import("../generated/types").SiteMapEntry[]) | undefined} siteMap
 */

/** @param {Event} event */
function skipToPage(event) {
  event.preventDefault();
  document.getElementById("page-content")?.focus();
}

/** @param {Snapshot} snapshot @param {Parts} parts @param {AgentAction} act */
const workspace = (snapshot, parts, act) =>
  html`<div class="workspace">
    <a class="skip" href="#page-content" @click=${skipToPage}>Skip to the page</a>
    ${banner(snapshot, act, parts)}
    <div class="body" ?data-sessions-folded=${snapshot.sessionsFolded}>
      ${sessionRail(snapshot.sessions, snapshot.sessionsFolded, parts.inspector?.button() ?? nothing, act)}
      ${parts.panel(snapshot.panel)}
      <main class="session" id="session-content">
        ${tabBar(snapshot.tabs, parts.newTab?.() ?? nothing, act)}
        ${messageList(parts.panelHint(snapshot.panel), snapshot.alert, snapshot.messages, act)}
        ${pagePanel(snapshot.page, snapshot.clickToAct, act)}
      </main>
      ${parts.inspector?.region() ?? nothing}
      <section
        class="notifications"
        id="notifications"
        aria-label="Notifications"
        aria-keyshortcuts="F8"
        aria-live="assertive"
        aria-relevant="additions"
        data-zone="notifications"
      ></section>
    </div>
    ${question(snapshot.dialog, act)}
  </div>`;

/** Where the focus goes when what had it is gone, by the part of the page that it was in. */
const heirs = new Map([
  ["session", "[data-session-id][aria-selected=true]"],
  ["tab", "[data-tab-id][aria-selected=true]"],
  ["messages", "#page-content"],
  ["page", "#page-content"],
  ["panel", "#page-content"],
  ["inspector", "#inspector-button"],
]);

/**
 * Builds the workspace inside `root`, in place of what is there.
 *
 * @param {HTMLElement} root
 * @param {AgentAction} act receives what the agent does; it may call `render` again, but only later
 * @param {ViewOptions} [options]
 * @returns {{ render(snapshot: Snapshot): void, end(): void }} `render` shows a snapshot; elements whose part of it did
 *   not change stay as they are, with focus, scroll position and a frame's document. `end` is called when another view,
 *   or none, takes the place of this one
 */
export function createView(root, act, { calls, readData, addFiles, reset, siteMap, tabTemplates } = {}) {
  registerComponents();
  followColorScheme();
  const host = document.createElement("div");
  host.className = "workspace-host";
  root.replaceChildren(host);
  // Errors of pictures do not bubble.
  host.addEventListener(
    "error",
    ({ target }) => {
      if (target instanceof HTMLImageElement && target.matches(".icon")) act("missPicture", target.src);
    },
    true,
  );
  /** @type {Snapshot | undefined} */
  let latest;
  /** @type {(string | undefined)[]} */
  let shown = [];
  const redraw = () => latest && draw(latest);
  // What the page holds beyond the host would keep this view, and all that it has drawn.
  const replaced = new AbortController();
  const { signal } = replaced;
  document.addEventListener("keydown", (event) => saveByKey(event, latest?.page, act), { signal });
  const showNotifications = createNotifications(act);
  const parts = {
    panel: createPanel(act, redraw),
    panelHint: createPanelHint(act, redraw),
    inspector: calls && createInspectorButton(host, calls, act, redraw, signal),
    newTab: tabTemplates && createNewTabButton(tabTemplates, act, redraw),
    readData,
    addFiles,
    reset,
    siteMap,
  };

  /** @param {Snapshot} snapshot */
  function revealSelected(snapshot) {
    const selected = [snapshot.focusedSessionId, snapshot.page.tabId];
    // Not at every render: the agent may have scrolled.
    if (selected.every((id, at) => id === shown[at])) return;
    shown = selected;
    // A frame later, when the browser has laid the page out anyway; here it would have to do so twice.
    requestAnimationFrame(() => {
      // By their ids, which the browser finds at once: it would look at every session for anything else.
      for (const id of [entryElementId("session", selected[0]), entryElementId("tab", selected[1])])
        document.getElementById(id)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }

  /**
   * @param {Element | null} focused what had the focus
   * @param {string | null | undefined} zone its part of the page
   * @param {string | null | undefined} field its field of a form
   */
  function moveFocusOn(focused, zone, field) {
    const active = document.activeElement;
    const isGone = !focused?.isConnected || focused.closest(".communication-panel:not([data-shown])");
    if (!zone || !isGone || (active !== document.body && active !== focused)) return;
    if (zone === "notifications") focusAfterToast();
    else {
      // A lookup's box and the record that it holds take turns.
      const twin = field ? host.querySelector(`[data-field="${CSS.escape(field)}"] :is(input, button)`) : null;
      const heir = twin ?? host.querySelector(heirs.get(zone) ?? "#page-content");
      // A frame round the whole page would say nothing.
      heir?.toggleAttribute("data-quiet-focus", heir.id === "page-content");
      /** @type {HTMLElement | null} */ (heir)?.focus();
    }
  }

  /** @param {Snapshot} snapshot */
  function draw(snapshot) {
    const focused = document.activeElement;
    const zone = focused?.closest("[data-zone]")?.getAttribute("data-zone");
    const field = focused?.closest("[data-field]")?.getAttribute("data-field");
    render(workspace(snapshot, parts, act), host);
    showNotifications(/** @type {HTMLElement} */ (document.getElementById("notifications")), snapshot.notifications);
    openQuestion();
    moveFocusOn(focused, zone, field);
  }

  return {
    render(snapshot) {
      latest = snapshot;
      closeQuestion(snapshot.dialog);
      draw(snapshot);
      revealSelected(snapshot);
    },
    end: () => replaced.abort(),
  };
}
