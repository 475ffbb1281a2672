import { html, nothing } from "lit-html";
import { pictureOr } from "./icons.js";

/**
 * @import { NotificationView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 *
 * @typedef {object} Countdown
 * @property {number} seconds still left
 * @property {number} rest what is left of the whole time, 0 to 1
 */

/** From so many seconds on the countdown warns. */
const HURRY_SECONDS = 10;

/** @param {number} seconds */
const clockText = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** @param {Countdown} countdown */
const countdownTemplate = ({ seconds, rest }) =>
  html`<span
    class="countdown"
    role="timer"
    aria-live="off"
    aria-label="Time left to answer"
    ?data-hurry=${seconds <= HURRY_SECONDS}
  >
    <svg viewBox="0 0 40 40" aria-hidden="true">
      <circle class="countdown-track" cx="20" cy="20" r="18" />
      <circle
        class="countdown-rest"
        cx="20"
        cy="20"
        r="18"
        pathLength="100"
        stroke-dasharray="100"
        stroke-dashoffset=${Math.round((1 - rest) * 1000) / 10}
      />
    </svg>
    <span>${clockText(seconds)}</span>
  </span>`;

/** @param {NotificationView["fields"]} fields @param {string} elementId */
const fieldsTemplate = (fields, elementId) =>
  html`<dl class="toast-fields" id=${elementId}>
    ${fields.map(
      ({ label, value }) => html`<div><dt title=${label}>${label}</dt><dd title=${value}>${value}</dd></div>`,
    )}
  </dl>`;

/** @param {() => void} ask */
const askTemplate = (ask) =>
  html`<button type="button" class="link ask-desktop" @click=${ask}>Allow desktop notifications</button>`;

/**
 * @param {NotificationView} notification
 * @param {Countdown} left
 * @param {(() => void) | null} askForDesktop null if there is nothing to ask
 * @param {AgentAction} act
 */
export function toast(notification, left, askForDesktop, act) {
  const { id, title, fields, accept, reject } = notification;
  const hasFields = fields.length > 0;
  const answer = (/** @type {boolean} */ accepted) => () => act("answerNotification", id, accepted);
  return html`<div
    class="toast"
    role="alertdialog"
    aria-labelledby=${`notification-${id}-title`}
    aria-describedby=${hasFields ? `notification-${id}-fields` : nothing}
    data-notification-id=${id}
    data-theme=${notification.theme}
    tabindex="-1"
  >
    <div class="toast-header">
      <span class="toast-icon">${pictureOr(notification.icon, notification.ownIcon)}</span>
      <h2 id=${`notification-${id}-title`} title=${title}>${title}</h2>
      ${notification.showCountdown ? countdownTemplate(left) : nothing}
    </div>
    ${hasFields ? fieldsTemplate(fields, `notification-${id}-fields`) : nothing}
    <div class="toast-buttons">
      <fluent-button role="button" appearance="primary" data-answer="accept" @click=${answer(true)}
        >${accept}</fluent-button
      >
      ${
        reject === null
          ? nothing
          : html`<fluent-button role="button" data-answer="reject" @click=${answer(false)}
            >${reject}</fluent-button
          >`
      }
    </div>
    ${askForDesktop ? askTemplate(askForDesktop) : nothing}
  </div>`;
}
