"""What is written into the tables of templates, profiles, providers and presences takes effect."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from cif_emulator import config
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.exporting import present
from cif_emulator.config.persisted_records import PersistedRecords
from cif_emulator.config.template_rows import row_id
from cif_emulator.records import QueryRefused, RecordRefused
from cif_emulator.workspace.state.events import Warned
from cif_emulator.workspace.state.provider import Connection
from cif_emulator.workspace.state.refusals import UnknownName
from cif_emulator.workspace.state.requests import SessionRequest

from .test_template_rows import OWN, one


class Desk:
    """A running workspace with the templates of ``OWN``, beside its records."""

    def __init__(self, **more: object) -> None:
        self.start = Baseline(config.from_json(json.dumps({**OWN, **more})))
        self.store = self.start.store
        self.workspace = self.start.workspace()
        self.workspace.open_at("http://localhost:4280")

    @property
    def catalog(self):
        return self.workspace.catalog

    def change(self, table: str, unique_name: str, **columns: object) -> None:
        self.store.update(table, self.id(table, unique_name), columns)

    def id(self, table: str, unique_name: str) -> str:
        return str(one(self.store, table, unique_name)[f"{table}id"])

    def again(self) -> Desk:
        """The desk that begins with what this one exports."""
        desk = Desk.__new__(Desk)
        desk.start = Baseline(config.from_json(config.to_json(present(self.start))))
        desk.store, desk.workspace = desk.start.store, desk.start.workspace()
        return desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_rows_as_they_were_made_change_nothing(desk: Desk) -> None:
    desk.change("msdyn_sessiontemplate", "own_call", own_note="x")
    assert desk.workspace.setup == desk.start.configuration.setup
    built_in = Baseline(config.built_in())
    workspace = built_in.workspace()
    built_in.store.create("msdyn_presence", {"msdyn_name": "Lunch", "msdyn_presencestatustext": "Lunch"})
    assert attrs.evolve(workspace.setup, presences=()) == attrs.evolve(config.built_in().setup, presences=())
    assert [each.text for each in workspace.presences.options][-1] == "Lunch"


def test_a_deleted_template_opens_no_session_until_the_reset(desk: Desk) -> None:
    desk.store.delete("msdyn_sessiontemplate", desk.id("msdyn_sessiontemplate", "own_call"))
    with pytest.raises(UnknownName, match="no session template"):
        desk.catalog.session_template("own_call")
    links = desk.store.query("msdyn_appconfiguration_sessiontemplate")
    gone = row_id("msdyn_sessiontemplate", "own_call")
    assert gone not in [row["msdyn_sessiontemplateid"] for row in links]
    assert desk.again().catalog.sessions.find("own_call") is None
    assert desk.start.workspace().catalog.sessions.find("own_call") is not None


def test_changed_columns_are_used_by_the_next_session_and_keep_the_rest() -> None:
    template = {**OWN["session_template"][0], "title": ["From {who}", "Call"], "panel_state": "hidden"}
    desk = Desk(session_template=[template], app_profile=[])
    before = desk.catalog.sessions.get("own_call")
    desk.change("msdyn_sessiontemplate", "own_call", msdyn_enabletitlesync=True)
    assert desk.catalog.sessions.get("own_call") == attrs.evolve(before, enable_title_sync=True)
    desk.change("msdyn_sessiontemplate", "own_call", msdyn_title="Other")
    template = desk.catalog.session_template("own_call")
    assert desk.workspace.open_session(SessionRequest(template=template)).title == "Other"
    desk.change("msdyn_sessiontemplate", "own_call", msdyn_title=None)
    assert desk.catalog.sessions.get("own_call").title == ()
    assert desk.again().workspace.setup == desk.workspace.setup


def test_further_templates_open_sessions_with_their_tabs() -> None:
    desk = Desk(workspace={"profile": "own_profile"})
    tab = desk.store.create(
        "msdyn_applicationtabtemplate",
        {
            "msdyn_name": "Site",
            "msdyn_uniquename": "own_site",
            "msdyn_pagetype": 509_180_006,
            "msdyn_title": "Site of {who}",
        },
    )["msdyn_applicationtabtemplateid"]
    assert desk.catalog.tabs.get("own_site").parameters == {"url": ""}
    desk.store.create(
        "msdyn_templateparameter",
        {
            "msdyn_name": "url",
            "msdyn_value": "https://www.example.com/{who}",
            "msdyn_applicationtabtemplateid@odata.bind": f"/msdyn_applicationtabtemplates({tab})",
        },
    )
    assert desk.catalog.tabs.get("own_site").parameters == {"url": "https://www.example.com/{who}"}
    session = desk.store.create(
        "msdyn_sessiontemplate",
        {
            "msdyn_name": "Case",
            "msdyn_uniquename": "own_case",
            "msdyn_sessiontype": 1,
            "msdyn_entity": "incident",
        },
    )["msdyn_sessiontemplateid"]
    desk.store.create(
        "msdyn_sessiontemplate_applicationtab",
        {"msdyn_sessiontemplateid": session, "msdyn_applicationtabtemplateid": tab},
    )
    made = desk.catalog.sessions.get("own_case")
    assert (made.session_type.value, made.entity, made.tabs) == ("entity", "incident", ("own_site",))
    # The profile lists its templates.
    assert desk.catalog.entity_template("incident") is None
    desk.store.create(
        "msdyn_appconfiguration_sessiontemplate",
        {
            "msdyn_appconfigurationid": desk.id("msdyn_appconfiguration", "own_profile"),
            "msdyn_sessiontemplateid": session,
        },
    )
    assert desk.catalog.entity_template("incident") == made
    assert desk.again().workspace.setup == desk.workspace.setup


@pytest.mark.parametrize(
    ("table", "columns", "said"),
    [
        (
            "msdyn_sessiontemplate",
            {"msdyn_name": "Odd", "msdyn_uniquename": "own_odd"},
            'session template "own_odd": anchor_tab: is missing',
        ),
        ("msdyn_sessiontemplate", {"msdyn_name": "Odd"}, "unique_name: is blank"),
        (
            "msdyn_applicationtabtemplate",
            {"msdyn_name": "Odd", "msdyn_uniquename": "own_odd"},
            "msdyn_pagetype is missing",
        ),
        (
            "msdyn_applicationtabtemplate",
            {
                "msdyn_name": "Odd",
                "msdyn_uniquename": "own_odd",
                "msdyn_pagetype": 509_180_003,
                "msdyn_templateparameters": "{",
            },
            "is no JSON text",
        ),
        (
            "msdyn_notificationtemplate",
            {"msdyn_name": "Odd", "msdyn_uniquename": "OWN_ring"},
            '"OWN_ring" is there already',
        ),
        (
            "msdyn_channelprovider",
            {
                "msdyn_name": "Odd",
                "msdyn_uniquename": "own_odd",
                "msdyn_label": "Odd",
                "msdyn_channelurl": "odd",
            },
            "expected an http or https address",
        ),
    ],
)
def test_rows_that_would_be_wrong_are_refused_in_the_words_of_check(desk: Desk, table, columns, said) -> None:
    before, count = desk.workspace.setup, desk.store.count(table)
    with pytest.raises(RecordRefused) as refusal:
        desk.store.create(table, columns)
    assert said in refusal.value.message
    assert desk.workspace.setup is before
    assert desk.store.count(table) == count


def test_an_anchor_tab_that_a_template_needs_stays(desk: Desk) -> None:
    with pytest.raises(RecordRefused, match=r"own_call.*anchor_tab: is missing"):
        desk.store.delete(
            "msdyn_applicationtabtemplate", desk.id("msdyn_applicationtabtemplate", "own_first")
        )
    desk.store.delete("msdyn_applicationtabtemplate", desk.id("msdyn_applicationtabtemplate", "own_second"))
    assert desk.catalog.sessions.get("own_call").tabs == ("own_first",)


def test_managed_rows_are_left_as_they_are(desk: Desk) -> None:
    managed = desk.store.create(
        "msdyn_presence",
        {"msdyn_name": "Fixed", "msdyn_presencestatustext": "Fixed", "ismanaged": True},
    )["msdyn_presenceid"]
    own = desk.id("msdyn_appconfiguration", "msdyn_csw_channels_default_profile")
    desk.change("msdyn_appconfiguration", "own_profile", msdyn_name="Other")
    for write in (
        lambda: desk.store.delete("msdyn_appconfiguration", own),
        lambda: desk.store.update("msdyn_appconfiguration", own, {"msdyn_name": "Other"}),
        lambda: desk.store.delete("msdyn_presence", managed),
        lambda: desk.store.update("msdyn_presence", managed, {"msdyn_name": "Other"}),
    ):
        with pytest.raises(RecordRefused, match="managed"):
            write()


def test_notification_templates_follow_their_rows_and_those_of_their_fields(desk: Desk) -> None:
    desk.change("msdyn_notificationtemplate", "own_ring", msdyn_timeout=7, msdyn_theme=509_180_001)
    ring = desk.id("msdyn_notificationtemplate", "own_ring")
    desk.store.create(
        "msdyn_notificationfield",
        {
            "msdyn_name": "queue",
            "msdyn_title": "Queue",
            "msdyn_value": "{queue}",
            "msdyn_notificationtemplateid@odata.bind": f"/msdyn_notificationtemplates({ring})",
        },
    )
    template = desk.catalog.notifications.get("own_ring")
    assert (template.timeout, template.theme.value) == (7, "light")
    assert [field.title for field in template.field] == ["Who", "Queue"]
    desk.store.delete("msdyn_notificationfield", row_id("msdyn_notificationfield", "own_ring/0"))
    assert [field.title for field in desk.catalog.notifications.get("own_ring").field] == ["Queue"]
    assert desk.again().workspace.setup == desk.workspace.setup


def test_providers_come_go_and_move(desk: Desk) -> None:
    providers = desk.workspace.providers
    phone = providers.find("own_phone")
    desk.change("msdyn_channelprovider", "own_phone", msdyn_label="Line", msdyn_enableoutbound=True)
    assert providers.find("own_phone") is phone
    assert (phone.row.label, providers.click_to_act) == ("Line", {"own_phone": True})
    # As `setClickToAct` writes it, once it is in effect; what is applied later says the same.
    providers.click_to_act["own_phone"] = False
    key = desk.id("msdyn_channelprovider", "own_phone")
    desk.store.update("msdyn_channelprovider", key, {"msdyn_enableoutbound": False}, is_watched=False)
    assert phone.row.enable_outbound
    chat = {
        "msdyn_name": "Chat",
        "msdyn_uniquename": "own_chat",
        "msdyn_label": "Chat",
        "msdyn_channelurl": "https://chat.example/",
    }
    desk.store.create("msdyn_channelprovider", chat)
    assert (phone.row.enable_outbound, providers.click_to_act["own_phone"]) == (False, False)
    made = providers.find("own_chat")
    assert (made.url, made.connection) == ("https://chat.example/", Connection.WAITING)
    assert made.trusted_origins == ("https://chat.example",)
    desk.change("msdyn_channelprovider", "own_phone", msdyn_channelurl="https://other.example/")
    assert providers.find("own_phone").url == "https://other.example/"
    desk.change("msdyn_channelprovider", "own_phone", statecode=1, statuscode=2)
    assert [each.provider_id for each in providers] == ["own_chat"]
    desk.store.delete("msdyn_channelprovider", desk.id("msdyn_channelprovider", "own_chat"))
    assert len(providers) == 0
    # A profile without a list of its own holds those that come later, too.
    desk.store.create("msdyn_channelprovider", chat)
    assert [each.provider_id for each in providers] == ["own_chat"]
    assert desk.again().workspace.setup == desk.workspace.setup


def test_a_presence_that_was_renamed_stays_the_present_one(desk: Desk) -> None:
    presences = desk.workspace.presences
    row = next(
        each
        for each in desk.store.query("msdyn_presence")
        if each["msdyn_presencestatustext"] == presences.current.text
    )
    desk.store.update(
        "msdyn_presence", str(row["msdyn_presenceid"]), {"msdyn_presencestatustext": "At my desk"}
    )
    assert presences.current.text == "At my desk"
    desk.store.delete("msdyn_presence", str(row["msdyn_presenceid"]))
    assert presences.current.text == "At my desk"
    assert "At my desk" not in [each.text for each in presences.options]


def test_a_profile_that_the_user_was_given_applies(desk: Desk) -> None:
    profile = desk.store.create(
        "msdyn_appconfiguration", {"msdyn_name": "Night", "msdyn_uniquename": "own_night"}
    )["msdyn_appconfigurationid"]
    assert desk.catalog.profile.unique_name == "msdyn_csw_channels_default_profile"
    desk.store.create(
        "msdyn_appconfiguration_systemuser",
        {"msdyn_appconfigurationid": profile, "systemuserid": desk.workspace.settings.user_id},
    )
    assert desk.catalog.profile.unique_name == "own_night"
    assert desk.again().catalog.profile == desk.catalog.profile


def test_rows_of_a_file_that_is_added_take_effect_or_the_file_is_refused(desk: Desk) -> None:
    row = {
        "id": row_id("x", "chat"),
        "msdyn_name": "Chat",
        "msdyn_uniquename": "own_chat",
        "msdyn_label": "C",
    }
    with pytest.raises(RecordRefused, match="expected an http or https address"):
        list(desk.store.adding([("msdyn_channelprovider", row)], []))
    assert desk.workspace.providers.find("own_chat") is None
    seed = ("msdyn_channelprovider", {**row, "msdyn_channelurl": "https://chat.example/"})
    list(desk.store.adding([seed], []))
    assert desk.workspace.providers.find("own_chat") is not None


def test_kept_records_take_effect_after_a_reload() -> None:
    desk, reloaded = Desk(workspace={"persist": True}), Desk(workspace={"persist": True})
    desk.change("msdyn_sessiontemplate", "own_call", msdyn_name="Renamed")
    PersistedRecords(reloaded.start).restore_changes(PersistedRecords(desk.start).all())
    assert reloaded.catalog.sessions.get("own_call").name == "Renamed"


def test_a_wrong_row_of_the_start_has_no_effect_and_is_told(tmp_path: Path) -> None:
    odd = {"table": "msdyn_sessiontemplate", "id": row_id("x", "y"), "msdyn_uniquename": "own_odd"}
    untyped = {"table": "msdyn_applicationtabtemplate", "id": row_id("x", "z"), "msdyn_uniquename": "own_z"}
    desk = Desk(record=[odd, untyped])
    assert desk.catalog.sessions.find("own_odd") is None
    told = "\n".join(event.text for event in desk.workspace.drain() if isinstance(event, Warned))
    assert 'session template "own_odd": anchor_tab: is missing' in told
    assert "own_z" in told
    # Others are written all the same, and it takes effect once it is right.
    desk.change("msdyn_sessiontemplate", "own_call", msdyn_name="Renamed")
    tab = desk.id("msdyn_applicationtabtemplate", "own_first")
    anchor = {"msdyn_anchortab@odata.bind": f"/msdyn_applicationtabtemplates({tab})"}
    desk.store.update("msdyn_sessiontemplate", row_id("x", "y"), anchor)
    assert desk.catalog.sessions.get("own_odd").anchor_tab == "own_first"
    file = tmp_path / "workspace.json"
    file.write_text(json.dumps({**OWN, "record": [odd]}), encoding="utf-8")
    (problem,) = [each for each in config.examine_file(file).warnings if "no effect" in each.text]
    assert "own_odd" in problem.text


def test_many_to_many_relationships_are_followed_from_both_sides(desk: Desk) -> None:
    tabs, profiles = "msdyn_sessiontemplate_applicationtab", "msdyn_appconfiguration_sessiontemplate"
    template = one(desk.store, "msdyn_sessiontemplate", "own_call")["msdyn_sessiontemplateid"]
    expand = f"$expand={tabs}($select=msdyn_name;$orderby=msdyn_name desc;$top=1),{profiles}"
    row = desk.store.read("msdyn_sessiontemplate", str(template), f"$select=msdyn_name&{expand}")
    assert [each["msdyn_name"] for each in row[tabs]] == ["Second"]
    assert "own_profile" in [each["msdyn_uniquename"] for each in row[profiles]]
    (tab,) = desk.store.query(
        "msdyn_applicationtabtemplate", f"$filter=msdyn_uniquename eq 'own_second'&$expand={tabs}"
    )
    assert [each["msdyn_uniquename"] for each in tab[tabs]] == ["own_call"]
    found = desk.store.query(
        "msdyn_sessiontemplate", f"$filter={tabs}/any(t:t/msdyn_uniquename eq 'own_second')"
    )
    assert [each["msdyn_uniquename"] for each in found] == ["own_call"]
    none = desk.store.query("msdyn_sessiontemplate", f"$filter=not {tabs}/any()&$select=msdyn_uniquename")
    assert "own_call" not in [each["msdyn_uniquename"] for each in none]
    with pytest.raises(QueryRefused, match=tabs):
        desk.store.query("msdyn_sessiontemplate", f"$expand={tabs}s")
    with pytest.raises(QueryRefused, match="is a collection"):
        desk.store.query("msdyn_sessiontemplate", f"$expand={tabs}/$ref")
