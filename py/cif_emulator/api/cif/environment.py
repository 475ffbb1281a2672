"""The environment of a provider's page (``ciframework.md`` 2.9)."""

from __future__ import annotations

from cif_emulator.api.call import Call
from cif_emulator.api.cif.namespace import ciframework
from cif_emulator.api.contract import ResultKind
from cif_emulator.api.results import Environment
from cif_emulator.workspace.rules.navigation import PAGE_TYPE_NAMES

# The values are not documented; a workspace with sessions is this one.
NAVIGATION_TYPE = "multisession"


@ciframework.method("getEnvironment", result=ResultKind.JSON_TEXT, source="ciframework.md 2.9")
def get_environment(call: Call) -> Environment:
    """The organisation, the user, the app, the page that is shown, and the provider's own Custom Params."""
    workspace, settings = call.workspace, call.workspace.settings
    tab = workspace.focused_session.focused_tab
    provider = workspace.providers.find(call.caller)
    found: Environment = {
        "appid": settings.app_id,
        "appUrl": f"{workspace.address}/main.aspx?appid={settings.app_id}",
        "clientUrl": workspace.address,
        "orgId": settings.org_id,
        "orgLcid": settings.org_lcid,
        "orgUniqueName": settings.org_unique_name,
        "orgGeo": settings.org_geo,
        "userId": f"{{{settings.user_id.strip('{}').upper()}}}",
        "userLcid": settings.user_lcid,
        "username": settings.user_name,
        "crmVersion": settings.crm_version,
        "cifVersion": settings.cif_version,
        "pagetype": PAGE_TYPE_NAMES[tab.page.page_type],
        "navigationType": NAVIGATION_TYPE,
        "customParams": (provider.row.custom_params or None) if provider else None,
    }
    if tab.page.is_record:
        found["etn"] = tab.page.entity_name
        found["id"] = tab.page.entity_id
    if settings.environment_has_is_dirty:
        found["isDirty"] = bool(tab.unsaved)
    return found
