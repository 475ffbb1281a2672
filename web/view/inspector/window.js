import { html, render } from "lit-html";
import { registerComponents } from "../components.js";
import { followColorScheme } from "../theme.js";
import { INSPECTED } from "./button.js";
import { createInspector } from "./inspector.js";

/** How often the window looks whether its workspace has started anew, in milliseconds. */
const LOOK_EVERY = 500;

/** The workspace that has opened this window. @returns {{ source: import("./log.js").LogSource, act: import("../workspace.js").AgentAction } | undefined} */
function inspected() {
  try {
    return /** @type {any} */ (window.opener)?.[INSPECTED];
  } catch {
    // The opener shows another site by now.
    return undefined;
  }
}

/**
 * Shows the inspector alone: its data are those of the workspace that has opened the window.
 *
 * @param {HTMLElement} root
 */
export function showInspectorWindow(root) {
  registerComponents();
  followColorScheme();
  document.title = "Inspector (emulated)";
  /** @type {ReturnType<typeof inspected>} */
  let shown;
  /** @type {ReturnType<typeof createInspector> | undefined} */
  let inspector;

  function look() {
    const found = inspected();
    if (found && found === shown) return;
    inspector?.close();
    shown = found;
    if (found) {
      inspector = createInspector(found.source, found.act, { close: () => close(), dock: "window" });
      root.replaceChildren(inspector.element);
      inspector.open();
    } else if (!inspector) {
      render(
        html`<p class="inspector-alone">
          This window shows what a workspace does. Open it from there: "Inspector", then "Open in a window of its own".
        </p>`,
        root,
      );
    }
  }

  look();
  setInterval(look, LOOK_EVERY);
}
