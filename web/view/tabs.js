import { html, nothing } from "lit-html";
import { icon } from "./icons.js";
import { tabStrip, unsavedMark } from "./tab_strip.js";

/**
 * @import { TabView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 */

/**
 * The focused session's tabs, anchor first, and the buttons that open another and reload the selected one.
 *
 * @param {TabView[]} tabs
 * @param {unknown} newTab the button that opens another
 * @param {AgentAction} act
 */
export function tabBar(tabs, newTab, act) {
  const selected = tabs.find((tab) => tab.selected);
  const entries = tabs.map((tab) => ({
    id: tab.id,
    title: tab.title,
    selected: tab.selected,
    canClose: tab.canClose,
    pinned: tab.isAnchor,
    icon: icon(tab.icon),
    description: tab.unsaved ? `${tab.title}. Unsaved changes.` : "",
    marks: tab.unsaved ? html`<span class="marks" aria-hidden="true">${unsavedMark}</span>` : nothing,
  }));
  return html`<div class="tab-bar">
    ${tabStrip(
      {
        of: "tab",
        label: "Tabs",
        orientation: "horizontal",
        controls: "page-content",
        select: (id) => act("focusTab", id),
        close: (id) => act("closeTab", id),
      },
      [{ key: 0, entries }],
    )}
    ${newTab}
    ${
      selected
        ? html`<button
          type="button"
          class="tool"
          aria-label="Refresh tab"
          title="Refresh tab"
          @click=${() => act("refreshTab", selected.id)}
        >
          ${icon("refresh")}
        </button>`
        : nothing
    }
  </div>`;
}
