"""Plain data into the classes of a configuration, with every mistake of shape told at once.

cattrs structures and collects the mistakes; the texts are made here. A faulty key is then left out and the
rest structured again, so that the rules (``rules``) can still look at the rest of the file.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from cif_emulator.config.problems import Path, shown
from cif_emulator.config.schema import (
    SECTIONS,
    DeletedRecord,
    Lookup,
    Record,
    RecordValue,
    WorkspaceSection,
)
from cif_emulator.workspace.state.faults import Delay
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.record_source import Column, Table
from cif_emulator.workspace.state.refusals import MOST_HINTS, nearest, quoted
from cif_emulator.workspace.state.templates import NotificationField

# The command that tells all keys.
LISTS_KEYS = "cif-emulator schema"

Entry = TypeVar("Entry")


class UnfitError(ValueError):
    """A value of the wrong kind; the message says what was expected and what was there."""

    def __init__(self, expected: str, value: object, hint: str = "") -> None:
        super().__init__(f"expected {expected}, got {shown(value)}{'. ' if hint else ''}{hint}")


@attrs.frozen
class Mistake:
    """One mistake of shape: its path in the entry, and its text; ``missing`` where the path is not there."""

    path: Path
    text: str
    missing: bool = False


@attrs.frozen
class Structured:
    """What came of an entry: ``value`` is ``None`` where too much was wrong to make one."""

    value: Any
    mistakes: tuple[Mistake, ...] = ()


def structure(data: object, kind: type[Entry]) -> Structured:
    """An entry of that class from plain data; what is faulty is reported and left out."""
    rest: object = data
    mistakes: tuple[Mistake, ...] = ()
    while rest is not None:
        try:
            return Structured(_CONVERTER.structure(rest, kind), mistakes)
        except (BaseValidationError, UnfitError) as error:
            found = tuple(_mistakes(error, ()))
        mistakes = mistakes or found
        rest = _without(rest, found)
    return Structured(None, mistakes)


def unstructure(entry: object) -> dict[str, object]:
    """The plain data of an entry, defaults left out: what ``structure`` makes the same entry of."""
    data: dict[str, object] = _CONVERTER.unstructure(entry)
    return data


def unstructured_value(value: object) -> object:
    """The plain data of an attribute's value."""
    return _CONVERTER.unstructure(value)


def _mistakes(error: BaseException, path: Path) -> Iterator[Mistake]:
    """The mistakes in a tree of cattrs' errors."""
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            place = path
            for note in getattr(inner, "__notes__", ()):
                if isinstance(note, AttributeValidationNote):
                    place = (*path, key_of(error.cl, note.name))
                elif isinstance(note, IterableValidationNote):
                    place = (*path, note.index)
            yield from _mistakes(inner, place)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [key_of(error.cl, attribute.name) for attribute in attrs.fields(error.cl)]
        for number, key in enumerate(sorted(error.extra_fields)):
            near = nearest(key, known, LISTS_KEYS) if number < MOST_HINTS else ""
            yield Mistake((*path, key), f"unknown key. {near}".rstrip())
    elif isinstance(error, KeyError):
        yield Mistake(path, "is missing, and it has no default", missing=True)
    else:
        yield Mistake(path, str(error))


def _without(data: object, mistakes: tuple[Mistake, ...]) -> object:
    """A copy without the faulty keys; ``None`` if nothing would be left.

    A list with a faulty item goes as a whole, so that the places of the others are never told wrong.
    """
    faulty = {_removable(mistake) for mistake in mistakes}
    if () in faulty:
        return None
    left: Any = copy.deepcopy(data)
    for path in faulty:
        if not any(path[:length] in faulty for length in range(1, len(path))):
            *way, last = path
            parent = left
            for step in way:
                parent = parent[step]
            del parent[last]
    return left


def _removable(mistake: Mistake) -> Path:
    path = mistake.path[:-1] if mistake.missing else mistake.path
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path


# --- what each kind of value may be ------------------------------------------------------------------------


def _text(value: object, _: object) -> str:
    if not isinstance(value, str):
        raise UnfitError("a text", value)
    return value


def _whole_number(value: object, _: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnfitError("a whole number", value)
    return value


def _number(value: object, _: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise UnfitError("a number", value)
    return value


def _boolean(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise UnfitError("true or false", value)
    return value


def _word(value: object, kind: type[Enum]) -> Enum:
    words = [str(member.value) for member in kind]
    if not isinstance(value, str) or value not in words:
        hint = nearest(value, words) if isinstance(value, str) else ""
        hint = hint if hint.startswith("Did") else ""
        raise UnfitError("one of " + ", ".join(quoted(word) for word in words), value, hint)
    return kind(value)


def _texts(value: object, _: object) -> tuple[str, ...]:
    """A list of texts, or one text."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UnfitError("a text or a list of texts", value)
    return tuple(value)


def _plain(value: object, _: object = None) -> object:
    """Any plain data: texts, numbers, booleans, or tables and lists of these."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return _number(value, float) if isinstance(value, float) else value


def _table_of(kind: Any) -> Callable[[object, object], Mapping[object, object]]:
    """The hook for a mapping: a table. Keys that are numbers are written as texts in TOML and JSON."""
    (key_kind, item_kind) = get_args(kind)
    expected = 'a table of numbers and their values such as { 1 = "High" }' if key_kind is int else "a table"

    def structured(value: object, _: object) -> Mapping[object, object]:
        if not isinstance(value, dict):
            raise UnfitError(expected, value)
        items: dict[object, object] = {}
        errors = []
        for key, item in value.items():
            try:
                items[_number_key(key) if key_kind is int else key] = _CONVERTER.structure(item, item_kind)
            except (BaseValidationError, UnfitError) as error:
                error.add_note(AttributeValidationNote("", str(key), item_kind))
                errors.append(error)
        if errors:
            raise ClassValidationError("", errors, dict)
        return items

    return structured


def _number_key(key: object) -> int:
    try:
        return int(str(key))
    except ValueError:
        raise UnfitError("a whole number as the key", key) from None


def _each(kind: Any) -> Callable[[object, object], tuple[object, ...]]:
    """The hook for a tuple of that kind: a list, each item structured, mistakes with their positions."""
    (item_kind, _) = get_args(kind)
    expected = "a list of texts" if item_kind is str else "a list of tables"

    def structured(value: object, _: object) -> tuple[object, ...]:
        if not isinstance(value, (list, tuple)):
            raise UnfitError(expected, value)
        items, errors = [], []
        for position, item in enumerate(value):
            try:
                items.append(_CONVERTER.structure(item, item_kind))
            except (BaseValidationError, UnfitError) as error:
                error.add_note(IterableValidationNote("", position, item_kind))
                errors.append(error)
        if errors:
            raise IterableValidationError("", errors, kind)
        return tuple(items)

    return structured


def _record(value: object, _: object) -> Record:
    if not isinstance(value, dict):
        raise UnfitError("a table", value)
    try:
        values = {
            key: each if type(each) in _AS_THEY_ARE else _record_value(each) for key, each in value.items()
        }
        return Record(table=_logical_name(values.pop("table")), id=_guid(values.pop("id")), values=values)
    except (UnfitError, KeyError):
        raise ClassValidationError("", list(_record_errors(value)), Record) from None


def _deleted_record(value: object, _: object) -> DeletedRecord:
    if not isinstance(value, dict):
        raise UnfitError("a table", value)
    further = [key for key in value if key not in ("table", "id")]
    if further:
        raise UnfitError("the keys table and id, and no other", further[0])
    try:
        return DeletedRecord(table=_logical_name(value["table"]), id=_guid(value["id"]))
    except (UnfitError, KeyError):
        raise ClassValidationError("", list(_record_errors(value)), DeletedRecord) from None


def _record_errors(data: Mapping[str, object]) -> Iterator[Exception]:
    """Every mistake in a record's data, with its key."""
    for key in dict.fromkeys(("table", "id", *data)):
        try:
            {"table": _logical_name, "id": _guid}.get(key, _record_value)(data[key])
        except (UnfitError, KeyError) as error:
            error.add_note(AttributeValidationNote("", key, object))
            yield error


def _logical_name(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UnfitError('a table\'s logical name such as "contact"', value)
    return value.strip().lower()


def _guid(value: object) -> str:
    found = guid(value)
    if found is None:
        raise UnfitError("a GUID such as fac04293-1ab0-eb11-8236-000d3a5c49ed", value)
    return found


def _record_value(value: object) -> RecordValue:
    if isinstance(value, dict):
        if set(value) != {"table", "id"}:
            raise UnfitError('a lookup { table = "contact", id = "<GUID>" } with these two keys', value)
        return Lookup(table=_logical_name(value["table"]), id=_guid(value["id"]))
    if isinstance(value, float):
        return _number(value, float)
    if type(value) in _AS_THEY_ARE:
        return cast("RecordValue", value)
    raise UnfitError("a text, a number, true or false, or a lookup", value)


_AS_THEY_ARE = frozenset((str, bool, int))


def _delay(value: object, _: object) -> Delay:
    """Milliseconds, or the least and the most of them."""
    given = value if isinstance(value, (list, tuple)) and len(value) == 2 else [value, value]
    try:
        least, most = (_number(each, float) for each in given)
    except UnfitError:
        raise UnfitError("milliseconds such as 200, or two numbers such as [200, 800]", value) from None
    return Delay(least, most)


def _delay_data(delay: Delay) -> object:
    return delay.least if delay.least == delay.most else [delay.least, delay.most]


def _record_data(record: Record) -> dict[str, object]:
    return {"table": record.table, **record.columns()}


# --- the converter ------------------------------------------------------------------------------------------

# Keys that are written differently from the attribute: lists of tables are named in the singular.
_RENAMED: Mapping[type, Mapping[str, str]] = {Table: {"columns": "column"}}


def key_of(kind: type, attribute: str) -> str:
    """The key in the file for an attribute of a class."""
    return _RENAMED.get(kind, {}).get(attribute, attribute)


def _is_tuple(kind: object) -> bool:
    origin: object = get_origin(kind)
    return origin is tuple


def _is_mapping(kind: object) -> bool:
    origin: object = get_origin(kind)
    return origin is Mapping


def _make_converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(int, _whole_number)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(bool, _boolean)
    converter.register_structure_hook_factory(_is_tuple, _each)
    converter.register_structure_hook_factory(_is_mapping, _table_of)
    converter.register_structure_hook_func(lambda kind: kind is object, _plain)
    converter.register_structure_hook(Record, _record)
    converter.register_unstructure_hook(Record, _record_data)
    converter.register_structure_hook(DeletedRecord, _deleted_record)
    converter.register_structure_hook(Delay, _delay)
    converter.register_unstructure_hook(Delay, _delay_data)
    return converter


def _add_class(converter: Converter, kind: Any) -> None:
    """Hooks of an attrs class: strict, and defaults are left out of what is written."""
    attrs.resolve_types(kind)
    for attribute in attrs.fields(kind):
        # A word, or none.
        for word_kind in (attribute.type, *get_args(attribute.type)):
            if isinstance(word_kind, type) and issubclass(word_kind, Enum):
                converter.register_structure_hook(word_kind, _word)
                converter.register_unstructure_hook(word_kind, lambda word: word.value)
    overrides: dict[str, Any] = {name: override(rename=key) for name, key in _RENAMED.get(kind, {}).items()}
    reading = dict(overrides)
    for attribute in attrs.fields(kind):
        if attribute.name == "title" and get_origin(attribute.type) is tuple:
            reading["title"] = override(struct_hook=_texts)
    structured = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **reading)

    def checked(value: object, wanted: object) -> object:
        if not isinstance(value, dict):
            raise UnfitError("a table", value)
        return structured(value, wanted)

    converter.register_structure_hook(kind, checked)
    converter.register_unstructure_hook(
        kind, make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True, **overrides)
    )


_CONVERTER = _make_converter()
for _kind in (NotificationField, Column, WorkspaceSection, *(section.entry for section in SECTIONS)):
    if _kind not in (Record, DeletedRecord):
        _add_class(_CONVERTER, _kind)
