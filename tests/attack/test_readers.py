"""Readers of what strangers write take any input: they read it, or refuse it in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cif_emulator import config
from cif_emulator.config.data.archive import Archive, BrokenExportError
from cif_emulator.config.data.files import UnusableData, with_data
from cif_emulator.records import QueryRefused, RecordError, Store
from cif_emulator.workspace.slugs import Scope, keys, read, render, render_json, render_url, value_of
from cif_emulator.workspace.state.refusals import Refusal


def in_words(refusal: Exception) -> None:
    """A refusal is one line that a person can read."""
    text = str(refusal)
    assert text
    assert "\n" not in text
    assert len(text) < 2_000


# One file is written again and again.
files = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    store = Store()
    store.load([("contact", {"lastname": "Lovelace"})])
    store.mark_start()
    yield store
    store.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("strange")


ODATA = st.lists(
    st.sampled_from(
        "$filter= $select= $expand= $orderby= $top= $skip= $search= $count= & ; ( ) , ' % _ * / : . eq ne gt and or not "
        "in contains startswith endswith any all null true 1 -1 1e9 2024-01-31 lastname statecode createdon x x: "
        "parentcustomerid_account contact_customer_accounts _parentcustomerid_value %27 %2 + \u00e9 [a-z] ?".split(
            " "
        )
    )
    | st.text(max_size=3),
    max_size=14,
).map(lambda parts: " ".join(parts) if len(parts) % 2 else "".join(parts))


@settings(max_examples=600)
@given(ODATA)
def test_query_options(store: Store, options: str) -> None:
    for ask in (
        lambda: store.query("contact", options),
        lambda: store.query("contact", f"$filter={options}"),
        lambda: store.rows("contact", options),
        lambda: store.rows("contact", "", 5, options),
    ):
        try:
            ask()
        except QueryRefused as refusal:
            in_words(refusal)


SLUGS = st.lists(
    st.sampled_from(["{", "}", "{a}", "{$odata.", "contact.", "fullname.", "?", "$filter=", "$", "{b", '"', "[", "'"])
    | st.text(max_size=3),
    max_size=20,
).map("".join)  # fmt: skip


@settings(max_examples=500)
@given(text=SLUGS, value=st.text(max_size=5))
def test_texts_with_slugs(text: str, value: str) -> None:
    scope = Scope(lookup=lambda _: value, query=lambda *_: value)
    assert all(key in text for key in keys(text))
    static = "".join(part for part in read(text) if isinstance(part, str))
    assert len(static) <= len(text)
    for write in (render, render_json, render_url, value_of):
        try:
            write(text, scope)
        except Refusal as refusal:
            in_words(refusal)


def refused_or_read(file: Path) -> None:
    try:
        # Without the records that are built in, which take half of the time.
        with_data(config.Configuration(), [file]).baseline().store.close()
    except (UnusableData, RecordError) as refusal:
        in_words(refusal)


XML = st.lists(
    st.sampled_from(
        [
            "<entities>", "</entities>", '<entity name="contact">', "</entity>", "<records>", "</records>",
            '<record id="aaaaaaaa-1111-4222-8333-444444444444">', '<record id="x">', "</record>", "<!DOCTYPE a>",
            '<field name="lastname" value="x"/>', '<field name="statecode" value="9"/>', "<field/>", "&lt;", "&a;",
            "<?xml version='1.0'?>", "<!ENTITY a 'b'>", "<![CDATA[", "]]>", "<!--", "-->", "<a:b>", "\x00", "\u00e9",
        ]
    )
    | st.text(max_size=3),
    max_size=14,
).map("".join)  # fmt: skip


@files
@given(XML)
def test_data_in_xml(folder: Path, text: str) -> None:
    file = folder / "data.xml"
    file.write_text(text, encoding="utf-8", errors="replace")
    refused_or_read(file)


@files
@given(
    st.lists(
        st.sampled_from(["lastname", ",", ";", "\n", '"', "\r\n", "id", "\x00", "sep=", "1"])
        | st.text(max_size=2),
        max_size=20,
    )
)
def test_data_in_csv(folder: Path, parts: list[str]) -> None:
    file = folder / "contact.csv"
    file.write_text("".join(parts), encoding="utf-8", errors="replace")
    refused_or_read(file)


@files
@given(
    names=st.lists(
        st.sampled_from(["data.xml", "data_schema.xml", "../x", "/x", "a\\..\\b", "C:x"])
        # A name ends at the first NUL, and `zipfile` writes none that is empty.
        | st.text(min_size=1, max_size=4).filter(lambda name: name[0] != "\0"),
        max_size=4,
    ),
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]),
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, 60),
)
@example(names=["é"], method=zipfile.ZIP_STORED, changes=[(30, 0)], cut=0)
def test_archives(
    folder: Path, names: list[str], method: int, changes: list[tuple[int, int]], cut: int
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name in dict.fromkeys(names):
            archive.writestr(name, "<entities></entities>" * 3)
    content = bytearray(buffer.getvalue())
    for place, byte in changes:
        content[place % len(content)] = byte
    file = folder / "data.zip"
    file.write_bytes(content[: len(content) - cut] if cut < len(content) else content)
    try:
        with Archive(file) as opened:
            for path in opened.paths:
                opened.read(path)
    except BrokenExportError as refusal:
        in_words(refusal)
    refused_or_read(file)


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                "[workspace]",
                "\n",
                "title",
                " = ",
                '"x"',
                "1979-05-27",
                "[[session_template]]",
                "unique_name",
                "{",
                "}",
                "[",
                "]",
                "1e999",
                "inf",
                "nan",
                "'''",
                '"""',
                "\\u0041",
                "\\ud800",
                "a.b",
                "title = [1, 2]",
                "panel_width = ",
                "0x1f",
            ]
        )
        | st.text(max_size=3),
        max_size=16,
    ).map("".join)
)
def test_configurations_in_toml(text: str) -> None:
    try:
        problems = config.examine_toml(text, "workspace.toml").problems
    except config.ConfigurationError as refusal:
        problems = refusal.problems
    assert all(problem.text for problem in problems)
