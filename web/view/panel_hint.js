import { html, nothing } from "lit-html";
import { icon } from "./icons.js";
import { dismissButton } from "./messages.js";

/**
 * @import { PanelView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 */

const READ = "cif-emulator.panel-hint-read";

function wasRead() {
  try {
    return localStorage.getItem(READ) !== null;
  } catch {
    // Storage is refused to some embedded pages.
    return false;
  }
}

/** @returns {boolean} whether it will be known the next time */
function keepRead() {
  try {
    localStorage.setItem(READ, "yes");
    return true;
  } catch {
    return false;
  }
}

/**
 * Says, at the first time, why a provider's panel is small and how it is made larger.
 *
 * @param {AgentAction} act
 * @param {() => void} redraw shows the last snapshot again
 */
export function createPanelHint(act, redraw) {
  /** Remembered here where there is no storage. */
  let isRead = false;

  function read() {
    isRead = !keepRead();
    redraw();
  }

  function dock() {
    read();
    act("togglePanel");
  }

  /** @param {PanelView} panel */
  return function panelHint({ mode, shown, providers }) {
    const provider = providers.find(({ id }) => id === shown);
    if (mode !== "minimized" || !provider || isRead || wasRead()) return nothing;
    const name = provider.label || provider.id;
    return html`<fluent-message-bar data-hint="panel" data-kind="info" intent="info" role="note">
      <span slot="icon">${icon("explanation")}</span>
      <span class="message-text"
        >The panel of ${name} is minimized. The provider docks it with setMode(1); home_panel_state = "docked" in the
        configuration docks it from the start.</span
      >
      <fluent-button slot="actions" role="button" size="small" @click=${dock}>Dock the panel</fluent-button>
      ${dismissButton("Hide this hint", read)}
    </fluent-message-bar>`;
  };
}
