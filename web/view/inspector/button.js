import { html, nothing } from "lit-html";
import { icon } from "../icons.js";
import { answerWindows } from "./channel.js";
import { createInspector } from "./inspector.js";

/**
 * @import { AgentAction } from "../workspace.js"
 * @import { LogSource } from "./log.js"
 *
 * @typedef {LogSource & { troubles: () => number }} InspectorSource `troubles` tells how many refusals and failures there were
 */

/** How often the button looks for refusals and failures, in milliseconds. */
const LOOK_EVERY = 1_000;

/** Where a window of its own finds the workspace's log, on its opener. */
export const INSPECTED = Symbol.for("cif-emulator.inspected");

/**
 * The inspector's button, and the inspector once it is open.
 *
 * @param {HTMLElement} host the view's element
 * @param {InspectorSource} source
 * @param {AgentAction} act
 * @param {() => void} redraw shows the last snapshot again
 * @param {AbortSignal} replaced aborted once another view takes the place of this one
 */
export function createInspectorButton(host, source, act, redraw, replaced) {
  const inspector = createInspector(source, act, { close: toggle, openWindow });
  let isOpen = false;
  let seen = source.troubles();
  let count = 0;
  Object.assign(window, { [INSPECTED]: { source, act } });
  answerWindows({ source, act }, replaced);
  const looking = setInterval(look, LOOK_EVERY);
  replaced.addEventListener("abort", () => clearInterval(looking));

  function look() {
    const troubles = source.troubles();
    if (isOpen) seen = troubles;
    if (troubles - seen === count) return;
    count = troubles - seen;
    redraw();
  }

  function toggle() {
    isOpen = !isOpen;
    look();
    redraw();
    if (isOpen) inspector.open();
    else inspector.close();
    const target = isOpen ? "#inspector [role=tab][aria-selected=true]" : "#inspector-button";
    /** @type {HTMLElement | null} */ (host.querySelector(target))?.focus();
  }

  function openWindow() {
    open("?inspector=window", "cif-emulator-inspector", "popup,width=1100,height=720");
    toggle();
  }

  /** For the foot of the rail. */
  const button = () =>
    html`<button
      type="button"
      id="inspector-button"
      class="rail-button"
      aria-expanded=${isOpen}
      aria-controls=${isOpen ? "inspector" : nothing}
      title="Inspector"
      aria-description=${count ? (count === 1 ? "1 refusal or failure" : `${count} refusals and failures`) : nothing}
      data-count=${count > 99 ? "99+" : count || nothing}
      @click=${toggle}
    >
      ${icon("log")}<span>Inspector</span>
    </button>`;

  /** Opens it at one of its tabs. @param {string} tab */
  function show(tab) {
    if (!isOpen) toggle();
    inspector.choose(tab);
  }

  return { button, show, region: () => (isOpen ? inspector.element : nothing) };
}
