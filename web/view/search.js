import { html } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { recordLink } from "./fields.js";
import { tile } from "./grids.js";
import { icon } from "./icons.js";

/**
 * @import { PageView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 *
 * @typedef {Extract<PageView, { kind: "search" }>} SearchPage
 */

/** @param {SearchPage["hits"][number]} hit @param {AgentAction} act */
const hitTemplate = (hit, act) =>
  html`<li class="hit" data-table=${hit.table} data-record-id=${hit.recordId}>
    <p class="hit-head">
      ${recordLink(hit.name, hit.table, hit.recordId, act)}<span class="hit-table">${hit.tableLabel}</span>
    </p>
    <p class="hit-details">
      ${hit.details.map(({ label, value }) => html`<span><span class="hit-label">${label}</span> ${value}</span>`)}
    </p>
  </li>`;

/** @param {SearchPage} page @param {boolean} clickToAct @param {AgentAction} act */
function resultsTemplate(page, clickToAct, act) {
  if (page.hits.length > 0)
    return html`<ol class="card hits" aria-label="Results">
      ${repeat(
        page.hits,
        (hit) => hit.recordId,
        (hit) => hitTemplate(hit, act),
      )}
    </ol>`;
  if (page.grids.length > 0)
    return html`<div class="groups">${page.grids.map((grid) => tile(grid, clickToAct, act))}</div>`;
  return html`<p class="empty">${page.searchText ? "No records found." : "Type in the search box above."}</p>`;
}

/**
 * What a search has found, by relevance or table by table.
 *
 * @param {SearchPage} page
 * @param {boolean} clickToAct
 * @param {AgentAction} act
 */
export const searchPage = (page, clickToAct, act) =>
  html`<article class="page search-results" data-search-type=${page.searchType}>
    <header class="page-header">
      <span class="page-icon">${icon("search")}</span>
      <div class="page-titles">
        <h1 title=${page.heading}>${page.heading}</h1>
        <p class="subheading">
          ${
            page.searchText
              ? html`Results for “<span class="search-text">${page.searchText}</span>”`
              : "Nothing searched for yet"
          }
        </p>
      </div>
    </header>
    ${resultsTemplate(page, clickToAct, act)}
  </article>`;
