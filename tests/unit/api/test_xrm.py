"""``Xrm``: records, navigation, the global context."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cif_emulator.api.description import description
from cif_emulator.records import Store

from .board import ADDRESS, Board
from .conftest import CONTACT, OTHER_CONTACT


@pytest.fixture
def board(store: Store) -> Board:
    return Board(records=store)


def answer(board: Board, method: str, *arguments: object) -> Any:
    text = board.dispatcher.answer(method, "emulator_page", json.dumps(arguments))
    assert text.startswith("="), text
    return json.loads(text[1:]) if len(text) > 1 else None


def refusal(board: Board, method: str, *arguments: object) -> Any:
    text = board.dispatcher.answer(method, "emulator_page", json.dumps(arguments))
    assert text.startswith("!"), text
    return json.loads(text[1:])


# -- records --------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", ["Xrm.WebApi", "Xrm.WebApi.online"])
def test_record_is_made_read_changed_and_deleted(board: Board, api: str) -> None:
    made = answer(board, f"{api}.createRecord", "contact", {"lastname": "Rhodes"})
    assert made["entityType"] == "contact"
    assert answer(board, f"{api}.updateRecord", "contact", made["id"], {"firstname": "Ida"}) == made
    row = answer(board, f"{api}.retrieveRecord", "contact", made["id"], "?$select=fullname,statecode")
    assert (row["fullname"], row["statecode@OData.Community.Display.V1.FormattedValue"]) == (
        "Ida Rhodes",
        "Active",
    )
    assert "telephone1" not in row
    assert answer(board, f"{api}.deleteRecord", "contact", made["id"]) == made
    gone = refusal(board, f"{api}.retrieveRecord", "contact", made["id"])
    assert (gone["errorCode"], "never existed" in gone["message"]) == (0x80040217, True)


@pytest.mark.parametrize("method", ["Xrm.WebApi", "CIFramework"])
def test_columns_that_look_misspelt_are_a_warning_at_first(board: Board, store: Store, method: str) -> None:
    """They are kept, as columns of an organisation's own are."""
    user = store.query("systemuser", "$top=1")[0]["systemuserid"]
    given = {
        "lastnam": "x",
        "acme_level": 3,
        "parentcustomerid_acount@odata.bind": None,
        "ownerid@odata.bind": f"/systemusers({user})",
    }
    answer(board, f"{method}.createRecord", "contact", given)
    said = board.warnings()
    assert len(said) == 2
    assert 'has no column "lastnam"' in said[0]
    assert 'Did you mean "lastname"?' in said[0]
    assert 'Did you mean "parentcustomerid_account@odata.bind"?' in said[1]
    answer(board, f"{method}.updateRecord", "contact", CONTACT, {"lastnam": "y", "jobtitel": "z"})
    assert ['"jobtitle"' in text for text in board.warnings()[2:]] == [True]


def test_rows_come_in_pages(board: Board) -> None:
    options = "?$select=fullname&$orderby=fullname"
    first = answer(board, "Xrm.WebApi.retrieveMultipleRecords", "contact", options, 1)
    assert [row["fullname"] for row in first["entities"]] == ["Ada Lovelace"]
    assert first["nextLink"].startswith(
        f"{ADDRESS}/api/data/v9.2/contacts?$select=fullname&$orderby=fullname&"
    )
    second = answer(board, "Xrm.WebApi.retrieveMultipleRecords", "contact", first["nextLink"], 1)
    assert [row["fullname"] for row in second["entities"]] == ["Grace Hopper"]
    assert "nextLink" not in second


@pytest.mark.parametrize(
    "options",
    [
        "?$select=lastname&$filter=jobtitle eq '100% %26 more? \"a+b\"'&$orderby=lastname",
        "$select=lastname&$orderby=lastname&$filter=jobtitle%20eq%20%27100%25%20%26%20more%3F%20%22a%2Bb%22%27",
        "%3F%24select%3Dlastname%26%24orderby%3Dlastname%26%24filter%3Dcontains(jobtitle%2C%27more%3F%27)",
    ],
)
def test_next_links_lead_through_all_rows(board: Board, options: str) -> None:
    for name in "abcde":
        answer(
            board, "Xrm.WebApi.createRecord", "contact", {"lastname": name, "jobtitle": '100% & more? "a+b"'}
        )
    seen: list[str] = []
    link: str | None = options
    while link is not None:
        found = answer(board, "Xrm.WebApi.retrieveMultipleRecords", "contact", link, 2)
        seen += [row["lastname"] for row in found["entities"]]
        link = found.get("nextLink")
    assert seen == list("abcde")


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("", 2),
        ("?$count=true&$top=1", 1),
        ("?$skip=1", 1),
        ("?$top=1", 1),
        (f"?$filter=contactid eq {CONTACT}", 1),
        ("$filter=startswith(lastname,'Hop')", 1),
    ],
)
def test_options_find_rows(board: Board, options: str, names: int) -> None:
    found = answer(board, "Xrm.WebApi.retrieveMultipleRecords", "contact", options)
    assert (len(found["entities"]), "nextLink" in found) == (names, False)


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("WebApi.createRecord", ["contac", {}], 'there is no table "contac". Did you mean "contact"'),
        ("WebApi.createRecord", ["contact", {"donotphone": "perhaps"}], "expected true or false"),
        ("WebApi.retrieveMultipleRecords", ["contact", "?fetchXml=<fetch/>"], "not FetchXML"),
        ("WebApi.retrieveMultipleRecords", ["contact", "?$filter=nope eq 1"], "nope"),
        ("WebApi.retrieveMultipleRecords", ["contact", "", 0], "maxPageSize is 0"),
        ("WebApi.retrieveMultipleRecords", ["contact", "$skip=x"], "$skip must be a whole number"),
        ("WebApi.retrieveMultipleRecords", ["contact", "$top=x"], "$top must be a whole number"),
        ("WebApi.deleteRecord", ["contact", "7"], "expected a GUID"),
        ("Navigation.openUrl", ["javascript:alert(1)"], "begins with https://"),
        ("Navigation.navigateTo", [{"pageType": "entitylists"}], 'Did you mean "entitylist"'),
        ("Navigation.navigateTo", [{"pageType": "entitylist", "entityName": "x"}], 'no table "x"'),
        ("Navigation.navigateTo", [{}], "pageInput.pageType is missing"),
    ],
)
def test_bad_calls_are_refused(board: Board, method: str, arguments: list[object], message: str) -> None:
    assert message in refusal(board, f"Xrm.{method}", *arguments)["message"]


# -- navigation -----------------------------------------------------------------------------------


def test_form_opens_as_a_session_from_home_and_as_a_tab_elsewhere(board: Board) -> None:
    opened = answer(board, "Xrm.Navigation.openForm", {"entityName": "contact", "entityId": CONTACT})
    session = board.workspace.focused_session
    assert (opened, session.is_default) == ({"savedEntityReference": []}, False)
    answer(board, "Xrm.Navigation.openForm", {"entityName": "contact"}, {"lastname": "New"})
    answer(
        board,
        "Xrm.Navigation.navigateTo",
        {"pageType": "entityrecord", "entityName": "contact", "entityId": OTHER_CONTACT},
    )
    assert board.workspace.focused_session is session
    assert [tab.title for tab in session.tabs.values()] == ["Ada Lovelace", "New Contact", "Grace Hopper"]


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ({"pageType": "entitylist", "entityName": "contact"}, "list"),
        ({"pageType": "webresource", "webresourceName": "acme_/page.html", "data": "x"}, "web-resource"),
        ({"pageType": "search", "searchText": "Ada", "searchType": 0}, "search"),
        ({"pageType": "dashboard", "dashboardId": "x"}, "dashboard"),
    ],
)
def test_pages_open_as_tabs(board: Board, page: dict[str, object], kind: str) -> None:
    from cif_emulator.view.snapshot import snapshot

    answer(board, "Xrm.Navigation.navigateTo", page, {"target": 2})
    assert snapshot(board.workspace)["page"]["kind"] == kind
    assert "not in a dialog" in board.warnings()[0]


def test_addresses_open_in_windows_of_their_own(board: Board) -> None:
    answer(board, "Xrm.Navigation.openUrl", "https://example.com/a?b", {"height": 1})
    answer(board, "Xrm.Navigation.openWebResource", "acme_/a b.html", None, "x=1")
    assert [text for kind, text in board.told if kind == "open"] == [
        '"https://example.com/a?b"',
        f'"{ADDRESS}/webresources/acme_/a%20b.html?data=x%3D1"',
    ]


# -- the global context ---------------------------------------------------------------------------


def context(board: Board, name: str, *arguments: object) -> Any:
    return answer(board, f"GlobalContext.{name}", *arguments)


def test_global_context_tells_of_user_organisation_and_client(board: Board) -> None:
    settings = board.workspace.settings
    assert context(board, "userSettings.userId") == f"{{{settings.user_id.upper()}}}"
    assert context(board, "userSettings.userName") == "Alex Blake"
    assert context(board, "userSettings.languageId") == 1033
    assert context(board, "organizationSettings.uniqueName") == "emulated"
    assert context(board, "organizationSettings.organizationId") == settings.org_id
    assert [
        context(board, f"client.{name}") for name in ("getClient", "getClientState", "getFormFactor")
    ] == [
        "Web",
        "Online",
        1,
    ]
    assert context(board, "getClientUrl") == ADDRESS
    assert context(board, "getVersion") == settings.crm_version
    assert context(board, "getCurrentAppProperties")["appId"] == settings.app_id
    assert context(board, "getWebResourceUrl", "acme_/x.js") == f"{ADDRESS}/webresources/acme_/x.js"


def test_users_and_organisations_settings_that_scripts_look_at_have_values(board: Board) -> None:
    found = {
        name: context(board, f"userSettings.{name}")
        for name in ("roles", "securityRoles", "securityRolePrivileges", "isHighContrastEnabled", "isRTL")
    }
    assert found == {
        "roles": [],
        "securityRoles": [],
        "securityRolePrivileges": [],
        "isHighContrastEnabled": False,
        "isRTL": False,
    }
    assert context(board, "userSettings.isGuidedHelpEnabled") is False
    assert context(board, "userSettings.defaultDashboardId") == board.workspace.settings.home_dashboard
    names = ("isTrialOrganization", "organizationExpiryDate", "useSkypeProtocol", "fullNameConventionCode")
    assert [context(board, f"organizationSettings.{name}") for name in names] == [False, None, False, 0]
    settings = board.workspace.settings
    attributes = context(board, "organizationSettings.attributes")
    assert attributes == {"organizationid": settings.org_id, "name": "emulated"}
    assert context(board, "organizationSettings.defaultCountryCode") == ""
    dates = context(board, "userSettings.dateFormattingInfo")
    assert dates["DayNames"][dates["FirstDayOfWeek"]] == "Sunday"
    assert dates["AbbreviatedMonthNames"][11:] == ["Dec", ""]


def test_the_currency_is_the_first_row_of_its_table(store: Store) -> None:
    board = Board(records=store)
    names = ("userSettings.transactionCurrency", "organizationSettings.baseCurrency")
    assert [context(board, name) for name in names] == [None, None]
    assert context(board, "userSettings.transactionCurrencyId") is None
    made = answer(board, "Xrm.WebApi.createRecord", "transactioncurrency", {"currencyname": "Euro"})
    euro = {"id": made["id"], "name": "Euro", "entityType": "transactioncurrency"}
    assert [context(board, name) for name in names] == [euro, euro]
    assert context(board, "organizationSettings.baseCurrencyId") == euro["id"]


def test_saved_setting_suppresses_the_question_at_closing(board: Board) -> None:
    assert context(board, "getCurrentAppSetting", "msdyn_SuppressSessionCloseWarning") is False
    context(board, "saveSettingValue", "msdyn_SuppressSessionCloseWarning", True)
    assert context(board, "getCurrentAppSetting", "msdyn_suppresssessionclosewarning") is True
    answer(board, "Xrm.Navigation.openForm", {"entityName": "contact", "entityId": CONTACT})
    board.agent("requestCloseSession", board.workspace.focused_session.session_id)
    assert (len(board.workspace.sessions), board.workspace.screen.dialog) == (1, None)


def test_other_settings_are_kept_for_scripts(board: Board) -> None:
    assert context(board, "getCurrentAppSetting", "acme_Level") is None
    context(board, "saveSettingValue", "acme_Level", 3, {"overrideScope": 1})
    assert context(board, "getCurrentAppSetting", "acme_level") == 3
    assert "value must be a text" in refusal(board, "GlobalContext.saveSettingValue", "a", {})["message"]


def test_names_say_where_the_members_stand() -> None:
    (found,) = description()["globals"]
    names = {method["name"] for method in found["methods"]}
    assert {"WebApi.createRecord", "WebApi.online.createRecord", "Utility.getGlobalContext"} <= names
