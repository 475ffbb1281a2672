"""A record as callers write it, read against its table: values, links, and records inside it.

The Web API's spellings are understood: ``name@odata.bind`` with ``/contacts(<GUID>)``, an object or a list
under a navigation property (deep insert, activity parties), annotations (ignored). A seed row may also
write a lookup as ``{"table": …, "id": …}`` and its key as ``id``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import Factory, define

from cif_emulator.records import limits
from cif_emulator.records.custom_columns import Link, custom_column
from cif_emulator.records.errors import RecordRefused, known_names, quoted
from cif_emulator.records.schema import (
    PRINTED_NAMES,
    Collection,
    Definition,
    Navigation,
    Schema,
    is_column_name,
    lookup_of,
    navigation_name,
)
from cif_emulator.records.values import Stored, UnfitValue, checked_text, guid, shown, to_stored
from cif_emulator.workspace.state.record_source import Column

Payload = Mapping[str, object]

# `/contacts(<GUID>)`, with or without the leading slash or the service's whole address.
_REFERENCE = re.compile(r"(?:https?://\S*/|/)?(?P<set>[A-Za-z_]\w*)\((?P<key>[^()]*)\)\Z")
_BIND = "@odata.bind"
_MOST_TOLD = 20
_LOGICAL_NAME = "@Microsoft.Dynamics.CRM.lookuplogicalname"
# Forms in which client scripts write a lookup's table and row.
_TABLE_KEYS = ("table", "entityType", "entitytype", "logicalName", "logicalname")


@define
class Parsed:
    """A payload read: values by column, links (``None`` clears one), and records to be made with it.

    ``custom`` are values of columns that no definition names. ``parents`` are records that the row's lookups
    shall name, ``children`` records whose lookup shall name the row.
    """

    record_id: str | None = None
    values: dict[str, Stored] = Factory(dict)
    links: dict[str, Link | None] = Factory(dict)
    custom: dict[str, object] = Factory(dict)
    columns: dict[str, Column] = Factory(dict)
    parents: list[tuple[Navigation, Payload]] = Factory(list)
    children: list[tuple[Collection, Payload]] = Factory(list)


class PayloadReader:
    """Reads payloads against a schema.

    ``strict`` refuses columns that no definition names; ``from_file`` reads seed rows, whose values may be
    texts and may name what the product maintains.
    """

    def __init__(self, schema: Schema, *, strict: bool = False, from_file: bool = False) -> None:
        self._schema = schema
        self._strict = strict
        self._from_file = from_file

    def read(self, definition: Definition, payload: Payload) -> Parsed:
        """The payload of one record of that table; raises ``RecordRefused`` naming the column."""
        parsed = Parsed()
        columns = definition.columns
        for key, value in payload.items():
            column = columns.get(key)
            # Most values of long files: text that fits, seen to here without a call.
            if (
                type(value) is str
                and key in definition.text_keys
                and value.isascii()
                and len(value) <= definition.longest[key]
                and "\0" not in value
                and column is not None
                and (self._from_file or not column.read_only)
            ):
                parsed.values[key] = value
            elif column is None or column.custom:
                self._property(definition, parsed, key, value, payload)
            elif column.kind == "lookup":
                self._lookup(definition, parsed, column, value)
            elif column.read_only and not self._from_file:
                continue
            else:
                stored = self._stored(definition, column, value)
                if key == definition.table.primary_id:
                    self._key(definition, parsed, stored, value)
                else:
                    parsed.values[key] = stored
        return parsed

    def _stored(self, definition: Definition, column: Column, value: object) -> Stored:
        try:
            return to_stored(column, value, from_file=self._from_file)
        except UnfitValue as error:
            raise RecordRefused(
                f"The column {quoted(column.name)} of the table {quoted(definition.name)}: {error}.",
                "0x80044331" if "at most" in str(error) else "0x80048d19",
                column=column.name,
                reason=str(error),
            ) from None

    def _key(self, definition: Definition, parsed: Parsed, stored: Stored, value: object) -> None:
        if stored is not None and not isinstance(stored, str):
            raise self._refused(
                definition, definition.table.primary_id, f"expected a GUID, got {shown(value)}"
            )
        parsed.record_id = stored

    def _short_key(self, definition: Definition, parsed: Parsed, value: object) -> None:
        """``id``, which stands for the key in seed rows only."""
        if not self._from_file:
            raise self._refused(definition, "id", f"its key is called {quoted(definition.table.primary_id)}")
        record_id = guid(value)
        if record_id is None:
            raise self._refused(definition, "id", f"expected a GUID, got {shown(value)}")
        parsed.record_id = record_id

    def _property(
        self, definition: Definition, parsed: Parsed, key: object, value: object, payload: Payload
    ) -> None:
        """What is no defined column: a binding, a navigation property, an annotation, a custom column."""
        if not isinstance(key, str):
            raise RecordRefused(f"A column's name must be text, got {shown(key)}.")
        if key.endswith(_BIND):
            self._bind(definition, parsed, key[: -len(_BIND)], value)
        elif "@" in key:
            return  # annotations come along when a row is read and written back
        elif PRINTED_NAMES.get(key) in definition.columns:
            parsed.values.update(self.read(definition, {PRINTED_NAMES[key]: value}).values)
        elif key == "id":
            self._short_key(definition, parsed, value)
        elif (column := definition.columns.get(lookup_of(key) or "")) is not None:
            self._value_property(definition, parsed, column, key, value, payload)
        elif key in definition.navigation and isinstance(value, Mapping):
            self._parent(definition, parsed, definition.navigation[key], value)
        elif key in definition.navigation and value is None:
            parsed.links[definition.navigation[key].column.name] = None
        elif key in definition.collections and isinstance(value, list | tuple):
            self._children(definition, parsed, definition.collections[key], value)
        elif key in definition.navigation or key in definition.collections:
            wanted = "a list of records" if key in definition.collections else "a record, or " + key + _BIND
            raise self._refused(definition, key, f"expected {wanted}, got {shown(value)}")
        else:
            self._custom(definition, parsed, key, value)

    # -- links ------------------------------------------------------------------------------------

    def _lookup(self, definition: Definition, parsed: Parsed, column: Column, value: object) -> None:
        if column.read_only and not self._from_file:
            return
        if value is None or (self._from_file and value == ""):
            parsed.links[column.name] = None
            return
        if (link := _reference(value)) is not None:
            parsed.links[column.name] = self._checked_target(definition, column, column.name, link)
        elif isinstance(value, Mapping) and column.name in definition.navigation:
            self._parent(definition, parsed, definition.navigation[column.name], value)
        elif (record_id := guid(value)) and self._from_file and len(column.targets) == 1:
            parsed.links[column.name] = Link(column.targets[0], record_id)
        elif (
            isinstance(value, str)
            and self._from_file
            and (bound := self._bound(definition, column.name, value))
        ):
            parsed.links[column.name] = self._checked_target(definition, column, column.name, bound)
        else:
            raise self._refused(
                definition, column.name, f"{_how_to_link(self._schema, column)}, got {shown(value)}"
            )

    def _value_property(
        self,
        definition: Definition,
        parsed: Parsed,
        column: Column,
        key: str,
        value: object,
        payload: Payload,
    ) -> None:
        """``_<column>_value``, as a row that was read holds it."""
        if column.read_only and not self._from_file:
            return
        if value is None:
            parsed.links[column.name] = None
            return
        target = payload.get(key + _LOGICAL_NAME) or (column.targets[0] if len(column.targets) == 1 else None)
        record_id = guid(value)
        if self._strict or record_id is None or not isinstance(target, str):
            raise self._refused(definition, key, f"{_how_to_link(self._schema, column)}, got {shown(value)}")
        parsed.links[column.name] = self._checked_target(definition, column, key, Link(target, record_id))

    def _bind(self, definition: Definition, parsed: Parsed, name: str, value: object) -> None:
        navigation = definition.navigation.get(name)
        if navigation is None and (column := definition.columns.get(name)) is not None:
            if column.kind != "lookup":
                raise self._refused(definition, name, "it is no lookup: give its value without " + _BIND)
            # A lookup of several tables has one property for each of them; clients write the column's name.
            if len(column.targets) > 1 and self._strict and column.format != "owner":
                names = known_names(name, (navigation_name(column, target) for target in column.targets))
                raise self._refused(
                    definition, name + _BIND, f"it has one navigation property per table.{names}"
                )
            navigation = Navigation(name, column, "")
        if navigation is None:
            self._custom_link(definition, parsed, name, value)
            return
        column = navigation.column
        if column.read_only and not self._from_file:
            return
        if value is None:
            parsed.links[column.name] = None
            return
        link = self._bound(definition, name, value)
        if link is None:
            raise self._refused(definition, name + _BIND, _expected_reference(self._schema, column, value))
        # Properties of one table, but `ownerid` and the column's own name lead to any of its tables.
        several = not navigation.target or navigation_name(column, link.target) == name
        if not several and link.target != navigation.target:
            raise self._refused(
                definition,
                name + _BIND,
                f"it leads to the table {quoted(navigation.target)}, but {shown(value)} names a row of "
                f"{quoted(link.target)}",
            )
        parsed.links[column.name] = self._checked_target(definition, column, name + _BIND, link)

    def _bound(self, definition: Definition, name: str, value: object) -> Link | None:
        """The row that ``/contacts(<GUID>)`` names."""
        match = _REFERENCE.match(value.strip()) if isinstance(value, str) and len(value) < 2_000 else None
        record_id = guid(match["key"]) if match else None
        if match is None or record_id is None:
            return None
        target = self._schema.of_entity_set(match["set"])
        if target is None:
            raise self._refused(
                definition,
                name + _BIND,
                f"there is no entity set {quoted(match['set'])}."
                f"{known_names(match['set'], self._schema.by_entity_set)}",
            )
        return Link(target.name, record_id)

    def _checked_target(self, definition: Definition, column: Column, key: str, link: Link) -> Link:
        if column.targets and link.target not in column.targets:
            raise self._refused(
                definition,
                key,
                f"expected a row of {' or '.join(quoted(target) for target in column.targets)}, "
                f"got one of {quoted(link.target)}",
            )
        if link.target not in self._schema:
            raise self._refused(definition, key, f"there is no table {quoted(link.target)}")
        return link

    # -- records inside ---------------------------------------------------------------------------

    def _parent(self, definition: Definition, parsed: Parsed, navigation: Navigation, value: Payload) -> None:
        if (link := _reference(value)) is not None:
            checked = self._checked_target(definition, navigation.column, navigation.name, link)
            parsed.links[navigation.column.name] = checked
        else:
            parsed.parents.append((navigation, value))

    def _children(
        self, definition: Definition, parsed: Parsed, collection: Collection, value: Sequence[object]
    ) -> None:
        for position, item in enumerate(value):
            if not isinstance(item, Mapping):
                raise self._refused(
                    definition, f"{collection.name}[{position}]", f"expected a record, got {shown(item)}"
                )
            parsed.children.append((collection, item))

    # -- custom columns ---------------------------------------------------------------------------

    def _custom(self, definition: Definition, parsed: Parsed, key: str, value: object) -> None:
        self._allow_custom(definition, key)
        if (link := _reference(value)) is not None and self._from_file:
            parsed.links[key] = self._checked_target(definition, custom_column(key, link), key, link)
            parsed.columns[key] = custom_column(key, link)
            return
        if isinstance(value, str):
            try:
                checked_text(value, None)
            except UnfitValue as error:
                raise self._refused(definition, key, str(error)) from None
        elif isinstance(value, float) and value - value != 0:
            raise self._refused(definition, key, "expected a finite number")
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
            raise self._refused(definition, key, "expected a number of at most 64 bits")
        elif value is not None and not isinstance(value, str | int | float | bool):
            raise self._refused(
                definition, key, f"expected text, a number, true, false or null, got {shown(value)}"
            )
        parsed.custom[key] = value
        parsed.columns[key] = custom_column(key, value)

    def _custom_link(self, definition: Definition, parsed: Parsed, name: str, value: object) -> None:
        if name in definition.collections:
            raise self._refused(definition, name + _BIND, "a collection cannot be bound with the record here")
        self._allow_custom(definition, name, _BIND)
        link = None if value is None else self._bound(definition, name, value)
        if value is not None and link is None:
            raise self._refused(
                definition,
                name + _BIND,
                f'expected a reference such as "/contacts(<GUID>)", got {shown(value)}',
            )
        parsed.links[name] = link
        parsed.columns[name] = custom_column(name, link)

    def _allow_custom(self, definition: Definition, name: str, suffix: str = "") -> None:
        definition.look_further(name)
        if self._strict or not is_column_name(name) or len(name) > 100:
            raise RecordRefused(
                f"The table {quoted(definition.name)} has no {'navigation property' if suffix else 'column'} "
                f"{quoted(name)}.{definition.near(name)}",
                "0x80048d19",
            )
        spelled = next(
            (known for known in definition.columns if known.lower() == name.lower() and known != name), None
        )
        if spelled is not None:
            raise RecordRefused(
                f"The table {quoted(definition.name)} has no column {quoted(name)}: "
                f"names are case-sensitive. Did you mean {quoted(spelled)}?",
                "0x80048d19",
            )
        custom = sum(column.custom for column in definition.columns.values())
        if name not in definition.columns and custom >= limits.CUSTOM_COLUMNS:
            raise RecordRefused(
                f"The table {quoted(definition.name)} has {custom} columns that no definition names already; "
                f"the column {quoted(name)} would be one more than are kept."
            )

    def _refused(self, definition: Definition, key: str, why: str) -> RecordRefused:
        ending = "" if why.endswith("?") else "."
        return RecordRefused(
            f"{quoted(key)} of the table {quoted(definition.name)}: {why}{ending}", "0x80048d19"
        )


def _reference(value: object) -> Link | None:
    """A lookup written as table and id, alone or in a list of one."""
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if not isinstance(value, Mapping) or len(value) > 3 or "id" not in value:
        return None
    table = next((value[key] for key in _TABLE_KEYS if key in value), None)
    record_id = guid(value["id"])
    return Link(table, record_id) if isinstance(table, str) and record_id else None


def _how_to_link(schema: Schema, column: Column) -> str:
    return f"a lookup is set by {' or '.join(_bindings(schema, column)) or column.name + _BIND}"


def _expected_reference(schema: Schema, column: Column, value: object) -> str:
    sets = [found.table.entity_set for target in column.targets if (found := schema.find(target))]
    return f'expected a reference such as "/{(sets or ["contacts"])[0]}(<GUID>)", got {shown(value)}'


def _bindings(schema: Schema, column: Column) -> Iterator[str]:
    """The bindings that set a lookup, for messages."""
    for target in column.targets[:_MOST_TOLD]:
        found = schema.find(target)
        if found is not None:
            yield f'"{navigation_name(column, target)}{_BIND}": "/{found.table.entity_set}(<GUID>)"'
