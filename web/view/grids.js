import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { fieldValue, recordLink } from "./fields.js";
import { icon } from "./icons.js";

/**
 * @import { FieldView, GridView, PageView, RowView } from "../types/snapshot"
 * @import { Gesture } from "./workspace.js"
 *
 * @typedef {Extract<PageView, { kind: "list" }>} ListPage
 * @typedef {Extract<PageView, { kind: "dashboard" }>} DashboardPage
 * @typedef {Extract<PageView, { kind: "search" }>} SearchPage
 */

/** @param {number} count */
const rowCount = (count) => (count === 1 ? "1 row" : `${count} rows`);

/**
 * The first cell opens the row's record; a lookup in any other opens what it names.
 *
 * @param {GridView} grid
 * @param {RowView} row
 * @param {boolean} clickToAct
 * @param {Gesture} gesture
 */
const rowTemplate = (grid, row, clickToAct, gesture) =>
  html`<tr data-record-id=${row.recordId}>
    ${row.cells.map((cell, at) =>
      at === 0
        ? html`<th scope="row" title=${cell.value}>
            ${recordLink(cell.value || "(no name)", grid.table, row.recordId, gesture)}
          </th>`
        : html`<td data-kind=${cell.kind} title=${cell.value}>
            ${fieldValue(cell, { table: grid.table, recordId: row.recordId, clickToAct }, gesture)}
          </td>`,
    )}
  </tr>`;

/**
 * A table of records, or the grid's own words if there are none.
 *
 * @param {GridView} grid
 * @param {boolean} clickToAct
 * @param {Gesture} gesture
 */
export function gridTable(grid, clickToAct, gesture) {
  if (grid.rows.length === 0) return html`<p class="empty">${grid.empty}</p>`;
  return html`<div class="table-scroll">
    <table aria-label=${grid.heading} data-table=${grid.table}>
      <thead>
        <tr>
          ${grid.columns.map(
            ({ name, label, kind }) => html`<th scope="col" data-kind=${kind} title=${name}>${label}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${repeat(grid.rows, (row) => row.recordId, (row) => rowTemplate(grid, row, clickToAct, gesture))}
      </tbody>
    </table>
  </div>`;
}

/** @param {GridView} grid @param {boolean} clickToAct @param {Gesture} gesture */
const tile = (grid, clickToAct, gesture) =>
  html`<section class="card tile" aria-label=${grid.heading}>
    <div class="tile-header">
      <h2 title=${grid.heading}>${grid.heading}</h2>
      <span class="count">${rowCount(grid.rows.length)}</span>
    </div>
    ${gridTable(grid, clickToAct, gesture)}
  </section>`;

/** @param {ListPage} page @param {boolean} clickToAct @param {Gesture} gesture */
export const listPage = (page, clickToAct, gesture) =>
  html`<article class="page list">
    <header class="page-header">
      <span class="page-icon">${icon("list")}</span>
      <div class="page-titles">
        <h1 title=${page.heading}>${page.heading}</h1>
        <p class="subheading">${rowCount(page.grid.rows.length)}</p>
      </div>
      ${page.search
        ? html`<span class="filter" title=${page.search}
            >${icon("filter")}<span>Filtered by “${page.search}”</span></span
          >`
        : nothing}
    </header>
    <div class="card sheet">${gridTable(page.grid, clickToAct, gesture)}</div>
  </article>`;

/** @param {DashboardPage} page @param {boolean} clickToAct @param {Gesture} gesture */
export const dashboardPage = (page, clickToAct, gesture) =>
  html`<article class="page dashboard">
    <header class="page-header">
      <span class="page-icon">${icon("dashboard")}</span>
      <div class="page-titles"><h1 title=${page.heading}>${page.heading}</h1></div>
    </header>
    ${page.grids.length > 0
      ? html`<div class="tiles">${page.grids.map((grid) => tile(grid, clickToAct, gesture))}</div>`
      : html`<p class="empty">This dashboard has no tiles.</p>`}
  </article>`;

/** @param {SearchPage} page @param {boolean} clickToAct @param {Gesture} gesture */
export const searchPage = (page, clickToAct, gesture) =>
  html`<article class="page search-results" data-search-type=${page.searchType}>
    <header class="page-header">
      <span class="page-icon">${icon("search")}</span>
      <div class="page-titles">
        <h1 title=${page.heading}>${page.heading}</h1>
        <p class="subheading">
          ${page.searchText
            ? html`Results for “<span class="search-text">${page.searchText}</span>”`
            : "Nothing searched for yet"}
        </p>
      </div>
    </header>
    ${page.grids.length > 0
      ? html`<div class="groups">${page.grids.map((grid) => tile(grid, clickToAct, gesture))}</div>`
      : html`<p class="empty">${page.searchText ? "No records found." : "Type in the search box above."}</p>`}
  </article>`;
