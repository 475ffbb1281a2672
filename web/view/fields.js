import { html, nothing } from "lit-html";
import { icon } from "./icons.js";

/**
 * @import { TemplateResult } from "lit-html"
 * @import { FieldView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 */

/**
 * Where a field stands, and whether a phone number there can be called by a click.
 *
 * @typedef {{ table: string, recordId: string | null, clickToAct: boolean }} Place
 */

/**
 * The text as an address that may be followed or framed, or null: only http and https ever are.
 *
 * @param {string} text absolute, or relative to the page
 */
export function webAddress(text) {
  const url = URL.parse(text, document.baseURI);
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url : null;
}

/**
 * A link that opens a record in the workspace.
 *
 * @param {string} text
 * @param {string} table
 * @param {string} recordId
 * @param {AgentAction} act
 */
export function recordLink(text, table, recordId, act) {
  return html`<button
    type="button"
    role="link"
    class="link"
    data-table=${table}
    data-record-id=${recordId}
    @click=${() => act("openRecord", table, recordId)}
    >${text}</button
  >`;
}

/**
 * A link that leaves the workspace, or null if the text is not a whole address: without its scheme a text
 * such as "contoso.com" would count as a path of this page.
 *
 * @param {string | TemplateResult} content
 * @param {string} url
 * @param {string} [name] what it is called, where the content is no text
 */
export function webLink(content, url, name) {
  const address = /^https?:/i.test(url) ? webAddress(url) : null;
  if (!address) return null;
  return html`<a
    class="link"
    href=${address.href}
    target="_blank"
    rel="noopener noreferrer"
    aria-label=${name ?? nothing}
    title=${name ?? nothing}
    >${content}</a
  >`;
}

/**
 * A button that calls a phone number.
 *
 * @param {FieldView} field
 * @param {Place} place
 * @param {AgentAction} act
 */
export const callButton = ({ name, value }, { table, recordId }, act) =>
  html`<button
    type="button"
    class="link phone"
    aria-label=${`Call ${value}`}
    title=${`Call ${value}`}
    @click=${() => act("clickToAct", table, recordId, name, value)}
  >
    ${icon("call")}<span>${value}</span>
  </button>`;

/**
 * What a field shows: its text, as a link where it names a record or a web address, or as a button that
 * calls a number.
 *
 * @param {FieldView} field
 * @param {Place} place
 * @param {AgentAction} act
 */
export function fieldValue(field, place, act) {
  const { kind, link, value } = field;
  if (link && value) return recordLink(value, link.table, link.recordId, act);
  if (kind === "phone" && place.clickToAct && value.trim()) return callButton(field, place, act);
  return (kind === "url" && webLink(value, value)) || value;
}
