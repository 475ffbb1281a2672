import { html, nothing } from "lit-html";
import { icon, sessionIcon } from "./icons.js";
import { tabStrip, unsavedMark } from "./tab_strip.js";

/**
 * @import { SessionView } from "../generated/snapshot"
 * @import { StripEntry } from "./tab_strip.js"
 * @import { AgentAction } from "./workspace.js"
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
    ${
      session.unread > 0
        ? html`<fluent-badge class="unread" size="small" data-mark="unread"
          >${unreadText(session.unread)}</fluent-badge
        >`
        : nothing
    }
  </span>`;
}

/** What the last drawing has shown. @type {SessionView[]} */
let shown = [];
/** @type {StripEntry[]} */
let entries = [];

/** The entries of the last drawing by id, and the sessions that they show. @type {Map<string, { session: SessionView, entry: StripEntry }>} */
let drawn = new Map();

/** A session that is as it was keeps its entry, which then need not be drawn anew. @param {SessionView} session */
function entryOf(session) {
  const known = drawn.get(session.id);
  if (known?.session === session) return known;
  const entry = {
    id: session.id,
    title: session.title,
    selected: session.focused,
    canClose: session.canClose,
    pinned: session.isDefault,
    icon: sessionIcon(session.icon),
    description: session.marks,
    marks: marksTemplate(session),
  };
  return { session, entry };
}

/** @param {boolean} folded @param {AgentAction} act */
function burger(folded, act) {
  const text = folded ? "Expand the session panel" : "Collapse the session panel";
  return html`<button
    type="button"
    class="tool burger"
    aria-label=${text}
    title=${text}
    aria-expanded=${!folded}
    aria-controls="open-sessions"
    @click=${() => act("foldSessions", !folded)}
  >
    ${icon("menu")}
  </button>`;
}

/**
 * The rail on the left: Home, then the other sessions; at its foot, what belongs to none of them.
 *
 * @param {SessionView[]} sessions
 * @param {boolean} folded whether it shows icons alone
 * @param {unknown} foot
 * @param {AgentAction} act
 */
export function sessionRail(sessions, folded, foot, act) {
  if (sessions !== shown) {
    shown = sessions;
    drawn = new Map(sessions.map((session) => [session.id, entryOf(session)]));
    entries = [...drawn.values()].map(({ entry }) => entry);
  }
  return html`<div class="rail">
    ${burger(folded, act)}
    <nav class="open-sessions" id="open-sessions" aria-label="Open sessions">
      ${tabStrip(
        {
          of: "session",
          label: "Sessions",
          orientation: "vertical",
          controls: "session-content",
          select: (id) => act("focusSession", id),
          close: (id) => act("requestCloseSession", id),
        },
        entries,
      )}
    </nav>
    ${foot}
  </div>`;
}
