"""Reading configurations: the built-in one, files that extend it, and the way into the page as JSON."""

import json
from pathlib import Path
from string import ascii_lowercase

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cif_emulator import config
from cif_emulator.config import Configuration, Lookup, Record
from cif_emulator.config.baseline import Baseline
from cif_emulator.workspace.state.record_source import Column, Table
from cif_emulator.workspace.state.settings import Settings, Setup
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    AppProfile,
    ChannelProvider,
    Dashboard,
    DesktopNotification,
    NotificationField,
    NotificationTemplate,
    PageType,
    PanelState,
    Presence,
    SessionTemplate,
    SessionType,
    Theme,
)

FORMATTED = "OData.Community.Display.V1.FormattedValue"


def loaded(tmp_path: Path, text: str) -> Configuration:
    file = tmp_path / "workspace.toml"
    file.write_text(text, encoding="utf-8")
    return config.load(file)


def by_name(entries, name):
    return next(entry for entry in entries if entry.unique_name == name)


EXTENDING = """
[workspace]
title = "Harbour desk"
max_tabs = 4

[[session_template]]
unique_name = "hrb_quay"
name = "Quay"
title = "Quay {customerName}"
anchor_tab = "hrb_page"
tabs = ["msdyn_entityrecord"]
panel_state = "minimized"

[[session_template]]
unique_name = "msdyn_chat_session"
name = "Our own chat"
anchor_tab = "hrb_page"

[[application_tab_template]]
unique_name = "hrb_page"
name = "Page"
page_type = "web_resource"
can_close = false
[application_tab_template.parameters]
webresourceName = "hrb_/page.html"

[[notification_template]]
unique_name = "hrb_ring"
name = "Ring"
timeout = 20
theme = "light"
[[notification_template.field]]
name = "who"
title = "Who"
value = "{customerName}"

[[provider]]
unique_name = "hrb_phone"
name = "Phone"
label = "Harbour phone"
channel_url = "http://localhost:3000/widget?x=1"
sandbox = ["allow-pointer-lock"]

[[presence]]
text = "At sea"
base_status = "away"
color = "#123abc"

[[app_profile]]
unique_name = "hrb_agents"
name = "Agents"
default = true
session_templates = ["hrb_quay", "case_entity_session_default_template"]
providers = ["hrb_phone"]

[[dashboard]]
dashboard_id = "11111111-2222-4333-8444-555555555555"
name = "Ships"
lists = ["account"]

[[table]]
name = "hrb_ship"
[[table.column]]
name = "hrb_tonnage"
kind = "number"
format = "decimal"

[[record]]
table = "account"
id = "{AAAAAAAA-2222-4333-8444-555555555555}"
name = "Harbour & Sons"
createdon = 2024-05-06T11:00:00+02:00

[[record]]
table = "hrb_ship"
id = "bbbbbbbb-2222-4333-8444-555555555555"
hrb_name = "Ålesund"
hrb_tonnage = 4.5

[[record]]
table = "contact"
id = "cccccccc-2222-4333-8444-555555555555"
lastname = "Quayle"
parentcustomerid = { table = "account", id = "AAAAAAAA-2222-4333-8444-555555555555" }
"""


def test_without_a_file_the_built_in_configuration_is_loaded():
    configuration = config.load()
    assert configuration == config.built_in()
    assert by_name(configuration.setup.session_templates, "msdyn_chat_session").anchor_tab


def test_a_file_extends_the_built_in_configuration(tmp_path):
    setup = loaded(tmp_path, EXTENDING).setup
    built_in = config.built_in().setup
    assert setup.settings.title == "Harbour desk"
    assert setup.settings.max_tabs == 4
    assert setup.settings.max_sessions == built_in.settings.max_sessions
    assert setup.settings.home_dashboard == built_in.settings.home_dashboard
    quay = by_name(setup.session_templates, "hrb_quay")
    assert quay == SessionTemplate(
        unique_name="hrb_quay",
        name="Quay",
        title=("Quay {customerName}",),
        anchor_tab="hrb_page",
        tabs=("msdyn_entityrecord",),
        panel_state=PanelState.MINIMIZED,
    )
    page = by_name(setup.tab_templates, "hrb_page")
    assert page.page_type is PageType.WEB_RESOURCE
    assert not page.can_close
    assert page.parameters == {"webresourceName": "hrb_/page.html"}
    ring = by_name(setup.notification_templates, "hrb_ring")
    assert (ring.timeout, ring.theme) == (20, Theme.LIGHT)
    assert ring.field == (NotificationField(name="who", title="Who", value="{customerName}"),)
    phone = by_name(setup.providers, "hrb_phone")
    assert phone.channel_url == "http://localhost:3000/widget?x=1"
    assert phone.sandbox == ("allow-pointer-lock",)
    assert setup.presences[-1] == Presence(text="At sea", base_status="away", color="#123abc")
    agents = by_name(setup.app_profiles, "hrb_agents")
    assert agents.session_templates == ("hrb_quay", "case_entity_session_default_template")
    assert setup.dashboards[-1].lists == ("account",)


def test_an_entry_of_a_built_in_name_replaces_it_in_its_place(tmp_path):
    before = [entry.unique_name for entry in config.built_in().setup.session_templates]
    templates = loaded(tmp_path, EXTENDING).setup.session_templates
    assert [entry.unique_name for entry in templates] == [*before, "hrb_quay"]
    assert by_name(templates, "msdyn_chat_session").name == "Our own chat"


def test_records_join_the_built_in_ones_with_ids_and_times_in_the_web_apis_form(tmp_path):
    configuration = loaded(tmp_path, EXTENDING)
    account, ship, contact = configuration.records[-3:]
    assert account.id == "aaaaaaaa-2222-4333-8444-555555555555"
    assert account.values["createdon"] == "2024-05-06T09:00:00Z"
    assert ship.values == {"hrb_name": "Ålesund", "hrb_tonnage": 4.5}
    assert contact.values["parentcustomerid"] == Lookup(table="account", id=account.id)
    assert len(configuration.records) == len(config.built_in().records) + 3


def test_a_record_of_a_built_in_id_replaces_it(tmp_path):
    first = next(record for record in config.built_in().records if record.table == "incident")
    text = f'[[record]]\ntable = "incident"\nid = "{first.id.upper()}"\ntitle = "Mine"\n'
    records = loaded(tmp_path, text).records
    assert len(records) == len(config.built_in().records)
    assert next(record for record in records if record.id == first.id).values == {"title": "Mine"}


def test_a_new_table_needs_its_name_only(tmp_path):
    (table,) = loaded(tmp_path, EXTENDING).tables
    assert (table.name, table.label, table.plural_label) == ("hrb_ship", "Ship", "Ships")
    assert (table.entity_set, table.primary_id, table.primary_name) == ("hrb_ships", "hrb_shipid", "hrb_name")
    assert [(column.name, column.label, column.kind) for column in table.columns] == [
        ("hrb_tonnage", "Tonnage", "number")
    ]


STATES = """
[[table]]
name = "hrb_berth"
[[table.column]]
name = "statecode"
choices = { 0 = "Free", 1 = "Taken" }
[[table.column]]
name = "statuscode"
choices = { 1 = "Free", 2 = "Booked", 3 = "Occupied" }
states = { 1 = 0, 2 = 1, 3 = 1 }
[[record]]
table = "hrb_berth"
id = "cccccccc-2222-4333-8444-555555555555"
hrb_name = "7"
statuscode = 3
"""


def test_a_table_may_have_states_of_its_own(tmp_path):
    store = Baseline(loaded(tmp_path, STATES)).store
    taken = store.query("hrb_berth", "$filter=statecode eq 1")[0]
    assert (taken["hrb_name"], taken[f"statuscode@{FORMATTED}"], taken[f"statecode@{FORMATTED}"]) == (
        "7",
        "Occupied",
        "Taken",
    )
    made = store.create("hrb_berth", {"hrb_name": "8"})
    assert (made["statecode"], made["statuscode"]) == (0, 1)
    changed = store.update("hrb_berth", made["hrb_berthid"], {"statecode": 1})
    assert changed["statuscode"] == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("states = { 1 = 0, 2 = 1, 3 = 1 }", "", "lacks the status 1, 2, 3"),
        ("3 = 1 }", "3 = 2 }", "2 is none of the states 0, 1"),
        ("2 = 1, 3 = 1 }", "2 = 1, 3 = 1, 4 = 1 }", "4 is none of the statuses 1, 2, 3"),
        (
            'choices = { 0 = "Free", 1 = "Taken" }',
            'choices = { 0 = "Free", 1 = "Taken" }\ndefault = 5',
            "expected one of the choices 0, 1",
        ),
        (
            STATES[STATES.index('[[table.column]]\nname = "statuscode"') : STATES.index("[[record]]")],
            "",
            "has a column statuscode",
        ),
    ],
)
def test_states_that_do_not_fit_are_told(tmp_path, old, new, said):
    text = STATES.replace(old, new).replace(
        '1 = "Taken" }', '1 = "Taken", 2 = "Shut" }' if "has a column" in said else '1 = "Taken" }'
    )
    with pytest.raises(config.ConfigurationError, match=said):
        loaded(tmp_path, text)


def test_a_table_of_a_built_in_name_adds_columns_and_keeps_the_rest(tmp_path):
    text = """
    [[table]]
    name = "incident"
    [[table.column]]
    name = "hrb_berth"
    [[record]]
    table = "incident"
    id = "cccccccc-2222-4333-8444-555555555555"
    title = "Leak"
    hrb_berth = "7"
    """
    (table,) = loaded(tmp_path, text).tables
    assert (table.label, table.entity_set, table.primary_name) == ("Case", "incidents", "title")
    assert [column.name for column in table.columns] == ["hrb_berth"]


def test_built_in_false_starts_from_nothing(tmp_path):
    text = """
    [workspace]
    built_in = false
    [[session_template]]
    unique_name = "hrb_only"
    name = "Only"
    anchor_tab = "hrb_tab"
    [[application_tab_template]]
    unique_name = "hrb_tab"
    name = "Tab"
    page_type = "control"
    """
    configuration = loaded(tmp_path, text)
    assert [entry.unique_name for entry in configuration.setup.session_templates] == ["hrb_only"]
    assert configuration.setup.settings == Settings()
    assert configuration.setup.presences == ()
    assert configuration.records == ()


def test_sample_records_false_leaves_the_built_in_records_out(tmp_path):
    text = """
    [workspace]
    sample_records = false
    [[record]]
    table = "account"
    id = "aaaaaaaa-2222-4333-8444-555555555555"
    name = "Alone"
    """
    configuration = loaded(tmp_path, text)
    assert [record.values["name"] for record in configuration.records] == ["Alone"]
    assert configuration.setup.session_templates == config.built_in().setup.session_templates


def test_the_current_users_record_has_the_name_that_is_configured(tmp_path):
    named = loaded(tmp_path, '[workspace]\nuser_name = "Rosa Diaz"\n')
    user = next(each for each in named.records if each.id == named.setup.settings.user_id)
    assert (user.table, user.values["fullname"]) == ("systemuser", "Rosa Diaz")
    assert "Alex" not in str(user.values)
    assert len(named.records) == len(config.built_in().records)


def test_what_to_json_wrote_gives_the_same_configuration(tmp_path):
    configuration = loaded(tmp_path, EXTENDING)
    text = config.to_json(configuration)
    assert config.from_json(text) == configuration
    assert config.from_json(text, checked=True) == configuration


def test_json_that_a_caller_writes_extends_the_built_in_configuration_as_a_file_does():
    text = json.dumps(
        {"workspace": {"max_tabs": 3}, "presence": [{"text": "At lunch", "base_status": "away"}]}
    )
    configuration = config.from_json(text)
    assert configuration.setup.settings.max_tabs == 3
    assert configuration.setup.presences[-1].text == "At lunch"
    assert configuration.records == config.built_in().records


def test_json_with_mistakes_is_refused_with_every_one_and_its_place():
    text = json.dumps({"session_template": [{"unique_name": "hrb_x", "name": "X", "anchortab": "hrb_y"}]})
    with pytest.raises(config.ConfigurationError) as refusal:
        config.from_json(text)
    assert [(problem.place, problem.line) for problem in refusal.value.problems] == [
        ("session_template[0].anchortab", None),
        ("session_template[0].anchor_tab", None),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not valid JSON"),
        ("[]", "expected a JSON object"),
        ("[" * 100_000, "nested more than 64 levels"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "nested more than 64 levels"),
        ('{"workspace": {"max_tabs": 1' + "0" * 5000 + "}}", "is not valid JSON"),
    ],
)
def test_text_that_is_no_configuration_at_all_is_refused(text, words):
    with pytest.raises(config.UnreadableConfigurationError, match=words):
        config.from_json(text)


def test_brackets_inside_of_texts_do_not_count_as_nesting():
    title = "[" * 500 + '\\"' + "{" * 500
    assert config.from_json(json.dumps({"workspace": {"title": title}})).setup.settings.title == title


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[workspace\n", r"workspace\.toml:1: is not valid TOML, column \d+: "),
        (b"a = 1\nb = \n", r"workspace\.toml:2: is not valid TOML"),
        (b'title = "\xff"\n', r"workspace\.toml: is not UTF-8 text \(byte 9\)"),
        (b"a = 1\na = 2\n", "is not valid TOML"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "is not valid TOML|nested more than"),
        (b"a = " + b"[" * 100 + b"]" * 100, "nested more than 64 levels"),
        (b"a = 0x" + b"f" * 5000, "outside of TOML's 64 bits"),
    ],
)
def test_a_file_that_is_not_toml_is_refused_with_its_line(tmp_path, content, words):
    file = tmp_path / "workspace.toml"
    file.write_bytes(content)
    with pytest.raises(config.UnreadableConfigurationError, match=words):
        config.load(file)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(
        config.UnreadableConfigurationError, match=r"nowhere\.toml: cannot be read: No such file"
    ):
        config.load(tmp_path / "nowhere.toml")
    with pytest.raises(config.UnreadableConfigurationError, match="cannot be read"):
        config.load(tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    file = tmp_path / "workspace.toml"
    file.write_bytes(b'\xef\xbb\xbf[workspace]\r\ntitle = "From Windows"\r\n')
    assert config.load(file).setup.settings.title == "From Windows"


# --- every configuration survives the way into the page

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
# Two choices, where a regular expression takes one for each letter.
names = st.tuples(
    st.text(ascii_lowercase, min_size=3, max_size=6), st.text(ascii_lowercase, min_size=1, max_size=6)
).map("_".join)
guids = st.uuids().map(str)
plain = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def tuples(items):
    return st.lists(items, max_size=3).map(tuple)


def unique(entries, key=lambda entry: entry.unique_name):
    return st.lists(entries, max_size=3, unique_by=key).map(tuple)


columns = st.builds(
    Column,
    name=names,
    label=texts,
    kind=st.sampled_from(["text", "choice", "lookup"]),
    targets=tuples(names),
    choices=st.dictionaries(st.integers(0, 10**6), texts, max_size=3),
    states=st.dictionaries(st.integers(0, 10), st.integers(0, 10), max_size=3),
    default=st.none() | st.integers(0, 5),
    maximum=st.none() | st.floats(-1e6, 1e6),
    navigation=st.dictionaries(names, names, max_size=2),
)
configurations = st.builds(
    Configuration,
    setup=st.builds(
        Setup,
        settings=st.builds(
            Settings,
            title=texts,
            user_id=guids,
            profile=st.none() | names,
            time_out=st.floats(0.1, 100),
            home_dashboard=st.none() | guids,
        ),
        app_profiles=unique(
            st.builds(
                AppProfile,
                unique_name=names,
                name=texts,
                session_templates=st.none() | tuples(names),
                providers=st.none() | tuples(names),
            )
        ),
        session_templates=unique(
            st.builds(
                SessionTemplate,
                unique_name=names,
                name=texts,
                session_type=st.sampled_from(SessionType),
                title=tuples(texts),
                tabs=tuples(names),
                panel_state=st.sampled_from(PanelState),
            )
        ),
        tab_templates=unique(
            st.builds(
                ApplicationTabTemplate,
                unique_name=names,
                name=texts,
                page_type=st.sampled_from(PageType),
                title=tuples(texts),
                parameters=st.dictionaries(texts, plain, max_size=3),
            )
        ),
        notification_templates=unique(
            st.builds(
                NotificationTemplate,
                unique_name=names,
                name=texts,
                desktop_notification=st.sampled_from(DesktopNotification),
                theme=st.sampled_from(Theme),
                field=tuples(st.builds(NotificationField, name=texts, value=texts, order=st.integers(0, 9))),
            )
        ),
        providers=unique(
            st.builds(
                ChannelProvider, unique_name=names, name=texts, channel_url=texts, sandbox=tuples(texts)
            )
        ),
        presences=unique(st.builds(Presence, text=texts), key=lambda entry: entry.text),
        dashboards=unique(
            st.builds(Dashboard, dashboard_id=guids, name=texts, lists=tuples(names)),
            key=lambda entry: entry.dashboard_id,
        ),
    ),
    tables=unique(
        st.builds(
            Table,
            name=names.map(lambda name: f"zz{name}"),
            label=texts,
            plural_label=texts,
            entity_set=names,
            primary_id=names,
            primary_name=names,
            columns=tuples(columns),
            is_activity=st.booleans(),
        ),
        key=lambda table: table.name,
    ),
    records=unique(
        st.builds(
            Record,
            table=names,
            id=guids,
            values=st.dictionaries(
                names,
                texts
                | st.booleans()
                | st.integers(-(2**53), 2**53)
                | st.floats(allow_nan=False, allow_infinity=False)
                | st.builds(Lookup, table=names, id=guids),
                max_size=4,
            ),
        ),
        key=lambda record: (record.table, record.id),
    ),
)


@given(configurations)
def test_any_configuration_survives_the_way_through_json(configuration):
    assert config.from_json(config.to_json(configuration), checked=True) == configuration


def test_what_the_server_sends_names_the_file_of_its_records():
    whole = config.built_in()
    text = config.to_json(whole, prepared_records="records-01234567.sqlite")
    assert "record" not in json.loads(text)
    sent = config.from_json(text, checked=True)
    assert sent == attrs.evolve(whole, records=())
    assert sent.prepared_records == "records-01234567.sqlite"


def test_nobody_else_may_name_that_file():
    text = config.to_json(config.built_in(), prepared_records="records-01234567.sqlite")
    for known in ("", "records-76543210.sqlite"):
        with pytest.raises(config.ConfigurationError, match=r"prepared_records.*leave it out"):
            config.from_json(text, prepared_records=known)


def test_a_changed_configuration_may_name_the_file_that_is_here():
    name = "records-01234567.sqlite"
    text = config.to_json(config.built_in(), prepared_records=name).replace("Alex Blake", "Ada Lovelace")
    changed = config.from_json(text, prepared_records=name)
    assert (changed.prepared_records, changed.setup.settings.user_name) == (name, "Ada Lovelace")
