"""What the agent has done on a tab's page so far: typed, sought, sorted. Plain data, kept with the tab."""

from __future__ import annotations

from attrs import define, field

from cif_emulator.workspace.frozen import frozen

# Rows of a list page at first, and how many more each time the agent asks for more.
LIST_ROWS = 50


@frozen
class Party:
    """Somebody who takes part in an activity: a name, and the record's table and id, if there is one."""

    name: str
    link: tuple[str, str] | None = None


@frozen(kw_only=True)
class Content:
    """What a form's field holds.

    ``text`` is what its control holds (of an option its number, of a date and time ISO 8601 without an
    offset, of a lookup the record's name). ``value`` is the same for the records, ``None`` without one; a
    lookup has ``link`` instead: the table and id of the record it names, one of parties a tuple of ``Party``.
    ``problem`` says why the text cannot be saved.
    """

    text: str = ""
    value: object = None
    link: tuple[str, str] | None = None
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the field holds nothing."""
        return self.value is None and self.link is None and not self.problem

    def payload(self) -> object:
        """The value as a Web API payload takes it under the column's name."""
        return {"table": self.link[0], "id": self.link[1]} if self.link else self.value

    def same_as(self, other: Content) -> bool:
        """Whether saving would make no difference."""
        if self.problem or other.problem:
            return self.text == other.text
        return (self.value, self.link) == (other.value, other.link)


@frozen
class LookupSearch:
    """A lookup field whose records are being sought with a text."""

    column: str
    text: str


@frozen
class Order:
    """A list's order: by a column of its own."""

    column: str
    descending: bool = False


@define(kw_only=True)
class PageState:
    """What a page has beyond its parameters; a reload begins anew.

    ``problems`` are what the records refused, by column (``""``: the whole record); ``note`` is a note that
    is being written in the timeline. Of knowledge search, ``search`` is the text (``None``: the page's own)
    and ``article`` the id of the article that is shown.
    """

    problems: dict[str, str] = field(factory=dict)
    lookup: LookupSearch | None = None
    note: str = ""
    order: Order | None = None
    shown_rows: int = LIST_ROWS
    search: str | None = None
    article: str | None = None
