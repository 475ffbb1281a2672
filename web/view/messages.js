import { html, nothing } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { repeat } from "lit-html/directives/repeat.js";
import { webLink } from "./fields.js";
import { icon } from "./icons.js";

/**
 * @import { MessageView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 * @import { IconName } from "./icons.js"
 */

/** @type {Record<MessageView["kind"], IconName>} */
const kindIcon = { info: "explanation", warning: "warning", error: "error" };

/** What cannot be a link is shown as it is. @param {MessageView["action"]} action */
const actionTemplate = (action) =>
  action
    ? html`<span class="message-action"
        >${webLink(action.label || action.url, action.url) ?? `${action.label} (${action.url})`}</span
      >`
    : nothing;

/** Takes a message away. @param {string} name @param {() => void} dismiss */
export const dismissButton = (name, dismiss) =>
  html`<fluent-button
    slot="dismiss"
    role="button"
    appearance="transparent"
    size="small"
    icon-only
    aria-label=${name}
    title=${name}
    @click=${dismiss}
    >${icon("close")}</fluent-button
  >`;

/** Stays until it is answered, or the presence is another one. @param {string} text @param {AgentAction} act */
const alertTemplate = (text, act) =>
  html`<fluent-message-bar data-alert data-kind="warning" intent="warning" role="alert">
    <span slot="icon">${icon("warning")}</span>
    <span class="message-text">${text}</span>
    <fluent-button slot="actions" role="button" size="small" @click=${() => act("answerAlert")}
      >Reset presence</fluent-button
    >
  </fluent-message-bar>`;

/**
 * Messages about what could not be done, until the agent dismisses them. Warnings and errors are
 * announced at once, others when the screen reader has a pause.
 *
 * @param {unknown} hint stands above the others
 * @param {string | null} alert why the workspace has changed the presence
 * @param {MessageView[]} messages
 * @param {AgentAction} act
 */
export function messageList(hint, alert, messages, act) {
  return html`<div class="messages" data-zone="messages">
    ${hint}
    ${alert === null ? nothing : keyed(alert, alertTemplate(alert, act))}
    ${repeat(
      messages,
      (message) => message.id,
      (message) => html`<fluent-message-bar
        data-message-id=${message.id}
        data-kind=${message.kind}
        intent=${message.kind}
        role=${message.kind === "info" ? "status" : "alert"}
      >
        <span slot="icon">${icon(kindIcon[message.kind])}</span>
        <span class="message-text">${message.text}</span>
        ${actionTemplate(message.action)}
        ${dismissButton("Dismiss message", () => act("dismissMessage", message.id))}
      </fluent-message-bar>`,
    )}
  </div>`;
}
