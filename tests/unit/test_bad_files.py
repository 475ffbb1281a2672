"""Files as strangers have them: cut, in other encodings, with prefixes, with things that nobody expects.

Each is read, or refused in one line that names the file and the place in it.
"""

import io
import json
import random
import re
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from cif_emulator import config
from cif_emulator.cli.check import check_command
from cif_emulator.cli.import_ import import_command
from cif_emulator.config.data.files import UnusableData, with_data

EXPORTS = Path(__file__).parents[1] / "fixtures" / "exports"
ADA = "aaaaaaaa-1111-4222-8333-444444444444"
GRACE = "bbbbbbbb-1111-4222-8333-444444444444"

CSV = f"id,lastname,description\r\n{ADA},Løve,one\r\n{GRACE},Hopper,two\r\n"
JSON = json.dumps({"contact": [{"id": ADA, "lastname": "Løve"}, {"id": GRACE, "lastname": "Hopper"}]})
XML = f"""<entities xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><entity name="contact"><records>
<record id="{ADA}"><field name="lastname" value="L&#248;ve" /></record>
<record id="{GRACE}"><field name="lastname" value="Hopper" /></record></records></entity></entities>"""
FILES = {"contact.csv": CSV, "any.json": JSON, "data.xml": XML}
SCHEMA = """<entities dateMode="absolute"><entity name="contact" displayname="Contact"><fields>
<field name="lastname" displayname="Last Name" type="string" /></fields></entity></entities>"""
TOML = '[[session_template]]\nunique_name = "hrb_call"\nname = "Løve"\nanchor_tab = "msdyn_entityrecord"\n'


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def solution():
    folder = EXPORTS / "solution"
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


@pytest.fixture
def read(tmp_path):
    """The records of one data file, and what was told."""

    def reading(name, content, *, strict=False):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = with_data(config.built_in(), [path], strict=strict)
        return found.baseline().store, found.remarks

    return reading


@pytest.fixture
def run(tmp_path):
    """Imports a zip file's content."""

    def importing(content):
        source = tmp_path / "export.zip"
        source.write_bytes(content)
        return CliRunner().invoke(import_command, [str(source), "--out", str(tmp_path / "out" / "desk.toml")])

    (tmp_path / "out").mkdir()
    return importing


# --- encodings and line ends --------------------------------------------------------------------------------

ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, big-endian": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "CRLF": lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n").encode(),
    "LF": lambda text: text.replace("\r\n", "\n").encode(),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", FILES)
def test_data_files_in_every_encoding_are_read(read, name, encoding):
    store, _ = read(name, ENCODINGS[encoding](FILES[name]))
    assert store.read("contact", ADA)["lastname"] == "Løve"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_packages_and_solutions_with_files_in_every_encoding_are_read(read, run, encoding):
    package = {"data.xml": ENCODINGS[encoding](XML), "data_schema.xml": ENCODINGS[encoding](SCHEMA)}
    store, _ = read("package.zip", zipped(package))
    assert store.read("contact", ADA)["lastname"] == "Løve"
    files = {
        name: ENCODINGS[encoding](content.decode().replace('<?xml version="1.0" encoding="utf-8"?>', ""))
        for name, content in solution().items()
    }
    assert "Took 3 session templates" in run(zipped(files)).output


def test_what_is_no_text_says_how_to_save_it(read):
    with pytest.raises(UnusableData, match=r"contact\.csv is not UTF-8 text \(byte 50\): save it as UTF-8"):
        read("contact.csv", f"id,lastname\n{ADA},L".encode() + "øve\n".encode("latin-1"))


def test_a_configuration_in_utf_16_is_told_so(tmp_path):
    file = tmp_path / "desk.toml"
    file.write_bytes(TOML.encode("utf-16"))
    result = CliRunner().invoke(check_command, [str(file)])
    assert (result.exit_code, result.stderr) == (2, f"{file}: is UTF-16 text; save it as UTF-8\n")
    file.write_bytes(TOML.replace("\n", "\r\n").encode("utf-8-sig"))
    assert CliRunner().invoke(check_command, [str(file)]).exit_code == 0


# --- CSV between other marks --------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_what_stands_between_fields_is_seen_in_the_first_line(read, delimiter):
    store, _ = read("contact.csv", CSV.replace(",", delimiter))
    assert store.read("contact", GRACE)["description"] == "two"


def test_a_spreadsheets_word_on_what_stands_between_is_followed(read):
    store, _ = read("contact.csv", "sep=|\r\n" + CSV.replace(",", "|"))
    assert store.read("contact", GRACE)["description"] == "two"
    with pytest.raises(UnusableData, match=r"contact\.csv, line 3: has 1 fields"):
        read("contact.csv", "sep=;\nid;lastname\nx\n")


def test_commas_inside_of_texts_do_not_count(read):
    store, _ = read("contact.csv", f'id;lastname\n{ADA};"Lovelace, Ada, of, all"\n')
    assert store.read("contact", ADA)["lastname"] == "Lovelace, Ada, of, all"


# --- cut files ----------------------------------------------------------------------------------------------

CUTS = [random.Random(number).random() for number in range(12)]


@pytest.mark.parametrize("share", CUTS)
@pytest.mark.parametrize("name", [*FILES, "package.zip"])
def test_a_cut_data_file_is_read_or_refused_in_one_line(read, name, share):
    whole = FILES[name].encode() if name in FILES else zipped({"data.xml": XML})
    content = whole[: int(len(whole) * share)]
    refusal = refused(read, name, content)
    # Rows of CSV that are whole need no others after them.
    assert name in refusal or (not refusal and name == "contact.csv")
    assert "\n" not in refusal


def refused(read, name, content):
    """The words of a refusal; none if the file is read."""
    try:
        read(name, content)
    except UnusableData as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("share", CUTS)
def test_a_cut_solution_leaves_nothing(run, tmp_path, share):
    whole = zipped(solution())
    result = run(whole[: int(len(whole) * share)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{tmp_path / 'export.zip'}: ")
    assert result.stderr.count("\n") == 1
    assert list((tmp_path / "out").iterdir()) == []


PARTS = (
    "solution.xml",
    "customizations.xml",
    "Assets/msdyn_sessiontemplate_applicationtabset.xml",
    "msdyn_sessiontemplates/hrb_call_session/msdyn_sessiontemplate.xml",
)


@pytest.mark.parametrize("share", CUTS)
@pytest.mark.parametrize("name", PARTS)
def test_a_solution_with_a_cut_file_in_it_names_that(run, tmp_path, name, share):
    files = solution()
    files[name] = files[name][: int(len(files[name]) * share)]
    result = run(zipped(files))
    assert result.exit_code == 2
    assert f"{name} in it is not valid XML: " in result.stderr
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("share", CUTS)
def test_a_package_with_a_cut_schema_names_that(read, share):
    content = zipped({"data.xml": XML, "data_schema.xml": SCHEMA[: int(len(SCHEMA) * share)]})
    assert "package.zip: data_schema.xml in it is not valid XML: " in refused(read, "package.zip", content)


@pytest.mark.parametrize("share", CUTS)
def test_a_cut_configuration_names_file_and_line_or_passes(tmp_path, share):
    file = tmp_path / "desk.toml"
    file.write_bytes(TOML.encode()[: int(len(TOML.encode()) * share)])
    result = CliRunner().invoke(check_command, [str(file)])
    assert result.exit_code in (0, 1, 2)
    assert result.exit_code == 0 or str(file) in result.output + result.stderr


# --- doubles, cycles, long texts ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_an_id_that_is_there_twice_is_told_and_the_later_row_stays(read, name):
    content = FILES[name].replace(GRACE, ADA)
    store, (told,) = read(name, content)
    assert told.startswith(f"Rows that took the place of earlier ones with their id: 1, such as {name}, ")
    assert store.read("contact", ADA)["lastname"] == "Hopper"
    with pytest.raises(UnusableData, match=f"the id {ADA} is that of {name}"):
        read(name, content, strict=True)


def test_ids_that_are_there_twice_in_a_long_file_are_told_but_not_those_of_another_file(tmp_path):
    first, second = tmp_path / "a" / "contact.csv", tmp_path / "b" / "contact.csv"
    ids = [str(UUID(int=number)) for number in range(3_500)]
    ids[1_500] = ids[2_600] = ids[3_400] = ids[7]
    for file, found in ((first, ids[:5]), (second, ids)):
        file.parent.mkdir()
        file.write_text("\n".join(["id,lastname", *(f"{each},Row {at}" for at, each in enumerate(found))]))
    read = with_data(config.built_in(), (first, second))
    places = f"contact.csv, line 1502, of contact.csv, line 9 ({ids[7]})"
    assert read.remarks == (f"Rows that took the place of earlier ones with their id: 3, such as {places}",)
    with pytest.raises(
        UnusableData, match=r"^contact.csv, line 1502: the id .* is that of contact.csv, line 9"
    ):
        with_data(config.built_in(), (second,), strict=True)
    store = read.baseline().store
    assert store.read("contact", ids[7])["lastname"] == "Row 3400"
    assert store.read("contact", ids[3])["lastname"] == "Row 3"
    assert len(store.query("contact", "$filter=startswith(lastname,'Row')")) == 3_497


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("account.csv", f"id,name,parentaccountid\n{ADA},A,{GRACE}\n{GRACE},B,{ADA}\n"),
        (
            "account.json",
            json.dumps(
                [
                    {"id": ADA, "parentaccountid": {"table": "account", "id": GRACE}},
                    {"id": GRACE, "parentaccountid": {"table": "account", "id": ADA}},
                ]
            ),
        ),
        (
            "data.xml",
            '<entities><entity name="account"><records>'
            + "".join(
                f'<record id="{key}"><field name="parentaccountid" value="{other}" lookupentity="account" /></record>'
                for key, other in ((ADA, GRACE), (GRACE, ADA))
            )
            + "</records></entity></entities>",
        ),
    ],
)
def test_rows_that_name_one_another_are_read(read, name, content):
    store, remarks = read(name, content)
    assert store.read("account", ADA)["_parentaccountid_value"] == GRACE
    assert store.read("account", GRACE)["_parentaccountid_value"] == ADA
    assert remarks == ()


def test_an_id_that_is_twice_in_a_package_is_told(read):
    store, (told,) = read("package.zip", zipped({"data.xml": XML.replace(GRACE, ADA)}))
    assert told.startswith("Rows that took the place of earlier ones with their id: 1, such as package.zip, ")
    assert store.read("contact", ADA)["lastname"] == "Hopper"


LINKS = "<msdyn_sessiontemplate_applicationtabset>{}</msdyn_sessiontemplate_applicationtabset>"
LINK = (
    '<msdyn_sessiontemplate_applicationtab msdyn_sessiontemplateid.msdyn_uniquename="hrb_ship_session" '
    'msdyn_applicationtabtemplateid.msdyn_uniquename="{}" />'
)


def customized(content, attributes=""):
    """The solution with further elements in ``customizations.xml``."""
    text = f"<ImportExportXml {attributes}>{content}</ImportExportXml>"
    return zipped({**solution(), "customizations.xml": text.encode()})


def test_a_link_that_is_there_twice_is_taken_once(run, tmp_path):
    link = LINK.format("hrb_tides")
    result = run(customized(LINKS.format(link + link) + LINKS.format(link)))
    assert result.output.count("hrb_ship_session – hrb_tides") == 1
    setup = config.load(tmp_path / "out" / "desk.toml").setup
    session = next(each for each in setup.session_templates if each.unique_name == "hrb_ship_session")
    assert session.tabs.count("hrb_tides") == 1


@pytest.mark.parametrize("name", [*FILES, "package.zip"])
def test_a_text_of_ten_megabytes_is_refused_with_its_place(read, name):
    content = FILES.get(name, XML).replace("Hopper", "x" * 10_000_000)
    content = content if name in FILES else zipped({"data.xml": content})
    with pytest.raises(UnusableData) as told:
        read(name, content)
    assert name in str(told.value)
    assert len(str(told.value)) < 400


def test_a_solution_with_a_text_of_ten_megabytes_is_taken_without_it(run, tmp_path):
    files = solution()
    name = "msdyn_channelproviders/hrb_radio/msdyn_channelprovider.xml"
    files[name] = files[name].replace(b"https://radio.", b"https://" + b"x" * 10_000_000)
    result = run(zipped(files))
    assert result.exit_code == 0
    assert "provider hrb_radio: provider[0].channel_url: " in result.output
    assert max(map(len, result.output.splitlines())) < 1000


def test_names_of_ten_megabytes_in_customizations_are_told_in_short(run):
    long = "x" * 10_000_000
    content = LINKS.format(LINK.format(long)) + f"<quay_things><quay_thing name='{long}' /></quay_things>"
    result = run(customized(content))
    assert "hrb_ship_session – xxx" in result.output
    assert max(map(len, result.output.splitlines())) < 1000


# --- prefixes and unknown elements --------------------------------------------------------------------------


def prefixed(text):
    for tag in ("entities", "entity", "records", "record", "field"):
        text = (
            text.replace(f"<{tag} ", f"<m:{tag} ")
            .replace(f"<{tag}>", f"<m:{tag}>")
            .replace(f"</{tag}>", f"</m:{tag}>")
        )
    return text.replace("<m:entities ", '<m:entities xmlns:m="urn:m" ')


def test_prefixes_of_elements_do_not_matter(read, run):
    store, _ = read("data.xml", prefixed(XML))
    assert store.read("contact", ADA)["lastname"] == "Løve"
    package = {"data.xml": prefixed(XML), "data_schema.xml": prefixed(SCHEMA)}
    assert read("package.zip", zipped(package))[1] == ()
    files = solution()
    files["solution.xml"] = files["solution.xml"].replace(
        b"<ImportExportXml", b'<ImportExportXml xmlns="urn:m"', 1
    )
    assert "Read a solution HarbourDesk 1.4.0.2 (managed)" in run(zipped(files)).output


def with_prefix(text):
    return re.sub(r"<(/?)(\w)", r"<\1m:\2", text)


def test_prefixes_in_a_solutions_files_do_not_matter(run, tmp_path):
    row = "msdyn_sessiontemplates/hrb_call_session/msdyn_sessiontemplate.xml"
    files = solution()
    files[row] = with_prefix(files[row].decode()).replace(" ", ' xmlns:m="urn:m" ', 1).encode()
    links = with_prefix(LINKS.format(LINK.format("hrb_tides"))).replace(">", ' xmlns:m="urn:m">', 1)
    files["customizations.xml"] = f"<ImportExportXml>{links}</ImportExportXml>".encode()
    result = run(zipped(files))
    assert "Took 3 session templates" in result.output
    setup = config.load(tmp_path / "out" / "desk.toml").setup
    session = next(each for each in setup.session_templates if each.unique_name == "hrb_ship_session")
    assert "hrb_tides" in session.tabs


def test_a_prefix_that_nothing_declares_is_named(read):
    with pytest.raises(UnusableData, match=r"data\.xml: it is not valid XML: unbound prefix"):
        read("data.xml", XML.replace("<record ", "<m:record ", 1))


def test_unknown_elements_of_a_schema_are_told(read):
    schema = SCHEMA.replace("<fields>", "<feilds /><fields><flied />")
    _, remarks = read("package.zip", zipped({"data.xml": XML, "data_schema.xml": schema}))
    assert sorted(remarks) == [
        "Unknown elements <feilds> in <entity>: 1, such as data_schema.xml, <entity contact>",
        "Unknown elements <flied> in <fields>: 1, such as data_schema.xml, <fields >",
    ]


def test_a_schema_that_is_something_else_is_named(read):
    with pytest.raises(
        UnusableData, match=r"package\.zip, data_schema\.xml: begins with <nothing>; expected"
    ):
        read("package.zip", zipped({"data.xml": XML, "data_schema.xml": "<nothing />"}))


@pytest.mark.parametrize("name", FILES)
def test_columns_that_look_misspelt_are_told(read, name):
    store, remarks = read(name, FILES[name].replace("lastname", "lastnam"))
    assert len(remarks) == 1
    kind = 'Values of contact.lastnam, which is no column of it (Did you mean "lastname"?): 2, such as '
    assert remarks[0].startswith(f"{kind}{name}, ")
    assert store.read("contact", GRACE)["lastnam"] == "Hopper"


def test_columns_of_ones_own_are_taken_without_a_word(read):
    store, remarks = read("contact.csv", f"id,lastname,hrb_berth\n{ADA},Ada,7\n")
    assert (store.read("contact", ADA)["hrb_berth"], remarks) == ("7", ())


def test_unknown_elements_of_a_solution_are_told(run):
    result = run(customized(LINKS.format("<nothing />") + "<quay_things><quay_thing /></quay_things>"))
    assert "<nothing>, which is no msdyn_sessiontemplate_applicationtab" in result.output
    assert "customizations.xml, quay_things (1 element): not part of the workspace" in result.output


def test_unknown_elements_are_told_with_their_place(read):
    content = XML.replace("<records>", "<records><recrod />", 1).replace("<field ", "<feild /><field ", 1)
    content = content.replace("</entity>", "<nothing /></entity>")
    _, remarks = read("data.xml", content)
    assert sorted(remarks) == [
        "Unknown elements <feild> in <record>: 1, such as data.xml, <record " + ADA + ">",
        "Unknown elements <nothing> in <entity>: 1, such as data.xml, <entity contact>",
        "Unknown elements <recrod> in <records>: 1, such as data.xml, <records >",
    ]
