import { html, nothing } from "lit-html";
import { icon } from "../icons.js";
import { isTrouble } from "./filter.js";
import { tree } from "./tree.js";
import { asJavaScript, isObject, parsed } from "./values.js";
import { clockText, durationText, kinds, nameParts } from "./words.js";

/**
 * @import { LogEntry } from "../../generated/types"
 * @import { Context } from "./inspector.js"
 */

const IDS = /(session-id-\d+|tab-id-\d+)/;
const GUID = /^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;
/** Frames of the emulator's own scripts. */
const OWN_FRAME = /msdyn_ciLibrary|\/(boot|early|chunk)-[\w-]+\.js/;

/** @param {string} label @param {unknown} content */
const section = (label, content) =>
  html`<section class="detail-section" aria-label=${label}><h4>${label}</h4>${content}</section>`;

/** What an id leads to. @param {Context} context @param {LogEntry} entry @returns {import("./tree.js").LinkOf} */
function linksOf({ act }, entry) {
  const given = parsed(entry.input);
  return (text, beside) => {
    if (/^session-id-\d+$/.test(text)) return { title: "Show this session", follow: () => act("focusSession", text) };
    if (/^tab-id-\d+$/.test(text)) return { title: "Show this tab", follow: () => act("focusTab", text) };
    if (!GUID.test(text)) return undefined;
    const table =
      beside.entityName ?? beside.table ?? beside.entityLogicalName ?? (Array.isArray(given) ? given[0] : undefined);
    if (typeof table !== "string" || /\W/.test(table)) return undefined;
    return { title: `Open this ${table}`, follow: () => act("openRecord", table, text.replace(/[{}]/g, "")) };
  };
}

/** A line in which ids are links. @param {string} text @param {import("./tree.js").LinkOf} linkOf */
const linked = (text, linkOf) =>
  text.split(IDS).map((part) => {
    const link = linkOf(part, {});
    return link
      ? html`<button type="button" class="link" title=${link.title} @click=${link.follow}>${part}</button>`
      : part;
  });

/** The stack with its frames of the emulator's own folded. @param {string[]} lines */
function stack(lines) {
  const own = lines.filter((line) => OWN_FRAME.test(line));
  const theirs = lines.filter((line) => !OWN_FRAME.test(line));
  return html`<pre class="frames" tabindex="0" aria-label="Stack">${theirs.join("\n")}</pre>
    ${
      own.length
        ? html`<details class="own-frames">
          <summary>${own.length === 1 ? "1 frame" : `${own.length} frames`} of the emulator</summary>
          <pre class="frames" tabindex="0" aria-label="Frames of the emulator">${own.join("\n")}</pre>
        </details>`
        : nothing
    }`;
}

/** @param {LogEntry} entry @param {import("./tree.js").LinkOf} linkOf */
function errorPart({ error, summary, kind }, linkOf) {
  const told = parsed(error);
  const label = kind === "warning" || kind === "hint" ? kinds[kind].word : "Error";
  if (isObject(told)) {
    const message = String(told.message ?? summary);
    return section(
      label,
      html`<p class="message">${linked(message, linkOf)}</p>
        ${told.details ? html`<p class="message-details">${linked(String(told.details), linkOf)}</p>` : nothing}
        ${tree(told, linkOf)}`,
    );
  }
  const [first, ...rest] = error.split("\n");
  const isTraceback = error.startsWith("Traceback ");
  const message = isTraceback ? summary : first;
  // The stack begins with the message once more.
  const frames = isTraceback
    ? error.trimEnd().split("\n")
    : rest.filter((line) => line.trim().startsWith("at ") || /@/.test(line));
  const others = isTraceback
    ? []
    : rest.filter((line) => !frames.includes(line) && !first.includes(line.replace(/^\w*Error: /, "")));
  return section(
    label,
    html`<p class="message">${linked(message, linkOf)}</p>
      ${others.length ? html`<pre class="frames" tabindex="0" aria-label="More">${others.join("\n")}</pre>` : nothing}
      ${frames.length ? stack(frames) : nothing}`,
  );
}

/** Where a slug's value came from. @type {Record<LogEntry["slugs"][number]["origin"], string>} */
const ORIGINS = {
  parameter: "a parameter of the call",
  context: "the session's context",
  "anchor record": "the anchor record",
  screen: "the tabs on the screen",
  "record query": "its record query",
};

/** @param {LogEntry["slugs"][number]} slug */
const slugLine = ({ text, slug, value, origin }) =>
  html`<tr data-unfilled=${value === null}>
    <th scope="row"><code>{${slug}}</code></th>
    <td>${value === null ? "no value" : html`<q>${value}</q>`}</td>
    <td>
      ${
        value !== null
          ? `from ${ORIGINS[origin]}`
          : origin === "parameter" || origin === "context"
            ? "nobody gave one"
            : `${ORIGINS[origin]} gave none`
      }
    </td>
    <td class="muted">in <code>${text}</code></td>
  </tr>`;

/** @param {LogEntry} entry */
const slugsPart = ({ slugs = [] }) =>
  slugs.length ? section("Slugs", html`<table class="slugs"><tbody>${slugs.map(slugLine)}</tbody></table>`) : nothing;

/** @param {LogEntry} entry @param {Context} context */
const jump = (entry, { select }) =>
  html`<button type="button" class="link related" @click=${() => select(entry.number)}>
    ${icon(kinds[entry.kind].icon)}<span>${nameParts(entry.what).name}</span><span class="muted">${entry.summary}</span>
  </button>`;

/** Of many, so many are listed. */
const RELATED = 50;

/** @param {LogEntry} entry @param {Context} context */
function related(entry, context) {
  const entries = context.log.entries();
  const cause = entries.find(({ number }) => number === entry.cause);
  const came = entries.filter((each) => each.cause === entry.number).slice(0, RELATED);
  return html`${cause ? section("Caused by", jump(cause, context)) : nothing}
    ${came.length ? section("What came of it", html`<ul class="lines">${came.map((each) => html`<li>${jump(each, context)}</li>`)}</ul>`) : nothing}`;
}

/** How the log ends a value that is too long for it. */
const CUT = /… \([\d,]+ characters\)$/;
/** So much of such a value is shown. */
const SHOWN = 2_000;

/** The beginning of a value that was cut, and how long it was. @param {string} text */
function cutText(text) {
  const [said] = text.match(CUT) ?? [""];
  return html`<p class="value">${text.slice(0, said ? SHOWN : undefined)}${said}</p>`;
}

/** @param {LogEntry} entry @param {Context} context */
function parts(entry, context) {
  const linkOf = linksOf(context, entry);
  /** @param {string} label @param {string} text */
  const value = (label, text) => {
    if (!text) return nothing;
    const read = parsed(text);
    if (read === text) return section(label, cutText(text));
    // One argument is shown itself.
    return section(
      label,
      tree(Array.isArray(read) && read.length === 1 && label === "Input" ? read[0] : read, linkOf, { isOpen: true }),
    );
  };
  return html`${entry.error ? errorPart(entry, linkOf) : nothing}
    ${entry.input === "[]" ? nothing : value("Input", entry.input)} ${value("Result", entry.result)}
    ${
      entry.changes.length
        ? section(
            "What changed",
            html`<ul class="lines">${entry.changes.map((line) => html`<li>${linked(line, linkOf)}</li>`)}</ul>`,
          )
        : nothing
    }
    ${slugsPart(entry)} ${related(entry, context)}
    ${entry.correlationId ? section("Correlation", html`<code>${entry.correlationId}</code>`) : nothing}`;
}

/**
 * An entry, whole.
 *
 * @param {LogEntry} entry
 * @param {Context} context
 */
export function detail(entry, context) {
  const { name, owner } = nameParts(entry.what);
  const script = asJavaScript(entry);
  const { word, icon: mark } = kinds[entry.kind];
  return html`<section class="detail" aria-label="Details" data-kind=${entry.kind}>
    <header>
      <span class="badge" data-trouble=${isTrouble(entry.kind)}>${icon(mark)}${word}</span>
      <h3>${name}${owner ? html` <span class="muted">${owner}</span>` : nothing}</h3>
      <button type="button" class="tool" aria-label="Close details" title="Close (Escape)" @click=${() => context.select(undefined)}>
        ${icon("close")}
      </button>
    </header>
    <p class="facts">
      <span>#${entry.number}</span><span>${clockText(entry.time)}</span><span>${entry.caller}</span
      >${entry.duration || entry.pending ? html`<span>${durationText(entry)}</span>` : nothing}
      ${entry.rule ? html`<span class="chip" title="The finding's rule">${entry.rule}</span>` : nothing}
      ${entry.fault ? html`<span class="chip" title="A fault on demand">${entry.fault}</span>` : nothing}
      <span class="detail-tools">
        ${
          script
            ? html`<button type="button" class="tool with-text" @click=${() => context.copy(script, "Copied as JavaScript.")}>
              ${icon("copy")}<span>Copy as JavaScript</span>
            </button>`
            : nothing
        }
        <button
          type="button"
          class="tool with-text"
          @click=${() => context.copy(JSON.stringify(entry, null, 2), "Copied as JSON.")}
        >
          ${icon("copy")}<span>Copy as JSON</span>
        </button>
      </span>
    </p>
    <div class="detail-scroll" tabindex="0" role="group" aria-label=${`Details of ${name}`}>${parts(entry, context)}</div>
  </section>`;
}
