"""``cif-emulator build``: what is written, where, and how it differs from what is served."""

import json
import re

import pytest
from click.testing import CliRunner

from cif_emulator import config
from cif_emulator.cli import build
from cif_emulator.cli.main import main
from cif_emulator.cli.static_site import LIBRARY_SPELLINGS, FolderRefused, write_site

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
        "noLibrary": "prepared/none-AAAAAAAA.zip",
        "application": "prepared/application-AAAAAAAA.zip",
    },
}
FILES = {
    "boot-AAAAAAAA.js": "run()",
    "boot-AAAAAAAA.js.br": "(compressed)",
    "index.html.br": "(of the document that is replaced)",
    "service_worker.js": 'const site = "the site\'s files";',
    "provider/msdyn_ciLibrary.js": "library()",
    **{f"pyodide/1.0-AAAAAAAA/pyodide.{kind}": kind for kind in ("mjs", "asm.mjs", "asm.wasm")},
    **{f"prepared/{name}-AAAAAAAA.zip": name for name in ("library", "none", "application")},
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
        (folder / "service_worker.js").read_text().removeprefix("const site = ").removesuffix(";")
    )


def test_the_whole_page_and_its_configuration_are_written(page, out):
    size = write_site(page, out, '{"a": 1}')
    for name in FILES.keys() - {"index.html.br"}:
        assert (out / name).is_file(), name
    assert (out / "config.json").read_text() == '{"a": 1}'
    assert size == sum(file.stat().st_size for file in out.rglob("*") if file.is_file())


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
    assert site["library"] == ["prepared/library-AAAAAAAA.zip", "prepared/application-AAAAAAAA.zip"]
    for name in site["common"] + site["snapshot"] + site["library"]:
        assert (out / name).exists(), name


@pytest.mark.parametrize(
    "changed", ["config.json", "pyodide/1.0-AAAAAAAA/pyodide.asm.wasm", "boot-AAAAAAAA.js"]
)
def test_the_version_changes_with_every_file(page, out, changed):
    write_site(page, out, "{}")
    first = site_of(out)["version"]
    write_site(page, out, "{}")
    assert site_of(out)["version"] == first
    if changed != "config.json":
        (page / changed).write_text("changed", encoding="utf-8")
    write_site(page, out, '{"changed": 1}' if changed == "config.json" else "{}")
    assert site_of(out)["version"] != first


def test_an_earlier_site_is_replaced(page, out):
    write_site(page, out, "{}")
    (out / "chunk-OLD00000.js").write_text("old")
    write_site(page, out, "{}")
    assert not (out / "chunk-OLD00000.js").exists()


def test_a_folder_with_something_else_is_left_alone(page, out):
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(FolderRefused, match="not empty"):
        write_site(page, out, "{}")
    assert [file.name for file in out.iterdir()] == ["thesis.txt"]
    assert (out / "thesis.txt").read_text() == "mine"


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
    assert config.from_json((out / "config.json").read_text()).setup.settings.title == "Own desk"


def test_the_command_refuses_a_wrong_configuration_in_words(page, out, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "built_page", lambda: page)
    file = tmp_path / "workspace.toml"
    file.write_text("[workspace]\nmax_tabbs = 1\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["build", "--out", str(out), "--config", str(file)])
    assert done.exit_code == 2
    assert "max_tabbs" in done.output
    assert not out.exists()
