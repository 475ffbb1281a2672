"""What ``Xrm.Utility.getGlobalContext()`` gives: user, organisation, client and app.

Names with dots stand inside one another: ``userSettings.userId``.
"""

from __future__ import annotations

from typing import Annotated

from cif_emulator.api.analytics_rows import record_store
from cif_emulator.api.call import Call
from cif_emulator.api.contract import Contract, ResultKind, ReturnStyle
from cif_emulator.api.date_formatting import DATE_FORMATTING, DateFormatting
from cif_emulator.api.kinds import Anything, Described, PlainObject
from cif_emulator.api.results import AppProperties, OrganizationAttributes, RecordName, Role
from cif_emulator.view.pages import web_resource_url
from cif_emulator.workspace.state.pages import Page
from cif_emulator.workspace.state.refusals import WrongArgument
from cif_emulator.workspace.state.templates import PageType

global_context = Contract("GlobalContext")
_CONTEXT = "Xrm.Utility.getGlobalContext"
# Names of before, which still work.
_LEGACY = "scripts.md 1.4"

# Settings of the app that the workspace itself obeys.
_CLOSE_WARNING = "msdyn_suppresssessionclosewarning"


def web_resource_address_of(call: Call, name: str, data: str = "") -> str:
    """The address of a web resource, and of what is passed to it."""
    parameters = {"webresourceName": name, "data": data}
    return f"{call.workspace.address}/" + web_resource_url(
        Page(page_type=PageType.WEB_RESOURCE, parameters=parameters)
    )


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


@global_context.getter("userSettings.roles", result=ResultKind.COLLECTION, source=_CONTEXT)
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


@global_context.getter("userSettings.dateFormattingInfo", source=_CONTEXT)
def date_formatting(call: Call) -> DateFormatting:  # noqa: ARG001 - always the same
    """How dates are written: as in the United States."""
    return DATE_FORMATTING


@global_context.getter("organizationSettings.baseCurrency", source=_CONTEXT)
@global_context.getter("userSettings.transactionCurrency", source=_CONTEXT)
def currency(call: Call) -> RecordName | None:
    """The oldest row of `transactioncurrency`: the US Dollar unless `[[deleted_record]]` leaves it out."""
    query = "$select=currencyname&$orderby=createdon&$top=1"
    rows, _ = record_store(call.workspace).page("transactioncurrency", query, 1)
    for row in rows:
        identity = str(row["transactioncurrencyid"])
        return {"id": identity, "name": str(row["currencyname"] or ""), "entityType": "transactioncurrency"}
    return None


@global_context.getter("organizationSettings.baseCurrencyId", source=_CONTEXT)
@global_context.getter("userSettings.transactionCurrencyId", source=_CONTEXT)
def currency_id(call: Call) -> str | None:
    """The id of the oldest row of `transactioncurrency`."""
    found = currency(call)
    return found and found["id"]


@global_context.getter("userSettings.isRTL", source=_CONTEXT)
def is_right_to_left(call: Call) -> bool:  # noqa: ARG001 - always the same
    """Whether the user's language is written from right to left."""
    return False


@global_context.method("getTimeZoneOffsetMinutes", returns=ReturnStyle.VALUE, source="scripts.md 2.4")
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


@global_context.getter("organizationSettings.defaultCountryCode", source=_CONTEXT)
def country_code(call: Call) -> str:  # noqa: ARG001 - always the same
    """What is put before phone numbers without a country's code: nothing."""
    return ""


@global_context.getter("organizationSettings.attributes", source=_CONTEXT)
def organization_attributes(call: Call) -> OrganizationAttributes:
    """Columns of the organisation's row."""
    settings = call.workspace.settings
    return {"organizationid": settings.org_id, "name": settings.org_unique_name}


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
    return web_resource_address_of(call, web_resource_name)


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
    save_setting_options: Annotated[object, Anything(PlainObject())] = None,  # noqa: ARG001 - one app, one user
) -> None:
    """Save a setting, until the workspace is reset; what the workspace itself obeys counts at once."""
    if not isinstance(value, (str, int, float, bool)):
        raise WrongArgument("value must be a text, a number, or true or false")
    if setting_name.lower() == _CLOSE_WARNING:
        call.workspace.suppress_close_warning(value in (True, "true", 1))
    else:
        call.workspace.saved_settings[setting_name.lower()] = value
