"""The build: the page's wheel, what counts as changed, how failures are told."""

import gzip
import hashlib
import io
import os
import shutil
import zipfile
from dataclasses import replace
from email.parser import Parser
from importlib import import_module
from pathlib import Path

import pytest

from page_build import BuildFailed, commands, web, wheels
from page_build.project import read_project, requirement_name
from page_build.stamps import Stamps, fingerprint

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project():
    return read_project(ROOT)


def test_the_pages_wheel_has_the_rooms_that_run_in_the_browser(project):
    with zipfile.ZipFile(io.BytesIO(wheels.page_wheel_bytes(project))) as wheel:
        names = wheel.namelist()
        assert wheel.testzip() is None
    rooms = {name.split("/")[1] for name in names if name.startswith("cif_emulator/")}
    assert {"workspace", "api", "page", "config", "records", "__init__.py"} <= rooms
    assert rooms.isdisjoint({"cli", "testing", "_documentation", "_page", "__pycache__"})
    assert not [name for name in names if name.endswith(".pyc")]


def test_the_pages_wheel_requires_what_the_page_needs(project):
    with zipfile.ZipFile(io.BytesIO(wheels.page_wheel_bytes(project))) as wheel:
        metadata = Parser().parsestr(
            wheel.read(f"cif_emulator_page-{project.version}.dist-info/METADATA").decode()
        )
    required = {requirement_name(one) for one in metadata.get_all("Requires-Dist")}
    assert required == {"attrs", "cattrs", "defusedxml", "typing-extensions"}
    assert metadata["Name"] == "cif-emulator-page"


def test_the_pages_wheel_is_reproducible(project, tmp_path):
    package = tmp_path / "py" / "cif_emulator"
    shutil.copytree(
        project.package, package, ignore=shutil.ignore_patterns("_documentation", "_page", "__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    copy = read_project(tmp_path)
    for file in package.rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    assert wheels.page_wheel_bytes(copy) == wheels.page_wheel_bytes(project)


def test_pinned_wheels_cover_what_they_require(project):
    pinned = {requirement_name(one) for one in project.wheels}
    assert requirement_name(project.wheels[0]) == "micropip"
    assert {requirement_name(one) for one in project.requirements} <= pinned
    assert all("==" in one and " --hash=sha256:" in one for one in (*project.wheels, *project.command_wheels))


def test_a_wheel_of_another_content_is_refused(project, tmp_path):
    file = tmp_path / "build" / "page" / "wheels" / "attrs-26.1.0-py3-none-any.whl"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"attrs")
    right = hashlib.sha256(b"attrs").hexdigest()
    copy = replace(project, root=tmp_path)
    assert wheels.fetched(copy, [f"attrs==26.1.0 --hash=sha256:{right}"]) == [file]
    with pytest.raises(BuildFailed, match=f"attrs-26.1.0.*its SHA-256 is {right}"):
        wheels.fetched(copy, [f"attrs==26.1.0 --hash=sha256:{right[::-1]}"])


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("attrs==26.1.0", "attrs"),
        ("typing_extensions>=4; python_version > '3'", "typing-extensions"),
        ("A.b[c]", "a-b"),
    ],
)
def test_requirement_names_are_normalised(requirement, name):
    assert requirement_name(requirement) == name


def test_a_wheel_is_found_by_its_exact_version(tmp_path):
    (tmp_path / "attrs-26.1.0-py3-none-any.whl").touch()
    (tmp_path / "python_dateutil-2.9.0.post0-py2.py3-none-any.whl").touch()
    assert wheels.wheel_of(tmp_path, "attrs==26.1") is None
    assert wheels.wheel_of(tmp_path, "attrs==26.1.0").name == "attrs-26.1.0-py3-none-any.whl"
    assert wheels.wheel_of(tmp_path, "python-dateutil==2.9.0.post0") is not None


def test_a_fingerprint_sees_names_and_contents(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("1")
    other.write_text("2")
    first = fingerprint(tmp_path, [one, other])
    assert fingerprint(tmp_path, [other, one]) == first
    other.write_text("3")
    assert fingerprint(tmp_path, [one, other]) != first
    assert fingerprint(tmp_path, [one]) != fingerprint(tmp_path, [one], "more")


def test_a_step_is_current_until_its_sources_change_or_its_files_go(tmp_path):
    (tmp_path / "made.js").touch()
    Stamps(tmp_path / "stamps.json").record("bundle", "mark", ["made.js"])
    stamps = Stamps(tmp_path / "stamps.json")
    assert stamps.is_current("bundle", "mark", tmp_path)
    assert not stamps.is_current("bundle", "other mark", tmp_path)
    assert not stamps.is_current("runtime", "mark", tmp_path)
    (tmp_path / "made.js").unlink()
    assert not stamps.is_current("bundle", "mark", tmp_path)


def test_a_damaged_record_of_earlier_builds_means_building(tmp_path):
    (tmp_path / "stamps.json").write_text("{", encoding="utf-8")
    assert not Stamps(tmp_path / "stamps.json").is_current("bundle", "mark", tmp_path)


def test_without_node_the_build_says_so_in_one_line(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildFailed) as refusal:
        commands.node()
    assert "Node 20" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_old_node_is_refused(monkeypatch, tmp_path):
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.19.0\n", encoding="utf-8")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildFailed, match=r"v18\.19\.0"):
        commands.node()


def test_a_failed_program_is_told_with_the_end_of_its_output(tmp_path):
    script = tmp_path / "script"
    script.write_text("#!/bin/sh\nseq 1 100\nexit 3\n", encoding="utf-8")
    script.chmod(0o755)
    with pytest.raises(BuildFailed) as refusal:
        commands.run("counting", [script], tmp_path)
    lines = str(refusal.value).splitlines()
    assert lines[0] == "counting failed with exit code 3:"
    assert lines[-1].strip() == "100"
    assert len(lines) <= commands.TAIL_LINES + 1


def test_a_program_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BuildFailed, match="counting failed"):
        commands.run("counting", [tmp_path / "none"], tmp_path)


def test_each_kind_of_build_installs_what_it_uses(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT / "py")
    backend = import_module("build_backend")
    documentation = {"attrs", "click", "furo", "myst-parser", "sphinx"}
    assert {requirement_name(one) for one in backend.get_requires_for_build_wheel()} > documentation
    assert {requirement_name(one) for one in backend.get_requires_for_build_editable()} == {"editables"}
    assert backend.get_requires_for_build_sdist() == []


def test_a_folder_may_be_named_from_where_one_is(project, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert read_project(Path()) == project


def test_a_package_has_the_smallest_copies_also_after_a_quick_build(project, tmp_path):
    copy = replace(project, root=tmp_path)
    (tmp_path / "web").symlink_to(project.web)
    (copy.page / "boot.js").parent.mkdir(parents=True)
    (copy.page / "boot.js").write_bytes(b"".join(b"line %d;" % (n * n) for n in range(2000)))
    stamps = Stamps(tmp_path / "stamps.json")

    def compressed(*, thorough: bool) -> int:
        done = web.compress(copy, stamps, thorough=thorough)
        return (copy.page / "boot.js.br").stat().st_size if done else 0

    quick = compressed(thorough=False)
    assert compressed(thorough=False) == 0
    assert 0 < compressed(thorough=True) < quick
    unpacked = gzip.decompress((copy.page / "boot.js.gz").read_bytes())
    assert unpacked == (copy.page / "boot.js").read_bytes()
    assert compressed(thorough=True) == compressed(thorough=False) == 0
    web.put(project.web / "package-lock.json", copy.page / "boot.js")
    assert compressed(thorough=False) > compressed(thorough=True) > 0


def test_a_replaced_file_loses_its_old_copies(tmp_path):
    (tmp_path / "new.js").write_text("new")
    for name in ("boot.js", "boot.js.br", "boot.js.gz"):
        (tmp_path / name).write_text("old")
    web.put(tmp_path / "new.js", tmp_path / "boot.js")
    assert (tmp_path / "boot.js").read_text() == "new"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["boot.js", "new.js"]
