import { html, render } from "lit-html";
import { registerComponents } from "../components.js";
import { followColorScheme } from "../theme.js";
import { INSPECTED } from "./button.js";
import { createSeeker, distant } from "./channel.js";
import { createInspector } from "./inspector.js";

/**
 * @import { Found, Inspected } from "./channel.js"
 */

/** How often the window looks whether its workspace has started anew, in milliseconds. */
const LOOK_EVERY = 500;

/** The workspace that has opened this window. @returns {Inspected | undefined} */
function opener() {
  try {
    return /** @type {any} */ (window.opener)?.[INSPECTED];
  } catch {
    // The opener shows another site by now.
    return undefined;
  }
}

/**
 * Shows the inspector alone: its data are those of the workspace that has opened the window, else of one of the same
 * origin in another window.
 *
 * @param {HTMLElement} root
 */
export function showInspectorWindow(root) {
  registerComponents();
  followColorScheme();
  document.title = "Inspector (emulated)";
  /** @type {Inspected | undefined} */
  let shown;
  /** @type {ReturnType<typeof createInspector> | undefined} */
  let inspector;
  /** @type {ReturnType<typeof distant> | undefined} */
  let far;
  const seeker = createSeeker();
  /** Shown while there is no inspector. */
  const words = document.createElement("div");

  /** @param {Inspected} found */
  function show(found) {
    inspector?.close();
    shown = found;
    inspector = createInspector(found.source, found.act, { close: () => close(), dock: "window" });
    root.replaceChildren(inspector.element);
    inspector.open();
  }

  /** @param {Pick<Found, "page">} found */
  function follow({ page }) {
    far = distant(page, leave, () => {
      leave();
      follow({ page });
    });
    show(far);
  }

  /** The workspace in the other window is gone, or another one takes its place. */
  function leave() {
    far?.close();
    inspector?.close();
    far = inspector = shown = undefined;
  }

  /** One workspace is shown at once; of several the reader chooses. */
  function seek() {
    const found = seeker.answers();
    if (found.length === 1) return follow(found[0]);
    if (!words.isConnected) root.replaceChildren(words);
    render(
      html`<div class="inspector-alone">
        ${
          found.length
            ? html`<p>Several workspaces are open. Which one?</p>
              ${found.map((each) => html`<button type="button" @click=${() => follow(each)}><b>${each.title}</b> <span class="muted">${each.address}</span></button>`)}`
            : html`<p>
              This window shows what a workspace does, and no workspace is open at this address. Open one, or, where a page
              of another site embeds it, press "Inspector" there and then "Open in a window of its own".
            </p>`
        }
      </div>`,
      words,
    );
  }

  function look() {
    const found = opener();
    if (found && found !== shown) {
      if (far) leave();
      show(found);
    } else if (!inspector) seek();
  }

  look();
  setInterval(look, LOOK_EVERY);
}
