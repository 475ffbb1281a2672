import { html, nothing } from "lit-html";
import { icon, sessionIcon } from "./icons.js";
import { tabStrip, unsavedMark } from "./tab_strip.js";

/**
 * @import { SessionView } from "../types/snapshot"
 * @import { Gesture } from "./workspace.js"
 */

/** @param {number} unread */
const unreadText = (unread) => (unread > 9 ? "9+" : String(unread));

/** @param {SessionView} session */
function marksTemplate(session) {
  if (!session.urgent && !session.attention && !session.unsaved && session.unread <= 0) return nothing;
  return html`<span class="marks" aria-hidden="true">
    ${session.unsaved ? unsavedMark : nothing}
    ${session.urgent ? html`<span class="mark urgent" data-mark="urgent">${icon("error")}</span>` : nothing}
    ${session.attention ? html`<span class="mark attention" data-mark="attention"></span>` : nothing}
    ${session.unread > 0
      ? html`<fluent-badge class="unread" size="small" data-mark="unread"
          >${unreadText(session.unread)}</fluent-badge
        >`
      : nothing}
  </span>`;
}

/**
 * The rail on the left: Home, then the other sessions; at its foot, what belongs to none of them.
 *
 * @param {SessionView[]} sessions
 * @param {unknown} foot
 * @param {Gesture} gesture
 */
export function sessionRail(sessions, foot, gesture) {
  const entries = sessions.map((session) => ({
    id: session.id,
    title: session.title,
    selected: session.focused,
    canClose: session.canClose,
    pinned: session.isDefault,
    icon: sessionIcon(session.icon),
    description: session.marks,
    marks: marksTemplate(session),
  }));
  return html`<div class="rail">
    <nav class="open-sessions" aria-label="Open sessions">
      ${tabStrip(
        {
          of: "session",
          label: "Sessions",
          orientation: "vertical",
          controls: "session-content",
          select: (id) => gesture("focusSession", id),
          close: (id) => gesture("requestCloseSession", id),
        },
        entries,
      )}
    </nav>
    ${foot}
  </div>`;
}
