"""Exports from strangers for ``cif-emulator import``: what is written loads again and means the same, or nothing is written."""

from __future__ import annotations

import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from click.testing import CliRunner, Result

from cif_emulator import config
from cif_emulator.cli.import_ import import_command

# Seconds, on a slow machine with others at work.
PATIENCE = 60
FORGED = "Wrote /etc/passwd"
TAB = (
    '<msdyn_applicationtabtemplate msdyn_uniquename="own_tab"><msdyn_name default="Tab" />'
    "<msdyn_pagetype>509180003</msdyn_pagetype></msdyn_applicationtabtemplate>"
)
TAB_FILE = "msdyn_applicationtabtemplates/own_tab/msdyn_applicationtabtemplate.xml"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def customizations(**collections: str) -> bytes:
    """A solution whose rows stand in its customizations file, collection by collection."""
    rows = "".join(f"<{name}>{rows}</{name}>" for name, rows in collections.items())
    files = {
        "solution.xml": "<ImportExportXml/>",
        "customizations.xml": f"<ImportExportXml>{rows}</ImportExportXml>",
    }
    return zipped(files)  # fmt: skip


def imported(folder: Path, content: bytes, *options: str, name: str = "export.zip") -> Result:
    """One run of the command, which writes into ``out``; what it says is one line each, and short."""
    source, out = folder / name, folder / "out"
    source.write_bytes(content)
    out.mkdir(exist_ok=True)
    began = time.process_time()
    done = CliRunner().invoke(import_command, [str(source), "--out", str(out / "desk.toml"), *options])
    assert time.process_time() - began < PATIENCE
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert done.exit_code in {0, 2}
    assert all(line.isprintable() and len(line) < 3_000 for line in done.output.split("\n"))
    assert FORGED not in done.output.split("\n")
    if done.exit_code:
        assert len(done.stderr.splitlines()) == 1
        assert not list(out.iterdir())
    return done


def written(folder: Path) -> dict[str, list[dict[str, object]]]:
    """What was written, which the check accepts."""
    file = folder / "out/desk.toml"
    config.load(file)
    return tomllib.loads(file.read_text(encoding="utf-8"))


# --- texts --------------------------------------------------------------------------------------------------

TEXTS = {
    "quotation marks": "\"'",
    "ends of texts": "'''\"\"\"",
    "a section": 'a\n[workspace]\npersist = true\nb = """',
    "a report's line": f"a\n{FORGED}\nb",
    "a carriage return": "a\rb",
    "a comment": "# a",
    "a date": "2024-01-01",
    "a number": "1e5",
    "a number beyond all": "99999999999999999999",
    "digits of another script": "\u0663",
    "5,000 digits": "9" * 5_000,
    "infinity": "inf",
    "dots": "a.b.c",
    "100 dots": "a." * 100,
    "a header": "]] [[x]]",
    "escapes": "\\u0041\\",
    "a tab": "a\tb",
    "unusual line ends": "a\x85b\u2028c\u2029d",
    "a deletion": "a\x7fb",
    "an escape of terminals": "\x9b31mred",
    "turned directions": "\u202eabc\u2066",
    "a mark": "\ufeffa",
    "no letters": "\ufffd\U0010fffd",
    "markup": "<img src=x onerror=alert(1)>",
    "names of objects": "__proto__",
    "a slug": "{$odata.contact.x.?$filter=a eq 1}",
    "half a slug": "{a}{",
    "nothing": "",
    "blanks": "  a  ",
    "5,000 characters": "x" * 5_000,
}
# A row of each kind, with the text wherever one may stand: T in an attribute, E between tags, P in JSON.
ROWS = {
    "msdyn_applicationtabtemplate": (
        "<msdyn_name default=T /><msdyn_title default=T /><msdyn_description default=T />"
        "<msdyn_pagetype>509180003</msdyn_pagetype><msdyn_templateparameters>P</msdyn_templateparameters>"
    ),
    "msdyn_sessiontemplate": (
        "<msdyn_anchortab><msdyn_uniquename>E</msdyn_uniquename></msdyn_anchortab><msdyn_name default=T />"
        "<msdyn_title default=T /><msdyn_sessiontype>0</msdyn_sessiontype><msdyn_panelstate>E</msdyn_panelstate>"
        "<msdyn_sessionicon><msdyn_uniquename>E</msdyn_uniquename></msdyn_sessionicon><msdyn_other>E</msdyn_other>"
    ),
    "msdyn_notificationtemplate": (
        "<msdyn_name default=T /><msdyn_title default=T /><msdyn_timeout>E</msdyn_timeout><msdyn_icon>E</msdyn_icon>"
    ),
    "msdyn_notificationfield": (
        "<msdyn_name default=T /><msdyn_title default=T /><msdyn_value default=T /><msdyn_order>E</msdyn_order>"
        "<msdyn_notificationtemplateid><msdyn_uniquename>E</msdyn_uniquename></msdyn_notificationtemplateid>"
    ),
    "msdyn_channelprovider": (
        "<msdyn_name default=T /><msdyn_label default=T /><msdyn_channelurl>https://a.example/E</msdyn_channelurl>"
        "<msdyn_trusteddomain>E</msdyn_trusteddomain><msdyn_customparams>E</msdyn_customparams>"
        "<msdyn_sandbox>E</msdyn_sandbox><msdyn_sortorder>E</msdyn_sortorder>"
    ),
    "msdyn_appconfiguration": "<msdyn_name default=T /><msdyn_description default=T />",
}
MANIFEST = "<ImportExportXml><SolutionManifest><UniqueName>E</UniqueName><Version>E</Version></SolutionManifest></ImportExportXml>"


def export_of(text: str) -> bytes:
    entities = {mark: f"&#{ord(mark)};" for mark in "\t\n\r\x85\u2028"}
    escaped = escape(text, entities)
    for_json = escape(json.dumps({text: {"value": text}, "x.y": {"value": text}, "[0]": {"value": "1"}}))
    files = {}
    for table, columns in ROWS.items():
        filled = columns.replace("=T ", f"={quoteattr(text, entities)} ").replace(">E<", f">{escaped}<")
        filled = filled.replace("/E<", f"/{escaped}<").replace(">P<", f">{for_json}<")
        row = f"<{table} msdyn_uniquename={quoteattr(text, entities)}>{filled}</{table}>"
        files[f"{table}s/x/{table}.xml"] = row
    files["solution.xml"] = MANIFEST.replace(">E<", f">{escaped}<")
    files[f"WebResources/{text[:100] or 'a'}.js"] = "1"
    return zipped(files)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts_are_written_as_they_are(tmp_path: Path, text: str) -> None:
    assert imported(tmp_path, export_of(text)).exit_code == 0
    document = written(tmp_path)
    assert document.keys() <= {
        "workspace", "session_template", "application_tab_template", "notification_template", "provider", "app_profile",
        "table",
    }  # fmt: skip
    assert document.get("workspace", {}).keys() <= {"web_resources"}  # type: ignore[attr-defined]
    entries = [(section, entry) for section, listed in document.items() if section != "table" for entry in listed if section != "workspace"]  # fmt: skip
    if 0 < len(text) < 100:
        assert {section for section, _ in entries} >= {"application_tab_template", "app_profile"}
    for section, entry in entries:
        assert entry["unique_name"] == text.strip(), section
        assert all(entry[key] == text for key in ("name", "title", "label", "description") if key in entry)
    outside = [file for file in tmp_path.rglob("*") if file.is_file() and file.parent == tmp_path]
    assert outside == [tmp_path / "export.zip"]


@pytest.mark.parametrize("name", ["a\nb = 1\n.zip", "\x1b[31m.zip", "\x7f.zip", os.fsdecode(b"\xff.zip")])
def test_the_files_own_name_is_a_comment(tmp_path: Path, name: str) -> None:
    assert imported(tmp_path, zipped({TAB_FILE: TAB}), name=name).exit_code == 0
    assert written(tmp_path).keys() == {"application_tab_template"}


def test_what_is_no_number_is_told(tmp_path: Path) -> None:
    row = '<msdyn_notificationtemplate msdyn_uniquename="a"><msdyn_name default="A" /><msdyn_timeout>{}</msdyn_timeout></msdyn_notificationtemplate>'
    for text in ("99999999999999999999", "\u0663", "1_0", "soon"):
        done = imported(tmp_path, customizations(msdyn_notificationtemplates=row.format(text)), "--force")
        assert f"msdyn_notificationtemplate a: msdyn_timeout = '{text}' left out of it: expected a whole number" in done.output  # fmt: skip
        assert written(tmp_path)["notification_template"][0]["timeout"] == 120


def test_templates_that_name_each_other_in_a_circle(tmp_path: Path) -> None:
    sessions = "".join(
        f'<msdyn_sessiontemplate msdyn_uniquename="own_{name}"><msdyn_name default="S" /><msdyn_sessiontype>0</msdyn_sessiontype>'
        f"<msdyn_anchortab><msdyn_uniquename>own_{other}</msdyn_uniquename></msdyn_anchortab></msdyn_sessiontemplate>"
        for name, other in ("ab", "ba", "cc")
    )
    links = "".join(
        f'<msdyn_sessiontemplate_applicationtab msdyn_sessiontemplateid.msdyn_uniquename="own_{name}" '
        f'msdyn_applicationtabtemplateid.msdyn_uniquename="own_{other}"/>'
        for name, other in ("ab", "ba", "cc")
    )
    content = customizations(msdyn_sessiontemplates=sessions, msdyn_sessiontemplate_applicationtabset=links)
    assert imported(tmp_path, content).exit_code == 0
    anchors = {each["anchor_tab"] for each in written(tmp_path)["session_template"]}
    assert anchors == {"msdyn_activeconversation"}


# --- XML ----------------------------------------------------------------------------------------------------


def declared(encoding: str, codec: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>{TAB}'.encode(codec)


LAUGHS = "".join(f"<!ENTITY a{number + 1} '{f'&a{number};' * 10}'>" for number in range(12))


@pytest.mark.parametrize(
    "path", [TAB_FILE, "solution.xml", "customizations.xml", "WebResources/a.js.data.xml", "data.xml"]
)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"<!DOCTYPE a [<!ENTITY a0 'ha'>{LAUGHS}]><a>&a12;</a>".encode(), id="laughs"),
        pytest.param(b"<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><a>&a;</a>", id="a file"),
        pytest.param(b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", id="a file as a type"),
        pytest.param(b"<a>" * 250 + b"</a>" * 250, id="250 deep"),
        pytest.param(declared("utf-7", "utf-7"), id="UTF-7"),
        pytest.param(declared("x" * 50_000, "ascii"), id="an encoding"),
        pytest.param(declared("utf-16", "utf-8"), id="UTF-16 in words alone"),
        pytest.param(b"\0" * 100_000, id="zeros"),
        pytest.param(TAB.encode()[:-1] + b"\0>", id="a zero"),
        pytest.param(TAB.encode() * 2, id="two roots"),
        pytest.param(b"", id="nothing"),
    ],
)  # fmt: skip
def test_xml_is_refused_with_its_place(tmp_path: Path, path: str, text: bytes) -> None:
    files = {TAB_FILE: TAB, "solution.xml": "<ImportExportXml/>", "WebResources/a.js": "1"}
    if path == "data.xml":
        files = {}
    done = imported(tmp_path, zipped({**files, path: text}))
    assert done.exit_code == 2
    assert f"export.zip: {path} in it" in done.stderr


def test_a_million_elements_and_a_long_attribute(tmp_path: Path) -> None:
    row = TAB.replace("</msdyn_app", "<a/>" * 1_000_000 + "</msdyn_app")
    assert imported(tmp_path, zipped({TAB_FILE: row})).exit_code == 0
    row = TAB.replace('"own_tab"', f'"own_tab" a="{"x" * 10_000_000}"')
    assert imported(tmp_path, zipped({TAB_FILE: row}), "--force").exit_code == 0
    assert [each["unique_name"] for each in written(tmp_path)["application_tab_template"]] == ["own_tab"]


# --- many ---------------------------------------------------------------------------------------------------


def provider(number: int) -> str:
    return (
        f'<msdyn_channelprovider msdyn_uniquename="p{number}"><msdyn_name default="P" />'
        "<msdyn_channelurl>javascript:1</msdyn_channelurl></msdyn_channelprovider>"
    )


def session(number: int) -> str:
    return (
        f'<msdyn_sessiontemplate msdyn_uniquename="s{number}"><msdyn_name default="S" />'
        "<msdyn_sessiontype>0</msdyn_sessiontype></msdyn_sessiontemplate>"
    )


def tab(number: int) -> str:
    return TAB.replace("own_tab", f"own_tab{number}")


def test_all_that_is_wrong_goes_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checks: list[str] = []
    examine = config.examine_toml

    def counted(text: str, name: str) -> config.Examination:
        checks.append(name)
        return examine(text, name)

    monkeypatch.setattr(config, "examine_toml", counted)
    rows = "".join(map(provider, range(400)))
    done = imported(tmp_path, customizations(msdyn_channelproviders=rows, msdyn_applicationtabtemplates=TAB))
    assert done.output.count("expected an http or https address") == 400
    assert len(written(tmp_path)["application_tab_template"]) == 1
    assert len(checks) <= 3


def test_links_of_many_templates_stay_with_them(tmp_path: Path) -> None:
    count = 500
    links = "".join(
        f'<msdyn_sessiontemplate_applicationtab msdyn_sessiontemplateid.msdyn_uniquename="s{number}" '
        f'msdyn_applicationtabtemplateid.msdyn_uniquename="own_tab{other}"/>'
        for number in range(count)
        for other in (0, number)
    )
    content = customizations(
        msdyn_sessiontemplates="".join(map(session, range(count))),
        msdyn_applicationtabtemplates="".join(map(tab, range(count))),
        msdyn_sessiontemplate_applicationtabset=links,
    )
    assert imported(tmp_path, content).exit_code == 0
    found = [each["tabs"] for each in written(tmp_path)["session_template"]]
    assert found == [["own_tab0"], *(["own_tab0", f"own_tab{number}"] for number in range(1, count))]


def test_many_web_resources_are_read_in_time(tmp_path: Path) -> None:
    count = 20_000
    described = "".join(
        f"<WebResource><Name>own.js</Name><FileName>/WebResources/{number}</FileName></WebResource>"
        for number in range(count)
    )
    xml = f"<ImportExportXml><WebResources>{described}</WebResources></ImportExportXml>"
    files = {f"WebResources/{number}": "" for number in range(count)}
    content = zipped({"solution.xml": "<ImportExportXml/>", "customizations.xml": xml, **files})
    assert imported(tmp_path, content).output.count("own.js is there already") == count - 1


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(
            lambda: customizations(msdyn_applicationtabtemplates="".join(map(tab, range(2_001)))),
            "more than 2,000 rows of msdyn_applicationtabtemplate",
            id="rows",
        ),
        pytest.param(
            lambda: customizations(
                msdyn_sessiontemplates="".join(map(session, range(200))),
                msdyn_appconfigurations="".join(
                    f'<msdyn_appconfiguration msdyn_uniquename="c{number}"><msdyn_name default="C"/></msdyn_appconfiguration>'
                    for number in range(200)
                ),
                msdyn_appconfiguration_sessiontemplateset="<msdyn_appconfiguration_sessiontemplate "
                'msdyn_appconfigurationid.msdyn_uniquename="c0" msdyn_sessiontemplateid.msdyn_uniquename="s0"/>',
            ),
            "its profiles would have 40,000 templates and providers in sum",
            id="profiles with all templates",
        ),
    ],
)
def test_more_than_an_organisation_has_is_refused(
    tmp_path: Path, make: Callable[[], bytes], says: str
) -> None:
    done = imported(tmp_path, make())
    assert done.exit_code == 2
    assert says in done.stderr


def test_more_than_a_configuration_may_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cif_emulator.cli.importing.finishing.LARGEST", 2**20)
    title = f'<msdyn_title default="{"x" * 90_000}" />'
    rows = "".join(tab(number).replace("<msdyn_page", f"{title}<msdyn_page") for number in range(13))
    done = imported(tmp_path, customizations(msdyn_applicationtabtemplates=rows))
    assert done.exit_code == 2
    assert "would have more than 1 MB; export fewer templates at once" in done.stderr


# --- web resources ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "con", "CON.js", "own_/nul.tar.gz", "own_/Com1", "lpt\u00b9.txt", "conin$", "aux .js", "a.js:stream", "a.js::$DATA",
        "own_\\..\\a.js", "own_/ ", "own_/.", "own_//a.js", ".hidden.js", "a\u202esj.exe", "\x9b31m.js", "\ufeff.js", "a\x7f",
        "x" * 300, "\U0001f600" * 64, "a/" * 200 + "a",
    ],
)  # fmt: skip
def test_names_that_some_system_cannot_have_are_left_out(tmp_path: Path, name: str) -> None:
    described = f"<WebResource><Name>{escape(name)}</Name><FileName>/WebResources/1</FileName></WebResource>"
    files = {
        "solution.xml": "<ImportExportXml/>",
        "customizations.xml": f"<ImportExportXml><WebResources>{described}</WebResources></ImportExportXml>",
        "WebResources/1": "1",
        "WebResources/good.js": "2",
    }
    done = imported(tmp_path, zipped(files))
    assert done.exit_code == 0
    assert "Left out:\n  web resource " in done.output
    out = tmp_path / "out"
    found = [file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_file()]
    assert sorted(found) == ["desk.toml", "desk_web_resources/good.js", "workspace.schema.json"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("A.js", "a.JS"), ("\u00e4.js", "a\u0308.js"), ("stra\u00dfe.js", "STRASSE.js"), ("a.js", "a.js/b.js"), ("A/b.js", "a")],
)  # fmt: skip
def test_names_that_are_the_same_to_some_system_are_taken_once(
    tmp_path: Path, first: str, second: str
) -> None:
    files = {
        "solution.xml": "<ImportExportXml/>",
        f"WebResources/{first}": "1",
        f"WebResources/{second}": "2",
    }
    done = imported(tmp_path, zipped(files))
    assert f"web resource {second} (WebResources/{second}): " in done.output
    assert [file.read_text() for file in (tmp_path / "out").rglob("*.js")] == ["1"]


# --- where it is written ------------------------------------------------------------------------------------

WITH_RESOURCES = zipped(
    {"solution.xml": "<ImportExportXml/>", TAB_FILE: TAB, "WebResources/own_/a.js": "new"}
)


def run(folder: Path, *options: str) -> Result:
    """As ``imported``, into places that are prepared."""
    source = folder / "export.zip"
    source.write_bytes(WITH_RESOURCES)
    done = CliRunner().invoke(import_command, [str(source), "--out", str(folder / "desk.toml"), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def seen(folder: Path) -> dict[str, str]:
    """What there is but the export: files by their texts."""
    found = [each for each in sorted(folder.rglob("*")) if each.name != "export.zip"]
    return {
        each.relative_to(folder).as_posix(): each.read_text(encoding="utf-8") if each.is_file() else stat.filemode(each.stat().st_mode)
        for each in found
    }  # fmt: skip


def a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "desk.toml")


def a_schema_that_is_a_folder(folder: Path) -> None:
    (folder / "workspace.schema.json").mkdir()


def a_file_for_a_folder(folder: Path) -> None:
    (folder / "desk_web_resources").write_text("mine", encoding="utf-8")


def a_folder_for_a_file(folder: Path) -> None:
    (folder / "desk_web_resources/own_/a.js").mkdir(parents=True)


def a_link_out(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere/a.js").write_text("old", encoding="utf-8")
    (folder / "desk_web_resources").mkdir()
    (folder / "desk_web_resources/own_").symlink_to(folder / "elsewhere")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are POSIX's")
@pytest.mark.parametrize(
    "prepare", [a_pipe, a_schema_that_is_a_folder, a_file_for_a_folder, a_folder_for_a_file, a_link_out]
)
def test_what_cannot_be_written_whole_is_not_begun(tmp_path: Path, prepare: Callable[[Path], None]) -> None:
    prepare(tmp_path)
    before = seen(tmp_path)
    done = run(tmp_path, "--force")
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert seen(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX's")
def test_links_are_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    for name in ("desk.toml", "workspace.schema.json"):
        (tmp_path / name).symlink_to(tmp_path / "mine")
    assert run(tmp_path, "--force").exit_code == 0
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "desk.toml").is_symlink()


@pytest.mark.parametrize("out", ["missing/desk.toml", "desk.toml/desk.toml"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, out: str) -> None:
    (tmp_path / "desk.toml").write_text("mine", encoding="utf-8")
    done = run(tmp_path, "--out", str(tmp_path / out))
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert seen(tmp_path) == {"desk.toml": "mine"}


@pytest.mark.skipif(sys.platform == "win32", reason="names that are no text are POSIX's")
def test_a_folder_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "--web-resources-out", str(tmp_path / os.fsdecode(b"\xff")))
    assert done.exit_code == 2
    assert "its name is no UTF-8 text" in done.stderr
    assert seen(tmp_path) == {}


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file becomes larger than so many bytes."""
    import resource  # not on Windows

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a file's size are POSIX's")
@pytest.mark.parametrize("size", [0, 20, 300, 2_000])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, size: int) -> None:
    assert run(tmp_path).exit_code == 0
    before = seen(tmp_path)
    source = tmp_path / "export.zip"
    source.write_bytes(WITH_RESOURCES)
    words = [str(source), "--out", str(tmp_path / "desk.toml"), "--force"]
    with full_after(size):
        done = CliRunner().invoke(import_command, words)
    assert done.exit_code == 2
    assert "cannot be written: File too large" in done.stderr
    assert seen(tmp_path) == before


# Ends the command when it is about to put the second of its files in its place.
ENDED = """
import os, pathlib, signal, sys
from cif_emulator.cli.import_ import import_command
place, number = pathlib.Path.replace, int(sys.argv.pop(1))
# Of a shell's background job it is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
def replace(self, target):
    os.kill(os.getpid(), number)
    return place(self, target)
pathlib.Path.replace = replace
import_command()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_being_ended_leaves_no_half_configuration(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "export.zip").write_bytes(WITH_RESOURCES)
    (tmp_path / "desk.toml").write_text("mine", encoding="utf-8")
    words = [str(number.value), str(tmp_path / "export.zip"), "--out", str(tmp_path / "desk.toml"), "--force"]
    done = subprocess.run(
        [sys.executable, "-c", ENDED, *words], capture_output=True, check=False, timeout=120
    )
    assert done.returncode != 0
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "desk.toml").read_text(encoding="utf-8") == "mine"
    assert run(tmp_path, "--force").exit_code == 0
