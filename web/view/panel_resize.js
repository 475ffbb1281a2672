import { html } from "lit-html";
import { PANEL } from "../generated/border.js";

/** @import { AgentAction } from "./workspace.js" */

/** Where the panel grows to: to the right, or where the page reads from right to left, to the left. @param {Element} edge */
const outwards = (edge) => (edge.matches(":dir(rtl)") ? -1 : 1);

/** How far a key press moves the edge, in pixels. */
const STEP = 16;
/** So far beyond the widest the pointer folds the panel. */
const BEYOND = 48;

/** The window's width as it was last told: asking for it during a render would lay the page out. */
let windowWidth = 0;

function followWindowWidth() {
  if (windowWidth) return;
  windowWidth = innerWidth;
  addEventListener("resize", () => (windowWidth = innerWidth));
}

/** A wider panel folds itself away. */
const widest = () => Math.max(PANEL.least, Math.floor(windowWidth * PANEL.share));

/** @param {number} width in pixels, that the pointer asks for */
const isFolded = (width) => width > widest() + BEYOND;

/** @param {number} width */
const within = (width) => Math.round(Math.min(widest(), Math.max(PANEL.least, width)));

/**
 * Follows the pointer until it is released; the model hears of the width then, and only if it is another.
 *
 * @param {PointerEvent} down
 * @param {AgentAction} act
 */
function drag(down, act) {
  if (down.button !== 0) return;
  down.preventDefault();
  const handle = /** @type {HTMLElement} */ (down.currentTarget);
  const panel = /** @type {HTMLElement} */ (handle.parentElement);
  const workspace = /** @type {HTMLElement} */ (handle.closest(".workspace"));
  const before = panel.style.getPropertyValue("--panel-width");
  const start = panel.getBoundingClientRect().width;
  const listening = new AbortController();
  const { signal } = listening;
  let asked = start;

  /** @param {boolean} keep */
  function end(keep) {
    listening.abort();
    // The frames hear the pointer again.
    workspace.removeAttribute("data-resizing");
    const width = isFolded(asked) ? Math.round(asked) : within(asked);
    if (keep && asked !== start && width !== start) act("resizePanel", width);
    else panel.style.setProperty("--panel-width", before);
  }

  workspace.setAttribute("data-resizing", "");
  handle.focus();
  handle.setPointerCapture(down.pointerId);
  handle.addEventListener(
    "pointermove",
    (move) => {
      asked = start + (move.clientX - down.clientX) * outwards(handle);
      panel.style.setProperty("--panel-width", `${within(asked)}px`);
      workspace.setAttribute("data-resizing", isFolded(asked) ? "fold" : "");
    },
    { signal },
  );
  handle.addEventListener("pointerup", () => end(true), { signal });
  handle.addEventListener("lostpointercapture", () => end(false), { signal });
  handle.addEventListener("keydown", (event) => event.key === "Escape" && end(false), { signal });
}

/**
 * @param {KeyboardEvent} event
 * @param {number} width
 * @param {AgentAction} act
 */
function resizeByKey(event, width, act) {
  const step = STEP * outwards(/** @type {Element} */ (event.currentTarget));
  const to = new Map([
    ["ArrowLeft", width - step],
    ["ArrowRight", width + step],
    ["Home", PANEL.least],
    ["End", widest()],
  ]).get(event.key);
  if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (within(to) !== width) act("resizePanel", within(to));
}

/**
 * The panel's outer edge, to be dragged or moved with the arrow keys, Home and End.
 *
 * @param {number} width the panel's, in pixels
 * @param {AgentAction} act
 */
export function resizeHandle(width, act) {
  followWindowWidth();
  return html`<div
    class="panel-edge"
    role="separator"
    aria-label="Width of the communication panel"
    aria-orientation="vertical"
    aria-controls="panel-stage"
    aria-valuenow=${within(width)}
    aria-valuemin=${PANEL.least}
    aria-valuemax=${widest()}
    aria-valuetext=${`${width} pixels`}
    tabindex="0"
    title="Drag, or use the arrow keys"
    @pointerdown=${(/** @type {PointerEvent} */ event) => drag(event, act)}
    @keydown=${(/** @type {KeyboardEvent} */ event) => resizeByKey(event, width, act)}
  ></div>`;
}
