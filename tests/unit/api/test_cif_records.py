"""Records, forms, searches and the environment (``ciframework.md`` 2.8, 2.9), over the real store."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.records import Store
from cif_emulator.view.snapshot import snapshot
from cif_emulator.workspace.state.pages import Page

from .board import CHAT, CHAT_PROVIDER, PHONE, PHONE_PROVIDER, Board, Caller
from .conftest import CONTACT, OTHER_CONTACT

CORRELATION = "0a0b0c0d-1111-2222-3333-444455556666"
NOBODY = "99999999-1111-2222-3333-444444444444"


@pytest.fixture
def board(store: Store) -> Board:
    return Board(records=store)


def told(caller: Caller, method: str, *args: object) -> Any:
    """A result that is JSON text."""
    result = caller.call(method, *args)
    assert isinstance(result, str)
    return json.loads(result)


def page(board: Board) -> Page:
    return board.workspace.focused_session.focused_tab.page


# -- create, read, change, delete -----------------------------------------------------------------------


def test_life_of_a_record(board: Board, phone: Caller) -> None:
    data = {"firstname": "Eve", "lastname": "Moneypenny", "telephone1": "007"}
    created = told(phone, "createRecord", "contact", json.dumps(data), CORRELATION)
    assert created["firstname"] == "Eve"
    assert created["id"] == created["contactid"]
    record_id = created["id"]
    read = told(phone, "retrieveRecord", "contact", record_id, "?$select=fullname,telephone1", CORRELATION)
    assert (read["fullname"], read["telephone1"]) == ("Eve Moneypenny", "007")
    assert "emailaddress1" not in read
    changed = told(phone, "updateRecord", "contact", f"{{{record_id.upper()}}}", {"telephone1": "008"})
    assert (changed["id"], changed["telephone1"]) == (record_id, "008")
    assert told(phone, "deleteRecord", "contact", record_id) == {"id": record_id, "contactid": record_id}
    error = phone.refusal("retrieveRecord", "contact", record_id)
    assert "There is no record" in error["message"]
    assert error["errorCode"] == 0x80040217


def test_changes_are_drawn(board: Board, phone: Caller) -> None:
    board.agent("openRecord", "contact", CONTACT)
    for method, args in (
        ("createRecord", ("contact", '{"lastname":"x"}')),
        ("deleteRecord", ("contact", OTHER_CONTACT)),
        ("updateRecord", ("contact", CONTACT, '{"firstname":"Augusta"}')),
    ):
        board.told.clear()
        phone.call(method, *args)
        assert ("changed", "") in board.told
    assert snapshot(board.workspace)["page"]["heading"] == "Augusta Lovelace"


def test_bindings_and_parties(board: Board, phone: Caller) -> None:
    data = {
        "subject": "Call",
        "regardingobjectid_contact@odata.bind": f"/contacts({CONTACT})",
        "phonecall_activity_parties": [
            {"partyid_contact@odata.bind": f"/contacts({OTHER_CONTACT})", "participationtypemask": 2}
        ],
    }
    created = told(phone, "createRecord", "phonecall", json.dumps(data))
    assert created["_regardingobjectid_value"] == CONTACT
    parties = told(
        phone, "searchAndOpenRecords", "activityparty", f"$filter=_activityid_value eq {created['id']}", True
    )
    assert parties["0"]["_partyid_value"] == OTHER_CONTACT


@pytest.mark.parametrize(
    ("method", "args", "message"),
    [
        ("createRecord", ("nothing", "{}"), "nothing"),
        ("createRecord", ("contact", "{"), "data is a text, but not JSON"),
        ("createRecord", ("contact", 5), "data is the number 5"),
        ("createRecord", ("contact",), "data is missing"),
        ("createRecord", ("contact", "[" * 100), "more than 64 levels deep"),
        ("retrieveRecord", ("contact", NOBODY), "There is no record"),
        ("retrieveRecord", ("contact", "5"), "no id of a record"),
        ("retrieveRecord", ("contact", CONTACT, 5), "options is the number 5"),
        ("updateRecord", ("contact", NOBODY, "{}"), "There is no record"),
        ("updateRecord", ("contact", CONTACT, '{"birthdate":"x"}'), "birthdate"),
        ("deleteRecord", ("contact", NOBODY), "There is no record"),
    ],
)
def test_bad_records_are_refused(phone: Caller, method: str, args: tuple[object, ...], message: str) -> None:
    error = phone.refusal(method, *args)
    assert message in error["message"]
    assert error["message"].startswith(f"Microsoft.CIFramework.{method}: ")
    assert told(phone, "retrieveRecord", "contact", CONTACT)["fullname"] == "Ada Lovelace"


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("createRecord", ("phonecall", {"regardingobjectid_contact@odata.bind": f"/contacts({NOBODY})"})),
        ("retrieveRecord", ("contact", CONTACT, "?$select=nonsense")),
    ],
)
def test_where_the_product_hangs_the_refusal_says_so(
    phone: Caller, method: str, args: tuple[object, ...]
) -> None:
    assert "The product gives no answer here" in phone.refusal(method, *args)["message"]


def test_records_that_can_only_be_read() -> None:
    assert "can be read only" in Board().frame().refusal("createRecord", "contact", "{}")["message"]


# -- searching ----------------------------------------------------------------------------------------


def test_search_only_gives_numbered_rows(board: Board, phone: Caller) -> None:
    found = told(
        phone, "searchAndOpenRecords", "contact", "?$select=fullname&$orderby=fullname", True, CORRELATION
    )
    assert list(found) == ["0", "1"]
    assert [row["fullname"] for row in found.values()] == ["Ada Lovelace", "Grace Hopper"]
    assert told(phone, "searchAndOpenRecords", "contact", "$filter=lastname eq 'x'", True) == {}
    assert board.workspace.focused_session is board.workspace.home
    assert len(board.workspace.home.tabs) == 1


def test_one_hit_opens_its_form(board: Board, phone: Caller) -> None:
    options = "?$select=fullname&$filter=contains(telephone1,'0100')"
    found = told(phone, "searchAndOpenRecords", "contact", options, False)
    assert found["0"]["fullname"] == "Ada Lovelace"
    assert board.workspace.focused_session.session_id == "session-id-1"
    assert board.workspace.focused_session.owner is None
    assert (page(board).entity_name, page(board).entity_id) == ("contact", CONTACT)
    session = phone.session()
    phone.call("searchAndOpenRecords", "contact", options, False)
    assert board.workspace.focused_session.session_id == session
    assert (page(board).entity_name, page(board).entity_id) == ("contact", CONTACT)


def test_several_hits_fill_the_search_page(board: Board, phone: Caller) -> None:
    phone.call("searchAndOpenRecords", "contact", "?$select=fullname&$orderby=fullname desc", False, None, 0)
    shown: Any = snapshot(board.workspace)["page"]
    assert (shown["kind"], shown["searchType"]) == ("search", 0)
    (grid,) = shown["grids"]
    assert [row["recordId"] for row in grid["rows"]] == [OTHER_CONTACT, CONTACT]
    phone.call("searchAndOpenRecords", "contact", "?$top=2", False)
    assert len(board.workspace.home.tabs) == 2


@pytest.mark.parametrize("options", ['?$search="Ada"&$top=5', "search=Ada", "%24search=Ada"])
def test_search_text_always_opens_the_search_page(board: Board, phone: Caller, options: str) -> None:
    found = told(phone, "searchAndOpenRecords", "contact", options, False)
    assert found["0"]["fullname"] == "Ada Lovelace"
    shown: Any = snapshot(board.workspace)["page"]
    assert (shown["kind"], shown["searchText"]) == ("search", "Ada")
    assert shown["grids"][0]["table"] == "contact"


def test_no_hit_opens_nothing_and_says_so(board: Board, phone: Caller) -> None:
    assert told(phone, "searchAndOpenRecords", "contact", "$filter=lastname eq 'x'", False) == {}
    assert any("no contact was found" in text for text in board.warnings())
    assert len(board.workspace.home.tabs) == 1


def test_one_argument_is_enough(board: Board, phone: Caller) -> None:
    assert len(told(phone, "searchAndOpenRecords", "contact")) == 2
    assert page(board).page_type.value == "search"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("contac", "", True), 'Did you mean "contact"'),
        (("contact", "$filter=substringof('a',fullname)", True), "substringof"),
        (("contact", "$filter=nonsense eq 1", True), "nonsense"),
        (("contact", "", "yes"), "searchOnly is the text"),
        (("contact", "", False, None, 7), "searchType is the number 7"),
    ],
)
def test_bad_searches_are_refused(
    board: Board, phone: Caller, args: tuple[object, ...], message: str
) -> None:
    assert message in phone.refusal("searchAndOpenRecords", *args)["message"]
    assert len(board.workspace.home.tabs) == 1


@pytest.mark.parametrize("rest", [(0,), (CORRELATION, 0)])
def test_search_page(board: Board, phone: Caller, rest: tuple[object, ...]) -> None:
    assert phone.answer("renderSearchPage", "contact", "Grace", *rest) == "="
    shown: Any = snapshot(board.workspace)["page"]
    assert (shown["searchText"], shown["searchType"]) == ("Grace", 0)
    assert shown["hits"][0]["recordId"] == OTHER_CONTACT
    phone.call("renderSearchPage", "contact", "Ada")
    assert snapshot(board.workspace)["page"]["searchType"] == 1


# -- forms --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_text", [False, True])
def test_form_of_a_record(board: Board, phone: Caller, as_text: bool) -> None:
    options: Any = {"entityName": "contact", "entityId": f"{{{CONTACT.upper()}}}", "windowPosition": 2}
    result = told(phone, "openForm", json.dumps(options) if as_text else options)
    assert result == {"entityName": "contact", "entityId": CONTACT}
    assert page(board).entity_id == CONTACT
    assert not board.workspace.focused_session.is_default
    assert board.warnings() == []


def test_create_form_with_default_values(board: Board, phone: Caller) -> None:
    phone.session()
    parameters = {"subject": "Call", "regardingobjectid": CONTACT, "regardingobjectidtype": "contact"}
    phone.call("openForm", {"entityName": "phonecall", "useQuickCreateForm": True}, json.dumps(parameters))
    shown: Any = snapshot(board.workspace)["page"]
    assert (shown["kind"], shown["isNew"], shown["table"]) == ("record", True, "phonecall")
    assert next(field["value"] for field in shown["fields"] if field["name"] == "subject") == "Call"


def test_form_made_from_another_record(board: Board, phone: Caller) -> None:
    origin = {"entityType": "contact", "id": CONTACT, "name": "Ada"}
    phone.call("openForm", {"entityName": "phonecall", "createFromEntity": origin})
    data: Any = page(board).parameters["data"]
    assert list(data.values()) == [[{"id": CONTACT, "name": "Ada", "entityType": "contact"}]]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "entityFormOptions is missing"),
        (({},), "entityName is missing"),
        (({"entityName": "contac"},), 'Did you mean "contact"'),
        (({"entityName": "contact", "entityId": "5"},), "right is a GUID"),
        (({"entityName": "contact"}, 5), "formParameters is the number 5"),
        (
            ({"entityName": "phonecall"}, {"to": [{"id": CONTACT, "entityType": "contact"}]}),
            "formParameters.to is a list of parties",
        ),
        (({"entityName": "contact"}, {"lastnam": "x"}), 'Did you mean "lastname"'),
    ],
)
def test_bad_forms_are_refused(board: Board, phone: Caller, args: tuple[object, ...], message: str) -> None:
    assert message in phone.refusal("openForm", *args)["message"]
    assert len(board.workspace.sessions) == 1


def test_unknown_options_of_a_form_are_pointed_out(board: Board, phone: Caller) -> None:
    phone.call("openForm", {"entityName": "contact", "entityld": CONTACT, "openInNewWindow": True})
    assert any('Did you mean "entityId"' in text for text in board.warnings())
    assert any("not in a window of its own" in text for text in board.warnings())


def test_metadata(phone: Caller) -> None:
    table = told(phone, "getEntityMetadata", "contact")
    assert (table["LogicalName"], table["EntitySetName"]) == ("contact", "contacts")
    assert "telephone1" not in json.dumps(table.get("Attributes", {}))
    assert told(phone, "getEntityMetadata", "contact", CORRELATION)["LogicalName"] == "contact"
    columns = told(phone, "getEntityMetadata", "contact", ["telephone1"])
    assert "telephone1" in json.dumps(columns["Attributes"])
    assert 'Did you mean "contact"' in phone.refusal("getEntityMetadata", "contac")["message"]
    assert "attributes is the number 5" in phone.refusal("getEntityMetadata", "contact", 5)["message"]
    assert "nonsense" in phone.refusal("getEntityMetadata", "contact", ["nonsense"])["message"]


def test_metadata_is_an_object_by_switch(store: Store) -> None:
    phone = Board(records=store, entity_metadata="object").frame()
    assert phone.call("getEntityMetadata", "contact")["EntitySetName"] == "contacts"


# -- environment --------------------------------------------------------------------------------------


def test_environment(board: Board, phone: Caller) -> None:
    environment = told(phone, "getEnvironment", CORRELATION)
    assert environment["clientUrl"] == "http://localhost:4280"
    assert environment["appUrl"] == f"http://localhost:4280/main.aspx?appid={environment['appid']}"
    assert environment["userId"] == "{5B1F3A52-9C1E-4F0C-8A55-0D7B3C1E2F40}"
    assert (environment["username"], environment["orgLcid"], environment["userLcid"]) == (
        "Alex Blake",
        1033,
        1033,
    )
    assert (environment["pagetype"], environment["isDirty"]) == ("dashboard", False)
    assert environment["customParams"] is None
    assert not {"etn", "id"} & set(environment)
    for key in ("orgId", "orgUniqueName", "orgGeo", "crmVersion", "cifVersion", "navigationType"):
        assert environment[key]
    board.agent("openRecord", "contact", CONTACT)
    board.workspace.focused_session.focused_tab.unsaved["firstname"] = "x"
    environment = told(phone, "getEnvironment")
    assert (environment["pagetype"], environment["etn"], environment["id"]) == (
        "entityrecord",
        "contact",
        CONTACT,
    )
    assert environment["isDirty"] is True


def test_environment_of_each_provider() -> None:
    board = Board(
        evolve(PHONE_PROVIDER, custom_params="line=1"), CHAT_PROVIDER, environment_has_is_dirty=False
    )
    assert told(board.frame(), "getEnvironment")["customParams"] == "line=1"
    chat = told(board.frame("own_chat", CHAT), "getEnvironment")
    assert chat["customParams"] is None
    assert "isDirty" not in chat


# -- configured things as records -----------------------------------------------------------------------


def test_templates_providers_and_presences_are_records() -> None:
    text = f"""
    [[provider]]
    unique_name = "own_phone"
    name = "Phone"
    channel_url = "{PHONE}/"
    custom_params = "x"

    [[application_tab_template]]
    unique_name = "own_site"
    name = "Site"
    page_type = "third_party_website"
    can_close = false
    parameters = {{ url = "https://www.example.com/", data = "" }}

    [[session_template]]
    unique_name = "own_call"
    name = "Call"
    title = ["Call from {{customer}}", "Call"]
    anchor_tab = "own_site"
    panel_state = "minimized"

    [[notification_template]]
    unique_name = "own_ring"
    name = "Ring"
    title = "Ring"
    timeout = 7
    theme = "light"

    [[notification_template.field]]
    name = "who"
    title = "Who"
    value = "{{customer}}"

    [[record]]
    table = "msdyn_sessiontemplate"
    id = "{NOBODY}"
    msdyn_name = "Chat, but mine"
    msdyn_uniquename = "msdyn_chat_session"
    """
    start = Baseline(config.examine_toml(text).usable())
    dispatcher_board = Board(records=start.store)
    phone = dispatcher_board.frame()

    def one(table: str, options: str) -> Any:
        found = told(phone, "searchAndOpenRecords", table, options, True)
        assert len(found) == 1, found
        return found["0"]

    generic = told(
        phone,
        "searchAndOpenRecords",
        "msdyn_sessiontemplate",
        "$select=msdyn_uniquename&$filter=msdyn_sessiontype eq 0 and componentstate eq 0",
        True,
    )
    names = [row["msdyn_uniquename"] for row in generic.values()]
    assert {"own_call", "msdyn_voicecall_session", "msdyn_chat_session"} <= set(names)
    assert "case_entity_session_default_template" not in names
    assert (
        one("msdyn_sessiontemplate", "$filter=msdyn_uniquename eq 'msdyn_chat_session'")["msdyn_name"]
        == "Chat, but mine"
    )
    call = one("msdyn_sessiontemplate", "$filter=msdyn_uniquename eq 'own_call'&$expand=msdyn_anchortab")
    assert (call["msdyn_title"], call["msdyn_panelstate"]) == ("Call from {customer}", 162450000)
    assert call["msdyn_anchortab"]["msdyn_uniquename"] == "own_site"
    site = one("msdyn_applicationtabtemplate", "$filter=msdyn_uniquename eq 'own_site'")
    assert (site["msdyn_pagetype"], site["msdyn_pinned"]) == (509180006, True)
    assert json.loads(site["msdyn_templateparameters"]) == {
        "url": {"value": "https://www.example.com/"},
        "data": {"value": None},
    }
    parameter = one("msdyn_templateparameter", "$filter=msdyn_uniquename eq 'own_site_url'")
    assert parameter["_msdyn_applicationtabtemplateid_value"] == site["msdyn_applicationtabtemplateid"]
    ring = one("msdyn_notificationtemplate", "$filter=msdyn_uniquename eq 'own_ring'")
    assert (ring["msdyn_timeout"], ring["msdyn_theme"], ring["msdyn_showtimeout"]) == (7, 509180001, True)
    field = one("msdyn_notificationfield", "$filter=msdyn_uniquename eq 'own_ring_who'")
    assert (field["msdyn_title"], field["msdyn_value"]) == ("Who", "{customer}")
    provider = one("msdyn_channelprovider", "$filter=msdyn_uniquename eq 'own_phone'")
    assert (provider["msdyn_channelurl"], provider["msdyn_customparams"]) == (f"{PHONE}/", "x")
    assert provider["msdyn_enableoutbound"] is False
    assert one("msdyn_presence", "$filter=msdyn_name eq 'Busy'")["msdyn_basepresencestatus"] == 192360001
    start.store.watched = frozenset({"msdyn_channelprovider"})
    start.store.on_watched_write = lambda: pytest.fail("the configuration is read from its rows again")
    phone.call("setClickToAct", True)
    assert (
        one("msdyn_channelprovider", "$filter=msdyn_enableoutbound eq true")["msdyn_uniquename"]
        == "own_phone"
    )
    start.workspace()
    assert (
        told(
            phone,
            "searchAndOpenRecords",
            "msdyn_channelprovider",
            "$filter=msdyn_enableoutbound eq true",
            True,
        )
        == {}
    )


def test_long_texts_of_templates_do_not_stop_the_start() -> None:
    text = f"""
    [[application_tab_template]]
    unique_name = "own_long"
    name = "Long"
    page_type = "control"
    parameters = {{ data = "{"x" * 5000}", {"y" * 90} = "z" }}
    """
    store = Baseline(config.examine_toml(text).configuration).store
    row: Any = store.query("msdyn_applicationtabtemplate", "$filter=msdyn_uniquename eq 'own_long'")[0]
    assert row["msdyn_templateparameters"] is None
    parameter: Any = store.query("msdyn_templateparameter", "$filter=msdyn_uniquename eq 'own_long_data'")[0]
    assert parameter["msdyn_value"] is None
