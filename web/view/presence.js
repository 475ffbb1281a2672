import { html, nothing } from "lit-html";
import { menuButton } from "./menu.js";

/**
 * @import { PresenceOption, PresenceView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 */

/** What stands in a presence's dot; a busy one is full. @type {Record<PresenceOption["mark"], string>} */
const marks = {
  available: "m3.6 6.2 1.7 1.7 3.1-3.4",
  busy: "",
  "do-not-disturb": "M3.4 6h5.2",
  away: "M6 3.2V6l1.8 1.4",
  offline: "m4.2 4.2 3.6 3.6M7.8 4.2 4.2 7.8",
};

/**
 * A mark that says by its shape, too, what its colour says.
 *
 * Anything that is not a colour would be a declaration of its own.
 *
 * @param {string} color
 * @param {PresenceOption["mark"]} mark
 */
const dot = (color, mark) =>
  html`<span
    class="presence-dot"
    data-mark=${mark}
    style=${CSS.supports("color", color) ? `background-color: ${color}` : nothing}
    ><svg viewBox="0 0 12 12" aria-hidden="true"><path d=${marks[mark]} /></svg
  ></span>`;

/**
 * The agent's presence, as a button with the menu of what it may be.
 *
 * @param {PresenceView} presence
 * @param {AgentAction} act
 */
export function presenceSelector(presence, act) {
  const current = presence.options.find((option) => option.id === presence.current);
  const text = current?.text ?? "Unknown";
  return menuButton(
    {
      id: "presence-button",
      className: "presence-button",
      name: `Presence: ${text}`,
      menuName: "Presence",
      face: html`${dot(current?.color ?? "", current?.mark ?? "offline")}<span class="presence-text">${text}</span>`,
    },
    presence.options.map((option) => ({
      content: html`${dot(option.color, option.mark)}<span>${option.text}</span>`,
      checked: option.id === presence.current,
      value: option.id,
      choose: () => act("setPresence", option.id),
    })),
  );
}
