import { html, nothing } from "lit-html";
import { icon } from "./icons.js";

/**
 * @import { EntryKind, LogEntry } from "../generated/types"
 * @import { IconName } from "./icons.js"
 */

/** @type {Record<EntryKind, { word: string, icon: IconName | null }>} */
const known = {
  call: { word: "Call", icon: null },
  refusal: { word: "Refused", icon: "error" },
  event: { word: "Event", icon: null },
  record: { word: "Record", icon: null },
  warning: { word: "Warning", icon: "warning" },
  "time-out": { word: "Time-out", icon: "waiting" },
  failure: { word: "Failure", icon: "error" },
  fault: { word: "Fault", icon: "error" },
};

/** The kinds there are, in the order they are offered in. */
export const kinds = /** @type {EntryKind[]} */ (Object.keys(known));

/** @param {EntryKind} kind */
export const kindWord = (kind) => known[kind].word;

/** @param {number} value @param {number} digits */
const padded = (value, digits) => String(value).padStart(digits, "0");

/** @param {number} time */
function clockText(time) {
  const at = new Date(time);
  const parts = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => padded(part, 2));
  return `${parts.join(":")}.${padded(at.getMilliseconds(), 3)}`;
}

/** @param {LogEntry} entry */
function durationText({ duration: milliseconds, pending }) {
  if (pending) return "pending";
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds >= 10 ? Math.round(milliseconds) : milliseconds.toFixed(1)} ms`;
}

/** JSON with its lines and indents; a text that is none, or was cut, as it is. @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What an entry says in one line: of an error's JSON the message. @param {LogEntry} entry */
function gist({ error, input }) {
  if (!error) return input.slice(0, 200);
  try {
    const { message } = JSON.parse(error);
    return typeof message === "string" ? message.slice(0, 400) : error.slice(0, 400);
  } catch {
    // Of a traceback the last line says what happened.
    return error.trim().split("\n").at(-1)?.slice(0, 400) ?? "";
  }
}

/** @param {string} label @param {string} text */
const part = (label, text) =>
  text
    ? html`<div><dt>${label}</dt><dd><pre tabindex="0" aria-label=${label}>${pretty(text)}</pre></dd></div>`
    : nothing;

/** @param {LogEntry} entry */
const details = (entry) =>
  entry.input || entry.result || entry.error || entry.correlationId
    ? html`<dl class="log-details">
        ${part("Input", entry.input)} ${part("Result", entry.result)} ${part("Error", entry.error)}
        ${part("Correlation", entry.correlationId)}
      </dl>`
    : html`<p class="log-details">No input, no result.</p>`;

/**
 * @param {LogEntry} entry
 * @param {boolean} isExpanded its details are made only then
 * @param {boolean} isReachable whether it is the one in the order of Tab
 * @param {(number: number, isExpanded: boolean) => void} expand
 */
export function logEntry(entry, isExpanded, isReachable, expand) {
  const mark = known[entry.kind].icon;
  return html`<li data-number=${entry.number} data-kind=${entry.kind}>
    <details
      ?open=${isExpanded}
      @toggle=${(/** @type {Event} */ event) =>
        expand(entry.number, /** @type {HTMLDetailsElement} */ (event.currentTarget).open)}
    >
      <summary tabindex=${isReachable ? 0 : -1}>
        <span class="log-time">${clockText(entry.time)}</span>
        <span class="log-kind">${mark ? icon(mark) : nothing}${kindWord(entry.kind)}</span>
        <span class="log-what" title=${entry.what}>${entry.what}</span>
        <span class="log-caller" title=${entry.caller}>${entry.caller}</span>
        <span class="log-gist">${gist(entry)}</span>
        <span class="log-duration">${durationText(entry)}</span>
      </summary>
      ${isExpanded ? details(entry) : nothing}
    </details>
  </li>`;
}
