import { html, nothing } from "lit-html";
import { detail } from "./detail.js";
import { createFilter } from "./filter.js";
import { lanesOf } from "./lanes.js";
import { clockText, durationText, kinds } from "./words.js";

/**
 * @import { InspectorTab } from "./inspector.js"
 * @import { Bar } from "./lanes.js"
 */

/** The least width of a bar, in pixels: most calls take less than a pixel's time. */
const LEAST = 4;
/** A bar as wide has room for its text. */
const ROOM_FOR_TEXT = 44;
/** Widths of the lanes' names, in pixels: in a wide inspector, and in a narrow one. */
const NAMES = { wide: 148, narrow: 90 };
const NARROW = 560;
const ZOOM = 1.6;
/** Of a longer log the newest are drawn. */
const MOST = 2_000;
/** Distances between marks on the scale, in milliseconds. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5];

/** @param {number} span in milliseconds */
const spanText = (span) => (span < 1000 ? `${span} ms` : span < 60_000 ? `${span / 1000} s` : `${span / 60_000} min`);

/** @param {Bar} bar */
const nameOf = ({ entry, text }) =>
  [kinds[entry.kind].word, text, entry.summary, clockText(entry.time), durationText(entry)].filter(Boolean).join(", ");

/** @type {InspectorTab} */
export const timelineTab = {
  id: "timeline",
  label: "Timeline",
  create(context) {
    /** How much wider than the window the whole time is. */
    let zoom = 1;
    let width = 800;
    /** @type {Element | null} */
    let watched = null;
    const sizes = new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === width) return;
      width = contentRect.width;
      context.redraw();
    });
    /** @type {number | undefined} */
    let revealed;

    /** @param {number} by */
    function zoomBy(by) {
      zoom = by ? Math.min(5_000, Math.max(1, zoom * by)) : 1;
      revealed = undefined;
      context.redraw();
    }

    /** @param {KeyboardEvent} event @param {Bar[][]} lanes */
    function move(event, lanes) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "+" || event.key === "-") return zoomBy(event.key === "+" ? ZOOM : 1 / ZOOM);
      const ordered = lanes.flat().sort((a, b) => a.from - b.from);
      const selected = context.selected();
      const lane = Math.max(
        0,
        lanes.findIndex((bars) => bars.some(({ entry }) => entry.number === selected)),
      );
      const inLane = lanes[lane] ?? [];
      const at = inLane.findIndex(({ entry }) => entry.number === selected);
      const now = inLane[at]?.from ?? ordered[0]?.from ?? 0;
      /** @param {Bar[]} bars */
      const nearest = (bars) => bars.toSorted((a, b) => Math.abs(a.from - now) - Math.abs(b.from - now))[0];
      const to = new Map([
        ["ArrowLeft", () => inLane[Math.max(0, at - 1)]],
        ["ArrowRight", () => inLane[Math.min(inLane.length - 1, at + 1)]],
        ["ArrowUp", () => nearest(lanes.slice(0, lane).findLast((bars) => bars.length) ?? inLane)],
        ["ArrowDown", () => nearest(lanes.slice(lane + 1).find((bars) => bars.length) ?? inLane)],
        ["Home", () => ordered[0]],
        ["End", () => ordered.at(-1)],
      ]).get(event.key)?.();
      if (!to) return;
      event.preventDefault();
      context.select(to.entry.number);
    }

    return {
      words: () => "",
      content() {
        const filter = createFilter(context.filter());
        const entries = context.log
          .entries()
          .slice(-MOST)
          .filter((entry) => !filter.excludes(entry) && filter.wants(entry));
        if (entries.length === 0) {
          return html`<p class="empty">${context.log.entries().length ? "No entry matches the filter." : "No calls yet."}</p>`;
        }
        const begin = entries[0].time;
        const last = entries.reduce((latest, { time, duration }) => Math.max(latest, time + duration), begin);
        const now = entries.some(({ pending }) => pending) && !context.log.fileName() ? Date.now() : last;
        // What has not ended is seen to go on.
        const end = Math.max(last, now) + Math.max(1, last - begin) * 0.04;
        const span = end - begin;
        const names = width < NARROW ? NAMES.narrow : NAMES.wide;
        const room = Math.max(200, width - names - 16) * zoom;
        const scale = room / span;
        const lanes = lanesOf(entries, end);
        const step = STEPS.find((each) => each * scale >= 80) ?? STEPS[STEPS.length - 1];
        const marks = Array.from(
          { length: Math.min(2_000, Math.floor((span - 40 / scale) / step) + 1) },
          (_, at) => at * step,
        );
        const selected = context.selected();
        const chosen = context.log.entries().find(({ number }) => number === selected);

        /** @param {Bar} bar */
        const bar = (bar) => {
          const wide = Math.max(LEAST, (bar.to - bar.from) * scale);
          const isSelected = bar.entry.number === selected;
          return html`<div
            role="option"
            class="bar"
            id=${`bar-${bar.look}-${bar.entry.number}`}
            data-look=${bar.look}
            data-number=${bar.entry.number}
            aria-selected=${isSelected}
            aria-label=${nameOf(bar)}
            title=${nameOf(bar)}
            style=${`inset-inline-start:${(bar.from - begin) * scale}px;width:${wide}px`}
            @click=${() => context.select(bar.entry.number)}
          >${wide >= ROOM_FOR_TEXT ? bar.text : nothing}</div>`;
        };
        const active = lanes.flatMap(({ bars }) => bars).find(({ entry }) => entry.number === selected);
        return html`<div class="timeline" style=${`--lane-names:${names}px`} ?data-detailed=${chosen !== undefined}>
          <div class="timeline-view">
            <div class="timeline-bar">
              <span>${durationText({ duration: last - begin, pending: false })} in all</span>
              <button type="button" class="tool with-text" @click=${() => zoomBy(0)}>Fit</button>
              <button type="button" class="tool" aria-label="Zoom out" title="Zoom out (-)" @click=${() => zoomBy(1 / ZOOM)}>−</button>
              <button type="button" class="tool" aria-label="Zoom in" title="Zoom in (+)" @click=${() => zoomBy(ZOOM)}>+</button>
            </div>
            <div
              class="timeline-scroll"
              role="listbox"
              aria-label="Timeline"
              aria-orientation="horizontal"
              tabindex="0"
              aria-activedescendant=${active ? `bar-${active.look}-${active.entry.number}` : nothing}
              @keydown=${(/** @type {KeyboardEvent} */ event) =>
                move(
                  event,
                  lanes.map(({ bars }) => bars),
                )}
              @wheel=${(/** @type {WheelEvent} */ event) => {
                if (!event.ctrlKey) return;
                event.preventDefault();
                zoomBy(event.deltaY < 0 ? ZOOM : 1 / ZOOM);
              }}
            >
              <div class="timeline-scale" aria-hidden="true" style=${`width:${room + names}px`}>
                ${marks.map((mark) => html`<span style=${`inset-inline-start:${names + mark * scale}px`}>${spanText(mark)}</span>`)}
              </div>
              ${lanes.map(
                ({ name, label, bars }) =>
                  html`<div class="lane" role="group" aria-label=${label} data-lane=${name} style=${`width:${room + names}px`}>
                    <span class="lane-name" title=${label} aria-hidden="true">${label}</span>
                    <div class="lane-bars">${bars.map(bar)}</div>
                  </div>`,
              )}
            </div>
          </div>
          ${chosen ? detail(chosen, context) : nothing}
        </div>`;
      },
      drawn(root) {
        const scroller = root.querySelector(".timeline-scroll");
        if (scroller && scroller !== watched) {
          sizes.disconnect();
          sizes.observe((watched = scroller));
        }
        const selected = context.selected();
        if (selected === revealed) return;
        revealed = selected;
        root.querySelector('.bar[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
      },
    };
  },
};
