/** What Python hands to the view: one plain value that says all that is on the page. */

export interface Snapshot {
  version: number;
  title: string;
  user: { name: string; initials: string };
  sessions: SessionView[];
  focusedSessionId: string;
  /** Tabs of the focused session, anchor first. */
  tabs: TabView[];
  /** The page of the focused session's selected tab. */
  page: PageView;
  panel: PanelView;
  /** Toasts, newest last; the agent answers with the gesture `answerNotification(id, accepted)`. */
  notifications: NotificationView[];
  /** The agent's presence and what it may be; null shows no selector. Gesture `setPresence(id)`. */
  presence: PresenceView | null;
  /** Whether phone fields are buttons: gesture `clickToAct(table, recordId, column, value)`. */
  clickToAct: boolean;
  /** On-screen messages, newest last; the agent dismisses them. */
  messages: MessageView[];
  dialog: DialogView | null;
  canCreateSession: boolean;
  canCreateTab: boolean;
}

export interface SessionView {
  id: string;
  title: string;
  isDefault: boolean;
  /** Whether its × is shown. */
  canClose: boolean;
  focused: boolean;
  /** A Fluent-like icon's name, or a web resource's path (begins with "/"). */
  icon: "home" | "record" | "conversation" | "call" | string;
  attention: boolean;
  /** Unread count; 0 shows none, more than 9 shows "9+". */
  unread: number;
  urgent: boolean;
  /** Text for the marks' tooltip, empty if there are none. */
  marks: string;
}

export interface TabView {
  id: string;
  title: string;
  isAnchor: boolean;
  canClose: boolean;
  selected: boolean;
  icon: PageView["kind"];
}

export interface MessageView {
  id: string;
  kind: "info" | "warning" | "error";
  text: string;
  /** A link beside the text; only http and https addresses become one. */
  action?: { label: string; url: string } | null;
}

/** The communication panel: gestures `togglePanel()` and `resizePanel(pixels)`. */
export interface PanelView {
  mode: "docked" | "minimized" | "hidden" | "collapsed";
  /** Pixels, when docked. */
  width: number;
  /** Id of the provider whose page is shown; null shows none. */
  shown: string | null;
  /** All active ones: each has its frame for as long as the view lives, shown or not. */
  providers: ProviderView[];
}

export interface ProviderView {
  id: string;
  label: string;
  url: string;
  /** The frame's `sandbox` attribute. */
  sandbox: string;
  /** The frame's `allow` attribute. */
  allow: string;
  /** "ready" after the handshake; "silent" when it has been waited for too long. */
  state: "waiting" | "ready" | "silent";
  /** What is wrong, in plain words; empty if nothing is. */
  problem: string;
}

export interface NotificationView {
  id: string;
  title: string;
  /** A web resource's path (begins with "/"); any other text shows a bell. */
  icon: string;
  fields: { label: string; value: string }[];
  theme: "dark" | "light";
  /** Text of the button that accepts. */
  accept: string;
  /** Text of the button that rejects; null shows none. */
  reject: string | null;
  showCountdown: boolean;
  /** Milliseconds since the epoch. */
  endsAt: number;
  /** Whether the browser's own notification is shown too, where the reader has allowed it. */
  desktop: boolean;
}

export interface PresenceView {
  /** Id of the option that is set. */
  current: string;
  /** `color` is any colour of CSS. */
  options: { id: string; text: string; color: string }[];
}

/** A modal question; the view answers with the agent's gesture `answerDialog(id, true | false)`. */
export interface DialogView {
  id: string;
  title: string;
  text: string;
  confirm: string;
  cancel: string;
}

/** A record that can be opened by a click: gesture `openRecord(table, recordId)`. */
export interface RecordLink {
  table: string;
  recordId: string;
}

export interface FieldView {
  name: string;
  label: string;
  value: string;
  kind: "text" | "memo" | "number" | "boolean" | "choice" | "datetime" | "lookup" | "phone" | "email" | "url" | "id";
  link: RecordLink | null;
}

export interface ColumnView {
  name: string;
  label: string;
  kind: FieldView["kind"];
}

export interface RowView {
  recordId: string;
  /** One per column. */
  cells: FieldView[];
}

export interface GridView {
  table: string;
  heading: string;
  columns: ColumnView[];
  rows: RowView[];
  /** Text shown when there are no rows. */
  empty: string;
}

interface PageBase {
  tabId: string;
  /** Grows by one with each reload: an iframe of another load is another iframe. */
  load: number;
  heading: string;
}

export type PageView =
  | (PageBase & {
      kind: "record";
      table: string;
      tableLabel: string;
      recordId: string | null;
      /** Second line under the heading: "Case · CAS-01042 · Active". */
      subheading: string;
      isNew: boolean;
      fields: FieldView[];
    })
  | (PageBase & { kind: "list"; grid: GridView; search: string })
  | (PageBase & { kind: "dashboard"; grids: GridView[] })
  | (PageBase & { kind: "search"; searchText: string; searchType: number; grids: GridView[] })
  | (PageBase & { kind: "site"; url: string })
  | (PageBase & { kind: "web-resource"; url: string })
  /** A page that cannot be shown here, and why: reserved or unknown types, missing parameters, no such record. */
  | (PageBase & { kind: "explanation"; text: string; details: { label: string; value: string }[] });
