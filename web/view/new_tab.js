import { html } from "lit-html";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";

/**
 * @import { TabTemplateEntry } from "../generated/types"
 * @import { AgentAction } from "./workspace.js"
 */

const ID = "new-tab-button";
/** Room that the menu is given, in pixels. */
const MENU_WIDTH = 280;

/** Puts the menu under its button, wherever that is. */
function placeMenu() {
  const button = /** @type {HTMLElement} */ (document.getElementById(ID));
  const menu = /** @type {HTMLElement} */ (document.getElementById(`${ID}-menu`));
  const { left, right, bottom } = button.getBoundingClientRect();
  const start = button.matches(":dir(rtl)") ? innerWidth - right : left;
  menu.style.setProperty("--menu-start", `${Math.max(8, Math.min(start, innerWidth - MENU_WIDTH - 8))}px`);
  menu.style.setProperty("--menu-top", `${bottom + 4}px`);
}

/**
 * The "+" beside the tabs, with a menu of the templates that the agent's profile offers. Templates may change
 * while the workspace runs: they are read when the menu opens.
 *
 * @param {() => TabTemplateEntry[]} read
 * @param {AgentAction} act
 * @param {() => void} redraw shows the last snapshot again
 */
export function createNewTabButton(read, act, redraw) {
  /** @type {TabTemplateEntry[]} */
  let templates = [];

  function beforeOpen() {
    templates = read();
    redraw();
    placeMenu();
  }

  return () =>
    menuButton(
      { id: ID, className: "tool", name: "New tab", menuName: "Tab templates", face: icon("add"), beforeOpen },
      templates.map(({ name, label }) => ({
        content: html`<span>${label}</span>`,
        value: name,
        choose: () => act("openTab", name),
      })),
    );
}
