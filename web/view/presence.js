import { html, nothing } from "lit-html";

/**
 * @import { PresenceView } from "../types/snapshot"
 * @import { Gesture } from "./workspace.js"
 */

/** Anything that is not a colour would be a declaration of its own. @param {string} color */
const dot = (color) =>
  html`<span
    class="presence-dot"
    style=${CSS.supports("color", color) ? `background-color: ${color}` : nothing}
  ></span>`;

/** @param {HTMLElement} menu */
const itemsOf = (menu) => /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[role=menuitemradio]")]);

/**
 * Arrow keys, Home, End and a letter move through the menu, Tab leaves it. Escape is the browser's.
 *
 * @param {KeyboardEvent} event
 */
function moveThroughMenu(event) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Tab") {
    closeMenu();
    return;
  }
  const items = itemsOf(menu);
  const at = items.indexOf(/** @type {HTMLElement} */ (event.target));
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  const to = new Map([
    ["ArrowUp", items.at(at - 1)],
    ["ArrowDown", after[0]],
    ["Home", items[0]],
    ["End", items.at(-1)],
  ]);
  const target = to.has(event.key) ? to.get(event.key) : after.find((item) => startsWith(item, event.key));
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** @param {HTMLElement} item @param {string} key */
const startsWith = (item, key) =>
  key.length === 1 && key !== " " && item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase());

/** @param {HTMLElement} menu */
function focusCurrent(menu) {
  if (menu.contains(document.activeElement)) return;
  const items = itemsOf(menu);
  (items.find((item) => item.ariaChecked === "true") ?? items[0])?.focus();
}

const closeMenu = () => document.getElementById("presence-menu")?.hidePopover();

/** @param {Event} event */
function whenToggled(event) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  const isOpen = menu.matches(":popover-open");
  document.getElementById("presence-button")?.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) {
    focusCurrent(menu);
    // A press inside a provider's frame is not seen here, but the window loses the focus to it.
    addEventListener("blur", closeMenu);
  } else removeEventListener("blur", closeMenu);
}

/** @param {KeyboardEvent} event */
function openByArrow(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const menu = /** @type {HTMLElement} */ (document.getElementById("presence-menu"));
  menu.showPopover();
  focusCurrent(menu);
}

/**
 * The agent's presence, as a button with the menu of what it may be.
 *
 * @param {PresenceView} presence
 * @param {Gesture} gesture
 */
export function presenceSelector(presence, gesture) {
  const current = presence.options.find((option) => option.id === presence.current);
  const text = current?.text ?? "Unknown";
  return html`<div class="presence">
    <button
      type="button"
      id="presence-button"
      class="presence-button"
      aria-label=${`Presence: ${text}`}
      aria-haspopup="menu"
      aria-expanded="false"
      aria-controls="presence-menu"
      popovertarget="presence-menu"
      title=${`Presence: ${text}`}
      @keydown=${openByArrow}
    >
      ${dot(current?.color ?? "")}<span class="presence-text">${text}</span>
    </button>
    <div
      id="presence-menu"
      class="presence-menu"
      role="menu"
      aria-label="Presence"
      popover="auto"
      @toggle=${whenToggled}
      @keydown=${moveThroughMenu}
    >
      ${presence.options.map(
        (option) => html`<button
          type="button"
          role="menuitemradio"
          class="presence-option"
          data-presence-id=${option.id}
          aria-checked=${option.id === presence.current}
          tabindex="-1"
          @click=${() => {
            closeMenu();
            gesture("setPresence", option.id);
          }}
        >
          ${dot(option.color)}<span>${option.text}</span>
        </button>`,
      )}
    </div>
  </div>`;
}
