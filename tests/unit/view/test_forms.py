"""Record forms: what the agent types, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from cif_emulator.records import Store
from cif_emulator.view.snapshot import snapshot
from cif_emulator.workspace.rules import agent, forms
from cif_emulator.workspace.rules.navigation import open_as_session, open_as_tab
from cif_emulator.workspace.state.refusals import Refusal, UnknownName
from cif_emulator.workspace.state.requests import SessionRequest
from cif_emulator.workspace.state.session import Tab
from cif_emulator.workspace.state.settings import Settings, Setup
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    PageType,
    SessionTemplate,
    SessionType,
)
from cif_emulator.workspace.workspace import Workspace

from .conftest import loaded, shown

ADA = "aaaaaaaa-1111-2222-3333-444444444444"
GRACE = "bbbbbbbb-1111-2222-3333-444444444444"
FIRM = "cccccccc-1111-2222-3333-444444444444"
CASE = "dddddddd-1111-2222-3333-444444444444"
USER = Settings().user_id

SESSIONS = (
    SessionTemplate(
        unique_name="own_case",
        name="Own case",
        session_type=SessionType.ENTITY,
        entity="incident",
        title=("Case {anchor.title}",),
    ),
    SessionTemplate(
        unique_name="own_task",
        name="Own task",
        session_type=SessionType.ENTITY,
        entity="task",
        enable_title_sync=True,
    ),
    SessionTemplate(unique_name="own_call", name="Own call", title=("{customer}",), anchor_tab="own_new"),
)
TABS = (
    ApplicationTabTemplate(
        unique_name="own_new",
        name="Own new",
        page_type=PageType.ENTITY_RECORD,
        parameters={"entityName": "contact"},
    ),
)


@pytest.fixture(scope="module")
def records() -> Store:
    return loaded(
        [
            ("account", {"id": FIRM, "name": "Contoso", "numberofemployees": 12}),
            ("contact", {"id": ADA, "firstname": "Ada", "lastname": "Lovelace", "telephone1": "555 0100"}),
            ("contact", {"id": GRACE, "firstname": "Grace", "lastname": "Hopper"}),
            (
                "incident",
                {
                    "id": CASE,
                    "title": "Ink & toner",
                    "customerid": {"table": "contact", "id": ADA},
                    "followupby": "2024-05-06T10:30:00Z",
                    "prioritycode": 2,
                },
            ),
        ]
    )


@pytest.fixture
def desk(store: Store) -> Workspace:
    workspace = Workspace(Setup(session_templates=SESSIONS, tab_templates=TABS), store)
    open_as_session(workspace, "incident", {"entityId": CASE})
    return workspace


def field(desk: Workspace, name: str) -> Any:
    return next(each for each in shown(desk)["fields"] if each["name"] == name)


def tab_of(desk: Workspace) -> Tab:
    return desk.focused_session.focused_tab


def edit(desk: Workspace, **values: object) -> None:
    for name, value in values.items():
        forms.edit_field(desk, tab_of(desk).tab_id, name, value)


def save(desk: Workspace) -> bool:
    return forms.save(desk, tab_of(desk).tab_id)


def new_record(desk: Workspace, table: str, **data: object) -> None:
    open_as_session(desk, table, {"data": data} if data else {})


def test_phones_and_mail_stand_before_addresses_and_numbers_are_the_products(desk: Workspace) -> None:
    assert (field(desk, "ticketnumber")["isEditable"], field(desk, "ticketnumber")["card"]) == (
        False,
        "summary",
    )
    for table, record_id in (("contact", ADA), ("account", FIRM)):
        open_as_session(desk, table, {"entityId": record_id})
        cards = {each["name"]: each["card"] for each in shown(desk)["fields"]}
        assert (cards["telephone1"], cards["emailaddress1"], cards["address1_city"]) == (
            "contact",
            "contact",
            "address",
        )
        assert list(cards).index("emailaddress1") < list(cards).index("address1_city")


# -- fields ---------------------------------------------------------------------------------------


def test_form_shows_what_the_record_holds(desk: Workspace) -> None:
    assert (shown(desk)["isNew"], shown(desk)["isUnsaved"], shown(desk)["isWritable"]) == (False, False, True)
    assert (field(desk, "title")["input"], field(desk, "title")["isRequired"]) == ("Ink & toner", True)
    assert (field(desk, "prioritycode")["input"], field(desk, "prioritycode")["value"]) == ("2", "Normal")
    assert field(desk, "followupby")["input"] == "2024-05-06T10:30"
    customer = field(desk, "customerid")
    assert (customer["value"], customer["link"]) == ("Ada Lovelace", {"table": "contact", "recordId": ADA})
    assert field(desk, "createdon")["isEditable"] is False


@pytest.mark.parametrize(
    ("column", "typed", "stored"),
    [
        ("title", "Paper", "Paper"),
        ("description", "One\ntwo", "One\ntwo"),
        ("prioritycode", "1", 1),
        ("isescalated", "1", True),
        ("followupby", "2025-01-02T03:04", "2025-01-02T03:04:00Z"),
        ("followupby", "", None),
        ("description", "", None),
    ],
)
def test_each_kind_is_saved(desk: Workspace, store: Store, column: str, typed: str, stored: object) -> None:
    edit(desk, description="before")
    assert save(desk)
    edit(desk, **{column: typed})
    assert save(desk)
    assert store.read("incident", CASE)[column] == stored
    assert (field(desk, column)["input"], field(desk, column)["isUnsaved"]) == (typed, False)


@pytest.mark.parametrize(
    ("column", "typed", "stored"),
    [
        ("numberofemployees", "1,250", 1250),
        ("revenue", "$12.50", 12.5),
        ("emailaddress1", " a@b.example ", "a@b.example"),
        ("websiteurl", "https://contoso.example", "https://contoso.example"),
        ("telephone1", "+1 555", "+1 555"),
    ],
)
def test_numbers_and_addresses_are_saved(
    desk: Workspace, store: Store, column: str, typed: str, stored: object
) -> None:
    open_as_session(desk, "account", {"entityId": FIRM})
    edit(desk, **{column: typed})
    assert save(desk)
    assert store.read("account", FIRM)[column] == stored


@pytest.mark.parametrize(
    ("column", "typed", "problem"),
    [
        ("numberofemployees", "many", "Enter a whole number."),
        ("numberofemployees", "1.5", "Enter a whole number."),
        ("numberofemployees", "-1", "Enter a number from 0 to 1,000,000,000."),
        ("numberofemployees", "9" * 5000, "Enter a whole number."),
        ("revenue", "nan", "Enter a number."),
        ("emailaddress1", "nobody", "Enter an email address such as someone@example.com."),
        ("industrycode", "99999", "Choose one of the options."),
        ("industrycode", "١", "Choose one of the options."),
    ],
)
def test_what_cannot_be_read_is_kept_and_told(
    desk: Workspace, store: Store, column: str, typed: str, problem: str
) -> None:
    open_as_session(desk, "account", {"entityId": FIRM})
    before = store.version
    edit(desk, **{column: typed})
    assert (field(desk, column)["input"], field(desk, column)["problem"]) == (typed, problem)
    assert not save(desk)
    assert (shown(desk)["problem"], store.version) == ("Not saved. A field needs your attention.", before)


def test_lookup_finds_and_takes_a_record(desk: Workspace, store: Store) -> None:
    tab_id = tab_of(desk).tab_id
    edit(desk, customerid=None)
    assert (field(desk, "customerid")["link"], field(desk, "customerid")["lookup"]["targets"]) == (
        None,
        "Account or Contact",
    )
    forms.search_lookup(desk, tab_id, "customerid", "o")
    offered = field(desk, "customerid")["lookup"]["offered"]
    assert {(each["table"], each["name"]) for each in offered} == {
        ("account", "Contoso"),
        ("contact", "Ada Lovelace"),
        ("contact", "Grace Hopper"),
    }
    edit(desk, customerid={"table": "account", "recordId": FIRM})
    assert (field(desk, "customerid")["value"], field(desk, "customerid")["lookup"]["search"]) == (
        "Contoso",
        None,
    )
    assert save(desk)
    assert store.read("incident", CASE)["_customerid_value"] == FIRM


def test_lookup_refuses_other_tables(desk: Workspace) -> None:
    edit(desk, customerid={"table": "incident", "recordId": CASE})
    assert field(desk, "customerid")["problem"] == "Choose one of the tables account, contact."
    assert not save(desk)


def test_unknown_and_read_only_fields_are_refused(desk: Workspace) -> None:
    with pytest.raises(UnknownName, match=r'no field "titel"\. Did you mean "title"'):
        edit(desk, titel="x")
    with pytest.raises(Refusal, match="cannot be changed"):
        edit(desk, createdon="2024-01-01T00:00")


# -- unsaved changes ------------------------------------------------------------------------------


def test_changes_stay_while_the_agent_works_elsewhere(desk: Workspace) -> None:
    session = desk.focused_session
    edit(desk, title="Half a tit")
    desk.focus_session(desk.home)
    assert snapshot(desk)["sessions"][1]["unsaved"] is True
    desk.focus_session(session)
    open_as_tab(desk, session, "contact", {"entityId": ADA})
    desk.focus_tab(session, session.anchor_tab)
    assert (field(desk, "title")["input"], tab_of(desk).has_unsaved) == ("Half a tit", True)


def test_taking_a_change_back_by_typing_is_no_change(desk: Workspace) -> None:
    edit(desk, title="Ink", prioritycode="1")
    edit(desk, title="Ink & toner", prioritycode="2")
    assert shown(desk)["isUnsaved"] is False


def test_discard_takes_all_back(desk: Workspace) -> None:
    edit(desk, title="", customerid=None)
    assert not save(desk)
    forms.discard(desk, tab_of(desk).tab_id)
    assert (shown(desk)["isUnsaved"], shown(desk)["problem"], field(desk, "title")["problem"]) == (
        False,
        "",
        "",
    )
    assert field(desk, "customerid")["value"] == "Ada Lovelace"


def test_another_writer_shows_at_once_and_keeps_the_agents_changes(desk: Workspace, store: Store) -> None:
    edit(desk, title="Mine")
    store.update("incident", CASE, {"title": "Theirs", "prioritycode": 1})
    assert (field(desk, "title")["input"], field(desk, "prioritycode")["value"]) == ("Mine", "High")
    assert save(desk)
    row = store.read("incident", CASE)
    assert (row["title"], row["prioritycode"]) == ("Mine", 1)


def test_saving_writes_only_what_was_changed(desk: Workspace, store: Store) -> None:
    before = store.version
    assert save(desk)
    assert store.version == before
    edit(desk, title="New")
    shown(desk)
    store.update("incident", CASE, {"description": "Theirs"})
    save(desk)
    assert store.read("incident", CASE)["description"] == "Theirs"


def test_refusal_of_the_records_stands_at_its_field(desk: Workspace, store: Store) -> None:
    edit(desk, followupby="1700-01-01T00:00")
    assert not save(desk)
    assert field(desk, "followupby")["problem"].startswith("Expected a date from 1753 on")
    edit(desk, followupby="2024-01-01T00:00")
    assert save(desk)


def test_lookup_whose_record_is_gone_stands_at_its_field(desk: Workspace, store: Store) -> None:
    edit(desk, customerid={"table": "contact", "recordId": GRACE})
    store.delete("contact", GRACE)
    assert not save(desk)
    assert field(desk, "customerid")["problem"] == "The record does not exist any more."


def test_record_that_is_gone_cannot_be_saved(desk: Workspace, store: Store) -> None:
    edit(desk, title="Mine")
    store.delete("incident", CASE)
    assert shown(desk)["kind"] == "explanation"
    with pytest.raises(Refusal, match="shows no record's form"):
        save(desk)


# -- new records ----------------------------------------------------------------------------------


def test_new_record_becomes_its_own_form(desk: Workspace, store: Store) -> None:
    new_record(desk, "incident")
    session = desk.focused_session
    assert (session.title, tab_of(desk).title, shown(desk)["isNew"]) == ("Case", "New Case", True)
    assert field(desk, "ownerid")["link"] == {"table": "systemuser", "recordId": USER}
    assert not save(desk)
    assert field(desk, "title")["problem"] == "Case Title must be filled in."
    edit(desk, title="Smoke", customerid={"table": "contact", "recordId": ADA})
    assert save(desk)
    page = shown(desk)
    assert store.read("incident", page["recordId"])["title"] == "Smoke"
    assert (session.title, tab_of(desk).title, page["isNew"]) == ("Case Smoke", "Smoke", False)
    assert session.anchor["title"] == "Smoke"


@pytest.mark.parametrize(
    "customer",
    [
        {"customerid": ADA, "customeridname": "Ada Lovelace", "customeridtype": "contact"},
        {"customerid": [{"id": ADA, "name": "Ada Lovelace", "entityType": "contact"}]},
        {"customerid": [{"id": f"{{{ADA.upper()}}}", "name": "Ada Lovelace", "entitytype": "contact"}]},
        {"customerid": [{"id": ADA, "name": "Ada Lovelace", "type": "contact"}]},
    ],
)
def test_defaults_fill_a_create_form(desk: Workspace, store: Store, customer: dict[str, object]) -> None:
    new_record(desk, "incident", title="From a call", caseorigincode="1", own_call="77", **customer)
    assert (field(desk, "caseorigincode")["value"], shown(desk)["isUnsaved"]) == ("Phone", False)
    assert field(desk, "customerid")["value"] == "Ada Lovelace"
    assert save(desk)
    row = store.read("incident", shown(desk)["recordId"])
    assert (row["_customerid_value"], row["caseorigincode"], row["own_call"]) == (ADA, 1, "77")


def test_defaults_that_fit_no_column_are_told(desk: Workspace) -> None:
    new_record(desk, "incident", title="x", customerid=ADA, prioritycode="urgent")
    assert field(desk, "customerid")["problem"] == "Choose one of the tables account, contact."
    assert (field(desk, "prioritycode")["input"], field(desk, "prioritycode")["problem"]) == (
        "urgent",
        "Choose one of the options.",
    )
    assert not save(desk)


def test_title_that_code_has_set_stays(desk: Workspace) -> None:
    new_record(desk, "incident")
    desk.set_session_title(desk.focused_session, "By code")
    edit(desk, title="Smoke", customerid={"table": "contact", "recordId": ADA})
    save(desk)
    assert (desk.focused_session.title, tab_of(desk).title) == ("By code", "Smoke")


def test_synced_title_follows(desk: Workspace) -> None:
    new_record(desk, "task")
    edit(desk, subject="Call back")
    save(desk)
    assert (desk.focused_session.title, tab_of(desk).title) == ("Call back", "Call back")


def test_visitor_gets_a_name(desk: Workspace) -> None:
    desk.open_session(SessionRequest(template=SESSIONS[2]))
    assert desk.focused_session.title == "Visitor 1"
    edit(desk, firstname="Ida", lastname="Rhodes")
    save(desk)
    assert (desk.focused_session.title, tab_of(desk).title) == ("Ida Rhodes", "Ida Rhodes")


def test_session_title_is_not_read_again_from_a_saved_record(desk: Workspace) -> None:
    edit(desk, title="Changed")
    save(desk)
    assert (desk.focused_session.title, tab_of(desk).title) == ("Case Ink & toner", "Changed")


def test_required_columns_stop_a_new_record(desk: Workspace, store: Store) -> None:
    new_record(desk, "contact")
    before = store.version
    assert not save(desk)
    assert (field(desk, "lastname")["problem"], store.version) == ("Last Name must be filled in.", before)


# -- closing --------------------------------------------------------------------------------------


def test_closing_by_hand_asks_closing_by_code_does_not(desk: Workspace) -> None:
    session = desk.focused_session
    tab = open_as_tab(desk, session, "contact", {"entityId": ADA})
    edit(desk, firstname="Augusta")
    agent.request_close_tab(desk, tab.tab_id)
    assert desk.screen.dialog is not None
    agent.answer_dialog(desk, desk.screen.dialog.dialog_id, False)
    assert tab.tab_id in session.tabs
    assert tab.unsaved
    assert desk.close_tab(session, tab)
    assert desk.screen.dialog is None


def test_closing_a_session_names_what_is_lost(desk: Workspace) -> None:
    edit(desk, title="Half")
    agent.request_close_session(desk, desk.focused_session)
    assert desk.screen.dialog is not None
    assert "Unsaved changes in “Ink & toner” are lost." in desk.screen.dialog.text


def test_reloading_a_tab_asks_where_changes_would_be_lost(desk: Workspace) -> None:
    tab = tab_of(desk)
    edit(desk, title="Half")
    agent.request_refresh_tab(desk, tab.tab_id)
    assert desk.screen.dialog is not None
    agent.answer_dialog(desk, desk.screen.dialog.dialog_id, True)
    assert (tab.unsaved, tab.load, tab.tab_id in desk.focused_session.tabs) == ({}, 1, True)
    agent.request_refresh_tab(desk, tab.tab_id)
    assert (desk.screen.dialog, tab.load) == (None, 2)


# -- who takes part in an activity ----------------------------------------------------------------


def parties(desk: Workspace, name: str) -> list[str]:
    return [each["name"] for each in field(desk, name)["parties"]]


def kept_parties(desk: Workspace, record_id: str) -> list[tuple[object, object]]:
    rows = desk.records.query("activityparty", f"$filter=_activityid_value eq {record_id}")
    return sorted(
        (row["participationtypemask"], row["_partyid_value"] or row["unresolvedpartyname"]) for row in rows
    )


def party(kind: int, table: str, record_id: str) -> dict[str, object]:
    return {"participationtypemask": kind, "partyid": {"table": table, "id": record_id}}


def open_activity(desk: Workspace, store: Store, table: str, *taking_part: dict[str, object]) -> str:
    row = store.create(table, {"subject": "Call back", f"{table}_activity_parties": list(taking_part)})
    open_as_session(desk, table, {"entityId": row["activityid"]})
    return str(row["activityid"])


def test_forms_of_activities_show_who_takes_part(desk: Workspace, store: Store) -> None:
    stranger = {"participationtypemask": 2, "unresolvedpartyname": "+1 555 0199"}
    open_activity(desk, store, "phonecall", party(1, "systemuser", USER), party(2, "contact", ADA), stranger)
    labels = [each["label"] for each in shown(desk)["fields"]]
    assert labels[:3] == ["Subject", "Call From", "Call To"]
    assert parties(desk, "to") == ["Ada Lovelace", "+1 555 0199"]
    first, second = field(desk, "to")["parties"]
    assert first["link"] == {"table": "contact", "recordId": ADA}
    assert second["link"] is None
    open_activity(desk, store, "email", party(4, "contact", GRACE))
    assert (parties(desk, "bcc"), parties(desk, "cc")) == (["Grace Hopper"], [])
    open_activity(desk, store, "appointment", party(7, "systemuser", USER))
    labels = [each["label"] for each in shown(desk)["fields"]]
    assert labels[1:4] == ["Required", "Optional", "Organizer"]
    # Another's party list is shown where somebody is in it, but not changed.
    open_activity(desk, store, "msdyn_ocliveworkitem", party(11, "contact", ADA))
    assert parties(desk, "party11") == ["Ada Lovelace"]
    assert not field(desk, "party11")["isEditable"]


def test_parties_are_added_taken_out_and_saved_beside_the_others(desk: Workspace, store: Store) -> None:
    call = open_activity(desk, store, "phonecall", party(1, "systemuser", USER), party(2, "contact", ADA))
    edit(desk, to={"table": "contact", "recordId": GRACE})
    edit(desk, to={"table": "contact", "recordId": GRACE})
    assert parties(desk, "to") == ["Ada Lovelace", "Grace Hopper"]
    assert kept_parties(desk, call) == [(1, USER), (2, ADA)]
    edit(desk, to={"removed": 0}, subject="Changed")
    assert save(desk)
    assert kept_parties(desk, call) == [(1, USER), (2, GRACE)]
    edit(desk, to={"removed": 0})
    edit(desk, to={"table": "contact", "recordId": GRACE})
    assert not field(desk, "to")["isUnsaved"]
    with pytest.raises(Refusal, match="Choose one of the tables"):
        edit(desk, to={"table": "incident", "recordId": CASE})
    edit(desk, to={"removed": 7})
    assert parties(desk, "to") == ["Grace Hopper"]


def test_a_new_activity_is_made_with_its_parties(desk: Workspace) -> None:
    new_record(desk, "phonecall")
    edit(desk, subject="Hello", **{"from": {"table": "systemuser", "recordId": USER}})
    edit(desk, to={"table": "account", "recordId": FIRM})
    assert save(desk)
    record_id = tab_of(desk).page.entity_id
    assert record_id is not None
    assert kept_parties(desk, record_id) == [(1, USER), (2, FIRM)]


def test_a_completed_activity_keeps_its_parties(desk: Workspace, store: Store) -> None:
    call = open_activity(desk, store, "phonecall", party(2, "contact", ADA))
    store.update("phonecall", call, {"statecode": 1})
    with pytest.raises(Refusal, match="cannot be changed"):
        edit(desk, to={"removed": 0})
