"""Rows of a file as its reader hands them over: a table's, column by column."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from attrs import evolve, frozen


@frozen
class LinkColumn:
    """A lookup in a block: the table that all rows' lead to, and the ids there, ``None`` if empty."""

    target: str
    ids: Sequence[str | None]


@frozen(eq=False, kw_only=True)
class RowBlock:
    """Some rows of ``table``: their ``ids`` (lower case, without braces), and values by column.

    ``columns`` have values as ``Store.load`` takes them, ``None`` where a row does not name the column;
    ``links`` are lookups. ``places`` say of each row where it stands, for messages.
    """

    table: str
    ids: Sequence[str]
    columns: Mapping[str, Sequence[object]]
    links: Mapping[str, LinkColumn]
    places: Sequence[str]

    def rows(self) -> Iterator[tuple[str, dict[str, object], str]]:
        """The rows one by one: table, columns and place, as ``Store.load`` takes them."""
        for number, (record_id, place) in enumerate(zip(self.ids, self.places, strict=True)):
            values: dict[str, object] = {"id": record_id}
            for name, column in self.columns.items():
                if column[number] is not None:
                    values[name] = column[number]
            for name, link in self.links.items():
                if link.ids[number] is not None:
                    values[name] = {"table": link.target, "id": link.ids[number]}
            yield self.table, values, place

    def last_of_each(self, gone: Container[str]) -> RowBlock:
        """The block without rows whose id is among ``gone``; of several rows with an id the last one."""
        last = {record_id: number for number, record_id in enumerate(self.ids) if record_id not in gone}
        kept = sorted(last.values())
        return evolve(
            self,
            ids=[self.ids[number] for number in kept],
            columns={name: [column[number] for number in kept] for name, column in self.columns.items()},
            links={
                name: LinkColumn(link.target, [link.ids[number] for number in kept])
                for name, link in self.links.items()
            },
            places=[self.places[number] for number in kept],
        )
