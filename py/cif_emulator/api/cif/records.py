"""Records (``ciframework.md`` 2.8): created, read, changed, deleted, searched; results are JSON text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NoReturn
from urllib.parse import unquote_plus

from cif_emulator.api import record_writing
from cif_emulator.api.analytics_rows import key_of, record_store
from cif_emulator.api.call import Call
from cif_emulator.api.cif.namespace import ciframework, is_correlation_id, refuse_elsewhere
from cif_emulator.api.contract import CORRELATION_ID, ResultKind
from cif_emulator.api.kinds import Anything, Described, Kind, PlainObject, Text
from cif_emulator.api.results import IdAndColumns, JsonObject, TypeScript
from cif_emulator.api.values import described
from cif_emulator.records.errors import QueryRefused, RecordError, RecordRefused
from cif_emulator.workspace import json_text
from cif_emulator.workspace.rules import navigation
from cif_emulator.workspace.state.record_source import Row
from cif_emulator.workspace.state.refusals import Refusal, WrongArgument
from cif_emulator.workspace.state.requests import Search
from cif_emulator.workspace.state.settings import MetadataResult

_SOURCE = "ciframework.md 2.8"

# A lookup that names no row; the product does not answer such a ``createRecord`` at all (8, #852).
_NO_SUCH_TARGET = "0x80040217"


class SearchType(Kind):
    """Which search page: 0 relevance, 1 categorized."""

    typescript = "0 | 1"
    right = "0 (relevance search) or 1 (categorized search)"

    def read(self, value: object, place: str) -> int:
        """The number."""
        if isinstance(value, bool) or value not in (0, 1):
            self._refuse(value, place)
        return 1 if value == 1 else 0


TableName = Annotated[str, Text("contact")]
RecordId = Annotated[str, Text("0a0b0c0d-1111-2222-3333-444455556666")]
COLUMNS = Described("string[]", "an array of columns' logical names")
MetadataText = Annotated[JsonObject | str, TypeScript("JsonText<Record<string, any>>")]
Payload = Annotated[Mapping[str, object], PlainObject(json_text=True)]


def _unanswered(error: RecordError) -> NoReturn:
    """Refuse a call that the product never answers, and say so."""
    text = f"{error.message} (The product gives no answer here until the call times out.)"
    raise Refusal(text.replace("\n", " "), int(error.code, 16))


def _with_id(call: Call, table: str, row: Row) -> dict[str, object]:
    return {"id": key_of(call.workspace, table, row), **row}


@ciframework.method("createRecord", result=ResultKind.JSON_TEXT, source=_SOURCE)
def create_record(call: Call, entity_logical_name: TableName, data: Payload) -> IdAndColumns:
    """Create a record from a Web API payload; gives its id and columns."""
    try:
        row = record_writing.created(call, entity_logical_name, data)
    except RecordRefused as error:
        if error.code == _NO_SUCH_TARGET:
            _unanswered(error)
        raise
    return _with_id(call, entity_logical_name, row)


@ciframework.method("retrieveRecord", result=ResultKind.JSON_TEXT, source=_SOURCE)
def retrieve_record(
    call: Call,
    entity_logical_name: TableName,
    id_: RecordId,
    options: Annotated[object, Anything(Text("?$select=fullname"))] = None,
) -> Row:
    """A record's columns, those that ``$select`` and ``$expand`` ask for."""
    wanted = "" if options is None or is_correlation_id(options) else options
    if not isinstance(wanted, str):
        raise WrongArgument(f"options is {described(options)}; right is a text like ?$select=fullname")
    try:
        return record_store(call.workspace).read(entity_logical_name, id_, wanted)
    except QueryRefused as error:
        if wanted:
            _unanswered(error)
        raise


@ciframework.method("updateRecord", result=ResultKind.JSON_TEXT, source=_SOURCE)
def update_record(call: Call, entity_logical_name: TableName, id_: RecordId, data: Payload) -> IdAndColumns:
    """Change columns of a record; gives its id and columns."""
    return _with_id(call, entity_logical_name, record_writing.updated(call, entity_logical_name, id_, data))


@ciframework.method("deleteRecord", result=ResultKind.JSON_TEXT, source=_SOURCE)
def delete_record(call: Call, entity_logical_name: TableName, id_: RecordId) -> IdAndColumns:
    """Delete a record; gives its id, under ``id`` and under its key's name."""
    record_id = record_writing.deleted(call, entity_logical_name, id_)
    table = navigation.known_table(call.workspace, entity_logical_name)
    return {"id": record_id, table.primary_id: record_id}


# -- searching ------------------------------------------------------------------------------------


@ciframework.method("searchAndOpenRecords", result=ResultKind.JSON_TEXT, source=_SOURCE)
def search_and_open_records(
    call: Call,
    entity_logical_name: TableName,
    query_parameters: str = "",
    search_only: bool = False,
    correlation_id: Annotated[object, CORRELATION_ID] = None,  # noqa: ARG001 - stands before the search type
    search_type: Annotated[int, SearchType()] = 1,
) -> Mapping[str, Row]:
    """The rows that OData options give, by their numbers; without ``searchOnly`` they are opened, too.

    One row opens as its form, several, or any that ``$search`` asks for, on the search page.
    """
    table = navigation.known_table(call.workspace, entity_logical_name)
    if not search_only:
        refuse_elsewhere(call)
    rows = record_store(call.workspace).query(table.name, query_parameters)
    if not search_only:
        text = search_text(query_parameters)
        if text is not None:
            navigation.open_search(
                call.workspace, Search(text=text, table=table.name, search_type=search_type)
            )
        else:
            _open_found(call, table.name, query_parameters, rows, search_type)
    return {str(number): row for number, row in enumerate(rows)}


def _open_found(call: Call, table: str, options: str, rows: Sequence[Row], search_type: int) -> None:
    if len(rows) == 1:
        found = {"entityId": key_of(call.workspace, table, rows[0])}
        navigation.open_form(call.workspace, table, found, call.caller)
    elif len(rows):
        navigation.open_search(call.workspace, Search(table=table, search_type=search_type, options=options))
    else:
        call.workspace.warn("nothing-found", table=table)


def search_text(options: str) -> str | None:
    """What ``$search`` (or ``search``) among OData options asks for, ``None`` without it."""
    for option in options.strip().removeprefix("?").split("&"):
        name, _, value = option.partition("=")
        if unquote_plus(name).strip().lower() in ("$search", "search"):
            return unquote_plus(value).strip().strip('"')
    return None


@ciframework.method("renderSearchPage", result=ResultKind.NOTHING, source=_SOURCE)
def render_search_page(
    call: Call,
    entity_logical_name: TableName,
    search_string: str,
    correlation_id: Annotated[object, CORRELATION_ID] = None,
    search_type: Annotated[int, SearchType()] = 1,
) -> None:
    """Open the search page with a text; a third argument of 0 or 1 is the search type, as it once was."""
    if correlation_id in (0, 1) and not isinstance(correlation_id, bool):
        search_type = 1 if correlation_id == 1 else 0
    table = navigation.known_table(call.workspace, entity_logical_name)
    refuse_elsewhere(call)
    navigation.open_search(
        call.workspace, Search(text=search_string, table=table.name, search_type=search_type)
    )


@ciframework.method("getEntityMetadata", source=_SOURCE)
def get_entity_metadata(
    call: Call, entity_name: TableName, attributes: Annotated[object, Anything(COLUMNS)] = None
) -> MetadataText:
    """The definition of a table, and those of the columns that are named, as JSON text.

    ``[workspace] entity_metadata = "object"`` gives the object itself.
    """
    names = attributes if attributes is not None and not is_correlation_id(attributes) else []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise WrongArgument(f"attributes is {described(attributes)}; right is {COLUMNS.right}")
    table = navigation.known_table(call.workspace, entity_name)
    metadata = record_store(call.workspace).metadata(table.name, names)
    wants_object = call.workspace.settings.entity_metadata is MetadataResult.OBJECT
    return metadata if wants_object else json_text.write(metadata)
