import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { fieldValue, recordLink } from "./fields.js";
import { icon } from "./icons.js";

/**
 * @import { ColumnView, GridView, PageView, RowView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 *
 * @typedef {Extract<PageView, { kind: "list" }>} ListPage
 */

/** @param {GridView} grid */
const rowCount = ({ rows, hasMore }) =>
  hasMore ? `First ${rows.length} rows` : rows.length === 1 ? "1 row" : `${rows.length} rows`;

/**
 * The first cell opens the row's record, as a double click anywhere does; a lookup in any other opens what
 * it names.
 *
 * @param {GridView} grid
 * @param {RowView} row
 * @param {boolean} clickToAct
 * @param {AgentAction} act
 */
const rowTemplate = (grid, row, clickToAct, act) =>
  html`<tr data-record-id=${row.recordId} @dblclick=${() => act("openRecord", grid.table, row.recordId)}>
    ${row.cells.map((cell, at) =>
      at === 0
        ? html`<th scope="row" title=${cell.value}>
            ${recordLink(cell.value || "(no name)", grid.table, row.recordId, act)}
          </th>`
        : html`<td data-kind=${cell.kind} title=${cell.value}>
            ${fieldValue(cell, { table: grid.table, recordId: row.recordId, clickToAct }, act)}
          </td>`,
    )}
  </tr>`;

/** @param {ColumnView} column @param {((column: string) => void) | undefined} sort */
const headerTemplate = ({ name, label, kind, sort: sorted }, sort) =>
  sort && sorted
    ? html`<th scope="col" data-kind=${kind} title=${name} aria-sort=${sorted}>
        <button type="button" class="sort" @click=${() => sort(name)}>${label}</button>
      </th>`
    : html`<th scope="col" data-kind=${kind} title=${name}>${label}</th>`;

/**
 * A table of records, or the grid's own words if there are none.
 *
 * @param {GridView} grid
 * @param {boolean} clickToAct
 * @param {AgentAction} act
 * @param {(column: string) => void} [sort] makes the columns' headers buttons
 */
function gridTable(grid, clickToAct, act, sort) {
  if (grid.rows.length === 0) return html`<p class="empty">${grid.empty}</p>`;
  return html`<div class="table-scroll">
    <table aria-label=${grid.heading} data-table=${grid.table}>
      <thead>
        <tr>
          ${grid.columns.map((column) => headerTemplate(column, sort))}
        </tr>
      </thead>
      <tbody>
        ${repeat(
          grid.rows,
          (row) => row.recordId,
          (row) => rowTemplate(grid, row, clickToAct, act),
        )}
      </tbody>
    </table>
  </div>`;
}

/**
 * A small table of records with its heading.
 *
 * @param {GridView} grid
 * @param {boolean} clickToAct
 * @param {AgentAction} act
 */
export const tile = (grid, clickToAct, act) =>
  html`<section class="card tile" aria-label=${grid.heading}>
    <div class="tile-header">
      <h2 title=${grid.heading}>${grid.heading}</h2>
      <span class="count">${rowCount(grid)}</span>
    </div>
    ${gridTable(grid, clickToAct, act)}
  </section>`;

/** @param {ListPage} page @param {AgentAction} act */
const quickFilter = (page, act) =>
  html`<label class="quick-filter"
    >${icon("filter")}<input
      type="search"
      aria-label=${`Filter ${page.grid.heading}`}
      placeholder="Filter by keyword"
      maxlength="200"
      autocomplete="off"
      .value=${live(page.search)}
      @input=${(/** @type {Event} */ event) =>
        act("filterList", page.tabId, /** @type {HTMLInputElement} */ (event.currentTarget).value)}
  /></label>`;

/** @param {ListPage} page @param {AgentAction} act */
const newButton = (page, act) =>
  html`<button
    type="button"
    class="tool with-text"
    @click=${() => act("openRecord", page.grid.table, null)}
  >
    ${icon("add")}<span>${page.newLabel}</span>
  </button>`;

/** @param {ListPage} page @param {boolean} clickToAct @param {AgentAction} act */
export const listPage = (page, clickToAct, act) =>
  html`<article class="page list">
    <header class="page-header">
      <span class="page-icon">${icon("list")}</span>
      <div class="page-titles">
        <h1 title=${page.heading}>${page.heading}</h1>
        <p class="subheading">${rowCount(page.grid)}</p>
      </div>
      ${quickFilter(page, act)} ${page.newLabel ? newButton(page, act) : nothing}
    </header>
    <div class="card sheet">
      ${gridTable(page.grid, clickToAct, act, (column) => act("sortList", page.tabId, column))}
      ${
        page.grid.hasMore
          ? html`<div class="more">
            <button type="button" class="tool with-text" @click=${() => act("showMore", page.tabId)}>
              <span>Show more</span>
            </button>
          </div>`
          : nothing
      }
    </div>
  </article>`;
