import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { repeat } from "lit-html/directives/repeat.js";
import { icon } from "./icons.js";

/**
 * @import { TemplateResult } from "lit-html"
 *
 * @typedef {object} StripEntry
 * @property {string} id
 * @property {string} title
 * @property {boolean} selected
 * @property {boolean} canClose
 * @property {boolean} pinned stays in sight while the others scroll
 * @property {TemplateResult} icon
 * @property {string} description the title and what the marks say; empty if there are none
 * @property {unknown} marks
 *
 * @typedef {object} Group entries that are laid out and painted together, or not at all while they are out of sight
 * @property {number} key
 * @property {StripEntry[]} entries
 *
 * @typedef {object} Strip
 * @property {"session" | "tab"} of
 * @property {string} label accessible name of the tablist
 * @property {"vertical" | "horizontal"} orientation
 * @property {string} controls id of the element that the selected entry shows
 * @property {(id: string) => void} select
 * @property {(id: string) => void} close
 */

const untitled = "(no title)";
/** From so many on, they are narrow sooner. A rule with `:has()` would cost the style of every entry at each change. */
const many = 8;

/** Says that something typed there is not saved. */
export const unsavedMark = html`<span class="mark unsaved" data-mark="unsaved"></span>`;

/** @param {"session" | "tab"} of @param {string} id */
export const entryElementId = (of, id) => `${of}-${id}`;

/**
 * Arrow keys, Home and End move the focus; Enter and Space, as on any button, select. Selecting is left to
 * the agent because it has effects: other tabs, other pages, events to whoever listens.
 *
 * @param {KeyboardEvent} event
 * @param {Strip} strip
 */
function moveFocus(event, strip) {
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  const entries = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
  const at = entries.indexOf(/** @type {HTMLElement} */ (event.target));
  const sideways = list.matches(":dir(rtl)") ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
  const [back, forth] = strip.orientation === "vertical" ? ["ArrowUp", "ArrowDown"] : sideways;
  const to = new Map([
    [back, at - 1],
    [forth, at + 1],
    ["Home", 0],
    ["End", -1],
  ]).get(event.key);
  if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  entries.at(to % entries.length)?.focus();
}

/** A plain wheel scrolls a row of tabs, too, which shows no scroll bar. */
const scrollSideways = {
  /** @param {WheelEvent} event */
  handleEvent(event) {
    const strip = /** @type {HTMLElement} */ (event.currentTarget);
    if (!event.deltaX) strip.scrollLeft += strip.matches(":dir(rtl)") ? -event.deltaY : event.deltaY;
  },
  passive: true,
};

/** @param {Strip} strip @param {StripEntry} entry */
function entryTemplate(strip, entry) {
  return html`<button
    type="button"
    role="tab"
    class="entry ${entry.pinned ? "pinned" : ""} ${entry.canClose ? "closable" : ""}"
    id=${entryElementId(strip.of, entry.id)}
    data-session-id=${strip.of === "session" ? entry.id : nothing}
    data-tab-id=${strip.of === "tab" ? entry.id : nothing}
    aria-selected=${entry.selected}
    aria-controls=${entry.selected ? strip.controls : nothing}
    aria-description=${entry.description || nothing}
    aria-keyshortcuts=${entry.canClose ? "Delete" : nothing}
    tabindex=${entry.selected ? 0 : -1}
    title=${entry.description || entry.title}
    @click=${() => strip.select(entry.id)}
    @keydown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Delete" && entry.canClose) strip.close(entry.id);
    }}
  >
    ${entry.icon}<span class="entry-title">${entry.title || untitled}</span>${entry.marks}
  </button>`;
}

/** @param {Strip} strip @param {StripEntry} entry */
function closeTemplate(strip, entry) {
  return html`<div class="close-cell">
    ${
      entry.canClose
        ? html`<button
          type="button"
          class="close"
          tabindex="-1"
          aria-label=${`Close ${entry.title || untitled}`}
          title="Close (Delete)"
          data-close-session=${strip.of === "session" ? entry.id : nothing}
          data-close-tab=${strip.of === "tab" ? entry.id : nothing}
          @click=${() => strip.close(entry.id)}
        >
          ${icon("close")}
        </button>`
        : nothing
    }
  </div>`;
}

/**
 * A list or an entry that is the same object as at the last drawing is not drawn anew.
 *
 * @param {Strip} strip
 * @param {Group[]} groups
 * @param {(strip: Strip, entry: StripEntry) => TemplateResult} template
 */
const list = (strip, groups, template) =>
  guard([groups], () =>
    repeat(
      groups,
      ({ key }) => key,
      ({ entries }) =>
        html`<div role="presentation" class="group ${entries[0]?.pinned ? "pinned" : ""}" style=${`--entries: ${entries.length}`}>
          ${guard(entries, () =>
            repeat(
              entries,
              ({ id }) => id,
              (entry) => guard([entry], () => template(strip, entry)),
            ),
          )}
        </div>`,
    ),
  );

/**
 * A tablist with, laid over it, one cell for each entry that holds its close button. The buttons are not
 * inside the tablist: it may own nothing but tabs, and a tab's name must not contain the button's.
 *
 * @param {Strip} strip
 * @param {Group[]} groups
 */
export function tabStrip(strip, groups) {
  const count = groups.reduce((sum, { entries }) => sum + entries.length, 0);
  return html`<div
    class="strip ${strip.orientation}"
    data-zone=${strip.of}
    ?data-many=${count >= many}
    @wheel=${scrollSideways}
  >
    <div
      role="tablist"
      class="entries"
      aria-label=${strip.label}
      aria-orientation=${strip.orientation}
      @keydown=${(/** @type {KeyboardEvent} */ event) => moveFocus(event, strip)}
    >
      ${list(strip, groups, entryTemplate)}
    </div>
    <div class="entries close-cells">${list(strip, groups, closeTemplate)}</div>
  </div>`;
}
