"""The built-in configuration: what the documents name, and what real clients expect."""

import re

import pytest

from cif_emulator import config
from cif_emulator.records import BUILT_IN_TABLES, Store
from cif_emulator.workspace.state.templates import PageType, PanelState, SessionType

SETUP = config.built_in().setup
SESSIONS = {entry.unique_name: entry for entry in SETUP.session_templates}
TABS = {entry.unique_name: entry for entry in SETUP.tab_templates}
NOTIFICATIONS = {entry.unique_name: entry for entry in SETUP.notification_templates}


@pytest.mark.parametrize(
    ("unique_name", "name"),
    [
        ("case_entity_session_default_template", "Case entity session - default template"),
        ("msdyn_chat_session", "Chat session - default"),
        ("msdyn_voicecall_session", "Voice call session - default"),
        ("msdyn_custommessaging_session", "Custom messaging session - default"),
        ("msdyn_entityrouting_session", "Entity records session - default"),
        ("msdyn_facebook_session", "Facebook session - default"),
        ("msdyn_line_session", "LINE session - default"),
        ("msdyn_sms_session", "SMS session - default"),
        ("msdyn_teams_session", "Microsoft Teams session - default"),
        ("msdyn_twitter_session", "Twitter session - default"),
        ("msdyn_wechat_session", "WeChat session - default"),
        ("msdyn_whatsapp_session", "WhatsApp session - default"),
    ],
)
def test_the_products_session_templates_are_there(unique_name, name):
    assert SESSIONS[unique_name].name == name


def test_the_case_template_is_about_a_case_and_hides_the_panel():
    case = SESSIONS["case_entity_session_default_template"]
    assert (case.session_type, case.entity, case.panel_state) == (
        SessionType.ENTITY,
        "incident",
        PanelState.HIDDEN,
    )


@pytest.mark.parametrize(
    ("unique_name", "titles"),
    [
        ("msdyn_chat_session", ("{customerName}", "{customer}", "{caseTitle}")),
        ("msdyn_voicecall_session", ("{customerName}", "{customer}", "Visitor")),
        ("msdyn_3p_session", ("{customerName}", "{customer}", "Conversation")),
    ],
)
def test_conversation_templates_are_docked_and_try_several_titles(unique_name, titles):
    template = SESSIONS[unique_name]
    assert template.title == titles
    assert (template.session_type, template.panel_state) == (SessionType.GENERIC, PanelState.DOCKED)


@pytest.mark.parametrize(
    ("unique_name", "page_type"),
    [
        ("msdyn_entityrecord", PageType.ENTITY_RECORD),
        ("msdyn_omnichannel_kbsearch", PageType.WEB_RESOURCE),
        ("msdyn_ContactList", PageType.ENTITY_LIST),
        ("webresource", PageType.WEB_RESOURCE),
    ],
)
def test_the_tab_templates_that_clients_open_are_there(unique_name, page_type):
    assert TABS[unique_name].page_type is page_type


def test_the_entity_record_tab_has_all_parameters_empty():
    assert set(TABS["msdyn_entityrecord"].parameters.values()) == {""}


@pytest.mark.parametrize("page_type", PageType)
def test_there_is_a_tab_template_of_every_page_type_but_the_custom_page(page_type):
    there = page_type in {tab.page_type for tab in TABS.values()}
    assert there == (page_type is not PageType.CUSTOM_PAGE)


@pytest.mark.parametrize(
    "channel",
    ["chat", "custommessaging", "facebook", "line", "sms", "teams", "twitter", "wechat", "voicecall"],
)
def test_every_channel_has_its_four_notification_templates(channel):
    for kind in ("consult", "incoming_authenticated", "incoming_unauthenticated", "transfer"):
        template = NOTIFICATIONS[f"msdyn_{channel}_{kind}"]
        assert template.name.endswith(f" - {kind.replace('_', ' ')} - default")
        assert template.timeout == 120
        assert 1 <= len(template.field) <= 4


def test_the_other_notification_templates_are_there():
    names = {template.name for template in NOTIFICATIONS.values()}
    assert {
        "Voice call - supervisor assign - default",
        "Entity record - assign - default",
        "Customized notification template",
        "Sentiment threshold alert - supervisor",
    } <= names


def test_presences_are_those_of_the_product():
    texts = [presence.text for presence in SETUP.presences]
    assert texts == ["Available", "Busy", "Do not disturb", "Appear away", "Offline"]


def test_the_profile_holds_whatever_is_configured():
    (profile,) = SETUP.app_profiles
    assert (profile.session_templates, profile.providers) == (None, None)


def test_the_home_dashboard_is_one_of_the_dashboards():
    assert SETUP.settings.home_dashboard in [dashboard.dashboard_id for dashboard in SETUP.dashboards]


def test_the_built_in_configuration_has_no_errors():
    # Written out and read again it is a document of its own, so that every rule looks at every entry.
    assert config.from_json(config.to_json(config.built_in())) == config.built_in()


# --- the sample records -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store():
    settings = SETUP.settings
    store = Store(
        (*BUILT_IN_TABLES, *config.built_in().tables),
        strict=True,
        current_user=settings.user_id,
        current_user_name=settings.user_name,
    )
    store.load([(record.table, record.columns()) for record in config.built_in().records])
    yield store
    store.close()


def test_a_strict_store_takes_all_sample_records(store):
    for record in config.built_in().records:
        assert store.retrieve(record.table, record.id) is not None, record


@pytest.mark.parametrize(
    "case", ["fac04293-1ab0-eb11-8236-000d3a5c49ed", "0e0e6c4f-cbb6-eb11-8236-000d3a5ab8b9"]
)
def test_the_documentations_cases_exist_and_are_open(store, case):
    row = store.retrieve("incident", case)
    assert row["title"]
    assert row["ticketnumber"].startswith("CAS-")
    assert row["statecode"] == 0
    assert row["_customerid_value@OData.Community.Display.V1.FormattedValue"]


def test_the_organisation_has_a_currency(store):
    (row,) = store.page("transactioncurrency", "$select=isocurrencycode,exchangerate", 5)[0]
    assert (row["isocurrencycode"], row["exchangerate"]) == ("USD", 1)


def test_the_current_user_is_a_person_with_a_row(store):
    row = store.retrieve("systemuser", SETUP.settings.user_id)
    assert row["fullname"] == SETUP.settings.user_name


@pytest.mark.parametrize(
    ("table", "least"),
    [
        ("account", 8),
        ("contact", 15),
        ("incident", 15),
        ("phonecall", 12),
        ("task", 5),
        ("email", 5),
        ("annotation", 5),
        ("knowledgearticle", 5),
        ("queue", 2),
        ("systemuser", 3),
    ],
)
def test_there_is_something_to_see_in_every_table(store, table, least):
    assert len(store.query(table, "$top=50")) >= least


def test_telephone_numbers_are_of_the_fictional_range():
    numbers = [
        value
        for record in config.built_in().records
        for column, value in record.values.items()
        if column in ("telephone1", "mobilephone", "phonenumber")
    ]
    assert len(numbers) > 30
    assert all(re.fullmatch(r"\d{3}-555-01\d\d", number) for number in numbers)


def test_addresses_are_of_the_domain_for_examples():
    mails = [
        value
        for record in config.built_in().records
        for column, value in record.values.items()
        if "email" in column or column in ("sender", "torecipients", "domainname")
    ]
    assert len(mails) > 25
    assert all(mail.endswith(".example") for mail in mails)
