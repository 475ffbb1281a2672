"""``cif-emulator build``: what is written, where, and how it differs from what is served."""

import gzip
import hashlib
import json
import re
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from cif_emulator import config
from cif_emulator.cli import build
from cif_emulator.cli.main import main
from cif_emulator.cli.static_site import LIBRARY_SPELLINGS, MARK, FolderRefused, note_files, write_site

DOCUMENT = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <script type="module" src="boot-AAAAAAAA.js"></script>
    <script type="application/json" id="boot-parts">{parts}</script>
  </head>
</html>
"""
PARTS = {
    "interpreter": "pyodide/1.0-AAAAAAAA/",
    "version": "1.0",
    "wheels": {},
    "prepared": {
        "snapshot": {"file": "prepared/snapshot-AAAAAAAA.bin", "bytes": 1},
        "library": "prepared/library-AAAAAAAA.zip",
        "later": {"file": "prepared/later-AAAAAAAA.zip", "modules": ["later"]},
        "noLibrary": "prepared/none-AAAAAAAA.zip",
        "application": "prepared/application-AAAAAAAA.zip",
    },
}
FILES = {
    "boot-AAAAAAAA.js": "run()",
    "boot-AAAAAAAA.js.br": "(compressed)",
    "index.html.br": "(of the document that is replaced)",
    "web_resources/ClientGlobalContext.js.aspx": "context()",
    "web_resources/msdyn_icon.svg": "<svg>icon</svg>",
    "wheels/own-1.0-py3-none-any.whl": "wheel",
    "service_worker.js": 'const site = "the site\'s files";',
    "provider/msdyn_ciLibrary.js": "library()",
    **{f"pyodide/1.0-AAAAAAAA/pyodide.{kind}": kind for kind in ("mjs", "asm.mjs", "asm.wasm")},
    **{f"prepared/{name}-AAAAAAAA.zip": name for name in ("library", "none", "application", "later")},
    "prepared/snapshot-AAAAAAAA.bin": "snapshot",
}


@pytest.fixture
def page(tmp_path):
    folder = tmp_path / "page"
    for name, text in {**FILES, "index.html": DOCUMENT.replace("{parts}", json.dumps(PARTS))}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path):
    return tmp_path / "site"


def site_of(folder):
    """What the service worker was told."""
    return json.loads(
        (folder / "service_worker.js").read_text().removeprefix("const site = ").partition(";")[0]
    )


def test_the_whole_page_and_its_configuration_are_written(page, out):
    size = write_site(page, out, '{"a": 1}')
    for name in FILES.keys() - {"index.html.br"}:
        assert (out / name.replace("web_resources/", "webresources/")).is_file(), name
    assert (out / "config.json").read_text() == '{"a": 1}'
    assert size == sum(file.stat().st_size for file in out.rglob("*") if file.is_file())


def test_files_of_which_the_package_has_copies_alone_are_there_whole(page, out):
    (page / "boot-AAAAAAAA.js").unlink()
    (page / "boot-AAAAAAAA.js.gz").write_bytes(gzip.compress(b"run()"))
    write_site(page, out, "{}")
    assert (out / "boot-AAAAAAAA.js").read_bytes() == b"run()"


def test_the_document_carries_its_policy_and_only_relative_addresses(page, out):
    write_site(page, out, "{}")
    text = (out / "index.html").read_text()
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)" />', text)[1]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert text.index("Content-Security-Policy") < text.index("<script")
    assert not re.findall(r'(?:src|href)="(?:/|[a-z]+:)', text)
    parts = json.loads(re.search(r'id="boot-parts">(.*?)</script>', text)[1])
    assert parts == {**PARTS, "serviceWorker": "service_worker.js"}
    assert not (out / "index.html.br").exists()


def test_the_library_is_found_in_each_common_spelling(page, out):
    write_site(page, out, "{}")
    assert "webresources/Widget/msdyn_ciLibrary.js" in LIBRARY_SPELLINGS
    for spelling in LIBRARY_SPELLINGS:
        assert (out / spelling).read_text() == "library()", spelling


def test_the_service_worker_knows_files_that_are_there(page, out):
    write_site(page, out, "{}")
    site = site_of(out)
    assert {"./", "config.json", "boot-AAAAAAAA.js"} <= set(site["common"])
    assert "service_worker.js" not in site["common"]
    assert site["snapshot"] == ["prepared/snapshot-AAAAAAAA.bin", "prepared/none-AAAAAAAA.zip"]
    assert site["library"] == [
        f"prepared/{name}-AAAAAAAA.zip" for name in ("library", "application", "later")
    ]
    for name in site["common"] + site["snapshot"] + site["library"]:
        assert (out / name).exists(), name


def test_files_without_a_hash_in_their_name_are_known_by_one(page, out, resources):
    write_site(page, out, "{}", web_resources=resources)
    site = site_of(out)
    expected = {"./": "index.html", "config.json": "config.json", "wheels/own-1.0-py3-none-any.whl": None}
    expected["webresources/photo-20240101.png"] = None
    for name, file in expected.items():
        assert site["hashes"][name] == hashlib.sha256((out / (file or name)).read_bytes()).hexdigest(), name
    for name in ("boot-AAAAAAAA.js", "pyodide/1.0-AAAAAAAA/pyodide.mjs", "service_worker.js"):
        assert name not in site["hashes"], name


@pytest.fixture
def resources(tmp_path):
    """A folder of web resources, with files that have no business in a site."""
    folder = tmp_path / "resources"
    files = {"Acme_/Pages/Note.html": "note", "photo-20240101.png": "png", "MSDYN_icon.svg": "own icon"}
    for name, text in {**files, ".hidden": "no", "Acme_/.git/config": "no"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("no")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


def test_web_resources_are_there_as_written_and_in_lower_case(page, out, resources):
    write_site(page, out, "{}", web_resources=resources)
    texts = {
        file.relative_to(out / "webresources").as_posix(): file.read_text()
        for file in (out / "webresources").rglob("*")
        if file.is_file()
    }
    assert texts["Acme_/Pages/Note.html"] == texts["acme_/pages/note.html"] == "note"
    assert "no" not in texts.values()
    # The folder's own stands before what comes with the page, in whatever letter case.
    assert texts["MSDYN_icon.svg"] == texts["msdyn_icon.svg"] == "own icon"
    # Pages name it relative to themselves.
    for folder in ("", "Acme_/", "Acme_/Pages/", "acme_/pages/"):
        assert texts[f"{folder}ClientGlobalContext.js.aspx"] == "context()", folder
    kept = site_of(out)["common"]
    assert {"webresources/Acme_/Pages/Note.html", "webresources/acme_/pages/note.html"} <= set(kept)
    assert len(kept) == len(set(kept))


@pytest.mark.parametrize(
    "changed",
    [
        "service_worker.js",
        "wheels/own-1.0-py3-none-any.whl",
        "config.json",
        "pyodide/1.0-AAAAAAAA/pyodide.asm.wasm",
        "boot-AAAAAAAA.js",
    ],
)
def test_the_version_changes_with_every_file(page, out, changed):
    write_site(page, out, "{}")
    first = site_of(out)["version"]
    write_site(page, out, "{}")
    assert site_of(out)["version"] == first
    if changed != "config.json":
        (page / changed).write_text((page / changed).read_text() + "//changed", encoding="utf-8")
    write_site(page, out, '{"changed": 1}' if changed == "config.json" else "{}")
    assert site_of(out)["version"] != first


def test_an_earlier_site_is_replaced(page, out):
    (page / "chunk-OLD00000.js").write_text("old")
    write_site(page, out, "{}")
    (page / "chunk-OLD00000.js").unlink()
    (out / ".DS_Store").write_text("of a file manager")
    write_site(page, out, "{}")
    assert not (out / "chunk-OLD00000.js").exists()


def test_a_folder_with_something_else_is_left_alone(page, out):
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(FolderRefused, match="not empty"):
        write_site(page, out, "{}")
    assert [file.name for file in out.iterdir()] == ["thesis.txt"]
    assert (out / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["CNAME", "lessons/index.html"])
def test_a_file_of_yours_in_an_earlier_site_is_left_alone(page, out, name):
    write_site(page, out, "{}")
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("mine")
    with pytest.raises(FolderRefused, match=rf'"{name}" is not part of the earlier site: move it elsewhere'):
        write_site(page, out, "{}")
    assert (out / name).read_text() == "mine"
    assert (out / "config.json").is_file()


def test_what_an_interrupted_command_left_is_replaced(page, out):
    write_site(page, out, "{}")
    (out / MARK).write_text("")
    (out / "half").write_text("written")
    write_site(page, out, "{}")
    assert not (out / "half").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(page, out):
    out.write_text("mine")
    with pytest.raises(FolderRefused, match="expected a folder"):
        write_site(page, out, "{}")


def test_the_command_writes_the_checked_configuration(page, out, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "built_page", lambda: page)
    file = tmp_path / "workspace.toml"
    file.write_text('[workspace]\ntitle = "Own desk"\n', encoding="utf-8")
    done = CliRunner().invoke(main, ["build", "--out", str(out), "--config", str(file)])
    assert (done.exit_code, str(out) in done.output) == (0, True)
    assert (
        config.from_json((out / "config.json").read_text(), checked=True).setup.settings.title == "Own desk"
    )


def test_the_command_bakes_in_what_serve_takes(page, out, resources, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "built_page", lambda: page)
    (tmp_path / "contact.csv").write_text("lastname\nHopper\n", encoding="utf-8")
    file = tmp_path / "workspace.toml"
    file.write_text('[[app_profile]]\nunique_name = "own_profile"\nname = "Own profile"\n', encoding="utf-8")
    given = {
        "--config": file,
        "--data": tmp_path / "contact.csv",
        "--profile": "Own profile",
        "--provider": "{workspace}/webresources/phone.html",
        "--web-resources": resources,
    }
    options = [str(part) for option in given.items() for part in option]
    done = CliRunner().invoke(main, ["build", "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    written = config.from_json((out / "config.json").read_text(), checked=True)
    assert written.setup.settings.profile == "own_profile"
    assert written.setup.providers[-1].channel_url == "{workspace}/webresources/phone.html"
    with closing(sqlite3.connect(out / written.prepared_records)) as records:
        assert records.execute("SELECT 1 FROM contact WHERE lastname = 'Hopper'").fetchone()
    copy = (out / f"{written.prepared_records}.gz").read_bytes()
    assert gzip.decompress(copy) == (out / written.prepared_records).read_bytes()
    assert written.prepared_records in site_of(out)["common"]
    assert (out / "webresources/acme_/pages/note.html").is_file()


def test_the_configurations_own_folder_of_web_resources_is_written(
    page, out, resources, tmp_path, monkeypatch
):
    monkeypatch.setattr(build, "built_page", lambda: page)
    file = tmp_path / "workspace.toml"
    file.write_text('[workspace]\nweb_resources = "resources"\n', encoding="utf-8")
    done = CliRunner().invoke(main, ["build", "--out", str(out), "--config", str(file)])
    assert done.exit_code == 0, done.output
    assert (out / "webresources/Acme_/Pages/Note.html").is_file()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--config", "none.toml"], "none.toml"),
        (["--data", "contact.csv"], "contact.csv cannot be read"),
        (["--data", "contact.doc"], "contact.doc: expected a file whose name ends with"),
        (["--profile", "none"], "--profile none: there is no app profile"),
        (["--provider", "none"], "--provider none: expected the address"),
        (["--web-resources", "none"], "--web-resources: expected a folder"),
    ],
)
def test_the_command_refuses_a_wrong_option_in_one_line(page, out, monkeypatch, options, says):
    monkeypatch.setattr(build, "built_page", lambda: page)
    done = CliRunner().invoke(main, ["build", "--out", str(out), *options])
    assert (done.exit_code, done.output.count("\n")) == (2, 1), done.output
    assert says in done.output
    assert not out.exists()


@pytest.mark.parametrize("inside", ["--config", "--data", "--web-resources"])
def test_the_command_keeps_what_it_reads(page, out, monkeypatch, inside):
    monkeypatch.setattr(build, "built_page", lambda: page)
    write_site(page, out, "{}")
    given = {"--config": out / "own.toml", "--data": out / "contact.csv", "--web-resources": out / "own"}[
        inside
    ]
    if given.suffix:
        given.write_text("lastname\nHopper\n" if given.suffix == ".csv" else "")
    else:
        given.mkdir()
    done = CliRunner().invoke(main, ["build", "--out", str(out), inside, str(given)])
    assert (done.exit_code, done.output.count("\n")) == (2, 1), done.output
    assert f"overlaps {inside}" in done.output
    assert given.exists()


def test_the_command_refuses_a_wrong_configuration_in_words(page, out, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "built_page", lambda: page)
    file = tmp_path / "workspace.toml"
    file.write_text("[workspace]\nmax_tabbs = 1\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["build", "--out", str(out), "--config", str(file)])
    assert done.exit_code == 2
    assert "max_tabbs" in done.output
    assert not out.exists()


def test_a_library_that_fails_needs_a_server(tmp_path):
    file = tmp_path / "workspace.toml"
    file.write_text('[[fault]]\nlibrary = "missing"\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--config", str(file), "--out", str(tmp_path / "site")])
    assert (result.exit_code, result.output) == (2, f"{build.WITHOUT_A_SERVER}\n")


def test_a_mark_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / MARK).mkdir()
    with pytest.raises(FolderRefused, match=r"^--out .*: cannot be written \("):
        note_files(tmp_path)
