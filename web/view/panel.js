import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { webAddress } from "./fields.js";
import { icon } from "./icons.js";
import { resizeHandle } from "./panel_resize.js";

/**
 * @import { PanelView, ProviderView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 */

/** An empty Channel URL would be an address, too: the workspace's own. @param {ProviderView} provider */
const pageAddress = (provider) => (provider.url.trim() ? webAddress(provider.url) : null);

/** @param {ProviderView} provider */
const nameOf = (provider) => provider.label || provider.id;

/**
 * A provider's page. It is never taken out of the page or moved in it, which would load it anew, and never
 * without a box, which would slow it down and let it measure itself as nothing.
 *
 * @param {ProviderView} provider
 * @param {boolean} isShown
 */
function providerFrame(provider, isShown) {
  const url = pageAddress(provider);
  if (!url) return nothing;
  return html`<iframe
    class="provider-frame"
    data-provider=${provider.id}
    ?data-shown=${isShown}
    title=${nameOf(provider)}
    sandbox=${provider.sandbox}
    allow=${provider.allow}
    src=${url.href}
  ></iframe>`;
}

/** @param {ProviderView} provider */
function statusText(provider) {
  if (provider.state === "ready") return "";
  if (provider.problem) return provider.problem;
  if (!pageAddress(provider))
    return `The Channel URL “${provider.url}” cannot be shown: it has to begin with https:// or http://.`;
  return provider.state === "waiting" ? `Waiting for ${nameOf(provider)}…` : `${nameOf(provider)} has not answered.`;
}

/** @param {PanelView["mode"]} mode @param {AgentAction} act */
function toggleButton(mode, act) {
  const docked = mode === "docked";
  return html`<button
    type="button"
    class="tool"
    aria-label=${docked ? "Minimize communication panel" : "Restore communication panel"}
    title=${docked ? "Minimize" : "Restore"}
    aria-expanded=${mode !== "collapsed"}
    aria-controls="panel-stage"
    @click=${() => act("togglePanel")}
  >
    ${icon(docked ? "minimize" : "restore")}
  </button>`;
}

/** @param {ProviderView} provider */
const troubleMark = (provider) =>
  provider.state === "silent" || !pageAddress(provider)
    ? html`<span class="trouble" role="img" aria-label="Not connected" title="Not connected"
        >${icon("warning")}</span
      >`
    : nothing;

/**
 * The communication panel with all providers' frames.
 *
 * @param {AgentAction} act
 * @param {() => void} redraw shows the last snapshot again
 */
export function createPanel(act, redraw) {
  /** Ids as they came: the frames stay in this order, whatever the snapshot's is. @type {string[]} */
  let order = [];
  /** The status that the agent has put aside. */
  let putAside = "";

  /** @param {ProviderView[]} providers */
  function inOrder(providers) {
    const byId = new Map(providers.map((provider) => [provider.id, provider]));
    order = [...new Set([...order, ...byId.keys()])].filter((id) => byId.has(id));
    return order.map((id) => /** @type {ProviderView} */ (byId.get(id)));
  }

  /** @param {ProviderView} provider */
  function status(provider) {
    const text = statusText(provider);
    const key = `${provider.id} ${text}`;
    if (!text || key === putAside) return nothing;
    const isProblem = provider.state !== "waiting" || !pageAddress(provider) || provider.problem !== "";
    return html`<div class="panel-status" data-state=${isProblem ? "problem" : "waiting"}>
      ${icon(isProblem ? "warning" : "waiting")}
      <p>${text}</p>
      <button
        type="button"
        class="close"
        aria-label="Hide this message"
        title="Hide"
        @click=${() => {
          putAside = key;
          redraw();
        }}
      >
        ${icon("close")}
      </button>
    </div>`;
  }

  /** @param {PanelView} panel */
  return function communicationPanel(panel) {
    const shown = panel.providers.find((provider) => provider.id === panel.shown);
    return html`<section
      class="communication-panel"
      aria-label="Communication panel"
      data-mode=${panel.mode}
      data-zone="panel"
      ?data-shown=${shown !== undefined && panel.mode !== "hidden"}
      style=${live(`--panel-width: ${panel.width}px`)}
    >
      <header class="panel-header">
        <h2 title=${shown ? nameOf(shown) : nothing}>${shown ? nameOf(shown) : nothing}</h2>
        ${shown ? troubleMark(shown) : nothing} ${toggleButton(panel.mode, act)}
      </header>
      <div class="panel-stage" id="panel-stage">
        ${repeat(
          inOrder(panel.providers),
          (provider) => provider.id,
          (provider) => providerFrame(provider, provider === shown),
        )}
        <div role="status">${shown ? status(shown) : nothing}</div>
      </div>
      ${resizeHandle(panel.width, act)}
    </section>`;
  };
}
