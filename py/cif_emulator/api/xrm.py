"""``Xrm`` where scripts expect it, beside ``Microsoft.*`` and in web resources: records, navigation, context.

Shapes are those of the public client API reference. Names with dots stand inside one another:
``WebApi.createRecord`` is ``Xrm.WebApi.createRecord``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from cif_emulator.api import record_writing
from cif_emulator.api.analytics_rows import record_store
from cif_emulator.api.call import Call
from cif_emulator.api.cif.forms import EntityFormOptions, FormParameters, open_entity_form
from cif_emulator.api.cif.records import Payload, RecordId, TableName
from cif_emulator.api.contract import Contract, ResultKind, ReturnStyle
from cif_emulator.api.global_context import web_resource_address_of
from cif_emulator.api.kinds import Anything, PlainObject, member
from cif_emulator.api.results import FoundRecords, OpenedForms, RecordReference
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules import navigation
from cif_emulator.workspace.state.events import AddressOpened
from cif_emulator.workspace.state.record_source import Row, Table
from cif_emulator.workspace.state.refusals import Refusal, UnknownName, WrongArgument, nearest, quoted
from cif_emulator.workspace.state.templates import PageType

xrm = Contract("Xrm")

_WEB_API = "Xrm.WebApi"
_NAVIGATION = "app-profile-manager.md 8.1"

# The product's page size; callers may ask for fewer rows.
_PAGE_SIZE = 5_000

# Options that scripts pass and that change nothing here.
WindowOptions = Annotated[object, Anything(PlainObject())]

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_FETCH_XML = re.compile(r"\s*fetchxml\s*=", re.IGNORECASE)


# -- records --------------------------------------------------------------------------------------


@xrm.method("WebApi.online.createRecord", source=_WEB_API)
@xrm.method("WebApi.createRecord", source=_WEB_API)
def create_record(call: Call, entity_logical_name: TableName, data: Payload) -> RecordReference:
    """Create a record; gives its table and id."""
    table = navigation.known_table(call.workspace, entity_logical_name)
    return _reference(table, record_writing.created(call, table.name, data))


@xrm.method("WebApi.online.retrieveRecord", source=_WEB_API)
@xrm.method("WebApi.retrieveRecord", source=_WEB_API)
def retrieve_record(
    call: Call, entity_logical_name: TableName, id_: RecordId, options: str = ""
) -> Mapping[str, object]:
    """A record's columns, those that ``$select`` and ``$expand`` ask for."""
    table = navigation.known_table(call.workspace, entity_logical_name)
    return record_store(call.workspace).read(table.name, id_, options)


@xrm.method("WebApi.online.retrieveMultipleRecords", source=_WEB_API)
@xrm.method("WebApi.retrieveMultipleRecords", source=_WEB_API)
def retrieve_multiple_records(
    call: Call, entity_logical_name: TableName, options: str = "", max_page_size: int = _PAGE_SIZE
) -> FoundRecords:
    """The records that OData options find; ``nextLink`` may be passed as options to get those after them."""
    if max_page_size < 1 or max_page_size != int(max_page_size):
        raise WrongArgument(f"maxPageSize is {max_page_size}; right is a whole number of at least 1")
    table = navigation.known_table(call.workspace, entity_logical_name)
    query = _query_of(options)
    if _FETCH_XML.match(query):
        raise Refusal("the emulator reads OData options, not FetchXML; write $select, $filter and $orderby")
    rows, following = record_store(call.workspace).page(table.name, query, int(max_page_size))
    found: FoundRecords = {"entities": list(rows)}
    if following is not None:
        found["nextLink"] = f"{call.workspace.address}/api/data/v9.2/{table.entity_set}?{following}"
    return found


def _query_of(options: str) -> str:
    """Options as they stand behind the question mark; an earlier result's ``nextLink`` is an address."""
    text = options.strip()
    return text.partition("?")[2] if _ADDRESS.match(text) else text.removeprefix("?")


@xrm.method("WebApi.online.updateRecord", source=_WEB_API)
@xrm.method("WebApi.updateRecord", source=_WEB_API)
def update_record(
    call: Call, entity_logical_name: TableName, id_: RecordId, data: Payload
) -> RecordReference:
    """Change columns of a record; gives its table and id."""
    table = navigation.known_table(call.workspace, entity_logical_name)
    return _reference(table, record_writing.updated(call, table.name, id_, data))


@xrm.method("WebApi.online.deleteRecord", source=_WEB_API)
@xrm.method("WebApi.deleteRecord", source=_WEB_API)
def delete_record(call: Call, entity_logical_name: TableName, id_: RecordId) -> RecordReference:
    """Delete a record; gives its table and id."""
    table = navigation.known_table(call.workspace, entity_logical_name)
    return {"entityType": table.name, "id": record_writing.deleted(call, table.name, id_)}


def _reference(table: Table, row: Row) -> RecordReference:
    return {"entityType": table.name, "id": str(row.get(table.primary_id))}


@xrm.method("WebApi.isAvailableOffline", returns=ReturnStyle.VALUE, source="scripts.md 3.1")
def is_available_offline(call: Call, entity_logical_name: str) -> bool:  # noqa: ARG001 - always the same
    """Whether a table's records are there without a server: never."""
    return False


# -- navigation -----------------------------------------------------------------------------------


@xrm.method("Navigation.openForm", source=_NAVIGATION)
def open_form(
    call: Call,
    entity_form_options: EntityFormOptions,
    form_parameters: FormParameters = None,
) -> OpenedForms:
    """Open a record's form, or a create form: from Home in a session of its own, else in a tab."""
    open_entity_form(call, entity_form_options, form_parameters)
    return {"savedEntityReference": []}


@frozen(kw_only=True)
class PageInput:
    """What ``navigateTo`` shows; ``pageType`` says which of the others count."""

    page_type: str = member("The kind of page, such as entityrecord")
    rest: Mapping[str, object] = member("The page's own parameters", factory=dict)


_PAGE_TYPES: Mapping[str, PageType] = {name: kind for kind, name in navigation.PAGE_TYPE_NAMES.items()}


@xrm.method("Navigation.navigateTo", result=ResultKind.NOTHING, source=_NAVIGATION)
def navigate_to(call: Call, page_input: PageInput, navigation_options: WindowOptions = None) -> None:
    """Show a page: a record from Home in a session of its own, anything else in a tab."""
    kind = _PAGE_TYPES.get(page_input.page_type.strip().lower())
    if kind is None:
        near = nearest(page_input.page_type, _PAGE_TYPES)
        raise UnknownName(f"pageInput.pageType is {quoted(page_input.page_type)}. {near}")
    if isinstance(navigation_options, dict) and navigation_options.get("target") == 2:
        call.workspace.warn("shown-in-workspace", method="navigateTo", place="a dialog")
    given = dict(page_input.rest)
    if kind is PageType.ENTITY_RECORD:
        table = navigation.known_table(call.workspace, str(given.pop("entityName", "")))
        navigation.open_form(call.workspace, table.name, {key: each for key, each in given.items() if each})
        return
    if kind is PageType.ENTITY_LIST:
        given["entityName"] = navigation.known_table(call.workspace, str(given.get("entityName", ""))).name
    navigation.open_page(call.workspace, kind, given)


@xrm.method("Navigation.openUrl", result=ResultKind.NOTHING, source="Xrm.Navigation")
def open_url(call: Call, url: str, open_url_options: WindowOptions = None) -> None:  # noqa: ARG001 - a window's measures
    """Open an address in a window of the browser's own."""
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        raise WrongArgument(f"url is {quoted(url)}; right is an address that begins with https://")
    call.workspace.emit(AddressOpened(url.strip()))


@xrm.method("Navigation.openWebResource", result=ResultKind.NOTHING, source=_NAVIGATION)
def open_web_resource(
    call: Call,
    web_resource_name: str,
    window_options: WindowOptions = None,  # noqa: ARG001 - a window's measures
    data: str = "",
) -> None:
    """Open a web resource in a window of the browser's own."""
    call.workspace.emit(AddressOpened(web_resource_address_of(call, web_resource_name, data)))


@xrm.method(
    "Utility.getGlobalContext",
    returns=ReturnStyle.VALUE,
    result=ResultKind.GLOBAL_CONTEXT,
    source="Xrm.Utility.getGlobalContext",
)
def get_global_context(call: Call) -> str:
    """The context that scripts ask for the organisation, the user and the client."""
    return call.workspace.address


@xrm.getter("App.sidePanes.state", source="scripts.md 2.2")
def side_panes_state(call: Call) -> int:  # noqa: ARG001 - always the same
    """0, which is collapsed: there are no side panes."""
    return 0


@xrm.method(
    "Page.context",
    returns=ReturnStyle.VALUE,
    result=ResultKind.GLOBAL_CONTEXT,
    is_property=True,
    source="scripts.md 1.4",
)
def page_context(call: Call) -> str:
    """The same context by its old name."""
    return call.workspace.address
