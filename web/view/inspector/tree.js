import { html, nothing } from "lit-html";
import { children, inLine, isSimple, parsed, typeOf } from "./values.js";

/**
 * What an id in a value leads to.
 *
 * @typedef {(text: string, beside: Record<string, any>) => { title: string, follow: () => void } | undefined} LinkOf
 */

/** Longer texts are shown in part until somebody asks. */
const LENGTH = 2_000;
/** Of a longer list so many items are shown. */
const ITEMS = 200;

/** @param {unknown} value */
const kindOf = (value) => (value === null ? "null" : typeOf(value) || (Array.isArray(value) ? "array" : typeof value));

/** The value of a text that holds JSON of an object or array. @param {unknown} value */
function inside(value) {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  const found = parsed(value);
  return typeof found === "object" && found !== null ? found : undefined;
}

/** @param {unknown} value @param {Record<string, any>} beside @param {LinkOf} linkOf */
function simple(value, beside, linkOf) {
  const link = typeof value === "string" ? linkOf(value, beside) : undefined;
  const text = inLine(value);
  const shown = text.length > LENGTH ? `${text.slice(0, LENGTH)}… (${text.length} characters)` : text;
  return link
    ? html`<button type="button" class="link value" title=${link.title} @click=${link.follow}>${shown}</button>`
    : html`<span class="value" data-type=${kindOf(value)}>${shown}</span>`;
}

/**
 * A value as a tree whose branches open.
 *
 * @param {unknown} value
 * @param {LinkOf} linkOf
 * @param {{ key?: unknown, isOpen?: boolean, beside?: Record<string, any> }} [place]
 * @returns {unknown}
 */
export function tree(value, linkOf, { key = nothing, isOpen = false, beside = {} } = {}) {
  const text = inside(value);
  if (isSimple(value) && text === undefined) {
    return html`<div class="leaf">${key}${simple(value, beside, linkOf)}</div>`;
  }
  const items = children(text ?? value);
  if (items.length === 0) return html`<div class="leaf">${key}<span class="value">${inLine(value)}</span></div>`;
  const siblings = Object.fromEntries(items);
  const arrow = typeOf(value) === "Map" ? " → " : ": ";
  /** @param {[string, unknown]} item */
  const branch = ([name, item]) =>
    html`<li>${tree(item, linkOf, { key: html`<span class="key">${name}</span>${arrow}`, isOpen: isOpen && items.length < 12, beside: siblings })}</li>`;
  return html`<details class="branch" ?open=${isOpen}>
    <summary>${key}<span class="value" data-type=${kindOf(value)}>${inLine(value)}</span></summary>
    <ul>
      ${items.slice(0, ITEMS).map(branch)}
      ${items.length > ITEMS ? html`<li class="more">${items.length - ITEMS} more</li>` : nothing}
    </ul>
  </details>`;
}
