import { html, nothing } from "lit-html";

/**
 * A button that opens a menu.
 *
 * @typedef {object} MenuButton
 * @property {string} id of the button; the menu's is made from it
 * @property {string} className of the button
 * @property {string} name what the button is called
 * @property {string} menuName what the menu is called
 * @property {unknown} face what the button shows
 * @property {() => void} [beforeOpen]
 *
 * @typedef {object} MenuItem
 * @property {unknown} content
 * @property {() => void} choose
 * @property {boolean} [checked] makes it one of those of which one is chosen
 * @property {string} [value] names it in the page, `data-value`
 */

/** @param {HTMLElement} menu */
const itemsOf = (menu) => /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[role^=menuitem]")]);

/** @param {string} id */
const menuOf = (id) => document.getElementById(`${id}-menu`);

/**
 * Arrow keys, Home, End and a letter move through the menu, Tab leaves it. Escape is the browser's.
 *
 * @param {KeyboardEvent} event
 */
function moveThroughMenu(event) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Tab") {
    menu.hidePopover();
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

/** Closes whichever menu is open. */
function closeMenus() {
  for (const menu of document.querySelectorAll(".menu:popover-open")) /** @type {HTMLElement} */ (menu).hidePopover();
}

/** @param {Event} event @param {string} id */
function whenToggled(event, id) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  const isOpen = menu.matches(":popover-open");
  document.getElementById(id)?.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) {
    focusCurrent(menu);
    // A press inside a provider's frame is not seen here, but the window loses the focus to it.
    addEventListener("blur", closeMenus);
  } else removeEventListener("blur", closeMenus);
}

/** @param {KeyboardEvent} event @param {string} id */
function openByArrow(event, id) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const menu = /** @type {HTMLElement} */ (menuOf(id));
  menu.showPopover();
  focusCurrent(menu);
}

/** @param {MenuItem} item @param {string} id */
const itemTemplate = (item, id) =>
  html`<button
    type="button"
    role=${item.checked === undefined ? "menuitem" : "menuitemradio"}
    class="menu-item"
    data-value=${item.value ?? nothing}
    aria-checked=${item.checked ?? nothing}
    tabindex="-1"
    @click=${() => {
      menuOf(id)?.hidePopover();
      item.choose();
    }}
  >
    ${item.content}
  </button>`;

/**
 * A button with a menu under it.
 *
 * @param {MenuButton} button
 * @param {MenuItem[]} items
 */
export const menuButton = ({ id, className, name, menuName, face, beforeOpen }, items) =>
  html`<div class="menu-place">
    <button
      type="button"
      id=${id}
      class=${className}
      aria-label=${name}
      aria-haspopup="menu"
      aria-expanded="false"
      aria-controls=${`${id}-menu`}
      popovertarget=${`${id}-menu`}
      title=${name}
      @keydown=${(/** @type {KeyboardEvent} */ event) => openByArrow(event, id)}
    >
      ${face}
    </button>
    <div
      id=${`${id}-menu`}
      class="menu"
      role="menu"
      aria-label=${menuName}
      popover="auto"
      @beforetoggle=${(/** @type {ToggleEvent} */ event) => event.newState === "open" && beforeOpen?.()}
      @toggle=${(/** @type {Event} */ event) => whenToggled(event, id)}
      @keydown=${moveThroughMenu}
    >
      ${items.map((item) => itemTemplate(item, id))}
    </div>
  </div>`;
