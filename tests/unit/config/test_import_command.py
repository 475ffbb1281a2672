"""``cif-emulator import``: exported solutions and data packages become configuration files."""

import io
import json
import stat
import struct
import tomllib
import zipfile
from contextlib import closing
from functools import cached_property
from pathlib import Path

import pytest
from click.testing import CliRunner

from cif_emulator import config
from cif_emulator.cli.check import check_command
from cif_emulator.cli.import_ import import_command
from cif_emulator.config.baseline import Baseline
from cif_emulator.workspace.state.requests import SessionRequest
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    DesktopNotification,
    NotificationField,
    PageType,
    PanelState,
    SessionType,
    Theme,
)

from .test_json_schema import draft_7

EXPORTS = Path(__file__).parents[2] / "fixtures" / "exports"


def files_of(export):
    folder = EXPORTS / export
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def zipped(files, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


class Import:
    """One run of the command in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.source = folder / "export.zip"
        self.target = folder / "workspace.toml"

    def run(self, files, *options):
        zipped(files, self.source)
        return self.again(*options)

    def again(self, *options):
        self.__dict__.pop("configuration", None)
        return CliRunner().invoke(import_command, [str(self.source), "--out", str(self.target), *options])

    def refused(self, files=None):
        """The one line that a run ends with; nothing may have been written."""
        result = self.again() if files is None else self.run(files)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert sorted(path.name for path in self.folder.iterdir()) in (["export.zip"], [])
        (line,) = result.stderr.splitlines()
        return line

    @cached_property
    def configuration(self):
        """What the last run has written."""
        return config.load(self.target)


@pytest.fixture
def imported(tmp_path):
    return Import(tmp_path)


@pytest.fixture(scope="module")
def solution(tmp_path_factory):
    taken = Import(tmp_path_factory.mktemp("solution"))
    taken.result = taken.run(files_of("solution"))
    assert taken.result.exit_code == 0, taken.result.output
    return taken


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    taken = Import(tmp_path_factory.mktemp("package"))
    taken.result = taken.run(files_of("migration"))
    assert taken.result.exit_code == 0, taken.result.output
    return taken


def named(entries, name):
    return next(entry for entry in entries if entry.unique_name == name)


# --- a solution ---------------------------------------------------------------------------------------------


def test_what_is_written_passes_the_check(solution, package):
    for taken in (solution, package):
        result = CliRunner().invoke(check_command, [str(taken.target)])
        assert result.exit_code == 0, result.output


def test_what_is_written_names_its_schema_and_fits_it(solution, package):
    for taken in (solution, package):
        text = taken.target.read_text(encoding="utf-8")
        named = taken.folder / text.splitlines()[0].removeprefix("#:schema ")
        draft_7()(json.loads(named.read_text(encoding="utf-8"))).validate(tomllib.loads(text))


def test_a_generic_session_template_has_its_anchor_tabs_panel_icon_and_texts_of_the_base_language(solution):
    template = named(solution.configuration.setup.session_templates, "hrb_call_session")
    assert template.session_type is SessionType.GENERIC
    assert template.name == "Anruf am Kai"
    assert template.description == "Für Anrufe am Kai"
    assert template.title == ("Kai: {hrb_berth}",)
    assert template.anchor_tab == "hrb_caller"
    assert template.tabs == ("hrb_weather", "hrb_tides")
    assert template.panel_state is PanelState.MINIMIZED
    assert template.session_icon == "/webresources/hrb_/icons/quay.svg"
    assert template.enable_title_sync


def test_a_label_in_english_stands_in_where_the_base_language_has_none(solution):
    assert named(solution.configuration.setup.session_templates, "hrb_ship_session").name == "Ship"


def test_the_session_type_is_read_from_the_current_column(solution):
    template = named(solution.configuration.setup.session_templates, "hrb_ship_session")
    assert (template.session_type, template.entity, template.anchor_tab) == (
        SessionType.ENTITY,
        "hrb_ship",
        None,
    )
    assert template.panel_state is PanelState.HIDDEN


def test_tables_and_columns_that_templates_speak_of_are_defined(solution):
    (table,) = solution.configuration.tables
    assert table.name == "hrb_ship"
    assert [(column.name, column.kind) for column in table.columns] == [("hrb_owner", "lookup")]


def test_parameter_rows_win_over_the_cached_column(solution):
    tab = named(solution.configuration.setup.tab_templates, "hrb_caller")
    assert tab == ApplicationTabTemplate(
        unique_name="hrb_caller",
        name="Caller",
        page_type=PageType.ENTITY_RECORD,
        can_close=False,
        parameters={"entityName": "contact", "entityId": "{hrb_contactid}"},
    )
    assert (
        "hrb_caller: parameter entityId: its row says '{hrb_contactid}', the cached column '{hrb_old}'"
        in (solution.result.output)
    )


def test_plain_rows_beside_the_older_third_party_form_win(solution):
    tab = named(solution.configuration.setup.tab_templates, "hrb_tides")
    assert tab.page_type is PageType.THIRD_PARTY_WEBSITE
    assert tab.parameters == {"url": "https://tides.example/today?berth={hrb_berth}"}
    assert tab.title == ("Tides at {hrb_berth}",)
    assert tab.can_close


def test_a_site_in_the_older_form_becomes_a_third_party_website(solution):
    tab = named(solution.configuration.setup.tab_templates, "hrb_weather")
    assert tab.page_type is PageType.THIRD_PARTY_WEBSITE
    assert tab.parameters == {"url": "https://weather.example/now?place={hrb_berth}&note=a%20b"}


def test_a_notification_template_has_its_texts_switches_and_fields_in_order(solution):
    template = named(solution.configuration.setup.notification_templates, "hrb_call_notification")
    assert (template.timeout, template.show_timeout, template.theme) == (45, False, Theme.LIGHT)
    assert template.desktop_notification is DesktopNotification.BACKGROUND
    assert (template.accept_button_text, template.reject_button_text) == ("Take it", "Not now")
    assert template.field == (
        NotificationField(name="Berth", title="Berth", value="{hrb_berth}", order=1),
        NotificationField(name="Ship", title="Ship", value="{hrb_shipname}", order=2),
    )


def test_a_channel_provider_has_its_columns(solution):
    provider = named(solution.configuration.setup.providers, "hrb_radio")
    assert provider.channel_url == "https://radio.harbour.example/widget?desk=1"
    assert provider.trusted_domain == "https://login.harbour.example"
    assert (provider.label, provider.sort_order, provider.enable_outbound) == ("Radio", 3, True)
    assert (provider.custom_params, provider.active, provider.api_version) == ('{"desk":1}', True, "2")


def test_a_profile_has_its_entity_templates_the_generic_ones_and_its_providers(solution):
    profile = named(solution.configuration.setup.app_profiles, "hrb_profile")
    assert profile.session_templates == ("hrb_ship_session", "hrb_call_session", "hrb_chat_session")
    assert profile.providers == ("hrb_radio",)


def test_a_built_in_tab_stands_in_for_an_anchor_that_is_not_in_the_export(solution):
    template = named(solution.configuration.setup.session_templates, "hrb_chat_session")
    assert template.anchor_tab == "msdyn_activeconversation"
    assert (
        "msdyn_customersummary_of_the_product was not taken; msdyn_activeconversation is used instead"
        in solution.result.output
    )


def test_what_was_taken_and_what_was_left_out_is_told(solution):
    lines = solution.result.output.splitlines()
    assert lines[0] == "Read a solution HarbourDesk 1.4.0.2 (managed)"
    assert "Took 3 session templates: hrb_call_session, hrb_chat_session, hrb_ship_session" in lines
    assert "Took 1 channel provider: hrb_radio" in lines
    left = lines[lines.index("Left out:") :]
    assert "  msdyn_sessiontemplate hrb_old_session: it is inactive" in left
    assert "  msdyn_applicationtabtemplate hrb_future: its page type is 509180042, which is not known" in left
    (workstream,) = (line for line in left if line.startswith("  msdyn_liveworkstreams/ (1 file): "))
    assert workstream.endswith("routing is not emulated: hrb_voice/msdyn_liveworkstream.xml")
    assert "Took 1 web resource: hrb_/icons/quay.svg" in lines
    assert lines[-1] == f"Wrote {solution.target}"


def test_the_file_says_where_it_is_from(solution):
    assert solution.target.read_text().startswith(
        "#:schema ./workspace.schema.json\n# Imported from export.zip: solution HarbourDesk 1.4.0.2 (managed).\n"
    )


def test_a_solution_packed_in_a_folder_and_with_windows_separators_is_the_same(imported, solution):
    files = {f"HarbourDesk/{name}": content for name, content in files_of("solution").items()}
    assert imported.run(files).exit_code == 0
    assert tomllib.loads(imported.target.read_text()) == tomllib.loads(solution.target.read_text())
    backslashed = {name.replace("/", "\\"): content for name, content in files_of("solution").items()}
    assert imported.run(backslashed, "--force").exit_code == 0
    assert tomllib.loads(imported.target.read_text()) == tomllib.loads(solution.target.read_text())


def test_an_unmanaged_solution_is_named_so(imported):
    files = files_of("solution")
    files["solution.xml"] = files["solution.xml"].replace(b"<Managed>1<", b"<Managed>0<")
    assert "solution HarbourDesk 1.4.0.2 (unmanaged)" in imported.run(files).output


SESSION = b"""<msdyn_sessiontemplate msdyn_uniquename="hrb_a">
  <msdyn_anchortab><msdyn_uniquename>hrb_t</msdyn_uniquename></msdyn_anchortab>
  <msdyn_name default="A" /><msdyn_sessiontype>0</msdyn_sessiontype>%s
</msdyn_sessiontemplate>"""
TABS = {
    f"msdyn_applicationtabtemplates/{name}/msdyn_applicationtabtemplate.xml": (
        f'<msdyn_applicationtabtemplate msdyn_uniquename="{name}"><msdyn_name default="T" />'
        "<msdyn_pagetype>509180003</msdyn_pagetype></msdyn_applicationtabtemplate>"
    ).encode()
    for name in ("hrb_t", "hrb_u")
}
ROW = b"<msdyn_sessiontemplate_applicationtab %s>%s</msdyn_sessiontemplate_applicationtab>"
SIDE = b"<%s><msdyn_uniquename>%s</msdyn_uniquename></%s>"
TAB_SIDE = SIDE % (b"msdyn_applicationtabtemplateid", b"hrb_u", b"msdyn_applicationtabtemplateid")
SESSION_SIDE = SIDE % (b"msdyn_sessiontemplateid", b"hrb_a", b"msdyn_sessiontemplateid")
IN_SESSION = b"<msdyn_sessiontemplate_applicationtab>%s</msdyn_sessiontemplate_applicationtab>"


@pytest.mark.parametrize(
    ("path", "row", "inside"),
    [
        (
            "Assets/msdyn_sessiontemplate_applicationtabset.xml",
            b"<msdyn_sessiontemplate_applicationtabset>"
            + ROW
            % (
                (
                    b'msdyn_sessiontemplateid.msdyn_uniquename="hrb_a" '
                    b'msdyn_applicationtabtemplateid.msdyn_uniquename="hrb_u"'
                ),
                b"",
            )
            + b"</msdyn_sessiontemplate_applicationtabset>",
            b"",
        ),
        (
            "msdyn_sessiontemplate_applicationtabs/1/msdyn_sessiontemplate_applicationtab.xml",
            ROW % (b"", TAB_SIDE + SESSION_SIDE),
            b"",
        ),
        (
            (
                ""
                "msdyn_sessiontemplates/hrb_a/msdyn_sessiontemplate_applicationtabs/1/msdyn_sessiontemplate_applicationtab.xml"
            ),
            ROW % (b"", TAB_SIDE),
            b"",
        ),
        (None, b"", IN_SESSION % b'<msdyn_applicationtabtemplate msdyn_uniquename="hrb_u" />'),
        (None, b"", IN_SESSION % (b"<tab>" + TAB_SIDE + b"</tab>")),
    ],
)
def test_every_form_of_a_linked_row_is_taken(imported, path, row, inside):
    files = {"msdyn_sessiontemplates/hrb_a/msdyn_sessiontemplate.xml": SESSION % inside, **TABS}
    if path is not None:
        files[path] = row
    result = imported.run(files)
    assert result.exit_code == 0, result.output
    template = named(imported.configuration.setup.session_templates, "hrb_a")
    assert (template.anchor_tab, template.tabs) == ("hrb_t", ("hrb_u",))


def test_parameters_nested_in_their_templates_folder_belong_to_it(imported):
    files = dict(TABS)
    files[
        ""
        "msdyn_applicationtabtemplates/hrb_t/msdyn_templateparameters/hrb_t_controlName/msdyn_templateparameter.xml"
    ] = (
        b'<msdyn_templateparameter msdyn_uniquename="hrb_t_controlName">'
        b"<msdyn_name>controlName</msdyn_name><msdyn_value>hrb_Board</msdyn_value></msdyn_templateparameter>"
    )
    assert imported.run(files).exit_code == 0
    assert named(imported.configuration.setup.tab_templates, "hrb_t").parameters == {
        "controlName": "hrb_Board"
    }


def test_a_row_that_is_there_twice_is_taken_once_and_told(imported):
    files = dict(TABS)
    files["other/msdyn_applicationtabtemplates/hrb_t/msdyn_applicationtabtemplate.xml"] = next(
        iter(TABS.values())
    )
    assert "a second row of msdyn_applicationtabtemplate hrb_t" in imported.run(files).output


def test_what_the_check_would_refuse_is_left_out_and_told(imported):
    files = dict(TABS)
    files["msdyn_channelproviders/hrb_p/msdyn_channelprovider.xml"] = (
        b'<msdyn_channelprovider msdyn_uniquename="hrb_p"><msdyn_name default="P" />'
        b"<msdyn_channelurl>javascript:alert(1)</msdyn_channelurl></msdyn_channelprovider>"
    )
    files["msdyn_notificationtemplates/hrb_n/msdyn_notificationtemplate.xml"] = (
        b'<msdyn_notificationtemplate msdyn_uniquename="hrb_n"><msdyn_name default="N" />'
        b'<msdyn_title default="{anchor.title}" /></msdyn_notificationtemplate>'
    )
    result = imported.run(files)
    assert result.exit_code == 0
    assert imported.configuration.setup.providers == ()
    assert named(imported.configuration.setup.notification_templates, "hrb_n").title == ""
    assert "provider hrb_p: provider[0].channel_url: expected an http or https address" in result.output
    assert 'notification_template hrb_n: title left out: nothing fills "{anchor.title}"' in result.output


# --- a package of the Configuration Migration tool ----------------------------------------------------------


def test_rows_of_a_package_are_taken_with_lookups_by_id(package):
    setup = package.configuration.setup
    template = named(setup.session_templates, "frk_order_session")
    assert (template.name, template.title) == ("Order call", ("Order {frk_number}",))
    assert template.anchor_tab == "frk_order"
    assert template.session_icon == "/webresources/frk_/order.svg"
    assert template.enable_title_sync
    order = named(setup.tab_templates, "frk_order")
    assert order.page_type is PageType.CUSTOM_PAGE
    assert not order.can_close
    assert order.parameters == {"name": "frk_orderpage_1a2b3", "recordId": "{frk_number}"}
    find = named(setup.tab_templates, "frk_find")
    assert find.can_close
    assert find.parameters == {"searchText": "{frk_number}", "searchType": 1}


def test_links_are_taken_from_either_side_and_by_the_name_that_the_schema_gives(package):
    template = named(package.configuration.setup.session_templates, "frk_order_session")
    assert template.tabs == ("frk_find", "frk_board")


def test_a_lookup_out_of_the_package_is_resolved_by_the_name_of_a_built_in_template(package):
    template = named(package.configuration.setup.session_templates, "frk_chat_session")
    assert template.anchor_tab == "msdyn_activeconversation"


def test_a_parameter_that_cannot_be_is_left_out_and_told(package):
    assert named(package.configuration.setup.tab_templates, "frk_board").parameters == {"dashboardId": ""}
    assert (
        "application_tab_template frk_board: parameter dashboardId = 'no id at all' left out"
        in package.result.output
    )


def test_other_tables_of_a_package_are_told_as_left_out(package):
    assert "  table account (1 row): not part of the workspace's templates" in package.result.output
    assert (
        "  relationship accountleads_association: not part of the workspace's templates"
        in package.result.output
    )


def test_a_package_without_its_schema_is_taken_by_usual_names_and_by_the_tables_that_are_linked(imported):
    files = files_of("migration")
    del files["data_schema.xml"]
    result = imported.run(files)
    assert result.exit_code == 0
    assert "data_schema.xml is missing" in result.output
    template = named(imported.configuration.setup.session_templates, "frk_order_session")
    assert template.tabs == ("frk_find", "frk_board")


def test_links_that_are_rows_of_the_intersect_table_are_taken(imported):
    files = files_of("migration")
    row = (
        b'<entity name="msdyn_sessiontemplate_applicationtab"><records><record id="x">'
        b'<field name="msdyn_sessiontemplateid" value="7D0C5A10-4b1e-4c55-9d3f-000000000002" />'
        b'<field name="msdyn_applicationtabtemplateid" value="7d0c5a10-4b1e-4c55-9d3f-000000000013" />'
        b"</record></records></entity></entities>"
    )
    files["data.xml"] = files["data.xml"].replace(b"</entities>", row)
    assert imported.run(files).exit_code == 0
    assert named(imported.configuration.setup.session_templates, "frk_chat_session").tabs == ("frk_board",)


# --- what the imported templates do ----------------------------------------------------------------------


def opened(taken, name, **values):
    start = Baseline(taken.configuration)
    template = named(taken.configuration.setup.session_templates, name)
    page = {key: value for key, value in values.items() if key in ("entityName", "entityId")}
    with closing(start.store):
        request = SessionRequest(template=template, values=values, page_parameters=page)
        return start.workspace().open_session(request)


def test_an_imported_session_opens_with_its_anchor_title_and_parameters(solution):
    person = next(record for record in config.built_in().records if record.table == "contact")
    session = opened(solution, "hrb_call_session", hrb_berth="7 west", hrb_contactid=person.id)
    assert session.title == "Kai: 7 west"
    assert session.panel.name == PanelState.MINIMIZED.name
    anchor, weather, tides = session.tabs.values()
    assert anchor.is_anchor
    assert (anchor.page.entity_name, anchor.page.entity_id) == ("contact", person.id)
    assert weather.page.text("url") == "https://weather.example/now?place=7%20west&note=a%20b"
    assert tides.page.text("url") == "https://tides.example/today?berth=7%20west"
    assert tides.title == "Tides at 7 west"


def test_an_imported_entity_session_reads_the_columns_that_were_defined_for_it(solution, tmp_path):
    ship = "12345678-2222-4333-8444-555555555555"
    account = next(record for record in config.built_in().records if record.table == "account")
    text = f"""
[[record]]
table = "hrb_ship"
id = "{ship}"
hrb_name = "Ålesund"
hrb_owner = {{ table = "account", id = "{account.id}" }}
"""
    extended = Import(tmp_path)
    extended.target.write_text(solution.target.read_text() + text)
    session = opened(extended, "hrb_ship_session", entityName="hrb_ship", entityId=ship)
    assert session.title == f"Ålesund of {account.values['name']}"


# --- the file that is written -------------------------------------------------------------------------------


def test_a_file_that_is_there_is_not_overwritten_without_force(imported):
    zipped(files_of("migration"), imported.source)
    imported.target.write_text("mine")
    result = imported.again()
    assert result.exit_code == 2
    assert result.stderr == f"{imported.target} is there already; choose another name, or use --force\n"
    assert imported.target.read_text() == "mine"
    assert imported.again("--force").exit_code == 0
    assert "frk_order" in imported.target.read_text()
    names = sorted(path.name for path in imported.folder.iterdir())
    assert names == ["export.zip", "workspace.schema.json", "workspace.toml"]


def test_a_refused_import_leaves_an_older_file_as_it_was(imported):
    imported.target.write_text("mine")
    imported.source.write_bytes(b"no zip")
    assert imported.again("--force").exit_code == 2
    assert imported.target.read_text() == "mine"


def test_a_folder_that_is_not_there_is_one_line(imported):
    zipped(files_of("migration"), imported.source)
    imported.target = imported.folder / "nowhere" / "workspace.toml"
    assert "nowhere/workspace.toml cannot be written: No such file or directory" in imported.refused()


# --- broken and hostile files -------------------------------------------------------------------------------

TAB = "msdyn_applicationtabtemplates/hrb_t/msdyn_applicationtabtemplate.xml"
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<msdyn_applicationtabtemplate msdyn_uniquename="hrb_t">
<msdyn_name>&c;</msdyn_name></msdyn_applicationtabtemplate>"""
EXTERNAL = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<msdyn_applicationtabtemplate msdyn_uniquename="hrb_t">
<msdyn_name>&a;</msdyn_name></msdyn_applicationtabtemplate>"""


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "is neither a Dataverse solution"),
        (
            {"readme.txt": b"hello"},
            "is neither a Dataverse solution (with solution.xml) nor a Configuration Migration",
        ),
        ({"solution.xml": files_of("solution")["solution.xml"]}, "holds nothing to take"),
        (
            {"solution.xml": b"<html></html>"},
            "its solution.xml begins with <html>; expected <ImportExportXml>",
        ),
        ({"solution.xml": b""}, "solution.xml in it is not valid XML: no element found"),
        ({"data.xml": b"<records></records>"}, "data.xml in it begins with <records>; expected <entities>"),
        ({"data.xml": b"<entities></entities>"}, "holds nothing to take"),
        (
            {
                "data.xml": b'<entities><entity name="msdyn_sessiontemplate">'
                b"<records><record /></records></entity></entities>"
            },
            "has a record of msdyn_sessiontemplate without an id",
        ),
        ({TAB: b"<msdyn_applicationtabtemplate>"}, f"{TAB} in it is not valid XML: no element found"),
        ({TAB: b"<a></b>"}, f"{TAB} in it is not valid XML: mismatched tag"),
        ({TAB: b"<html></html>"}, f"{TAB} in it begins with <html>; expected <msdyn_applicationtabtemplate>"),
        ({TAB: b"\xff\xfe\x00"}, f"{TAB} in it is not valid XML"),
        ({TAB: b'<?xml version="1.0" encoding="klingon"?><a/>'}, f"{TAB} in it is not valid XML"),
        ({TAB: BOMB}, f"{TAB} in it has a document type declaration"),
        ({TAB: EXTERNAL}, f"{TAB} in it has a document type declaration"),
        ({TAB: b"<a>" * 100_000}, f"{TAB} in it is nested more than 50 levels deep"),
        ({TAB: b"<msdyn_applicationtabtemplate>" + b" " * 70_000_000}, f"{TAB} in it is larger than 64 MB"),
        ({"../solution.xml": b"x"}, "an entry's path leads out of it: '../solution.xml'"),
        ({"a/../../x.xml": b"x"}, "an entry's path leads out of it"),
        ({"/etc/passwd": b"x"}, "an entry's path leads out of it: '/etc/passwd'"),
        ({"..\\x.xml": b"x"}, "an entry's path leads out of it: '../x.xml'"),
        ({"C:\\x.xml": b"x"}, "an entry's path leads out of it: 'C:/x.xml'"),
    ],
)
def test_what_cannot_be_imported_is_one_line_and_leaves_no_file(imported, files, words):
    line = imported.refused(files)
    assert line.startswith(f"{imported.source}: ")
    assert words in line


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip at all", b"PK\x03\x04", zipfile.sizeEndCentDir * b"x" + b"PK\x05\x06" + b"\xff" * 18],
)
def test_a_file_that_is_no_zip_file_is_one_line(imported, content):
    imported.source.write_bytes(content)
    assert "is not a zip file, or a broken one" in imported.refused()


def test_a_missing_file_is_one_line(imported):
    assert imported.refused().endswith("export.zip: cannot be read: No such file or directory")


def test_a_zip_file_cut_short_is_one_line(imported):
    zipped(files_of("solution"), imported.source)
    whole = imported.source.read_bytes()
    imported.source.write_bytes(whole[: len(whole) // 2])
    assert "is not a zip file" in imported.refused()


def test_a_damaged_entry_is_one_line(imported):
    zipped({TAB: b"<msdyn_applicationtabtemplate>" + bytes(range(32, 60)) * 20}, imported.source)
    whole = bytearray(imported.source.read_bytes())
    place = 30 + len(TAB) + 20
    whole[place : place + 8] = b"\xff" * 8
    imported.source.write_bytes(bytes(whole))
    assert f"{TAB} in it is damaged" in imported.refused()


def test_a_symbolic_link_is_refused(imported):
    link = zipfile.ZipInfo(TAB)
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(imported.source, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "an entry is a symbolic link" in imported.refused()


def test_an_encrypted_entry_is_refused(imported):
    zipped({TAB: b"<a/>"}, imported.source)
    whole = bytearray(imported.source.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = whole.index(signature) + flags
        struct.pack_into("<H", whole, place, 0x1)
    imported.source.write_bytes(bytes(whole))
    assert "an entry is encrypted" in imported.refused()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_path_are_refused(imported):
    with zipfile.ZipFile(imported.source, "w") as archive:
        archive.writestr(TAB, "<a/>")
        archive.writestr(TAB, "<b/>")
    assert "has two entries of one path" in imported.refused()


def test_an_archive_of_far_too_many_entries_is_refused(imported):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("x"), b"")
    file, mark, listed = buffer.getvalue().partition(b"PK\1\2")
    # One entry is listed so often: to write as many takes a second.
    entries = (mark + listed.partition(b"PK\5\6")[0]) * 50_001
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 50_001, 50_001, len(entries), len(file), 0)
    imported.source.write_bytes(file + entries + end)
    assert "has 50001 entries; at most 50000 are read" in imported.refused()
