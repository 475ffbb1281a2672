import { html, render } from "lit-html";
import { tile } from "./grids.js";
import { icon } from "./icons.js";

/**
 * @import { PageView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 *
 * @typedef {Extract<PageView, { kind: "dashboard" }>} DashboardPage
 */

/** @param {DashboardPage} page @param {boolean} clickToAct @param {AgentAction} act */
const dashboardTemplate = (page, clickToAct, act) =>
  html`<article class="page dashboard">
    <header class="page-header">
      <span class="page-icon">${icon("dashboard")}</span>
      <div class="page-titles"><h1 title=${page.heading}>${page.heading}</h1></div>
    </header>
    ${
      page.grids.length > 0
        ? html`<div class="tiles">${page.grids.map((grid) => tile(grid, clickToAct, act))}</div>`
        : html`<p class="empty">This dashboard has no tiles.</p>`
    }
  </article>`;

/** Where the last dashboard was drawn, and which it was. */
let drawn = { key: "", place: document.createElement("div") };

/**
 * A dashboard, drawn by itself. Its elements hold nothing but what is in `page`, so the same dashboard gets
 * them back after other pages, and in a fresh view: to Home's every session and every reset returns.
 *
 * @param {string} key
 * @param {DashboardPage} page
 * @param {boolean} clickToAct
 * @param {AgentAction} act
 */
export function dashboardPage(key, page, clickToAct, act) {
  if (drawn.key !== key) {
    drawn = { key, place: document.createElement("div") };
    drawn.place.className = "dashboard-place";
  }
  render(dashboardTemplate(page, clickToAct, act), drawn.place);
  return drawn.place;
}
