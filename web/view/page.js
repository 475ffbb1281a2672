import { html } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { conversationPage } from "./conversation.js";
import { dashboardPage } from "./dashboard.js";
import { entryElementId } from "./tab_strip.js";
import { explanation } from "./explanation.js";
import { sitePage, webResourcePage } from "./frames.js";
import { listPage } from "./grids.js";
import { knowledgePage } from "./knowledge.js";
import { recordPage } from "./record.js";
import { searchPage } from "./search.js";

/**
 * @import { PageView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 */

/** @param {string} key @param {PageView} page @param {boolean} clickToAct @param {AgentAction} act */
function pageElements(key, page, clickToAct, act) {
  switch (page.kind) {
    case "record":
      return recordPage(page, clickToAct, act);
    case "list":
      return listPage(page, clickToAct, act);
    case "dashboard":
      return dashboardPage(key, page, clickToAct, act);
    case "search":
      return searchPage(page, clickToAct, act);
    case "knowledge":
      return knowledgePage(page, act);
    case "site":
      return sitePage(page);
    case "web-resource":
      return webResourcePage(page);
    case "conversation":
      return conversationPage(page);
    case "explanation":
      return explanation(page.heading, page.text, page.details);
  }
}

/** Reached again by a key, the page shows that it has the focus. @param {FocusEvent} event */
const forgetQuiet = ({ currentTarget }) => /** @type {Element} */ (currentTarget).removeAttribute("data-quiet-focus");

/**
 * The page of the selected tab. Tab and load are its key: the same load of the same tab keeps its elements,
 * a frame's document with them, through every render; another starts afresh.
 *
 * @param {PageView} page
 * @param {boolean} clickToAct whether phone numbers are buttons
 * @param {AgentAction} act
 */
export function pagePanel(page, clickToAct, act) {
  const key = `${page.tabId} ${page.load}`;
  return html`<div
    role="tabpanel"
    id="page-content"
    class="page-panel"
    aria-labelledby=${entryElementId("tab", page.tabId)}
    data-page-kind=${page.kind}
    data-zone="page"
    tabindex="0"
    @blur=${forgetQuiet}
  >
    ${keyed(key, pageElements(key, page, clickToAct, act))}
  </div>`;
}
