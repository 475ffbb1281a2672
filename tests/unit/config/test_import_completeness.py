"""An import says of everything that it found what became of it, once."""

import re
import zipfile

import pytest
from click.testing import CliRunner

from cif_emulator import config
from cif_emulator.cli.check import check_command
from cif_emulator.cli.import_ import import_command

GUID = "3D4967DF-91A3-4F86-BA43-F7CC78AD97BD"


@pytest.fixture
def run(tmp_path):
    """Imports a solution of these files; gives the result and the configuration's path."""

    def importing(files, *options):
        source, target = tmp_path / "export.zip", tmp_path / "desk.toml"
        with zipfile.ZipFile(source, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return CliRunner().invoke(import_command, [str(source), "--out", str(target), *options]), target

    return importing


MANIFEST = (
    '<ImportExportXml languagecode="1033"><SolutionManifest><UniqueName>Quay</UniqueName>'
    "<Version>1.0</Version><Managed>0</Managed></SolutionManifest></ImportExportXml>"
)


def row(table, name, columns=""):
    path = f"{table}s/{name}/{table}.xml"
    return {path: f'<{table} msdyn_uniquename="{name}"><msdyn_name default="N" />{columns}</{table}>'}


def link(relationship, *sides):
    attributes = " ".join(f'{table}id.msdyn_uniquename="{name}"' for table, name in sides)
    inner = "<iscustomizable>1</iscustomizable>"
    return f"<{relationship}set><{relationship} {attributes}>{inner}</{relationship}></{relationship}set>"


def web_resource(name, file):
    return (
        f"<WebResource><WebResourceId>{{{GUID.lower()}}}</WebResourceId><Name>{name}</Name>"
        f"<WebResourceType>3</WebResourceType><FileName>/WebResources/{file}</FileName></WebResource>"
    )


SESSION, TAB, PROFILE = "msdyn_sessiontemplate", "msdyn_applicationtabtemplate", "msdyn_appconfiguration"
PROVIDER, PARAMETER = "msdyn_channelprovider", "msdyn_templateparameter"
NOTIFICATION, FIELD = "msdyn_notificationtemplate", "msdyn_notificationfield"
PAGE = "<msdyn_pagetype>509180003</msdyn_pagetype>"
OF_TAB = "<{0}id><msdyn_uniquename>{1}</msdyn_uniquename></{0}id>"
ANCHOR = "<msdyn_anchortab><msdyn_uniquename>quay_tab</msdyn_uniquename></msdyn_anchortab>"
GENERIC = f"{ANCHOR}<msdyn_sessiontype>0</msdyn_sessiontype>"
SESSION_TABS = "msdyn_sessiontemplate_applicationtab"

CUSTOMIZATIONS = "".join(
    (
        '<ImportExportXml xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
        '<Entities><Entity><Name LocalizedName="Ship">quay_ship</Name><EntityInfo /></Entity></Entities>',
        '<Roles><Role id="{1}" name="quay_role" /></Roles><Workflows /><Templates></Templates>',
        '<EntityRelationships><EntityRelationship Name="quay_ship_owner" /></EntityRelationships>',
        '<optionsets><optionset Name="quay_kinds" /></optionsets>',
        "<OrganizationSettings />",
        "<CustomControls><CustomControl><Name>quay_control</Name></CustomControl></CustomControls>",
        '<quay_things><quay_thing quay_name="quay_thing_of_ours" /></quay_things>',
        f"<WebResources>{web_resource('quay_/pilot.js', 'quay_pilotjs' + GUID)}",
        web_resource("quay_/lost.js", "quay_lostjs"),
        web_resource("quay_/../out.js", "quay_outjs"),
        "</WebResources>",
        link(SESSION_TABS, (SESSION, "quay_call"), (TAB, "quay_tab2")),
        link(SESSION_TABS, (SESSION, "quay_call"), (TAB, "quay_tab_elsewhere")),
        link(SESSION_TABS, (SESSION, "quay_call_elsewhere"), (TAB, "quay_tab")),
        link("msdyn_appconfiguration_sessiontemplate", (PROFILE, "quay_profile"), (SESSION, "quay_call")),
        link("msdyn_appconfig_msdyn_channelprovider", (PROFILE, "quay_profile"), (PROVIDER, "quay_phone")),
        link(
            "msdyn_notificationtemplate_notificationfield",
            (NOTIFICATION, "quay_toast"),
            (FIELD, "quay_field"),
        ),
        link("msdyn_appconfiguration_applicationextension", (PROFILE, "quay_profile"), ("x", "quay_loader")),
        link("msdyn_msdyn_prod_agentscript_msdyn_sessiontempl", ("x", "quay_script"), (SESSION, "quay_call")),
        "<Languages><Language>1033</Language></Languages></ImportExportXml>",
    )
)
EVERYTHING = {
    "solution.xml": MANIFEST,
    "[Content_Types].xml": "<Types />",
    "customizations.xml": CUSTOMIZATIONS,
    **row(SESSION, "quay_call", f"{GENERIC}<msdyn_extra>1</msdyn_extra>"),
    **row(SESSION, "quay_old", f"{GENERIC}<statecode>1</statecode>"),
    **row(TAB, "quay_tab", PAGE),
    **row(TAB, "quay_tab2", PAGE),
    **row(TAB, "quay_odd", "<msdyn_pagetype>7</msdyn_pagetype>"),
    **row(PARAMETER, "quay_tab_data", f"{OF_TAB.format(TAB, 'quay_tab')}<msdyn_value>1</msdyn_value>"),
    **row(PARAMETER, "quay_odd_data", OF_TAB.format(TAB, "quay_odd")),
    **row(PARAMETER, "quay_lone_data"),
    **row(NOTIFICATION, "quay_toast"),
    **row(FIELD, "quay_field"),
    **row(FIELD, "quay_lone_field"),
    **row(PROVIDER, "quay_phone", "<msdyn_channelurl>https://phone.example/</msdyn_channelurl>"),
    **row(PROVIDER, "quay_mute"),
    **row(PROFILE, "quay_profile"),
    **row("msdyn_liveworkstream", "quay_stream"),
    f"WebResources/quay_pilotjs{GUID}": "pilot()",
    "WebResources/quay_outjs": "out()",
    "WebResources/quay_/loose.css": "p {}",
    "Assets/quay_harbours.xml": "<quay_harbours />",
    "Workflows/quay_flow.json": "{}",
    "Other/quay_relationships.xml": "<x />",
    "quay_readme.txt": "read me",
}
# What each thing is called in the report.
TAKEN = {
    *("quay_call", "quay_tab", "quay_tab2", "quay_toast", "quay_phone", "quay_profile"),
    *("quay_tab_data", "quay_field", "quay_/pilot.js", "quay_/loose.css"),
    *("quay_call – quay_tab2", "quay_profile – quay_call", "quay_profile – quay_phone"),
    "quay_toast – quay_field",
}
LEFT = {
    *("quay_old", "quay_odd", "quay_mute", "quay_odd_data", "quay_lone_data", "quay_lone_field"),
    *("quay_ship", "quay_role", "quay_ship_owner", "quay_kinds", "quay_control", "quay_thing_of_ours"),
    *("quay_/lost.js", "quay_/../out.js", "quay_call – quay_tab_elsewhere"),
    *("quay_call_elsewhere – quay_tab", "quay_profile – quay_loader", "quay_script – quay_call"),
    *("quay_stream/msdyn_liveworkstream.xml", "quay_harbours.xml", "quay_flow.json"),
    *("quay_relationships.xml", "quay_readme.txt"),
}
# A thing's name, alone or in a link; names in reasons are of other things.
NAME = re.compile(r"quay_[\w./]*(?: – quay_\w+)?")


def lists(output):
    """The names that the report has as taken and as left out."""
    lines = output.splitlines()
    taken = [name for line in lines if line.startswith("Took ") for name in line.split(": ")[1].split(", ")]
    left = [line for line in lines[lines.index("Left out:") + 1 :] if line.startswith("  ")]
    reasons = re.compile(r": its template \w+|\(WebResources/\w+\)|: its file \S+|, quay_things")
    return taken, [name for line in left for name in NAME.findall(reasons.sub("", line))]


@pytest.fixture
def everything(run):
    result, target = run(EVERYTHING)
    assert result.exit_code == 0, result.output
    return result.output, target


def test_each_thing_is_in_exactly_one_list(everything):
    output, _ = everything
    taken, left = lists(output)
    assert sorted(taken) == sorted(TAKEN)
    assert sorted(left) == sorted(LEFT)


def test_what_was_taken_is_there_and_passes(everything):
    _, target = everything
    setup = config.load(target).setup
    session = next(each for each in setup.session_templates if each.unique_name == "quay_call")
    assert session.tabs == ("quay_tab2",)
    profile = next(each for each in setup.app_profiles if each.unique_name == "quay_profile")
    assert (profile.session_templates, profile.providers) == (("quay_call",), ("quay_phone",))
    toast = next(each for each in setup.notification_templates if each.unique_name == "quay_toast")
    assert [field.name for field in toast.field] == ["N"]
    checked = CliRunner().invoke(check_command, [str(target), "--strict"])
    assert checked.exit_code == 0, checked.output


def test_columns_that_nothing_uses_are_told(everything):
    output, _ = everything
    told = "  msdyn_sessiontemplate quay_call: msdyn_extra = '1' left out of it: nothing here uses it"
    assert told in output.splitlines()


def test_a_link_to_a_row_that_is_not_there_is_told_with_the_reason(everything):
    output, _ = everything
    assert (
        "  msdyn_sessiontemplate_applicationtab quay_call – quay_tab_elsewhere: "
        "the msdyn_applicationtabtemplate is not in the export" in output.splitlines()
    )


# --- web resources ------------------------------------------------------------------------------------------


def test_web_resources_become_files_in_a_folder_that_the_configuration_names(everything):
    _, target = everything
    folder = target.with_name("desk_web_resources")
    written = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert written == {"quay_/pilot.js", "quay_/loose.css"}
    assert (folder / "quay_" / "pilot.js").read_text() == "pilot()"
    assert config.load(target).web_resources == "desk_web_resources"


UNPACKED = {
    "Other/Solution.xml": MANIFEST,
    "Other/Customizations.xml": "<ImportExportXml><WebResources /></ImportExportXml>",
    "WebResources/quay_/pilot.js": "pilot()",
    "WebResources/quay_/pilot.js.data.xml": web_resource("quay_/pilot.js", "quay_pilotjs"),
    "WebResources/quay_kindless": "<svg />",
    "WebResources/quay_kindless.data.xml": web_resource("quay_kindless", "quay_kindless"),
}


def test_a_solution_of_web_resources_alone_says_so_and_how_to_serve_them(run, tmp_path):
    result, target = run(UNPACKED, "--web-resources-out", str(tmp_path / "served"))
    assert result.exit_code == 0, result.output
    assert "Took 2 web resources: quay_/pilot.js, quay_kindless" in result.output
    assert (
        "This solution holds web resources and nothing else; serve them with: cif-emulator serve --config "
        f"{target}" in result.output
    )
    assert (tmp_path / "served" / "quay_" / "pilot.js").read_text() == "pilot()"
    assert config.load(target).web_resources == "served"


def test_a_folder_with_something_in_it_is_not_written_to_without_force(run, tmp_path):
    kept = tmp_path / "desk_web_resources" / "mine.js"
    kept.parent.mkdir()
    kept.write_text("mine")
    result, target = run(UNPACKED)
    assert result.exit_code == 2
    assert "is there already, and not empty; choose another one by --web-resources-out" in result.stderr
    assert not target.exists()
    result, _ = run(UNPACKED, "--force")
    assert result.exit_code == 0
    assert sorted(file.name for file in kept.parent.iterdir()) == ["mine.js", "quay_", "quay_kindless"]


def test_a_folder_that_cannot_be_written_leaves_nothing(run, tmp_path):
    result, target = run(UNPACKED, "--web-resources-out", str(tmp_path / "no" / "where"))
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / 'no' / 'where'} cannot be written: No such file or directory\n"
    assert [file.name for file in tmp_path.iterdir()] == ["export.zip"]
    assert not target.exists()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../out.js", "its name cannot be a file's"),
        ("/etc/x.js", "its name cannot be a file's"),
        ("C:x.js", "its name cannot be a file's"),
        ("quay_/.hidden", "its name cannot be a file's"),
        ("quay_/pilot.js/inner.js", "a file cannot have the name of a folder (quay_/pilot.js)"),
        ("QUAY_/PILOT.JS", "quay_/pilot.js is there already"),
    ],
)
def test_names_that_no_file_can_have_are_left_out(run, tmp_path, name, reason):
    files = {
        "solution.xml": MANIFEST,
        "customizations.xml": "<ImportExportXml><WebResources>"
        + web_resource("quay_/pilot.js", "one")
        + web_resource(name, "two")
        + "</WebResources></ImportExportXml>",
        "WebResources/one": "1",
        "WebResources/two": "2",
    }
    result, _ = run(files)
    assert f"  web resource {name} (WebResources/two): {reason}" in result.output
    assert [file.name for file in tmp_path.rglob("*.js")] == ["pilot.js"]


def test_an_icon_that_nobody_serves_is_told(run):
    icon = "<msdyn_sessionicon><webresource><name>quay_/icon.svg</name></webresource></msdyn_sessionicon>"
    files = {
        "solution.xml": MANIFEST,
        **row(TAB, "quay_tab", PAGE),
        **row(SESSION, "quay_call", GENERIC + icon),
    }
    result, target = run(files)
    assert "session_template quay_call: nobody serves the icon /webresources/quay_/icon.svg" in result.output
    told = CliRunner().invoke(check_command, [str(target)]).output
    assert "nobody serves the icon /webresources/quay_/icon.svg: put the file quay_/icon.svg into" in told


def test_a_web_resource_called_data_xml_makes_no_data_package_of_a_solution(run):
    files = {"solution.xml": MANIFEST, "WebResources/quay_/data.xml": "<x />"}
    result, _ = run(files)
    assert "Took 1 web resource: quay_/data.xml" in result.output
