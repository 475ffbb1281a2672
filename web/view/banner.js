import { html, nothing } from "lit-html";
import { icon, waffle } from "./icons.js";
import { presenceSelector } from "./presence.js";

/**
 * @import { Snapshot } from "../types/snapshot"
 * @import { Gesture } from "./workspace.js"
 */

/** @param {SubmitEvent} event @param {Gesture} gesture */
function submitSearch(event, gesture) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const text = new FormData(form).get("text");
  if (typeof text === "string" && text.trim()) gesture("search", text.trim());
}

/**
 * The bar across the top. It says that the workspace is emulated, for as long as it is on the screen.
 *
 * @param {Snapshot} snapshot
 * @param {Gesture} gesture
 */
export function banner(snapshot, gesture) {
  return html`<header class="banner">
    <span class="launcher">${waffle}</span>
    <span class="product" title=${snapshot.title}>${snapshot.title}</span>
    <fluent-badge
      class="emulated"
      appearance="outline"
      shape="rounded"
      title="A local emulator of the workspace: no tenant, no real data"
      >Emulated</fluent-badge
    >
    <form
      class="search"
      role="search"
      @submit=${(/** @type {SubmitEvent} */ event) => submitSearch(event, gesture)}
    >
      ${icon("search")}
      <input
        type="search"
        name="text"
        aria-label="Search records"
        placeholder="Search"
        maxlength="200"
        autocomplete="off"
        spellcheck="false"
      />
    </form>
    ${snapshot.presence ? presenceSelector(snapshot.presence, gesture) : nothing}
    <span
      class="avatar"
      role="img"
      aria-label=${`Signed in as ${snapshot.user.name}`}
      title=${snapshot.user.name}
      >${snapshot.user.initials}</span
    >
  </header>`;
}
