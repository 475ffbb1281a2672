import { html, nothing } from "lit-html";
import { fieldValue } from "./fields.js";
import { icon } from "./icons.js";

/**
 * @import { FieldView, PageView } from "../types/snapshot"
 * @import { Place } from "./fields.js"
 * @import { Gesture } from "./workspace.js"
 *
 * @typedef {Extract<PageView, { kind: "record" }>} RecordPage
 */

/**
 * The kinds of field that each card of a form shows, by the card's heading. Long texts have cards of their
 * own.
 *
 * @satisfies {Record<string, FieldView["kind"][]>}
 */
const cardKinds = {
  Summary: ["text", "choice", "boolean", "number"],
  "Related and contact": ["lookup", "phone", "email", "url"],
  Dates: ["datetime"],
  Identifiers: ["id"],
};

/** @param {FieldView} field @param {Place} place @param {Gesture} gesture */
const fieldTemplate = (field, place, gesture) =>
  html`<div class="field" data-field=${field.name} data-kind=${field.kind}>
    <dt title=${field.name}>${field.label}</dt>
    <dd>${fieldValue(field, place, gesture)}</dd>
  </div>`;

/**
 * @param {keyof typeof cardKinds} heading
 * @param {RecordPage} page
 * @param {Place} place
 * @param {Gesture} gesture
 */
function cardTemplate(heading, page, place, gesture) {
  /** @type {FieldView["kind"][]} */
  const kinds = cardKinds[heading];
  const fields = page.fields.filter((field) => kinds.includes(field.kind));
  if (fields.length === 0) return nothing;
  return html`<section class="card" aria-label=${heading}>
    <h2>${heading}</h2>
    <dl class="fields">${fields.map((field) => fieldTemplate(field, place, gesture))}</dl>
  </section>`;
}

/** @param {FieldView} field @param {Place} place @param {Gesture} gesture */
const memoTemplate = (field, place, gesture) =>
  html`<section class="card memo" aria-label=${field.label}>
    <dl class="fields">${fieldTemplate(field, place, gesture)}</dl>
  </section>`;

const notSaved = html`<fluent-badge appearance="tint" color="warning" shape="rounded"
  >Not saved</fluent-badge
>`;

/**
 * A record as a form to read.
 *
 * @param {RecordPage} page
 * @param {boolean} clickToAct
 * @param {Gesture} gesture
 */
export function recordPage(page, clickToAct, gesture) {
  const place = { table: page.table, recordId: page.recordId, clickToAct };
  const memos = page.fields.filter((field) => field.kind === "memo");
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
      ${page.isNew ? notSaved : nothing}
    </header>
    <div class="cards">
      <div class="stack">
        ${cardTemplate("Summary", page, place, gesture)}
        ${memos.map((memo) => memoTemplate(memo, place, gesture))}
      </div>
      <div class="side">
        <div class="stack">${cardTemplate("Related and contact", page, place, gesture)}</div>
        <div class="stack">
          ${cardTemplate("Dates", page, place, gesture)}
          ${cardTemplate("Identifiers", page, place, gesture)}
        </div>
      </div>
    </div>
  </article>`;
}
