"""Files from strangers that are made to cost or to reach what they must not: read in time, or refused in one line."""

from __future__ import annotations

import io
import json
import stat
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from cif_emulator import config
from cif_emulator.cli.import_ import import_command
from cif_emulator.config.data.archive import Archive, BrokenExportError
from cif_emulator.config.data.files import UnusableData, with_data
from cif_emulator.records import RecordError

# Seconds of work, on a slow machine; what others do there is not counted.
PATIENCE = 20
SECRET = "not for you"
XML = '<entities><entity name="contact"><records>{}</records></entity></entities>'
RECORD = '<record id="aaaaaaaa-1111-4222-8333-444444444444">{}</record>'


def outcome(folder: Path, name: str, content: bytes | str) -> str:
    """What a data file is refused with; empty if it is read."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    began = time.process_time()
    try:
        with_data(config.built_in(), [file]).baseline().store.close()
        refused = ""
    except (UnusableData, RecordError) as refusal:
        refused = str(refusal)
    assert time.process_time() - began < PATIENCE
    assert "\n" not in refused
    assert len(refused) < 2_000
    assert SECRET not in refused
    return refused


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def linked() -> bytes:
    entry = zipfile.ZipInfo("data.xml")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((entry, b"/etc/passwd"))


def patched(content: bytes, mark: bytes, at: int, value: bytes) -> bytes:
    """The same archive with other bytes in each header that begins with a mark."""
    changed = bytearray(content)
    place = changed.find(mark)
    while place >= 0:
        changed[place + at : place + at + len(value)] = value
        place = changed.find(mark, place + 4)
    return bytes(changed)


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def lying(size: int) -> bytes:
    """An archive whose headers name another size than its entry has."""
    content = zipped(("data.xml", XML.format(" " * 5_000_000).encode()))
    size_text = struct.pack("<L", size)
    return patched(patched(content, LOCAL, 22, size_text), CENTRAL, 24, size_text)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(lambda: zipped(("data.xml", bytes(300_000_000))), "larger than 64 MB", id="bomb"),
        pytest.param(lambda: zipped(("data.xml", zipped(("data.xml", bytes(50_000_000))))), "data.xml", id="nested"),
        pytest.param(lambda: zipped(("data.zip", zipped(("data.xml", b"<a/>")))), "data.xml", id="a zip alone"),
        pytest.param(lambda: zipped(("data.xml", b"<entities/>"), ("data.xml", b"<a/>")), "two entries", id="twice"),
        pytest.param(
            lambda: zipped(("a/b.xml", b"<entities/>"), ("a\\b.xml", b"<a/>")), "two entries", id="twice by slashes"
        ),
        pytest.param(
            lambda: zipped(*((f"{number}", b"") for number in range(100_000))), "100000 entries", id="100,000 entries"
        ),
        pytest.param(lambda: zipped(("../data.xml", b"<a/>")), "leads out", id="upwards"),
        pytest.param(lambda: zipped(("a/../../data.xml", b"<a/>")), "leads out", id="down and upwards"),
        pytest.param(lambda: zipped(("..\\data.xml", b"<a/>")), "leads out", id="upwards by backslashes"),
        pytest.param(lambda: zipped(("/etc/data.xml", b"<a/>")), "leads out", id="absolute"),
        pytest.param(lambda: zipped(("C:\\data.xml", b"<a/>")), "leads out", id="a drive"),
        pytest.param(lambda: zipped(("\\\\host\\data.xml", b"<a/>")), "leads out", id="a share"),
        pytest.param(lambda: zipped(("x" * 60_000, b""), ("\u202e\x1b[31m", b"")), "data.xml", id="strange names"),
        pytest.param(lambda: zipped(("data.xml/", b""), ("data_schema.xml/x", b"")), "data.xml", id="folders"),
        pytest.param(linked, "symbolic link", id="a link"),
        pytest.param(lambda: patched(zipped(("data.xml", b"<a/>")), CENTRAL, 8, b"\x01"), "encrypted", id="encrypted"),
        pytest.param(lambda: lying(10), "damaged", id="larger than it says"),
        pytest.param(lambda: patched(zipped(("data.xml", b"<a/>")), CENTRAL, 42, b"\xff\xff\xff\x7f"), "", id="elsewhere"),
        pytest.param(lambda: zipped(("data.xml", b"<a/>"))[:-22] + b"PK\x05\x06" + b"\xff" * 18, "", id="a wrong end"),
        pytest.param(lambda: b"PK\x05\x06" + bytes(18), "data.xml", id="empty"),
    ],
)  # fmt: skip
def test_archives(tmp_path: Path, make: Callable[[], bytes], says: str) -> None:
    refused = outcome(tmp_path, "data.zip", make())
    assert refused
    assert says in refused
    assert not (tmp_path.parent / "data.xml").exists()


def test_many_large_files_have_one_limit(tmp_path: Path) -> None:
    file = tmp_path / "many.zip"
    file.write_bytes(zipped(*((f"{number}", bytes(30_000_000)) for number in range(9))))
    with Archive(file) as archive:
        *first, last = archive.paths
        for path in first:
            archive.read(path)
        with pytest.raises(BrokenExportError, match="rows in it are larger than 256 MB"):
            archive.read(last)


@pytest.mark.parametrize(
    "name", ["../../out.html", "..\\..\\out.html", "/tmp/out.html", "a/../../../out.html"]
)
def test_imports_write_nothing_elsewhere(tmp_path: Path, name: str) -> None:
    source, out = tmp_path / "export.zip", tmp_path / "deep/out"
    out.mkdir(parents=True)
    source.write_bytes(zipped(("solution.xml", b"<ImportExportXml/>"), (f"WebResources/{name}", b"x")))
    done = CliRunner().invoke(import_command, [str(source), "--out", str(out / "desk.toml")])
    assert done.exit_code in {0, 1, 2}
    assert not isinstance(done.exception, Exception)
    written = [file for file in tmp_path.rglob("*") if file.is_file() and file != source]
    assert all(file.is_relative_to(out) for file in written)
    assert not Path("/tmp/out.html").exists()


LAUGHS = "".join(f"<!ENTITY a{number + 1} '{f'&a{number};' * 10}'>" for number in range(12))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"<!DOCTYPE a [<!ENTITY a0 'ha'>{LAUGHS}]>{XML.format('&a12;')}", id="laughs"),
        pytest.param(f"<!DOCTYPE a [<!ENTITY a '{'x' * 50_000}'>]>{XML.format('&a;' * 50_000)}", id="quadratic"),
        pytest.param("<!DOCTYPE a [<!ENTITY a SYSTEM 'SECRET'>]>" + XML.format(RECORD.format("&a;")), id="a file"),
        pytest.param("<!DOCTYPE a [<!ENTITY % a SYSTEM 'SECRET'> %a;]><a/>", id="a file as a parameter"),
        pytest.param("<!DOCTYPE entities SYSTEM 'SECRET'><entities/>", id="a file as a type"),
        pytest.param("<!DOCTYPE a [<!ATTLIST record id CDATA 'x'>]>" + XML.format("<record/>"), id="attributes' defaults"),
        pytest.param("<a>" * 300_000 + "</a>" * 300_000, id="deep"),
        pytest.param(XML.format("<record id='" + "x" * 5_000_000 + "'/>"), id="a long attribute"),
        pytest.param("<" + "a" * 5_000_000 + "/>", id="a long name"),
        pytest.param('<?xml version="1.0" encoding="utf-7"?>+ADw-entities/+AD4-', id="UTF-7"),
        pytest.param('<?xml version="1.0" encoding="' + "x" * 100_000 + '"?><entities/>', id="an encoding"),
        pytest.param("<?xml version='1.1'?><entities>&#0;</entities>", id="a zero"),
        pytest.param("<entities><![CDATA[" + "]" * 5_000_000, id="without end"),
        pytest.param("<entities>" + "<!--" * 500_000, id="comments"),
        pytest.param("", id="nothing"),
    ],
)  # fmt: skip
def test_xml_is_refused(tmp_path: Path, text: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    assert outcome(tmp_path, "data.xml", text.replace("SECRET", secret.as_uri()))


def test_xml_that_is_long_but_right(tmp_path: Path) -> None:
    field = '<field name="description" value="x"/>'
    assert not outcome(
        tmp_path, "data.xml", XML.format(RECORD.format(field) + "<!--" + "-x" * 3_000_000 + "-->")
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("lastname\n" + '"' * 1_000_001, id="quotes"),
        pytest.param('lastname\n"' + "x\n" * 2_000_000, id="a quote without end"),
        pytest.param("lastname\n" + "x" * 10_000_000, id="a long field"),
        pytest.param("lastname\n" + "," * 3_000_000, id="commas"),
        pytest.param("lastname," * 50_000 + "\nx", id="one column often"),
        pytest.param("\x00" * 1_000_000, id="zeros"),
        pytest.param("sep=" + "x" * 1_000_000, id="a long delimiter"),
        pytest.param("x" * 5_000_000, id="a long name"),
        pytest.param("__proto__,constructor\nx,y", id="names of objects"),
    ],
)
def test_csv(tmp_path: Path, text: str) -> None:
    outcome(tmp_path, "contact.csv", text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("lastname\n" + "\n" * 2_000_000, id="empty lines"),
        pytest.param("lastname\n=cmd|'/c calc'!A1\n@SUM(1)\n", id="formulas"),
        pytest.param("lastname\n<script>\n';DROP TABLE contact;--\n", id="markup and SQL"),
        pytest.param("lastname\r" * 5, id="old line ends"),
    ],
)
def test_csv_that_is_strange_but_right(tmp_path: Path, text: str) -> None:
    assert not outcome(tmp_path, "contact.csv", text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 1_000_000, id="deep"),
        pytest.param('{"contact":' * 200_000, id="deep objects"),
        pytest.param('[{"table":"contact","lastname":' + "9" * 1_000_000 + "}]", id="a long number"),
        pytest.param('[{"table":"contact","lastname":1e99999}]', id="beyond all numbers"),
        pytest.param('[{"table":"contact","lastname":NaN}]', id="no number"),
        pytest.param(
            lambda: json.dumps([{"table": "contact", **{f"c{n}": n for n in range(200_000)}}]), id="columns"
        ),
        pytest.param(
            lambda: json.dumps({"contact": [{f"c{n}_{m}": m for m in range(300)} for n in range(1_000)]}),
            id="columns of its own in every row",
        ),
        pytest.param(
            lambda: json.dumps(
                {"contact": [{"contactid": str(UUID(int=n)), "x@y": 1} for n in range(60_000)] * 2}
            ),
            id="every id twice",
        ),
        pytest.param(lambda: json.dumps({f"t{n}": [] for n in range(200_000)}), id="tables"),
        pytest.param('[{"table":"contact","lastname":"\\ud800"}]', id="half a character"),
        pytest.param('[{"table":"__proto__"},{"table":"constructor"}]', id="names of objects"),
        pytest.param('[{"table":"contact","lastname":{"a":[{}]}}]', id="an object as a value"),
        pytest.param('[{"table":"contact"}]x', id="more behind it"),
        pytest.param("7", id="a number"),
        pytest.param('"' + "\\u0000" * 1_000_000 + '"', id="zeros"),
        pytest.param("\ud800", id="no UTF-8"),
        pytest.param("", id="nothing"),
    ],
)
def test_json(tmp_path: Path, text: str | Callable[[], str]) -> None:
    # What takes long to make is made by those who run this.
    outcome(tmp_path, "rows.json", text if isinstance(text, str) else text())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = " + "[" * 500_000, id="deep"),
        pytest.param("a = " + "{a=" * 50_000, id="deep tables"),
        pytest.param("[" + "a." * 20_000 + "a]", id="a long header"),
        pytest.param("a." * 20_000 + "a = 1", id="a key of 20,000 parts"),
        pytest.param('"a" . ' * 20_000 + "a = 1", id="a key of 20,000 quoted parts"),
        pytest.param("".join(f"[t{number}]\n" for number in range(100_000)), id="100,000 unknown tables"),
        pytest.param("".join(f"[[t{number}]]\n" for number in range(50_000)), id="50,000 lists of tables"),
        pytest.param("[[session_template]]\n" * 50_000, id="50,000 entries"),
        pytest.param('a = """' + "x" * 5_000_000, id="a text without end"),
        pytest.param('a = """' + "x\n" * 2_500_000, id="lines without end"),
        pytest.param("a = '''" + "x" * 5_000_000, id="a literal text without end"),
        pytest.param("a = 1\r" * 100_000, id="old line ends"),
        pytest.param("[workspace]\nmax_tabs = " + "9" * 500_000, id="a long number"),
        pytest.param("[workspace]\nmax_tabs = 0x" + "f" * 500_000, id="a long number in hexadecimal digits"),
        pytest.param("[workspace]\ntime_out = 1e99999", id="infinity"),
        pytest.param("[workspace]\ntime_out = nan", id="no number"),
        pytest.param("[workspace]\ntitle = 9999-99-99", id="no date"),
        pytest.param("[workspace]\n" * 2, id="twice"),
        pytest.param("[workspace]\n" + "".join(f"k{number} = 1\n" for number in range(20_000)), id="keys"),
        pytest.param('[workspace]\ntitle = "\\ud800"', id="half a character"),
        pytest.param("[workspace]\ntitle = '\x00'", id="a zero"),
    ],
)
def test_toml(text: str) -> None:
    began = time.process_time()
    try:
        problems = config.examine_toml(text, "workspace.toml").problems
    except config.ConfigurationError as refusal:
        problems = refusal.problems
    assert time.process_time() - began < PATIENCE
    assert problems
    assert all(
        problem.text and "\n" not in problem.text and len(problem.text) < 2_000 for problem in problems
    )
