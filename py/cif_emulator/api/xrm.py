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
from cif_emulator.api.kinds import Anything, Described, PlainObject, member
from cif_emulator.api.results import AppProperties, FoundRecords, OpenedForms, RecordReference, Role
from cif_emulator.view.pages import web_resource_url
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules import navigation
from cif_emulator.workspace.state.events import AddressOpened
from cif_emulator.workspace.state.pages import Page
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
    call.workspace.emit(AddressOpened(_web_resource_address(call, web_resource_name, data)))


def _web_resource_address(call: Call, name: str, data: str = "") -> str:
    parameters = {"webresourceName": name, "data": data}
    return f"{call.workspace.address}/" + web_resource_url(
        Page(page_type=PageType.WEB_RESOURCE, parameters=parameters)
    )


@xrm.method(
    "Utility.getGlobalContext",
    returns=ReturnStyle.VALUE,
    result=ResultKind.GLOBAL_CONTEXT,
    source="Xrm.Utility.getGlobalContext",
)
def get_global_context(call: Call) -> str:
    """The context that scripts ask for the organisation, the user and the client."""
    return call.workspace.address


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


# -- the global context ---------------------------------------------------------------------------

global_context = Contract("GlobalContext")
_CONTEXT = "Xrm.Utility.getGlobalContext"
# Names of before, which still work.
_LEGACY = "scripts.md 1.4"

# Settings of the app that the workspace itself obeys.
_CLOSE_WARNING = "msdyn_suppresssessionclosewarning"


@global_context.method("getUserId", returns=ReturnStyle.VALUE, source=_LEGACY)
@global_context.getter("userSettings.userId", source=_CONTEXT)
def user_id(call: Call) -> str:
    """The user's id, in braces and capitals."""
    return f"{{{call.workspace.settings.user_id.strip('{}').upper()}}}"


@global_context.method("getUserName", returns=ReturnStyle.VALUE, source=_LEGACY)
@global_context.getter("userSettings.userName", source=_CONTEXT)
def user_name(call: Call) -> str:
    """The user's name."""
    return call.workspace.settings.user_name


@global_context.method("getUserLcid", returns=ReturnStyle.VALUE, source=_LEGACY)
@global_context.getter("userSettings.languageId", source=_CONTEXT)
def user_language(call: Call) -> int:
    """The locale id of the user's language."""
    return call.workspace.settings.user_lcid


@global_context.method("getUserRoles", returns=ReturnStyle.VALUE, source=_LEGACY)
@global_context.getter("userSettings.securityRoles", source=_CONTEXT)
def security_roles(call: Call) -> list[str]:  # noqa: ARG001 - nobody has any
    """Ids of the user's security roles: the emulator has none."""
    return []


@global_context.getter("userSettings.roles", source=_CONTEXT)
def roles(call: Call) -> list[Role]:  # noqa: ARG001 - nobody has any
    """The user's security roles: the emulator has none."""
    return []


@global_context.getter("userSettings.securityRolePrivileges", source=_CONTEXT)
def security_role_privileges(call: Call) -> list[str]:  # noqa: ARG001 - nobody has any
    """Ids of the privileges that the user has by roles: none."""
    return []


@global_context.getter("userSettings.isHighContrastEnabled", source=_CONTEXT)
def is_high_contrast(call: Call) -> bool:  # noqa: ARG001 - the browser decides it
    """Whether the product is set to high contrast; the emulator does as the browser says."""
    return False


@global_context.getter("userSettings.isGuidedHelpEnabled", source=_CONTEXT)
def is_guided_help(call: Call) -> bool:  # noqa: ARG001 - always the same
    """Whether guided help is switched on."""
    return False


@global_context.getter("userSettings.defaultDashboardId", source=_CONTEXT)
def default_dashboard(call: Call) -> str | None:
    """The id of the dashboard that Home shows, if the configuration names one."""
    return call.workspace.settings.home_dashboard


@global_context.getter("userSettings.isRTL", source=_CONTEXT)
def is_right_to_left(call: Call) -> bool:  # noqa: ARG001 - always the same
    """Whether the user's language is written from right to left."""
    return False


@global_context.method("userSettings.getTimeZoneOffsetMinutes", returns=ReturnStyle.VALUE, source=_CONTEXT)
def time_zone_offset(call: Call) -> int:  # noqa: ARG001 - always the same
    """Minutes between the user's time and UTC: dates are shown in UTC."""
    return 0


@global_context.getter("organizationSettings.organizationId", source=_CONTEXT)
def organization_id(call: Call) -> str:
    """The organisation's id."""
    return call.workspace.settings.org_id


@global_context.method("getOrgUniqueName", returns=ReturnStyle.VALUE, source=_LEGACY)
@global_context.getter("organizationSettings.uniqueName", source=_CONTEXT)
def organization_name(call: Call) -> str:
    """The organisation's unique name."""
    return call.workspace.settings.org_unique_name


@global_context.method("getOrgLcid", returns=ReturnStyle.VALUE, source=_LEGACY)
@global_context.getter("organizationSettings.languageId", source=_CONTEXT)
def organization_language(call: Call) -> int:
    """The locale id of the organisation's language."""
    return call.workspace.settings.org_lcid


@global_context.getter("organizationSettings.organizationGeo", source=_CONTEXT)
def organization_geo(call: Call) -> str:
    """Where the organisation's data are."""
    return call.workspace.settings.org_geo


@global_context.getter("organizationSettings.isAutoSaveEnabled", source=_CONTEXT)
def is_auto_save_enabled(call: Call) -> bool:  # noqa: ARG001 - always the same
    """Whether forms save themselves: here the agent does."""
    return False


@global_context.getter("organizationSettings.isTrialOrganization", source=_CONTEXT)
def is_trial(call: Call) -> bool:  # noqa: ARG001 - always the same
    """Whether the organisation is on trial."""
    return False


@global_context.getter("organizationSettings.organizationExpiryDate", source=_CONTEXT)
def organization_end(call: Call) -> str | None:  # noqa: ARG001 - always the same
    """When a trial ends: there is none."""
    return None


@global_context.getter("organizationSettings.useSkypeProtocol", source=_CONTEXT)
def uses_skype(call: Call) -> bool:  # noqa: ARG001 - always the same
    """Whether phone numbers are links of Skype's."""
    return False


@global_context.getter("organizationSettings.fullNameConventionCode", source=_CONTEXT)
def full_name_convention(call: Call) -> int:  # noqa: ARG001 - always the same
    """How full names are put together: 0 is the first name, then the last."""
    return 0


@global_context.method("client.getClient", returns=ReturnStyle.VALUE, source=_CONTEXT)
def client_name(call: Call) -> str:  # noqa: ARG001 - always the same
    """The client: a browser."""
    return "Web"


@global_context.method("client.getClientState", returns=ReturnStyle.VALUE, source=_CONTEXT)
def client_state(call: Call) -> str:  # noqa: ARG001 - always the same
    """Whether the client is connected."""
    return "Online"


@global_context.method("client.getFormFactor", returns=ReturnStyle.VALUE, source=_CONTEXT)
def form_factor(call: Call) -> int:  # noqa: ARG001 - always the same
    """The kind of device: 1 is a desktop."""
    return 1


@global_context.method("client.isOffline", returns=ReturnStyle.VALUE, source=_CONTEXT)
def is_offline(call: Call) -> bool:  # noqa: ARG001 - always the same
    """Whether the client works without a server."""
    return False


@global_context.method("client.isNetworkAvailable", returns=ReturnStyle.VALUE, source=_CONTEXT)
def is_network_available(call: Call) -> bool:  # noqa: ARG001 - always the same
    """Whether the client reaches its server."""
    return True


@global_context.method("getClientUrl", returns=ReturnStyle.VALUE, source=_CONTEXT)
def client_url(call: Call) -> str:
    """The organisation's address: the workspace's, without a slash at the end."""
    return call.workspace.address


@global_context.method("getVersion", returns=ReturnStyle.VALUE, source=_CONTEXT)
def version(call: Call) -> str:
    """The platform's version."""
    return call.workspace.settings.crm_version


@global_context.method("isOnPremises", returns=ReturnStyle.VALUE, source=_CONTEXT)
def is_on_premises(call: Call) -> bool:  # noqa: ARG001 - always the same
    """Whether the organisation is on its own machines."""
    return False


@global_context.method("prependOrgName", returns=ReturnStyle.VALUE, source=_CONTEXT)
def prepend_org_name(call: Call, path: str) -> str:  # noqa: ARG001 - nothing is put before it
    """A path of the organisation's; online it is that path."""
    return path


@global_context.method("getWebResourceUrl", returns=ReturnStyle.VALUE, source=_CONTEXT)
def web_resource_address(call: Call, web_resource_name: str) -> str:
    """The address of a web resource."""
    return _web_resource_address(call, web_resource_name)


@global_context.method("getCurrentAppUrl", returns=ReturnStyle.VALUE, source=_CONTEXT)
def current_app_url(call: Call) -> str:
    """The address of the app."""
    return f"{call.workspace.address}/main.aspx?appid={call.workspace.settings.app_id}"


@global_context.method("getCurrentAppName", source=_CONTEXT)
def current_app_name(call: Call) -> str:
    """The app's name."""
    return call.workspace.settings.title


@global_context.method("getCurrentAppProperties", source=_CONTEXT)
def current_app_properties(call: Call) -> AppProperties:
    """The app's id, name and address."""
    settings = call.workspace.settings
    return {
        "appId": settings.app_id,
        "displayName": settings.title,
        "uniqueName": "msdyn_CustomerServiceWorkspace",
        "url": current_app_url(call),
        "webResourceId": "",
        "webResourceName": "",
        "welcomePageId": "",
        "welcomePageName": "",
    }


@global_context.method("getCurrentAppSetting", returns=ReturnStyle.VALUE, source=_CONTEXT)
def current_app_setting(call: Call, setting_name: str) -> object:
    """A setting's value, ``null`` for one that nobody has saved."""
    if setting_name.lower() == _CLOSE_WARNING:
        return call.workspace.settings.suppress_session_close_warning
    return call.workspace.saved_settings.get(setting_name.lower())


@global_context.method("saveSettingValue", result=ResultKind.NOTHING, source="app-profile-manager.md 8")
def save_setting_value(
    call: Call,
    setting_name: str,
    value: Annotated[
        object, Anything(Described("string | number | boolean", "a text, a number, or true or false"))
    ],
    save_setting_options: WindowOptions = None,  # noqa: ARG001 - one app, one user
) -> None:
    """Save a setting, until the workspace is reset; what the workspace itself obeys counts at once."""
    if not isinstance(value, (str, int, float, bool)):
        raise WrongArgument("value must be a text, a number, or true or false")
    if setting_name.lower() == _CLOSE_WARNING:
        call.workspace.suppress_close_warning(value in (True, "true", 1))
    else:
        call.workspace.saved_settings[setting_name.lower()] = value
