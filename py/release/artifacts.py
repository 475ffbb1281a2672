"""What is wrong with a package that was built: its metadata, its size, its licences, what it holds."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.metadata import Metadata
from packaging.utils import parse_sdist_filename, parse_wheel_filename

from page_build.commands import npm, run
from page_build.npm_package import LARGEST as LARGEST_TARBALL

# Bytes; what a newcomer waits for, and what each virtual environment holds.
LARGEST_WHEEL = 25_000_000
LARGEST_INSTALLED = 45_000_000
# Bytes; sources only.
LARGEST_SDIST = 10_000_000

IN_THE_WHEEL = (
    "cif_emulator/_documentation/index.html",
    "cif_emulator/_page/index.html",
    "cif_emulator/_page/licences.txt",
    "cif_emulator/py.typed",
)
IN_THE_SDIST = (
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "docs/README.md",
    "py/build_backend.py",
    "pyproject.toml",
    "tests/conftest.py",
    "web/package-lock.json",
)
NOT_IN_THE_SDIST = {"node_modules", "_page", "_documentation", "__pycache__"}
IN_THE_TARBALL = ("LICENSE", "README.md", "page/index.html", "page/licences.txt")
LICENCE = "MIT"


def wheel_faults(file: Path, version: str) -> list[str]:
    """What is wrong with the wheel, a sentence each."""
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        information = f"cif_emulator-{version}.dist-info"
        if f"{information}/METADATA" not in names:
            return [f"{information}/METADATA is missing: is it of another version?"]
        metadata = archive.read(f"{information}/METADATA")
        faults = [
            *_too_large(file, LARGEST_WHEEL),
            *(f"{name} is missing" for name in IN_THE_WHEEL if name not in names),
            *_metadata_faults(metadata, version),
            *_record_faults(archive, f"{information}/RECORD"),
        ]
        licences = Metadata.from_email(metadata, validate=False).license_files or []
        faults += [
            f"{one}, a licence, is missing"
            for one in licences
            if f"{information}/licenses/{one}" not in names
        ]
        installed = sum(member.file_size for member in archive.infolist())
    if installed > LARGEST_INSTALLED:
        faults.append(f"installed it has {installed} bytes: at most {LARGEST_INSTALLED} are right")
    if not any(name.endswith(".cdx.json") for name in names):
        faults.append("it has no bill of materials (sboms/*.cdx.json)")
    if str(parse_wheel_filename(file.name)[1]) != version:
        faults.append(f"its name should say version {version}")
    return faults


def sdist_faults(file: Path, version: str) -> list[str]:
    """What is wrong with the source distribution, a sentence each."""
    with tarfile.open(file) as archive:
        top = f"cif_emulator-{version}"
        names = {member.name for member in archive if member.isfile()}
        information = archive.extractfile(f"{top}/PKG-INFO") if f"{top}/PKG-INFO" in names else None
        metadata = information.read() if information else b""
    faults = [
        *_too_large(file, LARGEST_SDIST),
        *(f"{name} is missing" for name in IN_THE_SDIST if f"{top}/{name}" not in names),
        *(f"{name} is not a source" for name in sorted(names) if NOT_IN_THE_SDIST & set(name.split("/"))),
        *_metadata_faults(metadata, version),
    ]
    if str(parse_sdist_filename(file.name)[1]) != version:
        faults.append(f"its name should say version {version}")
    return faults


def tarball_faults(file: Path, version: str) -> list[str]:
    """What is wrong with the npm package, a sentence each; npm is asked, too."""
    with tarfile.open(file) as archive:
        names = {member.name.removeprefix("package/") for member in archive if member.isfile()}
        inside = archive.extractfile("package/package.json") if "package.json" in names else None
        package = json.loads(inside.read()) if inside else {}
    told = {"name": "cif-emulator", "version": version, "license": LICENCE}
    entries = [*package.get("bin", {}).values(), *_paths(package.get("exports", {}))]
    missing = [one for one in entries if one.removeprefix("./") not in names]
    faults = [
        *_too_large(file, LARGEST_TARBALL),
        *(
            f"package.json: {key} is {package.get(key)!r}: right is {right!r}"
            for key, right in told.items()
            if package.get(key) != right
        ),
        *(
            f"package.json: {key} is of the checkout alone"
            for key in ("private", "scripts")
            if key in package
        ),
        *(f"package.json names {one}, which is missing" for one in missing),
        *(f"{name} is missing" for name in IN_THE_TARBALL if name not in names),
    ]
    command: list[str | Path] = [npm(), "pack", "--dry-run", "--json", file.resolve()]
    (seen,) = json.loads(run("asking npm what the package holds", command, file.parent))
    if {each["path"] for each in seen["files"]} != names or seen["version"] != version:
        faults.append(f"npm reads it as {seen['id']} with {seen['entryCount']} files, not {len(names)}")
    return faults


def _paths(exports: object) -> Iterator[str]:
    """The files that ``exports`` of ``package.json`` names, however deep."""
    if isinstance(exports, dict):
        for each in exports.values():
            yield from _paths(each)
    else:
        yield str(exports)


def _too_large(file: Path, most: int) -> Iterator[str]:
    if file.stat().st_size > most:
        yield f"it has {file.stat().st_size} bytes: at most {most} are right"


def _metadata_faults(text: bytes, version: str) -> Iterator[str]:
    """What an index would refuse, and what it would show wrongly."""
    try:
        metadata = Metadata.from_email(text, validate=True)
    except ExceptionGroup as refused:
        yield from (f"its metadata is not valid: {each}" for each in refused.exceptions)
        return
    if str(metadata.version) != version:
        yield f"its metadata says version {metadata.version}: right is {version}"
    if metadata.license_expression != LICENCE:
        yield f"its metadata says licence {metadata.license_expression}: right is {LICENCE}"
    if not metadata.description or metadata.description_content_type != "text/markdown":
        yield "its metadata has no description in Markdown: the README is missing"


def _record_faults(archive: zipfile.ZipFile, record: str) -> Iterator[str]:
    """Files that are not what the wheel's list of them says."""
    rows = {name: digest for name, digest, _ in csv.reader(archive.read(record).decode().splitlines())}
    for name in archive.namelist():
        if name == record:
            continue
        digest = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest()).decode().rstrip("=")
        if rows.get(name) != f"sha256={digest}":
            yield f"{name} is not what RECORD says"
