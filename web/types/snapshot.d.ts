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
  /** Whether closing it would lose what the agent has typed. */
  unsaved: boolean;
  /** Text for the marks' tooltip, empty if there are none. */
  marks: string;
}

export interface TabView {
  id: string;
  title: string;
  isAnchor: boolean;
  canClose: boolean;
  selected: boolean;
  icon: Exclude<PageView["kind"], "knowledge">;
  /** Whether closing it would lose what the agent has typed. */
  unsaved: boolean;
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

/** A field of a form; gestures `editField(tabId, name, value)` and, for lookups, `searchLookup(tabId, name, text)`. */
export interface FormFieldView extends FieldView {
  isEditable: boolean;
  isRequired: boolean;
  isUnsaved: boolean;
  /** What its control holds: of an option its number, of a date and time ISO 8601 without an offset. */
  input: string;
  /** Why it cannot be saved; empty if it can. */
  problem: string;
  maxLength: number | null;
  /** Of a datetime: without a time. */
  isDate: boolean;
  options: { value: string; label: string }[];
  /** Of an editable lookup: what it asks for, what is sought (null: nothing), and the records found. */
  lookup: { targets: string; search: string | null; offered: FoundRecord[] } | null;
}

export interface FoundRecord extends RecordLink {
  tableLabel: string;
  name: string;
}

export interface TimelineView {
  /** Newest first; gesture `openRecord`. */
  entries: TimelineEntry[];
  /** The note being written (gestures `editNote(tabId, text)`, `addNote(tabId)`); null if there can be none. */
  note: string | null;
}

export interface TimelineEntry extends RecordLink {
  /** The table's label: "Phone Call". */
  label: string;
  subject: string;
  text: string;
  when: string;
  author: string;
  /** "Open"; empty for a note. */
  state: string;
}

export interface ArticleView {
  recordId: string;
  title: string;
  number: string;
  /** "Published". */
  state: string;
  excerpt: string;
}

export interface ColumnView {
  name: string;
  label: string;
  kind: FieldView["kind"];
  /** How the list is sorted by it; null if it cannot be. Gesture `sortList(tabId, name)`. */
  sort: "none" | "ascending" | "descending" | null;
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
  /** Whether there are more: gesture `showMore(tabId)`. */
  hasMore: boolean;
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
      /** Whether it can be saved: gestures `saveRecord(tabId)` and `discardChanges(tabId)`. */
      isWritable: boolean;
      isUnsaved: boolean;
      /** Whether it is an article that can be sent: gesture `sendArticle(recordId)`. */
      canSend: boolean;
      /** Why it was not saved; empty if it was. */
      problem: string;
      fields: FormFieldView[];
      timeline: TimelineView | null;
    })
  /** Gesture `filterList(tabId, text)`; `newLabel` is the text of the button that opens a create form. */
  | (PageBase & { kind: "list"; grid: GridView; search: string; newLabel: string })
  | (PageBase & { kind: "dashboard"; grids: GridView[] })
  /** By relevance (0) there are `hits`, best first; else (1) there are `grids`, one for each table. */
  | (PageBase & {
      kind: "search";
      searchText: string;
      searchType: number;
      grids: GridView[];
      hits: (FoundRecord & { details: { label: string; value: string }[] })[];
    })
  /** Gestures `searchArticles(tabId, text)`, `showArticle(tabId, recordId | null)`, `sendArticle(recordId)`. */
  | (PageBase & {
      kind: "knowledge";
      searchText: string;
      articles: ArticleView[];
      article: (ArticleView & { paragraphs: string[] }) | null;
    })
  | (PageBase & { kind: "site"; url: string })
  | (PageBase & { kind: "web-resource"; url: string })
  /** A page that cannot be shown here, and why: reserved or unknown types, missing parameters, no such record. */
  | (PageBase & { kind: "explanation"; text: string; details: { label: string; value: string }[] });
