"""Sessions and tabs: ``app-profile-manager.md`` 3, 8 and the vectors of 12."""

from __future__ import annotations

import pytest

from cif_emulator.view.snapshot import snapshot
from cif_emulator.workspace.rules.life_cycle import MAXIMUM_SESSIONS, MAXIMUM_TABS
from cif_emulator.workspace.state.events import (
    PageShown,
    SessionClosed,
    SessionCreated,
    SessionSwitched,
    SlugsRead,
    TabSwitched,
    Warned,
)
from cif_emulator.workspace.state.readings import Reading
from cif_emulator.workspace.state.refusals import LimitReached, Refusal, UnknownId, UnknownName, WrongArgument
from cif_emulator.workspace.state.requests import SessionRequest, TabRequest
from cif_emulator.workspace.state.settings import Settings, Setup
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    AppProfile,
    PageType,
    Presence,
    SessionTemplate,
)
from cif_emulator.workspace.workspace import Workspace

from .desk import (
    CALL_TEMPLATE,
    CASE,
    CASE_TEMPLATE,
    CONTROL_TAB,
    PERSON,
    RECORD_TAB,
    SITE_TAB,
    Records,
    desk,
    open_case,
    open_plain,
    open_tab,
    tab,
)

TITLE_READ = SlugsRead((Reading("{anchor.title}", "anchor.title", "Ink & toner", "anchor record"),))


def test_home_stands_alone_at_first() -> None:
    workspace = desk()
    assert [session.is_default for session in workspace.sessions.values()] == [True]
    assert workspace.focused_session is workspace.home
    assert workspace.home.session_id == "session-id-0"


def test_entity_session_opens_on_its_record_and_tells_the_switch() -> None:
    workspace = desk()
    session = open_case(workspace)
    assert workspace.focused_session is session
    assert session.title == "Ink & toner"
    assert session.anchor_tab.page.entity_id == CASE
    assert workspace.drain() == [
        SessionCreated("session-id-1", None),
        SessionSwitched("session-id-0", "session-id-1"),
        TabSwitched("session-id-0", "tab-id-0", "session-id-1", "tab-id-1"),
        PageShown("session-id-1", "tab-id-1"),
        TITLE_READ,
    ]


def test_unfocused_session_moves_nothing() -> None:
    workspace = desk()
    session = open_case(workspace, focused=False)
    assert workspace.focused_session is workspace.home
    assert list(workspace.sessions) == ["session-id-0", session.session_id]
    assert workspace.drain() == [SessionCreated("session-id-1", None), TITLE_READ]


def test_limit_of_sessions_has_the_products_text_and_shows_it() -> None:
    workspace = desk()
    for _ in range(9):
        assert workspace.can_create_session()
        open_plain(workspace)
    assert not workspace.can_create_session()
    with pytest.raises(LimitReached, match="Maximum sessions reached"):
        open_plain(workspace)
    assert len(workspace.sessions) == 10
    assert [message.text for message in workspace.screen.messages] == [MAXIMUM_SESSIONS]
    workspace.close_session(workspace.session("session-id-3"))
    assert workspace.screen.messages == []
    assert open_plain(workspace).session_id == "session-id-10"


def test_limit_of_tabs_counts_the_anchor() -> None:
    workspace = desk()
    session = open_plain(workspace)
    for _ in range(9):
        open_tab(workspace, session)
    assert not workspace.can_create_tab(session)
    with pytest.raises(LimitReached, match="Maximum tabs reached"):
        open_tab(workspace, session)
    assert len(session.tabs) == 10
    assert [message.text for message in workspace.screen.messages] == [MAXIMUM_TABS]


def test_a_sessions_message_is_shown_there_alone_and_goes_with_it() -> None:
    workspace = desk()
    workspace.screen.show_message("info", "For all")
    full, other = open_plain(workspace), open_plain(workspace)
    for _ in range(9):
        open_tab(workspace, full)
    with pytest.raises(LimitReached):
        open_tab(workspace, full)

    def shown() -> list[str]:
        return [each["text"] for each in snapshot(workspace)["messages"]]

    workspace.focus_session(other)
    assert shown() == ["For all"]
    workspace.focus_session(full)
    assert shown() == ["For all", MAXIMUM_TABS]
    workspace.close_session(full)
    assert [message.text for message in workspace.screen.messages] == ["For all"]


@pytest.mark.parametrize(
    ("status", "color", "mark"),
    [
        ("busy", "#c4314b", "busy"),
        ("do_not_disturb", "#c4314b", "do-not-disturb"),
        ("away", "#ffaa44", "away"),
    ],
)
def test_a_presence_looks_like_its_base_status(status: str, color: str, mark: str) -> None:
    presence = Presence(text="Own", base_status=status)
    shown = snapshot(Workspace(Setup(presences=(presence,)), Records()))["presence"]
    assert shown is not None
    assert [(each["color"], each["mark"]) for each in shown["options"]] == [(color, mark)]


def test_closing_a_tab_focuses_its_left_neighbour() -> None:
    workspace = desk()
    session = open_plain(workspace)
    second, third = open_tab(workspace, session), open_tab(workspace, session)
    assert workspace.close_tab(session, third)
    assert session.focused_tab is second


def test_closing_a_tab_in_the_background_keeps_the_focus() -> None:
    workspace = desk()
    session = open_plain(workspace)
    second, third = open_tab(workspace, session), open_tab(workspace, session)
    workspace.close_tab(session, second)
    assert session.focused_tab is third


def test_anchor_tab_and_home_stay() -> None:
    workspace = desk()
    session = open_plain(workspace)
    workspace.drain()
    assert not workspace.close_tab(session, session.anchor_tab)
    assert not workspace.close_session(workspace.home)
    workspace.set_session_title(workspace.home, "x")
    assert (len(session.tabs), len(workspace.sessions), workspace.home.title) == (1, 2, "Home")
    assert [type(event) for event in workspace.drain()] == [Warned, Warned, Warned]


def test_closing_the_focused_session_focuses_the_one_above() -> None:
    workspace = desk()
    first, second, third = (open_plain(workspace) for _ in range(3))
    workspace.focus_session(second)
    workspace.drain()
    workspace.close_session(second)
    assert workspace.focused_session is first
    kinds = [type(event) for event in workspace.drain()]
    assert kinds == [SessionClosed, SessionSwitched, TabSwitched, PageShown]
    workspace.close_session(third)
    assert workspace.focused_session is first
    workspace.close_session(first)
    assert workspace.focused_session is workspace.home


def test_ids_are_never_used_twice_and_refusals_use_none() -> None:
    workspace = desk(SessionTemplate(unique_name="own_broken", name="b", anchor_tab="own_nothing"))
    open_plain(workspace)
    workspace.close_session(workspace.session("session-id-1"))
    with pytest.raises(UnknownName):
        workspace.open_session(SessionRequest(template=workspace.catalog.session_template("own_broken")))
    assert open_plain(workspace).session_id == "session-id-2"


def test_generic_session_title_tabs_and_slugs() -> None:
    workspace = desk()
    session = workspace.open_session(
        SessionRequest(
            template=CALL_TEMPLATE,
            owner="own_provider",
            values={"customer": "Ada", "customerRecordId": PERSON, "searchQ": "a b"},
            parameterised=True,
        )
    )
    assert session.title == "Call from Ada"
    assert [each.title for each in session.tabs.values()] == ["Ada Lovelace", "www.example.com"]
    site = list(session.tabs.values())[1]
    assert site.page.text("url") == "https://www.example.com/find?q=a%20b"
    assert session.focused_tab is session.anchor_tab
    assert (
        workspace.resolve_slug(session, "{anchor.fullname}/{Session.AnchorTab.EntityName}")
        == "Ada Lovelace/contact"
    )


def test_a_tabs_own_section_beats_globals_beats_the_configuration() -> None:
    workspace = desk()
    other = "bbbbbbbb-2222-3333-4444-555555555555"
    assert isinstance(workspace.records, Records)
    workspace.records.data["contact"][other] = {"contactid": other}

    def anchor_of(values: dict[str, object], **sections: dict[str, object]) -> str | None:
        request = SessionRequest(
            template=CALL_TEMPLATE,
            values=values,
            anchor_values=values,
            parameterised=True,
            tab_parameters=sections,
        )
        return workspace.open_session(request).anchor_tab.page.entity_id

    assert anchor_of({"customerRecordId": PERSON}) == PERSON
    assert anchor_of({"customerRecordId": PERSON, "entityId": other}) == other
    assert (
        anchor_of(
            {"customerRecordId": PERSON, "entityId": other}, own_record={"entityId": "{customerRecordId}"}
        )
        == PERSON
    )


def test_additional_tabs_do_not_take_the_anchors_parameters() -> None:
    template = SessionTemplate(
        unique_name="own_two", name="t", anchor_tab="own_control", tabs=("own_record",)
    )
    workspace = desk(template)
    request = SessionRequest(
        template=template, values={"entityId": PERSON}, page_parameters={"entityId": PERSON}
    )
    second = list(workspace.open_session(request).tabs.values())[1]
    assert second.page.entity_id is None


def test_control_page_receives_its_object() -> None:
    workspace = desk()
    page = {"controlName": "c", "data": {"a": 1}}
    template = workspace.catalog.session_template("own_plain")
    session = workspace.open_session(SessionRequest(template=template, page_parameters=page, values=page))
    assert session.anchor_tab.page.parameters == page


def test_visitors_are_numbered() -> None:
    workspace = desk()
    assert [open_plain(workspace).title for _ in range(2)] == ["Visitor 1", "Visitor 2"]


def test_wrong_table_for_an_entity_template() -> None:
    workspace = desk()
    with pytest.raises(WrongArgument, match=r'the table "contact".*is for "incident"'):
        workspace.open_session(
            SessionRequest(
                template=CASE_TEMPLATE, page_parameters={"entityName": "contact", "entityId": PERSON}
            )
        )
    assert len(workspace.sessions) == 1


def test_anchor_values_are_kept_until_refreshed() -> None:
    workspace = desk()
    session = open_case(workspace)
    records = workspace.records
    assert isinstance(records, Records)
    records.data["incident"][CASE] = {**records.data["incident"][CASE], "title": "Later"}
    assert workspace.resolve_slug(session, "{anchor.title}") == "Ink & toner"
    workspace.refresh_anchor(session)
    assert workspace.resolve_slug(session, "{anchor.title}") == "Later"


@pytest.mark.parametrize("nobody", ["99999999-2222-3333-4444-555555555555", "no GUID"])
def test_a_templates_record_that_does_not_exist_is_a_create_form_unless_it_is_validated(nobody: str) -> None:
    validated = tab(
        "own_validated", PageType.ENTITY_RECORD, entityName="contact", entityId="{who}", validateRecord="True"
    )
    workspace = desk(tabs=(validated,))
    values = {"entityId": nobody, "who": nobody, "data": {"fullname": "Known"}}
    shown = []
    for template in (RECORD_TAB, validated):
        workspace.create_tab(workspace.home, TabRequest(template=template, values=values))
        shown.append(snapshot(workspace)["page"])
    form, reason = shown
    assert (form["kind"], form.get("isNew")) == ("record", True)
    assert form["fields"][0]["value"] == "Known"
    assert reason["kind"] == "explanation"
    assert nobody in reason["text"]
    warned = [each.text for each in workspace.drain() if isinstance(each, Warned)]
    assert len(warned) == 1
    assert f'there is no contact "{nobody}": the tab is a create form' in warned[0]


def test_a_record_that_is_deleted_while_its_tab_is_open_is_no_create_form() -> None:
    workspace = desk()
    assert isinstance(workspace.records, Records)
    workspace.create_tab(workspace.home, TabRequest(template=RECORD_TAB, values={"entityId": PERSON}))
    del workspace.records.data["contact"][PERSON]
    assert snapshot(workspace)["page"]["kind"] == "explanation"


def test_missing_anchor_record_opens_with_a_warning_and_an_explanation() -> None:
    workspace = desk()
    missing = "99999999-2222-3333-4444-555555555555"
    page = {"entityName": "incident", "entityId": missing}
    workspace.open_session(SessionRequest(template=CASE_TEMPLATE, page_parameters=page))
    assert any(isinstance(event, Warned) and missing in event.text for event in workspace.drain())
    assert snapshot(workspace)["page"]["kind"] == "explanation"


def test_slug_errors_leave_nothing_behind() -> None:
    bad = tab("own_bad", PageType.ENTITY_RECORD, entityName="contact", entityId="{$odata.nothing.x.?$top=1}")
    template = SessionTemplate(unique_name="own_odata", name="t", anchor_tab="own_bad")
    workspace = desk(template, tabs=(bad,))
    with pytest.raises(UnknownName, match='"nothing"'):
        workspace.open_session(SessionRequest(template=template))
    assert list(workspace.sessions) == ["session-id-0"]
    with pytest.raises(WrongArgument, match="a → b → a"):
        workspace.open_session(
            SessionRequest(template=CALL_TEMPLATE, values={"a": "{b}", "b": "{a}"}, parameterised=True)
        )
    assert open_plain(workspace).session_id == "session-id-1"


def test_recursive_slug_is_refused() -> None:
    workspace = desk()
    session = open_plain(workspace)
    workspace.update_values(session, {"a": "{b}", "b": "{a}", "c": "{x}"})
    with pytest.raises(WrongArgument, match="recursive slug"):
        workspace.resolve_slug(session, "{a}")
    assert workspace.resolve_slug(session, "{c}") == "{x}"


def test_marks_show_on_background_sessions_and_clear_on_focus() -> None:
    workspace = desk()
    session = open_plain(workspace, focused=False)
    workspace.request_focus(session)
    workspace.set_unread(session, 12)
    assert (session.attention, session.unread) == (True, 12)
    assert workspace.focused_session is workspace.home
    workspace.focus_session(session)
    assert (session.attention, session.unread) == (False, 0)


def test_tab_in_the_background_session_comes_forward_with_it() -> None:
    workspace = desk()
    session = open_plain(workspace, focused=False)
    workspace.drain()
    created = open_tab(workspace, session)
    assert workspace.focused_session is session
    assert session.focused_tab is created
    switches = [event for event in workspace.drain() if isinstance(event, TabSwitched)]
    assert switches == [TabSwitched("session-id-0", "tab-id-0", session.session_id, created.tab_id)]


def test_tab_values_override_and_aliases_hold() -> None:
    workspace = desk()
    session = open_plain(workspace)
    created = workspace.create_tab(
        session,
        TabRequest(template=RECORD_TAB, values={"etn": "incident", "recordId": "{" + CASE.upper() + "}"}),
    )
    assert (created.page.entity_name, created.page.entity_id) == ("incident", CASE)
    site = workspace.create_tab(session, TabRequest(template=SITE_TAB, values={"searchQ": "x&y"}))
    assert site.page.text("url").endswith("q=x%26y")
    assert "searchQ" not in session.values


def test_closed_ids_are_explained() -> None:
    workspace = desk()
    session = open_plain(workspace)
    workspace.close_session(session)
    with pytest.raises(UnknownId, match="has been closed"):
        workspace.session(session.session_id)
    with pytest.raises(UnknownId, match="open are session-id-0"):
        workspace.session("nonsense")
    assert workspace.remembered_session(session.session_id) is session
    assert workspace.remembered_tab(session.anchor_tab.tab_id) is session.anchor_tab


def test_closed_sessions_are_remembered_in_bounded_number() -> None:
    workspace = desk()
    for _ in range(300):
        workspace.close_session(open_plain(workspace))
    assert workspace.remembered_session("session-id-1") is None
    assert workspace.remembered_session("session-id-300") is not None


def test_profile_decides_which_templates_open() -> None:
    def holding(*names: str, **settings: object) -> Workspace:
        profile = AppProfile(unique_name="own_profile", name="p", session_templates=names)
        setup = Setup(
            settings=Settings(**settings),
            app_profiles=(profile,),
            session_templates=(CASE_TEMPLATE, CALL_TEMPLATE),
            tab_templates=(RECORD_TAB, SITE_TAB, CONTROL_TAB),
        )
        return Workspace(setup, Records())

    with pytest.raises(Refusal, match='not in the app profile "own_profile"'):
        holding("own_call").catalog.session_template("own_case")
    assert holding("own_case").catalog.session_template("own_case") is CASE_TEMPLATE
    lenient = holding("own_call", allow_templates_outside_profile=True)
    assert lenient.catalog.session_template("own_case") is CASE_TEMPLATE
    off = holding("own_call", channel_integration_framework=False)
    with pytest.raises(Refusal, match="Channel Integration Framework"):
        off.catalog.session_template("own_call")


def test_unknown_names_come_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match='Did you mean "own_case"'):
        desk().catalog.session_template("own_caze")
    assert desk().catalog.tabs.get("own record") is RECORD_TAB


def test_a_conversation_without_a_record_shows_what_is_known() -> None:
    conversation = ApplicationTabTemplate(
        unique_name="msdyn_activeconversation",
        name="Active Conversation",
        page_type=PageType.ENTITY_RECORD,
        parameters={"entityName": "{customerEntityName}", "entityId": "{customerRecordId}"},
    )
    template = SessionTemplate(
        unique_name="own_voice", name="Own call", title=("{customer}",), anchor_tab="msdyn_activeconversation"
    )
    workspace = Workspace(Setup(session_templates=(template,), tab_templates=(conversation,)), Records())
    workspace.open_session(SessionRequest(template=template, values={"customer": "Ada", "topic": ""}))
    page = snapshot(workspace)["page"]
    assert page["kind"] == "conversation"
    assert (page["heading"], page["icon"], page["subheading"]) == ("Ada", "call", "Own call")
    assert page["details"] == [{"label": "customer", "value": "Ada"}]
