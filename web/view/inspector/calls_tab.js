import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { icon } from "../icons.js";
import { detail } from "./detail.js";
import { createFilter, isProblem, chosenValue, withValue } from "./filter.js";
import { rowsOf } from "./rows.js";
import { clockText, counted, durationText, kinds, nameParts } from "./words.js";

/**
 * @import { Context, InspectorTab } from "./inspector.js"
 * @import { Row } from "./rows.js"
 */

/** In pixels, as the style sheet has it. */
const ROW_HEIGHT = 30;

/** Reads whether a list is scrolled to its end, give or take a pixel. @param {Element} scroller */
const isAtEnd = ({ scrollTop, clientHeight, scrollHeight }) => scrollTop + clientHeight >= scrollHeight - 2;

/** @param {Row} row */
function nameOf({ entry, repeats, below }) {
  const { name } = nameParts(entry.what);
  const told = [kinds[entry.kind].word, repeats > 1 ? `${name} ×${repeats}` : name, entry.summary, entry.caller];
  if (entry.pending) told.push("pending");
  if (below) told.push(`${counted(below, "entry", "entries")} below`);
  return told.filter(Boolean).join(", ");
}

/** @type {InspectorTab} */
export const callsTab = {
  id: "calls",
  label: "Calls",
  create(context) {
    /** What the reader has opened or closed. @type {Map<string, boolean>} */
    const toggled = new Map();
    /** @type {Row[]} */
    let rows = [];
    /** What `rows` was made of. */
    let madeOf = "";
    /** @type {HTMLElement | null} */
    let scroller = null;
    /** @type {Virtualizer<HTMLElement, HTMLElement> | null} */
    let virtualizer = null;
    let follows = true;
    let toggles = 0;
    /** The entry that was last scrolled to. @type {number | undefined} */
    let revealed;

    function makeRows() {
      const now = `${context.log.version()} ${toggles} ${context.filter()}`;
      if (now === madeOf) return;
      madeOf = now;
      rows = rowsOf(context.log.entries(), createFilter(context.filter()), toggled);
    }

    /** @param {Row} row @param {boolean} [isOpen] */
    function toggle(row, isOpen = !row.isOpen) {
      if (isOpen === row.isOpen || (row.below === 0 && row.repeats === 1)) return;
      toggled.set(row.key, isOpen);
      toggles++;
      follows = false;
      context.redraw();
    }

    const selectedAt = () =>
      rows.findIndex(({ entry, repeats }) => entry.number === context.selected() && repeats === 1);

    /** @param {KeyboardEvent} event */
    function moveThroughList(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || rows.length === 0) return;
      const at = selectedAt();
      const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
      const last = rows.length - 1;
      const to = new Map([
        ["ArrowUp", at < 0 ? last : Math.max(0, at - 1)],
        ["ArrowDown", at < 0 ? 0 : Math.min(last, at + 1)],
        ["PageUp", Math.max(0, at - page)],
        ["PageDown", Math.min(last, at + page)],
        ["Home", 0],
        ["End", last],
      ]).get(event.key);
      if (to !== undefined)
        choose(to, event.key === "ArrowUp" || event.key === "PageUp" || event.key === "End" ? -1 : 1);
      else if (event.key === "ArrowRight" && at >= 0) toggle(rows[at], true);
      else if (event.key === "ArrowLeft" && at >= 0) leaveGroup(at);
      else return;
      event.preventDefault();
    }

    /** Selects the line at a place, or the next one in a direction that is an entry. @param {number} at @param {number} step */
    function choose(at, step) {
      while (rows[at] && rows[at].repeats > 1 && !rows[at].isOpen) {
        // A folded line stands for its newest call.
        return context.select(rows[at].entry.number);
      }
      while (rows[at] && rows[at].repeats > 1) at += step;
      if (rows[at]) context.select(rows[at].entry.number);
    }

    /** @param {number} at */
    function leaveGroup(at) {
      if (rows[at].isOpen && rows[at].below) return toggle(rows[at], false);
      const above = rows.slice(0, at).findLastIndex(({ level }) => level < rows[at].level);
      if (above >= 0 && rows[above].repeats === 1) context.select(rows[above].entry.number);
    }

    /** Shows the selected line where a key or another tab has moved the selection. */
    function reveal() {
      const selected = context.selected();
      if (selected === revealed) return;
      revealed = selected;
      if (selected === undefined) return;
      open(selected);
      makeRows();
      const at = rows.findIndex(({ entry }) => entry.number === selected);
      if (at >= 0) virtualizer?.scrollToIndex(at, { align: "auto" });
    }

    /** Opens the groups that an entry is in. @param {number} number */
    function open(number) {
      const byNumber = new Map(context.log.entries().map((entry) => [entry.number, entry]));
      let cause = byNumber.get(number)?.cause ?? null;
      while (cause !== null && byNumber.has(cause)) {
        if (!rows.some((row) => row.key === `group ${cause}` && row.isOpen)) {
          toggled.set(`group ${cause}`, true);
          toggles++;
        }
        cause = byNumber.get(cause)?.cause ?? null;
      }
    }

    /** @param {Element | undefined} element */
    function mount(element) {
      if (!element || element === scroller) return;
      scroller = /** @type {HTMLElement} */ (element);
      virtualizer = new Virtualizer(options());
      virtualizer._didMount();
      virtualizer._willUpdate();
    }

    const options = () => ({
      count: rows.length,
      getScrollElement: () => scroller,
      estimateSize: () => ROW_HEIGHT,
      overscan: 10,
      initialRect: { width: 0, height: 600 },
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      // Only what somebody scrolls tells whether the end is followed: lines that come and a first measurement do not.
      onChange: (/** @type {unknown} */ _list, /** @type {boolean} */ isScrolling) => {
        if (scroller && isScrolling) follows = isAtEnd(scroller);
        context.redraw();
      },
    });

    /** @param {Row} row @param {number} at @param {number} start */
    function line(row, at, start) {
      const { entry, level, below, repeats, isOpen } = row;
      const { name, owner } = nameParts(entry.what);
      const hasMore = below > 0 || repeats > 1;
      const isSelected = entry.number === context.selected() && (repeats === 1 || !isOpen);
      return html`<div
        class="call"
        role="row"
        id=${`call-${at}`}
        aria-rowindex=${at + 1}
        aria-level=${level}
        aria-expanded=${hasMore ? isOpen : nothing}
        aria-selected=${isSelected}
        aria-label=${nameOf(row)}
        data-number=${entry.number}
        data-kind=${entry.kind}
        style=${`transform:translateY(${start}px);--level:${level - 1}`}
        @click=${() => (repeats > 1 ? toggle(row) : context.select(entry.number))}
        @dblclick=${() => repeats === 1 && toggle(row)}
      >
        <span role="gridcell" class="call-time">${clockText(entry.time)}</span>
        <span role="gridcell" class="call-what">
          ${
            hasMore
              ? html`<span
                  class="twist"
                  aria-hidden="true"
                  @click=${(/** @type {Event} */ event) => {
                    event.stopPropagation();
                    toggle(row);
                  }}
                ></span>`
              : html`<span class="twist-room"></span>`
          }
          ${icon(kinds[entry.kind].icon)}<b>${name}</b>${repeats > 1 ? html`<span class="times">×${repeats}</span>` : nothing}
          ${below ? html`<span class="below">${below}</span>` : nothing}
          ${owner ? html`<span class="muted">${owner}</span>` : nothing}
        </span>
        <span role="gridcell" class="call-summary">${entry.summary}</span>
        <span role="gridcell" class="call-caller">${entry.caller}</span>
        <span role="gridcell" class="call-duration">${entry.duration || entry.pending ? durationText(entry) : ""}</span>
      </div>`;
    }

    /** @param {string} label @param {"kind" | "caller" | "session"} key @param {string[]} values @param {(value: string) => string} [word] */
    function choice(label, key, values, word = (value) => value) {
      const chosen = chosenValue(context.filter(), key);
      const offered = values.some((value) => value.toLowerCase() === chosen) || !chosen ? values : [chosen, ...values];
      return html`<select
        aria-label=${label}
        @change=${(/** @type {Event} */ event) =>
          context.seek(withValue(context.filter(), key, /** @type {HTMLSelectElement} */ (event.currentTarget).value))}
      >
        <option value="" ?selected=${!chosen}>${label}: all</option>
        ${offered.map((value) => html`<option value=${value} ?selected=${value.toLowerCase() === chosen}>${word(value)}</option>`)}
      </select>`;
    }

    function filters() {
      const entries = context.log.entries();
      const callers = [...new Set(entries.map(({ caller }) => caller))].sort();
      const sessions = [
        ...new Set(
          entries.flatMap(
            ({ result, changes }) => `${result}${changes.join()}`.slice(0, 600).match(/session-id-\d+/g) ?? [],
          ),
        ),
      ];
      return html`<div class="calls-bar" role="search" aria-label="Filter the calls">
        <input
          type="search"
          aria-label="Filter calls"
          placeholder="Filter: words, -getFocusedSession, method:create"
          autocomplete="off"
          spellcheck="false"
          .value=${context.filter()}
          @input=${(/** @type {Event} */ event) => context.seek(/** @type {HTMLInputElement} */ (event.currentTarget).value)}
        />
        ${choice("Kind", "kind", ["problem", ...Object.keys(kinds)], (value) => kinds[/** @type {keyof typeof kinds} */ (value)]?.word ?? "Problems")}
        ${choice("Caller", "caller", callers)}
        ${choice(
          "Session",
          "session",
          sessions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
        )}
      </div>`;
    }

    function words() {
      const all = context.log.entries().length;
      const problems = context.log.entries().filter(({ kind }) => isProblem(kind)).length;
      if (context.log.failure()) return context.log.failure();
      return `${counted(all, "entry", "entries")}${problems ? `, ${counted(problems, "problem")}` : ""}`;
    }

    function list() {
      const items = virtualizer?.getVirtualItems() ?? [];
      const at = selectedAt();
      const isShown = items.some(({ index }) => index === at);
      return html`<div class="calls-list">
        <div class="calls-head" aria-hidden="true">
          <span>Time</span><span class="head-what">What</span><span>Summary</span><span>Caller</span><span class="call-duration">Took</span>
        </div>
        <div class="calls-scroll" role="treegrid" aria-label="Calls, newest last" aria-rowcount=${rows.length}
          tabindex="0" aria-activedescendant=${isShown ? `call-${at}` : nothing} @keydown=${moveThroughList}>
          <div role="rowgroup" class="calls-room" style=${`height:${rows.length * ROW_HEIGHT}px`}>
            ${repeat(
              items.filter(({ index }) => rows[index]),
              ({ index }) => `${rows[index].key} ${rows[index].repeats > 1}`,
              ({ index, start }) => line(rows[index], index, start),
            )}
          </div>
          ${rows.length === 0 ? html`<p class="empty">${context.log.entries().length ? "No entry matches." : "No calls yet."}</p>` : nothing}
        </div>
      </div>`;
    }

    return {
      words,
      content() {
        makeRows();
        if (virtualizer) {
          virtualizer.setOptions(options());
          virtualizer._willUpdate();
        }
        const selected = context.log.entries().find(({ number }) => number === context.selected());
        return html`<div class="calls" ?data-detailed=${selected !== undefined}>
          ${filters()}
          <div class="calls-parts">
            ${list()} ${selected ? detail(selected, context) : nothing}
          </div>
        </div>`;
      },
      /** @param {Element} root */
      drawn(root) {
        const isNew = !scroller?.isConnected;
        mount(root.querySelector(".calls-scroll") ?? undefined);
        if (scroller && follows && context.selected() === undefined) scroller.scrollTop = scroller.scrollHeight;
        reveal();
        if (isNew) context.redraw();
      },
      /** Lines were put above those that are seen. */
      keepPlace(/** @type {() => void} */ change) {
        const before = rows.length;
        change();
        makeRows();
        if (scroller && !follows) scroller.scrollTop += (rows.length - before) * ROW_HEIGHT;
      },
    };
  },
};
