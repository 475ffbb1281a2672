import { html, nothing } from "lit-html";
import { icon, sessionIcon } from "./icons.js";
import { tabStrip, unsavedMark } from "./tab_strip.js";

/**
 * @import { SessionView } from "../generated/snapshot"
 * @import { Group, StripEntry } from "./tab_strip.js"
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
/** @type {Group[]} */
let groups = [];

/**
 * The entries of the last drawing by id, what they show, and the keys of their groups.
 * @type {Map<string, { session: SessionView, entry: StripEntry, group: number }>}
 */
let drawn = new Map();

/** So many new sessions are a group. */
const together = 40;

/** @param {SessionView} session @returns {StripEntry} */
const entryOf = (session) => ({
  id: session.id,
  title: session.title,
  selected: session.focused,
  canClose: session.canClose,
  pinned: session.isDefault,
  icon: sessionIcon(session.icon),
  description: session.marks,
  marks: marksTemplate(session),
});

/**
 * The entries in groups, the pinned one alone. A session that is as it was keeps its entry, which then need not be drawn
 * anew. An entry stays in its group when others go: in another one its element would be made anew, without its focus.
 * @param {SessionView[]} sessions
 */
function inGroups(sessions) {
  /** @type {Group[]} */
  const found = [];
  /** @type {typeof drawn} */
  const now = new Map();
  for (const session of sessions) {
    const known = drawn.get(session.id);
    const entry = known?.session === session ? known.entry : entryOf(session);
    const last = found.at(-1);
    const begins =
      !last ||
      entry.pinned ||
      last.entries[0].pinned ||
      (known ? known.group > last.key : last.entries.length >= together);
    const group = begins ? Math.max((last?.key ?? -1) + 1, known?.group ?? 0) : last.key;
    if (begins) found.push({ key: group, entries: [entry] });
    else last.entries.push(entry);
    now.set(session.id, { session, entry, group });
  }
  drawn = now;
  return found;
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
    groups = inGroups(sessions);
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
        groups,
      )}
    </nav>
    ${foot}
  </div>`;
}
