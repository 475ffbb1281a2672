import { html } from "lit-html";

/** @import { Dock } from "./inspector.js" */

const STEP = 24;
const LEAST = 220;
/** Of the window's height or width. */
const SHARE = 0.8;

/** @param {boolean} isBelow */
const most = (isBelow) => Math.max(LEAST, Math.floor((isBelow ? innerHeight : innerWidth) * SHARE));

/** @param {number} size @param {boolean} isBelow */
const within = (size, isBelow) => Math.round(Math.min(most(isBelow), Math.max(LEAST, size)));

/**
 * The inspector's edge, to be dragged or moved with the arrow keys, Home and End.
 *
 * @param {HTMLElement} element the inspector
 * @param {Dock} dock
 */
export function resizeEdge(element, dock) {
  const isBelow = dock === "below";
  const size = () => element.getBoundingClientRect()[isBelow ? "height" : "width"];
  const root = document.documentElement;

  /** @param {number} to */
  function resize(to) {
    const pixels = within(to, isBelow);
    root.style.setProperty(isBelow ? "--inspector-height" : "--inspector-width", `${pixels}px`);
    element.querySelector(".inspector-edge")?.setAttribute("aria-valuenow", String(pixels));
  }

  /** @param {PointerEvent} down */
  function drag(down) {
    if (down.button !== 0) return;
    down.preventDefault();
    const edge = /** @type {HTMLElement} */ (down.currentTarget);
    const start = size();
    const listening = new AbortController();
    const { signal } = listening;
    const workspace = edge.closest(".workspace");
    // The frames would take the pointer.
    workspace?.setAttribute("data-resizing", "");
    edge.focus();
    edge.setPointerCapture(down.pointerId);
    const isLeftToRight = getComputedStyle(element).direction !== "rtl";
    edge.addEventListener(
      "pointermove",
      ({ clientX, clientY }) =>
        resize(start + (isBelow ? down.clientY - clientY : (down.clientX - clientX) * (isLeftToRight ? 1 : -1))),
      { signal },
    );
    edge.addEventListener(
      "lostpointercapture",
      () => {
        listening.abort();
        workspace?.removeAttribute("data-resizing");
      },
      { signal },
    );
  }

  /** @param {KeyboardEvent} event */
  function resizeByKey(event) {
    const to = new Map([
      [isBelow ? "ArrowUp" : "ArrowLeft", size() + STEP],
      [isBelow ? "ArrowDown" : "ArrowRight", size() - STEP],
      ["Home", LEAST],
      ["End", most(isBelow)],
    ]).get(event.key);
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    resize(to);
  }

  return html`<div
    class="inspector-edge"
    role="separator"
    aria-label="Size of the inspector"
    aria-orientation=${isBelow ? "horizontal" : "vertical"}
    aria-controls="inspector"
    aria-valuemin=${LEAST}
    aria-valuemax=${most(isBelow)}
    aria-valuenow=${LEAST}
    tabindex="0"
    title="Drag, or use the arrow keys"
    @pointerdown=${drag}
    @keydown=${resizeByKey}
  ></div>`;
}
