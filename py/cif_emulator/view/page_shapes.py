"""What the page gets of a tab's page: the shape of each value that crosses to JavaScript.

What the agent can do with it has the names of the contract ``Agent`` (``api/agent_actions.py``).
"""

from __future__ import annotations

from typing import Literal, TypedDict

# What a record's column holds (``record_source.Column.kind``).
ColumnKind = Literal[
    "text", "memo", "number", "boolean", "choice", "datetime", "lookup", "phone", "email", "url", "id"
]


class Detail(TypedDict):
    """A name and what it holds."""

    label: str
    value: str


class RecordLink(TypedDict):
    """A record that can be opened by a click: ``openRecord(table, recordId)``."""

    table: str
    recordId: str


class FoundRecord(RecordLink):
    """A record among others, with its name."""

    tableLabel: str
    name: str


class FieldView(TypedDict):
    """A column's value as people read it, and where it leads."""

    name: str
    label: str
    value: str
    kind: ColumnKind
    link: RecordLink | None


class OptionView(TypedDict):
    """One option of a choice; ``value`` is what its control holds."""

    value: str
    label: str


class LookupView(TypedDict):
    """What an editable lookup asks for."""

    targets: str
    """The tables' labels: "Account or Contact"."""
    search: str | None
    """The text being sought; ``None``: nothing is."""
    offered: list[FoundRecord]


# The card of a form that a field stands on.
FormCard = Literal["summary", "contact", "address", "text", "dates", "identifiers"]


class PartyView(TypedDict):
    """Somebody who takes part in an activity."""

    name: str
    link: RecordLink | None


class FormFieldView(FieldView):
    """A field of a form: ``editField(tabId, name, value)``, ``searchLookup(tabId, name, text)``."""

    card: FormCard
    isEditable: bool
    isRequired: bool
    isUnsaved: bool
    input: str
    """What its control holds: of an option its number, of a date and time ISO 8601 without an offset."""
    problem: str
    """Why it cannot be saved; empty if it can."""
    maxLength: int | None
    isDate: bool
    """Of a datetime: without a time."""
    options: list[OptionView]
    lookup: LookupView | None
    """Of an editable lookup."""
    parties: list[PartyView] | None
    """Of a field for parties, who they are: ``editField(tabId, name, {removed: place})``."""


class TimelineEntryView(RecordLink):
    """An activity or a note."""

    label: str
    """The table's label: "Phone Call"."""
    subject: str
    text: str
    when: str
    author: str
    state: str
    """ "Open"; empty for a note."""


class TimelineView(TypedDict):
    """A record's timeline."""

    entries: list[TimelineEntryView]
    """Newest first."""
    note: str | None
    """The note being written (``editNote(tabId, text)``, ``addNote(tabId)``); ``None``: there can be none."""


class ArticleView(TypedDict):
    """A knowledge article among those found."""

    recordId: str
    title: str
    number: str
    state: str
    """ "Published"."""
    excerpt: str


class OpenArticleView(ArticleView):
    """The article that is read."""

    paragraphs: list[str]


class ColumnView(TypedDict):
    """A column of a list."""

    name: str
    label: str
    kind: ColumnKind
    sort: Literal["none", "ascending", "descending"] | None
    """How the list is sorted by it (``sortList(tabId, name)``); ``None`` if it cannot be."""


class RowView(TypedDict):
    """A row of a list."""

    recordId: str
    cells: list[FieldView]
    """One per column."""


class GridView(TypedDict):
    """A list of a table's rows."""

    table: str
    heading: str
    columns: list[ColumnView]
    rows: list[RowView]
    hasMore: bool
    """Whether there are more: ``showMore(tabId)``."""
    empty: str
    """What it says without rows."""


class HitView(FoundRecord):
    """A record that a relevance search has found."""

    details: list[Detail]


class PageBase(TypedDict):
    """What all pages have."""

    tabId: str
    load: int
    """Grows by one with each reload: an iframe of another load is another iframe."""
    heading: str


class RecordPage(PageBase):
    """A record's form, or that of one that does not exist yet."""

    kind: Literal["record"]
    table: str
    tableLabel: str
    recordId: str | None
    subheading: str
    """Second line under the heading: "Case · CAS-01042 · Active"."""
    isNew: bool
    isWritable: bool
    """Whether it can be saved: ``saveRecord(tabId)``, ``discardChanges(tabId)``."""
    isUnsaved: bool
    canSend: bool
    """Whether it is an article that can be sent: ``sendArticle(recordId)``."""
    problem: str
    """Why it was not saved; empty if it was."""
    fields: list[FormFieldView]
    timeline: TimelineView | None


class ListPage(PageBase):
    """A table's rows: ``filterList(tabId, text)``."""

    kind: Literal["list"]
    grid: GridView
    search: str
    newLabel: str
    """Text of the button that opens a create form; empty if there is none."""


class DashboardPage(PageBase):
    """Lists side by side."""

    kind: Literal["dashboard"]
    grids: list[GridView]


class SearchPage(PageBase):
    """What a text finds: by relevance (0) ``hits``, best first; else (1) ``grids``, one for each table."""

    kind: Literal["search"]
    searchText: str
    searchType: int
    grids: list[GridView]
    hits: list[HitView]


class KnowledgePage(PageBase):
    """Articles: ``searchArticles(tabId, text)``, ``showArticle(tabId, id)``, ``sendArticle(recordId)``."""

    kind: Literal["knowledge"]
    searchText: str
    articles: list[ArticleView]
    article: OpenArticleView | None


class SitePage(PageBase):
    """A third-party website."""

    kind: Literal["site"]
    url: str


class WebResourcePage(PageBase):
    """A web resource; ``url`` is relative to the workspace."""

    kind: Literal["web-resource"]
    url: str


class ConversationPage(PageBase):
    """A conversation whose customer has no record: what is known of it."""

    kind: Literal["conversation"]
    icon: Literal["call", "conversation"]
    subheading: str
    """The kind of session: "Chat session - default"."""
    note: str
    details: list[Detail]
    """The session's context."""


class ExplanationPage(PageBase):
    """A page that cannot be shown, and why: reserved types, missing parameters, no such record."""

    kind: Literal["explanation"]
    text: str
    details: list[Detail]


PageView = (
    RecordPage
    | ListPage
    | DashboardPage
    | SearchPage
    | KnowledgePage
    | SitePage
    | WebResourcePage
    | ConversationPage
    | ExplanationPage
)
