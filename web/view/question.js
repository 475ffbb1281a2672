import { html, nothing } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";

/**
 * @import { DialogView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 */

/**
 * The modal question, if there is one. The browser's own dialog element keeps the focus inside and the
 * rest inert; Escape asks it to close, which is answered with "no" and left to the next snapshot.
 *
 * @param {DialogView | null} dialog
 * @param {AgentAction} act
 */
export function question(dialog, act) {
  if (!dialog) return nothing;
  return keyed(
    dialog.id,
    html`<dialog
      class="question"
      id="question"
      role="alertdialog"
      aria-labelledby="question-title"
      aria-describedby="question-text"
      data-dialog-id=${dialog.id}
      @cancel=${(/** @type {Event} */ event) => {
        event.preventDefault();
        act("answerDialog", dialog.id, false);
      }}
    >
      <h2 id="question-title">${dialog.title}</h2>
      <p id="question-text">${dialog.text}</p>
      <div class="question-buttons">
        <fluent-button
          role="button"
          appearance="primary"
          @click=${() => act("answerDialog", dialog.id, true)}
          >${dialog.confirm}</fluent-button
        >
        <fluent-button role="button" data-cancel @click=${() => act("answerDialog", dialog.id, false)}
          >${dialog.cancel}</fluent-button
        >
      </div>
    </dialog>`,
  );
}

/**
 * Shows the question's dialog if it has just been rendered. The answer that changes nothing has the focus,
 * so that a key pressed a moment too late does no harm.
 */
export function openQuestion() {
  const dialog = document.getElementById("question");
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  dialog.showModal();
  /** @type {HTMLElement | null} */ (dialog.querySelector("[data-cancel]"))?.focus();
}

/**
 * Closes the shown question unless the snapshot still asks it, so that the browser gives the focus back to
 * where it was before the element goes.
 *
 * @param {DialogView | null} dialog
 */
export function closeQuestion(dialog) {
  const shown = document.getElementById("question");
  if (shown instanceof HTMLDialogElement && shown.dataset.dialogId !== dialog?.id) shown.close();
}
