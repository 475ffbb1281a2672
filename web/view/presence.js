import { html, nothing } from "lit-html";
import { menuButton } from "./menu.js";

/**
 * @import { PresenceView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 */

/** Anything that is not a colour would be a declaration of its own. @param {string} color */
const dot = (color) =>
  html`<span
    class="presence-dot"
    style=${CSS.supports("color", color) ? `background-color: ${color}` : nothing}
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
      face: html`${dot(current?.color ?? "")}<span class="presence-text">${text}</span>`,
    },
    presence.options.map((option) => ({
      content: html`${dot(option.color)}<span>${option.text}</span>`,
      checked: option.id === presence.current,
      value: option.id,
      choose: () => act("setPresence", option.id),
    })),
  );
}
