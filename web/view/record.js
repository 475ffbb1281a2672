import { html, nothing } from "lit-html";
import { fieldTemplate } from "./form_fields.js";
import { icon } from "./icons.js";
import { timelineCard } from "./timeline.js";

/**
 * @import { FormFieldView, PageView } from "../generated/snapshot"
 * @import { FormPlace } from "./form_fields.js"
 * @import { AgentAction } from "./workspace.js"
 *
 * @typedef {Extract<PageView, { kind: "record" }>} RecordPage
 */

/** The headings of a form's cards. Long texts have cards of their own. */
const headings = {
  summary: "Summary",
  contact: "Related and contact",
  address: "Address",
  dates: "Dates",
  identifiers: "Identifiers",
};

/**
 * @param {keyof typeof headings} card
 * @param {RecordPage} page
 * @param {FormPlace} place
 * @param {AgentAction} act
 */
function cardTemplate(card, page, place, act) {
  const heading = headings[card];
  const fields = page.fields.filter((field) => field.card === card);
  if (fields.length === 0) return nothing;
  return html`<section class="card" aria-label=${heading}>
    <h2>${heading}</h2>
    <dl class="fields">${fields.map((field) => fieldTemplate(field, place, act))}</dl>
  </section>`;
}

/** @param {FormFieldView} field @param {FormPlace} place @param {AgentAction} act */
const memoTemplate = (field, place, act) =>
  html`<div class="card memo">
    <dl class="fields">${fieldTemplate(field, place, act)}</dl>
  </div>`;

/** @param {RecordPage} page */
function stateTemplate(page) {
  if (page.isNew || page.isUnsaved) {
    const text = page.isUnsaved ? "Unsaved changes" : "Not saved";
    return html`<fluent-badge appearance="tint" color="warning" shape="rounded">${text}</fluent-badge>`;
  }
  return page.isWritable ? html`<span class="saved">Saved</span>` : nothing;
}

/** @param {RecordPage} page @param {AgentAction} act */
const commands = (page, act) =>
  html`<div class="commands" role="group" aria-label="Record">
    <button
      type="button"
      class="tool with-text"
      aria-keyshortcuts="Control+S"
      title="Save (Ctrl+S)"
      ?disabled=${!page.isNew && !page.isUnsaved}
      @click=${() => act("saveRecord", page.tabId)}
    >
      ${icon("save")}<span>Save</span>
    </button>
    <button
      type="button"
      class="tool with-text"
      ?disabled=${!page.isUnsaved}
      @click=${() => act("discardChanges", page.tabId)}
    >
      ${icon("undo")}<span>Discard</span>
    </button>
    ${
      page.canSend
        ? html`<button
          type="button"
          class="tool with-text"
          title="Send to the customer"
          @click=${() => act("sendArticle", page.recordId ?? "")}
        >
          ${icon("send")}<span>Send article</span>
        </button>`
        : nothing
    }
  </div>`;

/**
 * A record as a form.
 *
 * @param {RecordPage} page
 * @param {boolean} clickToAct
 * @param {AgentAction} act
 */
export function recordPage(page, clickToAct, act) {
  const place = { table: page.table, recordId: page.recordId, clickToAct, tabId: page.tabId };
  const memos = page.fields.filter((field) => field.card === "text");
  const contact = cardTemplate("contact", page, place, act);
  return html`<article
    class="page record"
    data-table=${page.table}
    data-record-id=${page.recordId ?? nothing}
  >
    <header class="page-header">
      <span class="page-icon">${icon("record")}</span>
      <div class="page-titles">
        <h1 title=${page.heading}>${page.heading}</h1>
        <p class="subheading">${page.subheading}</p>
      </div>
      <span role="status" class="save-state">${stateTemplate(page)}</span>
      ${page.isWritable ? commands(page, act) : nothing}
    </header>
    ${page.problem ? html`<p class="form-problem" role="alert">${icon("error")}${page.problem}</p>` : nothing}
    <div class="cards">
      <div class="stack">
        ${cardTemplate("summary", page, place, act)} ${page.timeline ? contact : nothing}
        ${memos.map((memo) => memoTemplate(memo, place, act))}
      </div>
      <div class="beside">
        <div class="stack">${page.timeline ? timelineCard(page.timeline, page.tabId, act) : contact}</div>
        <div class="stack">
          ${cardTemplate("address", page, place, act)} ${cardTemplate("dates", page, place, act)}
          ${cardTemplate("identifiers", page, place, act)}
        </div>
      </div>
    </div>
  </article>`;
}

/**
 * Ctrl+S, on a Mac Command+S, saves the record that is shown instead of the browser's page.
 *
 * @param {KeyboardEvent} event
 * @param {PageView | undefined} page
 * @param {AgentAction} act
 */
export function saveByKey(event, page, act) {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  if (page?.kind !== "record") return;
  event.preventDefault();
  if (page.isWritable) act("saveRecord", page.tabId);
}
