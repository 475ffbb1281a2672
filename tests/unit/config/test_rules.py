"""The rules beyond shape: each breach is told at its place, and what keeps to the rule is not."""

import pytest

from cif_emulator import config

TAB = '[[application_tab_template]]\nunique_name = "hrb_tab"\nname = "Tab"\n'
GENERIC = '[[session_template]]\nunique_name = "hrb_call"\nname = "Call"\nanchor_tab = "msdyn_entityrecord"\n'
ENTITY = (
    '[[session_template]]\nunique_name = "hrb_case"\nname = "Case"\n'
    'session_type = "entity"\nentity = "incident"\n'
)
NOTIFICATION = '[[notification_template]]\nunique_name = "hrb_ring"\nname = "Ring"\n'
PROVIDER = '[[provider]]\nunique_name = "hrb_phone"\nname = "Phone"\nchannel_url = "https://phone.example/"\n'
PROFILE = '[[app_profile]]\nunique_name = "hrb_agents"\nname = "Agents"\n'
PRESENCE = '[[presence]]\ntext = "At sea"\n'
DASHBOARD = '[[dashboard]]\ndashboard_id = "11111111-2222-4333-8444-555555555555"\nname = "Ships"\n'
CONTACT = '[[record]]\ntable = "contact"\nid = "11111111-2222-4333-8444-555555555555"\nlastname = "Quayle"\n'


def found(text, name="workspace.toml"):
    """Severity and ``place: text`` of each problem."""
    problems = config.examine_toml(text, name).problems
    return [(problem.severity.value, f"{problem.place}: {problem.text}") for problem in problems]


def errors(text):
    return [line for severity, line in found(text) if severity == "error"]


def warnings(text):
    return [line for severity, line in found(text) if severity == "warning"]


SCENARIO = """
[[scenario]]
name = "call"
notification_template = "msdyn_chat_consult"
"""


@pytest.mark.parametrize(
    "text", [GENERIC, ENTITY, NOTIFICATION, PROVIDER, PROFILE, PRESENCE, DASHBOARD, CONTACT, SCENARIO, ""]
)
def test_plain_entries_are_right(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # names
        (
            GENERIC + GENERIC,
            'session_template[1].unique_name: "hrb_call" is there already, as session_template[0]',
        ),
        (
            GENERIC + GENERIC.replace("hrb_call", "HRB_CALL"),
            'session_template[1].unique_name: "HRB_CALL" is there already, as session_template[0]',
        ),
        (PRESENCE + PRESENCE.lower(), 'presence[1].text: "at sea" is there already, as presence[0]'),
        (CONTACT + CONTACT, "record[1].id: "),
        (GENERIC.replace('"Call"', '" "'), "session_template[0].name: is blank"),
        (GENERIC.replace('"hrb_call"', '""'), "session_template[0].unique_name: is blank"),
        # lengths
        (
            GENERIC + f'title = "{"x" * 201}"',
            "session_template[0].title: has 201 characters; the product's column holds 200",
        ),
        (GENERIC + f'description = "{"x" * 2001}"', "session_template[0].description: has 2001 characters"),
        (GENERIC.replace("Call", "x" * 101), "session_template[0].name: has 101 characters"),
        (
            GENERIC.replace("hrb_call", "hrb_" + "x" * 125),
            "session_template[0].unique_name: has 129 characters",
        ),
        (NOTIFICATION + f'title = "{"x" * 101}"', "notification_template[0].title: has 101 characters"),
        (
            NOTIFICATION + f'[[notification_template.field]]\nname = "a"\nvalue = "{"x" * 1029}"',
            "notification_template[0].field[0].value: has 1029 characters; the product's column holds 1028",
        ),
        (PROVIDER + f'custom_params = "{"x" * 2001}"', "provider[0].custom_params: has 2001 characters"),
        (
            TAB + f'page_type = "search"\nparameters = {{ searchText = "{"x" * 2049}" }}',
            "application_tab_template[0].parameters.searchText: has 2049 characters",
        ),
        # settings
        (
            SCENARIO.replace("msdyn_chat_consult", "msdyn_chat_consul"),
            'scenario[0].notification_template: there is no notification template "msdyn_chat_consul". Did you',
        ),
        (
            SCENARIO + 'session_template = "nobody"',
            'scenario[0].session_template: there is no session template "nobody"',
        ),
        (
            SCENARIO + 'session_template = "case_entity_session_default_template"',
            'scenario[0].session_template: "case_entity_session_default_template" is an entity template',
        ),
        (SCENARIO + 'provider = "nobody"', 'scenario[0].provider: there is no channel provider "nobody"'),
        (SCENARIO + 'contact = "Ada"', 'scenario[0].contact: expected the GUID of a contact, got "Ada"'),
        (
            SCENARIO + 'contact = "7d1c0a54-6f0e-4c2a-9d55-3b1f6a0c2e11"',
            'scenario[0].contact: there is no contact "7d1c0a54-6f0e-4c2a-9d55-3b1f6a0c2e11" among the records',
        ),
        (
            SCENARIO + 'wrap_up_presence = "Nowhere"',
            'scenario[0].wrap_up_presence: there is no presence "Nowhere"',
        ),
        (SCENARIO + "rings = -1", "scenario[0].rings: is -1; expected a number from 0 to 3600"),
        (SCENARIO + SCENARIO, 'scenario[1].name: "call" is there already, as scenario[0]'),
        (
            '[workspace]\nsilenced = ["polling", "display-names"]',
            'workspace.silenced[1]: there is no rule "display-names". Did you mean "display-name"',
        ),
        ("[workspace]\nmax_sessions = 0", "workspace.max_sessions: is 0; expected a number from 1 to 1000"),
        ("[workspace]\nmax_tabs = 100000", "workspace.max_tabs: is 100000"),
        ("[workspace]\ntime_out = 0", "workspace.time_out: is 0; expected seconds, more than 0"),
        ("[workspace]\nhandshake_time = 1e9", "workspace.handshake_time: is 1e+09; expected seconds"),
        ("[workspace]\npanel_width = 299", "workspace.panel_width: is 299; expected a number from 300"),
        ("[workspace]\nshown_notifications = 0", "workspace.shown_notifications: is 0"),
        ("[workspace]\norg_id = 'contoso'", "workspace.org_id: expected a GUID such as"),
        (
            "[workspace]\ninitial_presence = 'Avalable'",
            'workspace.initial_presence: there is no presence "Avalable". Did you mean "Available"',
        ),
        ('[workspace]\nuser_id = "alex"', "workspace.user_id: expected a GUID such as"),
        ('[workspace]\nprofile = "hrb_nobody"', 'workspace.profile: there is no app profile "hrb_nobody".'),
        ('[workspace]\nhome_dashboard = "x"', 'workspace.home_dashboard: there is no dashboard "x".'),
        # profiles
        (
            PROFILE + 'session_templates = ["hrb_x"]',
            'app_profile[0].session_templates[0]: there is no session template "hrb_x"',
        ),
        (
            PROFILE + 'providers = ["hrb_x"]',
            'app_profile[0].providers[0]: there is no channel provider "hrb_x"',
        ),
        (
            PROFILE + 'session_templates = ["case_entity_session_default_template", "hrb_case"]\n' + ENTITY,
            (
                'app_profile[0].session_templates[1]: "hrb_case" is a second entity template of '
                'table "incident", '
                'after "case_entity_session_default_template"; a profile takes one for each table'
            ),
        ),
        (
            PROFILE + "default = true\n" + PROFILE.replace("agents", "others") + "default = true",
            "app_profile[1].default: app_profile[0] is the default already",
        ),
        # session templates
        (
            GENERIC.replace("msdyn_entityrecord", "msdyn_entityrecrd"),
            (
                'session_template[0].anchor_tab: there is no application tab template "msdyn_entityrecrd". '
                'Did you mean "msdyn_entityrecord"'
            ),
        ),
        (
            GENERIC + 'tabs = ["webresource", "hrb_x"]',
            'session_template[0].tabs[1]: there is no application tab template "hrb_x"',
        ),
        (
            GENERIC.replace('anchor_tab = "msdyn_entityrecord"', ""),
            "session_template[0].anchor_tab: is missing",
        ),
        (GENERIC + 'entity = "incident"', "session_template[0].entity: belongs to entity templates"),
        (ENTITY.replace('entity = "incident"', ""), "session_template[0].entity: is missing"),
        (
            ENTITY.replace('"incident"', '"incidents"'),
            'session_template[0].entity: there is no table "incidents". Did you mean "incident"',
        ),
        (
            ENTITY + 'anchor_tab = "webresource"',
            "session_template[0].anchor_tab: belongs to generic templates",
        ),
        (
            ENTITY + 'session_icon = "/webresources/a.svg"',
            "session_template[0].session_icon: belongs to generic templates",
        ),
        (GENERIC + 'session_icon = "/webresources/a.gif"', "session_template[0].session_icon: is a GIF"),
        (GENERIC + 'session_icon = "/webresources/{icon}"', "session_template[0].session_icon: holds a slug"),
        # page parameters
        (TAB + 'page_type = "entity_list"', "application_tab_template[0].parameters.entityName: is missing"),
        (
            TAB + 'page_type = "entity_record"',
            "application_tab_template[0].parameters.entityName: is missing",
        ),
        (TAB + 'page_type = "dashboard"', "application_tab_template[0].parameters.dashboardId: is missing"),
        (TAB + 'page_type = "search"', "application_tab_template[0].parameters.searchText: is missing"),
        (TAB + 'page_type = "third_party_website"', "application_tab_template[0].parameters.url: is missing"),
        (
            TAB + 'page_type = "web_resource"',
            "application_tab_template[0].parameters.webresourceName: is missing",
        ),
        (TAB + 'page_type = "custom_page"', "application_tab_template[0].parameters.name: is missing"),
        (
            TAB + 'page_type = "entity_list"\nparameters = { entityName = "contacts" }',
            (
                'application_tab_template[0].parameters.entityName: there is no table "contacts". '
                'Did you mean "contact"'
            ),
        ),
        (
            TAB + 'page_type = "entity_list"\nparameters = { entityName = "contact", viewId = "mine" }',
            "application_tab_template[0].parameters.viewId: expected a GUID",
        ),
        (
            TAB + 'page_type = "third_party_website"\nparameters = { url = "javascript:alert(1)" }',
            "application_tab_template[0].parameters.url: expected an http or https address",
        ),
        (
            TAB + 'page_type = "third_party_website"\nparameters = { url = "www.example.com" }',
            "application_tab_template[0].parameters.url: expected an http or https address",
        ),
        (
            TAB + 'page_type = "search"\nparameters = { searchText = "", searchType = 2 }',
            "application_tab_template[0].parameters.searchType: expected 0 (relevance search) or 1",
        ),
        (
            TAB + 'page_type = "entity_record"\nparameters = { entityName = "", validateRecord = "maybe" }',
            "application_tab_template[0].parameters.validateRecord: expected true or false",
        ),
        (
            TAB + 'page_type = "entity_record"\nparameters = { entityName = true }',
            "application_tab_template[0].parameters.entityName: expected a text, got the boolean true",
        ),
        (
            TAB + 'page_type = "entity_record"\nparameters = { entityName = ["contact"] }',
            (
                "application_tab_template[0].parameters.entityName: expected a text, a number, or "
                "true or false, got a list"
            ),
        ),
        (
            TAB
            + 'page_type = "entity_record"\nparameters = { entityName = "contact", data = \'{"a": {b}\' }',
            "application_tab_template[0].parameters.data: expected column defaults as JSON text",
        ),
        # notifications
        (
            NOTIFICATION + "timeout = 501",
            "notification_template[0].timeout: is 501; expected a number from 0 to 500",
        ),
        (NOTIFICATION + "timeout = -1", "notification_template[0].timeout: is -1"),
        (
            NOTIFICATION + "".join(f'[[notification_template.field]]\nname = "f{i}"\n' for i in range(5)),
            "notification_template[0].field[4]: has 5 fields; the product shows at most 4",
        ),
        (
            NOTIFICATION + '[[notification_template.field]]\nname = "a"\norder = -1',
            "notification_template[0].field[0].order: is -1",
        ),
        # providers, presences, dashboards
        (
            PROVIDER.replace("https://phone.example/", "javascript:alert(1)"),
            "provider[0].channel_url: expected an http or https",
        ),
        (
            PROVIDER.replace("https://phone.example/", "phone.example"),
            "provider[0].channel_url: expected an http or https",
        ),
        (PROVIDER.replace("https://phone.example/", "https://[::1"), "provider[0].channel_url: "),
        (PROVIDER.replace("https://phone.example/", "https://x.example:99999/"), "provider[0].channel_url: "),
        (PROVIDER + "sort_order = 1001", "provider[0].sort_order: is 1001; expected a number from 0 to 1000"),
        (PROVIDER + 'api_version = "1"', 'provider[0].api_version: expected "2"'),
        (PROVIDER + 'sandbox = ["allow scripts"]', "provider[0].sandbox[0]: expected a sandbox token"),
        (
            PRESENCE + 'base_status = "bussy"',
            'presence[0].base_status: expected one of "available", "busy", "do_not_disturb"',
        ),
        (PRESENCE + 'color = "red; background: url(x)"', "presence[0].color: expected a colour"),
        (PRESENCE + 'presence_id = "1"', "presence[0].presence_id: expected a GUID"),
        (DASHBOARD + 'lists = ["cases"]', 'dashboard[0].lists[0]: there is no table "cases".'),
        (DASHBOARD.replace("11111111-2222", "x"), "dashboard[0].dashboard_id: expected a GUID"),
        # tables and records
        ('[[table]]\nname = "Harbour Ship"', 'table[0].name: "Harbour Ship" is no logical name'),
        (
            '[[table]]\nname = "hrb_ship"\n[[table.column]]\nname = "hrb_x"\nkind = "numbr"',
            'table[0].column[0].kind: expected one of "text"',
        ),
        (
            (
                '[[table]]\nname = "hrb_ship"\n'
                '[[table.column]]\nname = "hrb_x"\nkind = "number"\nformat = "mony"'
            ),
            'table[0].column[0].format: a column of kind "number" has the formats "integer", "bigint"',
        ),
        (
            '[[table]]\nname = "hrb_ship"\n[[table.column]]\nname = "hrb_x"\nkind = "lookup"',
            "table[0].column[0].targets: is missing",
        ),
        (
            (
                '[[table]]\nname = "hrb_ship"\n[[table.column]]\nname = "hrb_x"\nkind = '
                '"lookup"\ntargets = ["harbor"]'
            ),
            'table[0].column[0].targets[0]: there is no table "harbor"',
        ),
        (
            '[[table]]\nname = "hrb_ship"\n[[table.column]]\nname = "hrb_x"\nkind = "choice"',
            "table[0].column[0].choices: is missing",
        ),
        (
            '[[table]]\nname = "hrb_ship"\nlist_columns = ["hrb_nam"]',
            'table[0].list_columns[0]: there is no column "hrb_nam". Did you mean "hrb_name"',
        ),
        (
            CONTACT.replace('"contact"', '"contct"'),
            'record[0].table: there is no table "contct". Did you mean "contact"',
        ),
        (CONTACT + "firstname = 5", "record[0].firstname: expected a text, got the number 5"),
        (
            CONTACT + "gendercode = 9",
            "record[0].gendercode: expected one of the options 1 (Male), 2 (Female), got the number 9",
        ),
        (CONTACT + 'donotphone = "no"', "record[0].donotphone: expected true or false"),
        (CONTACT + 'creditlimit = "much"', "record[0].creditlimit: expected a number"),
        (CONTACT + 'createdon = "yesterday"', "record[0].createdon: expected a date or time"),
        (
            CONTACT + 'parentcustomerid = "Contoso"',
            'record[0].parentcustomerid: expected a lookup { table = "account"',
        ),
        (
            CONTACT
            + 'parentcustomerid = { table = "incident", id = "fac04293-1ab0-eb11-8236-000d3a5c49ed" }',
            (
                'record[0].parentcustomerid: expected a lookup { table = "account", id = "<GUID>" } '
                "to account or contact, "
                "got a lookup to incident"
            ),
        ),
        (
            CONTACT + 'parentcustomerid = { table = "account", id = "99999999-2222-4333-8444-555555555555" }',
            (
                'record[0].parentcustomerid: there is no record of table "account" with id '
                "99999999-2222-4333-8444-555555555555"
            ),
        ),
        (
            CONTACT + f'firstname = "{"x" * 51}"',
            "record[0].firstname: has 51 characters; the product's column holds 50",
        ),
        (
            "[workspace]\nstrict = true\n" + CONTACT + "hrb_shoe_size = 43",
            (
                'record[0].hrb_shoe_size: table "contact" has no column "hrb_shoe_size", and the '
                "workspace is strict"
            ),
        ),
    ],
)
def test_what_breaks_a_rule_is_an_error_at_its_place(text, expected):
    told = errors(text)
    assert [line for line in told if line.startswith(expected)], told
    assert len(told) == 1, told


@pytest.mark.parametrize(
    "text",
    [
        TAB + 'page_type = "third_party_website"\nparameters = { url = "" }',
        TAB + 'page_type = "dashboard"\nparameters = { dashboardId = "" }',
        TAB + 'page_type = "control"\nparameters = { controlName = "x", data = { a = [1, { b = 2 }] } }',
        TAB
        + 'page_type = "entity_record"\nparameters = { entityName = "contact", data = { lastname = "x" } }',
        TAB + 'page_type = "entity_record"\nparameters = { entityName = "contact", validateRecord = "True" }',
        TAB
        + 'page_type = "entity_record"\n'
        + 'parameters = { entityName = "contact", data = \'{"title":"{caseTitle}","n":{queueId}}\' }',
        TAB + 'page_type = "entity_record"\nparameters = { entityName = "contact", processId = "x" }',
        TAB + 'page_type = "entity_list"\nparameters = { entityName = "{entityRoutingLogicalName}" }',
        PROVIDER.replace("https://phone.example/", "http://localhost:3000/?base={workspace}"),
        PROVIDER.replace("https://phone.example/", "{workspace}/webresources/phone.html"),
        CONTACT + 'parentcustomerid = { table = "contact", id = "11111111-2222-4333-8444-555555555555" }',
        CONTACT + "hrb_shoe_size = 43",
        CONTACT + "createdon = 2024-05-06",
        "[workspace]\nmax_sessions = 1",
        PROFILE + 'session_templates = ["hrb_case"]\n' + ENTITY,
    ],
)
def test_what_keeps_to_the_rules_is_not_told(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            GENERIC.replace("hrb_call", "call"),
            'session_template[0].unique_name: "call" is not of the product\'s form',
        ),
        (
            GENERIC.replace("hrb_call", "x_call"),
            'session_template[0].unique_name: "x_call" is not of the product\'s form',
        ),
        (
            "[workspace]\nmax_tabs = 2\n" + GENERIC + 'tabs = ["webresource", "msdyn_ContactList"]',
            "session_template[0].tabs: opens 3 tabs with its anchor; a session holds 2",
        ),
        (
            TAB + 'page_type = "search"\nparameters = { searchText = "", searchtype = 1 }',
            (
                'application_tab_template[0].parameters.searchtype: page type "search" has no '
                'parameter "searchtype", '
                'so nothing uses it. Did you mean "searchType"'
            ),
        ),
        (
            TAB
            + 'page_type = "dashboard"\n'
            + 'parameters = { dashboardId = "11111111-2222-4333-8444-555555555555" }',
            "application_tab_template[0].parameters.dashboardId: there is no dashboard",
        ),
        (
            NOTIFICATION + "auto_accept = true",
            "notification_template[0].auto_accept: has no effect without auto_assign",
        ),
        (
            PROVIDER.replace("https://phone", "http://phone"),
            "provider[0].channel_url: the product takes https only",
        ),
        (
            CONTACT + 'frstname = "x"',
            (
                'record[0].frstname: table "contact" has no column "frstname", so it becomes a further one. '
                'Did you mean "firstname"'
            ),
        ),
    ],
)
def test_what_will_surprise_is_a_warning(text, expected):
    assert errors(text) == []
    assert len(warnings(text)) == 1
    assert warnings(text)[0].startswith(expected)


# --- slugs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Case {anchor.title}",
        "{anchor.ticketnumber} {anchor.prioritycode@OData.Community.Display.V1.FormattedValue}",
        (
            "{anchor._customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname} {anchor.entityName} "
            "{anchor.incidentid}"
        ),
        "${anchor.title}",
        "{customerName} {caseId} {caseTitle} {queueId} {visitorLanguage} {visitorDevice}",
        "{$odata.contact.emailaddress1.?$filter=contactid eq '{customerRecordId}'}",
        "{$Odata.account.name.?$select=name&$top=1}",
        "no slug {at all",
        '{"json": "no slug"}',
    ],
)
def test_slugs_that_something_provides_are_not_told(title):
    assert found(ENTITY + f"title = '''{title}'''") == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "{anchor.titel}",
            (
                'session_template[0].title: nothing fills "{anchor.titel}" in a session of "hrb_case": '
                'table "incident" has no column "titel". Did you mean "title"'
            ),
        ),
        ("{anchor.customerid}", 'session_template[0].title: nothing fills "{anchor.customerid}"'),
        (
            "{$odata.contct.fullname.?$top=1}",
            'session_template[0].title: there is no table "contct". Did you mean "contact"',
        ),
        (
            "{$odata.contact.full_name.?$top=1}",
            (
                'session_template[0].title: nothing fills "{$odata.contact.full_name.…}": table '
                '"contact" has no column '
                '"full_name". Did you mean "fullname"'
            ),
        ),
        (
            "{$odata.contact}",
            'session_template[0].title: "{$odata.contact}" is no query; write it as {$odata.',
        ),
        (
            "{Session.CurrentTab.EntityId}",
            'session_template[0].title: "Session.CurrentTab.EntityId" exists in macros',
        ),
        (
            "{$odata.account.name.?$filter=name eq '{anchor.nmae}'}",
            'session_template[0].title: nothing fills "{anchor.nmae}"',
        ),
    ],
)
def test_slugs_that_nothing_can_fill_are_errors(title, expected):
    (told,) = errors(ENTITY + f"title = '''{title}'''")
    assert told.startswith(expected)


def test_a_column_of_a_configured_table_or_record_fills_a_slug():
    column = '\n[[table]]\nname = "incident"\n[[table.column]]\nname = "hrb_berth"\n'
    record = (
        '\n[[record]]\ntable = "incident"\nid = "11111111-2222-4333-8444-555555555555"\nhrb_tide = "low"\n'
    )
    assert found(ENTITY + 'title = "{anchor.hrb_berth} {anchor.hrb_tide}"' + column + record) == []


def test_anchor_slugs_need_a_record_as_the_anchor():
    text = GENERIC.replace("msdyn_entityrecord", "msdyn_omnichannel_conversations_dashboard")
    (told,) = errors(text + 'title = "{anchor.title}"')
    assert told == (
        'session_template[0].title: nothing fills "{anchor.title}" in a session of "hrb_call": '
        'its anchor is a page of type "dashboard", not a record'
    )


def test_a_record_anchor_whose_table_is_known_at_run_time_only_may_have_any_column():
    assert found(GENERIC + 'title = "{anchor.whatever}"') == []


def test_the_table_of_a_record_anchor_is_read_from_its_tab():
    tab = (
        TAB
        + 'page_type = "entity_record"\n'
        + 'parameters = { entityName = "contact", entityId = "{customerRecordId}" }\n'
    )
    session = GENERIC.replace("msdyn_entityrecord", "hrb_tab")
    assert found(tab + session + 'title = "{anchor.fullname}"') == []
    (told,) = errors(tab + session + 'title = "{anchor.ticketnumber}"')
    assert 'table "contact" has no column "ticketnumber"' in told


def test_additional_tabs_are_looked_at_in_every_session_that_opens_them():
    tab = TAB + 'page_type = "search"\nparameters = { searchText = "{anchor.ticketnumber}" }\n'
    assert found(tab) == []
    assert found(tab + ENTITY + 'tabs = ["hrb_tab"]') == []
    contact = ENTITY.replace("hrb_case", "hrb_person").replace("incident", "contact") + 'tabs = ["hrb_tab"]\n'
    (told,) = errors(tab + ENTITY + 'tabs = ["hrb_tab"]\n' + contact)
    assert told.startswith(
        "application_tab_template[0].parameters.searchText: nothing fills "
        '"{anchor.ticketnumber}" in a session of "hrb_person"'
    )


def test_an_anchor_tab_cannot_read_the_anchor_that_it_shows():
    tab = (
        TAB
        + 'page_type = "entity_record"\n'
        + 'parameters = { entityName = "contact", entityId = "{anchor.contactid}" }\n'
    )
    (told,) = errors(tab + GENERIC.replace("msdyn_entityrecord", "hrb_tab"))
    assert told.startswith(
        'application_tab_template[0].parameters.entityId: nothing fills "{anchor.contactid}" in '
        "the anchor tab"
    )


@pytest.mark.parametrize(
    "place",
    ['title = "{anchor.title}"', '[[notification_template.field]]\nname = "a"\nvalue = "{anchor.title}"'],
)
def test_notifications_have_no_anchor(place):
    (told,) = errors(NOTIFICATION + place)
    assert told.endswith('nothing fills "{anchor.title}" in a notification: it comes before any session')


def test_keys_that_callers_must_pass_are_one_warning_for_a_text():
    (told,) = warnings(GENERIC + 'title = "{hrb_ship} at {hrb_berth}, {hrb_ship}, {customerName}"')
    assert (
        told
        == 'session_template[0].title: only callers can fill this: they must pass "hrb_ship", "hrb_berth"'
    )


def test_keys_inside_queries_count_too():
    (told,) = warnings(GENERIC + "title = \"{$odata.account.name.?$filter=accountnumber eq '{hrb_number}'}\"")
    assert told.endswith('they must pass "hrb_number"')


def test_a_key_that_is_all_but_a_provided_one_gets_a_hint():
    (told,) = warnings(GENERIC + 'title = "{customername}"')
    assert told.endswith('; did you mean "customerName" in place of "customername"?')


def test_of_several_titles_none_needs_to_be_filled():
    assert found(GENERIC + 'title = ["{hrb_ship}", "{customerName}", "Call"]') == []


def test_slugs_inside_of_tables_and_lists_are_found():
    text = (
        TAB
        + 'page_type = "control"\n'
        + 'parameters = { data = { list = ["x", { deep = "{$odata.contct.a.?$top=1}" }] } }'
    )
    (told,) = errors(text)
    assert told.startswith("application_tab_template[0].parameters.data.list[1].deep: there is no table")


@pytest.mark.parametrize(
    ("misprint", "right"), [("$(anchor.title)", "{anchor.title}"), ("#{anchor.title}", "{anchor.title}")]
)
def test_misprints_of_the_documentation_are_told(misprint, right):
    told = warnings(ENTITY + f'title = "{misprint}"')
    assert told[0] == f'session_template[0].title: "{misprint}" is no slug; write "{right}"'


def test_columns_that_slugs_ask_for_can_be_listed():
    text = (
        ENTITY
        + 'title = "{anchor.hrb_berth} {anchor._hrb_owner_value}"\n'
        + TAB
        + ('page_type = "search"\nparameters = { searchText = "{$odata.contact.hrb_rank.?$top=1}" }\n')
    )
    assert config.unknown_columns(text) == (
        ("incident", "hrb_berth"),
        ("incident", "_hrb_owner_value"),
        ("contact", "hrb_rank"),
    )


# --- what only loading the records can tell -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (CONTACT + "statecode = 0\nstatuscode = 2", "record[0]", "is no status of the state"),
        (CONTACT + '"bad name" = 1', "record[0]", "bad name"),
        (
            CONTACT
            + '[[record]]\ntable = "incident"\nid = "fac04293-1ab0-eb11-8236-000d3a5c49ed"\n'
            + "statuscode = 6\nstatecode = 0",
            "record[1]",
            "is no status of the state",
        ),
        ('[[table]]\nname = "hrb_ship"\nentity_set = "contacts"', "table", "have the same entity set"),
    ],
)
def test_records_that_cannot_be_loaded_are_told_at_their_place(text, place, words):
    (problem,) = config.examine_toml(text).errors
    assert problem.place == place
    assert words in problem.text


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Call from {customr", '"{customr" is no slug without its end; write "{customr}"'),
        ("{caseTitle and {anchor.title}", '"{caseTitle" is no slug without its end'),
        ("{anchor.title - {caseTitle}", '"{anchor.title" is no slug without its end'),
        ("{$odata.contact.fullname.?$top=1", '"{$odata.contact.fullname." is no slug without its end'),
    ],
)
def test_a_slug_that_is_not_closed_is_told(title, words):
    (told,) = warnings(ENTITY + f"title = '''{title}'''")
    assert words in told


def test_a_slug_that_is_not_closed_is_found_inside_of_json():
    tab = TAB + 'page_type = "entity_record"\nparameters = { entityName = "contact", entityId = "", data = '
    (told,) = warnings(tab + '\'{"description":"{customr"}\' }')
    assert told.startswith("application_tab_template[0].parameters.data: ")
    assert "is no slug without its end" in told


def test_what_widgets_usually_pass_is_not_called_wrong():
    assert found(GENERIC + 'title = "Call from {customer}"') == []
    (told,) = warnings(GENERIC + 'title = "{customr}"')
    assert told.endswith('; did you mean "customer" in place of "customr"?')


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("$filter=contact_id eq '{customerRecordId}'", "has no column “contact_id”"),
        ("$select=full_name&$filter=contactid eq '{customerRecordId}'", "full_name"),
        ("$orderby=naem", "naem"),
        ("$filter=lastname eq ‘Hopper’", "curly quote ‘, which quotes nothing"),
        ("$filter=lastname eq “{customer}”", "curly quote “"),
        ("$filtre=lastname eq 'x'", "There is no query option"),
        ("$filter=(lastname eq 'x'", "gives nothing: "),
    ],
)
def test_options_of_queries_in_slugs_are_read(options, words):
    (told,) = warnings(ENTITY + f'title = "{{$odata.contact.fullname.?{options}}}"')
    assert told.startswith('session_template[0].title: the query of "contact" ')
    assert words in told


@pytest.mark.parametrize(
    "options",
    [
        "$filter=contactid eq '{customerRecordId}'",
        "$filter=contactid eq {customerRecordId}",
        "$filter=creditlimit gt {visitorDevice}",
        "$filter=lastname eq '‘{customerName}’'&$select=fullname",
        "$filter=statecode eq {queueId}&$orderby=createdon desc&$top=1",
        "$filter=hrb_rank eq 'x'",
    ],
)
def test_right_options_of_queries_are_not_told(options):
    text = ENTITY + f'title = "{{$odata.contact.fullname.?{options}}}"\n' + CONTACT + 'hrb_rank = "x"\n'
    assert found(text) == []
