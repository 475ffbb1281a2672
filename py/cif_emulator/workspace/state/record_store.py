"""What the contracts need of the records beyond reading: a protocol, satisfied by ``records.Store``."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from cif_emulator.workspace.state.record_source import RecordSource, Row

T = TypeVar("T")


@runtime_checkable
class RecordStore(RecordSource, Protocol):
    """Records that can be written, with Web API payloads (``ciframework.md`` 2.8).

    What the records refuse is raised as their own errors, each with a ``message``; nothing was written then.
    """

    def read(self, table: str, record_id: str, options: str = "") -> Row:
        """One row with what ``$select`` and ``$expand`` ask for; refuses an unknown table or id."""

    def remembered(self, asked: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, or gave since the records last changed: the same object, not to be changed.

        ``asked`` says what it depends on besides the records.
        """

    def page(self, table: str, options: str, size: int) -> tuple[Sequence[Row], str | None]:
        """The rows that OData options give, at most ``size``, and the options for those after them."""

    def create(self, table: str, payload: Mapping[str, object]) -> Row:
        """Make a row; gives it as ``read`` does."""

    def update(
        self, table: str, record_id: str, payload: Mapping[str, object], *, is_watched: bool = True
    ) -> Row:
        """Change the columns that the payload names; gives the row as it is then.

        Not ``is_watched`` where what the row says is in effect already.
        """

    def delete(self, table: str, record_id: str) -> str:
        """Delete a row; gives its id in the Web API's form."""

    def metadata(self, table: str, attributes: Sequence[str] = ()) -> Mapping[str, object]:
        """The definition of a table, with those of the columns asked for (``getEntityMetadata``)."""
