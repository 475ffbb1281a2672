"""A release: what is refused before anything is built, and which faults of a package are found."""

import json
import shutil
import subprocess
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from page_build import BuildFailed
from release import readiness, trial
from release.artifacts import sdist_faults, tarball_faults, wheel_faults
from release.build import build_release
from release.readiness import NotReady, ready_version

ROOT = Path(__file__).parents[2]


def git(folder, *words):
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def commit(folder, **texts):
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "x")


@pytest.fixture
def checkout(tmp_path):
    """A small project of version 1.2.3, all committed."""
    root = tmp_path / "checkout"
    (root / "py" / "cif_emulator").mkdir(parents=True)
    (root / "py" / "cif_emulator" / "__init__.py").write_text('__version__ = "1.2.3"\n')
    shutil.copy(ROOT / "pyproject.toml", root)
    git(tmp_path, "init", "--quiet", str(root))
    commit(root, CHANGELOG_md="# Changelog\n\n## 1.2.3 (2026-01-31)\n\n## 1.2.2 (2026-01-01)\n")
    return root


def refusal(root, tag=None):
    with pytest.raises(NotReady) as told:
        ready_version(root, tag)
    return str(told.value)


def test_a_committed_version_is_ready(checkout):
    assert ready_version(checkout, None) == "1.2.3"
    git(checkout, "tag", "v1.2.3")
    assert ready_version(checkout, "v1.2.3") == ready_version(checkout, None) == "1.2.3"


def test_what_is_not_committed_is_refused_and_named(checkout):
    (checkout / "new.py").touch()
    assert "?? new.py" in refusal(checkout)
    for number in range(30):
        (checkout / f"more{number}.py").touch()
    assert refusal(checkout).endswith("and 11 more: see git status")


@pytest.mark.parametrize(
    ("changelog", "found"),
    [
        ("## 1.2.2 (2026-01-01)\n", "its first heading is '## 1.2.2 (2026-01-01)'"),
        ("## 1.2.4 (2026-01-01)\n\n## 1.2.3 (2026-01-01)\n", "its first heading is '## 1.2.4"),
        ("# Changelog\n", "it has no heading of this form"),
    ],
)
def test_a_version_without_its_heading_is_refused(checkout, changelog, found):
    commit(checkout, CHANGELOG_md=changelog)
    assert "as ## 1.2.3 (YEAR-MONTH-DAY)" in refusal(checkout)
    assert found in refusal(checkout)


def test_an_unreleased_version_is_rehearsed_and_not_published(checkout):
    commit(checkout, CHANGELOG_md="## 1.2.3 (unreleased)\n")
    git(checkout, "tag", "v1.2.3")
    assert ready_version(checkout, None) == "1.2.3"
    assert "put the day of the release there" in refusal(checkout, "v1.2.3")


def test_a_version_that_is_tagged_already_is_refused(checkout):
    git(checkout, "tag", "v1.2.3")
    commit(checkout, other_txt="x")
    assert "Version 1.2.3 is released already, as v1.2.3" in refusal(checkout)


@pytest.mark.parametrize(
    ("tag", "told"),
    [("v1.2.4", "the tag of version 1.2.3 is v1.2.3"), ("v1.2.3", "there is no such tag; git tag v1.2.3")],
)
def test_a_tag_that_is_not_the_versions_is_refused(checkout, tag, told):
    assert told in refusal(checkout, tag)


def test_a_missing_tool_is_named(checkout, monkeypatch):
    monkeypatch.setattr(readiness, "find_spec", lambda name: None if name == "sphinx" else True)
    assert refusal(checkout) == "A release needs sphinx: install it with pip install -e '.[docs]'"
    monkeypatch.setattr(readiness, "npm", lambda: None)
    monkeypatch.setenv("PATH", "")
    assert "there is no git on PATH" in refusal(checkout)


def test_a_folder_that_holds_something_is_refused(checkout, tmp_path):
    with pytest.raises(NotReady, match="holds something already: name a new or empty folder"):
        build_release(checkout, tmp_path, None, lambda _: None)


METADATA = """Metadata-Version: 2.4
Name: cif-emulator
Version: 1.2.3
License-Expression: MIT
License-File: LICENSE
Description-Content-Type: text/markdown

# cif-emulator
"""


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("Version: 1.2.3", "Version: 1.2.4", "its metadata says version 1.2.4: right is 1.2.3"),
        ("License-Expression: MIT\n", "", "its metadata says licence None: right is MIT"),
        ("\n# cif-emulator\n", "", "its metadata has no description in Markdown: the README is missing"),
        ("Name: cif-emulator", "Name: -", "its metadata is not valid: '-' is invalid for 'name'"),
        ("# cif", "# CIF", "cif_emulator-1.2.3.dist-info/METADATA is not what RECORD says"),
    ],
)
def test_faults_of_a_wheel_are_found(tmp_path, before, after, fault):
    file = tmp_path / "cif_emulator-1.2.3-py3-none-any.whl"
    information = "cif_emulator-1.2.3.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{information}/METADATA", METADATA.replace(before, after))
        archive.writestr(f"{information}/RECORD", "")
    faults = wheel_faults(file, "1.2.3")
    assert fault in faults
    assert "cif_emulator/_page/index.html is missing" in faults
    assert "LICENSE, a licence, is missing" in faults
    assert "it has no bill of materials (sboms/*.cdx.json)" in faults
    assert wheel_faults(file, "1.2.5") == [
        "cif_emulator-1.2.5.dist-info/METADATA is missing: is it of another version?"
    ]


def packed(file, **texts):
    with tarfile.open(file, "w:gz") as archive:
        for name, text in texts.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, BytesIO(text.encode()))
    return file


def test_faults_of_a_source_distribution_are_found(tmp_path):
    top = "cif_emulator-1.2.3"
    names = {f"{top}/PKG-INFO": METADATA, f"{top}/web/node_modules/x/index.js": "x"}
    faults = sdist_faults(packed(tmp_path / f"{top}.tar.gz", **names), "1.2.3")
    assert "web/package-lock.json is missing" in faults
    assert f"{top}/web/node_modules/x/index.js is not a source" in faults
    assert not [fault for fault in faults if "metadata" in fault]


def test_faults_of_the_npm_package_are_found(tmp_path):
    package = {
        "name": "cif-emulator",
        "version": "1.2.4",
        "license": "MIT",
        "private": True,
        "bin": {"cif-emulator": "npm/none.mjs"},
        "exports": {"./embed": {"default": "./page/embed.js"}},
    }
    file = packed(tmp_path / "package.tgz", **{"package/package.json": json.dumps(package)})
    faults = tarball_faults(file, "1.2.3")
    assert "package.json: version is '1.2.4': right is '1.2.3'" in faults
    assert "package.json: private is of the checkout alone" in faults
    assert "package.json names npm/none.mjs, which is missing" in faults
    assert "package.json names ./page/embed.js, which is missing" in faults
    assert "npm reads it as cif-emulator@1.2.4 with 1 files, not 1" in faults


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("echo 'cif-emulator, version 9'", "--version answers 'cif-emulator, version 9': right is"),
        (
            "test $1 = --version && echo 'cif-emulator, version 1.2.3'",
            "check right.toml answers '1': right is '0'",
        ),
    ],
)
def test_an_installed_command_that_answers_wrongly_is_told(tmp_path, answers, told):
    command = tmp_path / "cif-emulator"
    command.write_text(f"#!/bin/sh\n{answers}\n", encoding="utf-8")
    command.chmod(0o755)
    with pytest.raises(BuildFailed, match=told):
        trial.try_command(command, "1.2.3", tmp_path)
