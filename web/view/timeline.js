import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { recordLink } from "./fields.js";
import { icon } from "./icons.js";

/**
 * @import { TimelineEntryView, TimelineView } from "../generated/snapshot"
 * @import { IconName } from "./icons.js"
 * @import { AgentAction } from "./workspace.js"
 */

/** @type {Map<string, IconName>} */
const icons = new Map([
  ["phonecall", "call"],
  ["email", "mail"],
  ["task", "task"],
  ["appointment", "calendar"],
  ["annotation", "note"],
]);

/** @param {TimelineEntryView} entry @param {AgentAction} act */
const entryTemplate = (entry, act) =>
  html`<li class="timeline-entry" data-table=${entry.table} data-record-id=${entry.recordId}>
    <span class="timeline-icon">${icon(icons.get(entry.table) ?? "conversation")}</span>
    <div class="timeline-body">
      <p class="timeline-head">
        ${recordLink(entry.subject || entry.label, entry.table, entry.recordId, act)}
        ${entry.state ? html`<span class="timeline-state">${entry.state}</span>` : nothing}
      </p>
      ${entry.text ? html`<p class="timeline-text">${entry.text}</p>` : nothing}
      <p class="timeline-foot">${[entry.label, entry.author, entry.when].filter(Boolean).join(" · ")}</p>
    </div>
  </li>`;

/** @param {string} note @param {string} tabId @param {AgentAction} act */
const noteTemplate = (note, tabId, act) =>
  html`<form
    class="note"
    @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      act("addNote", tabId);
    }}
  >
    <textarea
      class="control"
      rows="1"
      aria-label="Write a note"
      placeholder="Write a note"
      maxlength="100000"
      .value=${live(note)}
      @input=${(/** @type {Event} */ event) =>
        act("editNote", tabId, /** @type {HTMLTextAreaElement} */ (event.currentTarget).value)}
    ></textarea>
    <button type="submit" class="tool with-text" ?disabled=${!note.trim()}>${icon("add")}<span>Add note</span></button>
  </form>`;

/**
 * What has happened around a record, newest first, and a box for a note about it.
 *
 * @param {TimelineView} timeline
 * @param {string} tabId
 * @param {AgentAction} act
 */
export const timelineCard = ({ entries, note }, tabId, act) =>
  html`<section class="card timeline" aria-label="Timeline">
    <h2>Timeline</h2>
    ${note === null ? nothing : noteTemplate(note, tabId, act)}
    ${
      entries.length > 0
        ? html`<ol class="timeline-entries">
          ${repeat(
            entries,
            (entry) => entry.recordId,
            (entry) => entryTemplate(entry, act),
          )}
        </ol>`
        : html`<p class="empty">Nothing has happened yet.</p>`
    }
  </section>`;
