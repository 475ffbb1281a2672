"""The page's Python packages: its own wheel, and those it needs, all served locally."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import sys
import zipfile
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from importlib.util import find_spec
from pathlib import Path

from page_build.commands import BuildFailed, run
from page_build.project import Project, requirement_name

# Rooms that never run in the browser, and the built page itself.
NOT_IN_THE_PAGE = {"__main__.py", "cli", "testing", "typescript", "_documentation", "_page", "__pycache__"}

# The oldest time that a zip file can hold: the same sources give the same bytes.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o644 << 16


def dependency_wheels(project: Project) -> bool:
    """Put the pinned wheels in the page; true if any had to be fetched or copied."""
    target = project.page / "wheels"
    target.mkdir(parents=True, exist_ok=True)
    changed = False
    for wheel in fetched(project, project.wheels):
        if not (target / wheel.name).is_file():
            shutil.copyfile(wheel, target / wheel.name)
            changed = True
    return changed


def fetched(project: Project, requirements: Sequence[str]) -> list[Path]:
    """The pinned wheels in the cache, fetched where they are not there yet."""
    cache = project.cache / "wheels"
    missing = [one for one in requirements if wheel_of(cache, one) is None]
    if missing:
        fetch(project, missing)
    found = []
    for one in requirements:
        wheel = wheel_of(cache, one)
        if wheel is None:
            raise BuildFailed(f"pip made no wheel for {one}: pyproject.toml, [tool.cif-emulator] names it")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if f"--hash=sha256:{digest}" not in one.split():
            raise BuildFailed(
                f"{wheel}: its SHA-256 is {digest}, but pyproject.toml, [tool.cif-emulator], pins {one}: "
                "delete the file to fetch it anew"
            )
        found.append(wheel)
    return found


def fetch(project: Project, requirements: list[str]) -> None:
    """Have pip put wheels for the requirements, and nothing else, into the cache."""
    purpose = "fetching the page's wheels"
    if find_spec("pip") is None:
        raise BuildFailed(
            f"{purpose} needs pip, which {sys.executable} does not have: install pip and run this again."
        )
    # The page's Python is newer than the host's: wheels are chosen for that version, and pure ones only.
    version = ["--python-version", project.page_python, "--implementation", "py"]
    kind = ["--only-binary=:all:", "--abi", "none", "--platform", "any"]
    options = ["--no-deps", "--quiet", "--disable-pip-version-check"]
    folder = project.cache / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    pinned = folder / "requirements.txt"
    pinned.write_text("".join(f"{one}\n" for one in requirements), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", *options, *version, *kind, "--dest", str(folder)]
    run(purpose, [*command, "--require-hashes", "--requirement", str(pinned)], project.root)


def wheel_of(folder: Path, requirement: str) -> Path | None:
    """The wheel in ``folder`` for a pinned requirement."""
    name, _, version = requirement.split(maxsplit=1)[0].partition("==")
    prefix = f"{requirement_name(name).replace('-', '_')}-{version}-".lower()
    return next((file for file in folder.glob("*.whl") if file.name.lower().startswith(prefix)), None)


def page_wheel(project: Project) -> bool:
    """Write the page's own wheel and the list of wheels; true if either is new."""
    folder = project.page / "wheels"
    name = f"cif_emulator_page-{project.version}-py3-none-any.whl"
    dependencies = [wheel_of(folder, one) for one in project.wheels]
    order = [file.name for file in dependencies if file is not None] + [name]
    for file in folder.glob("*.whl"):
        if file.name not in order:
            file.unlink()
    wrote_wheel = write_if_new(folder / name, page_wheel_bytes(project))
    wrote_list = write_if_new(folder / "wheels.json", (json.dumps(order, indent=1) + "\n").encode())
    return wrote_wheel or wrote_list


def installed_wheels(project: Project) -> dict[str, str]:
    """The page's wheels in the order of installation, micropip first: file name and hash of the content."""
    folder = project.page / "wheels"
    names: list[str] = json.loads((folder / "wheels.json").read_text(encoding="utf-8"))
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def page_wheel_bytes(project: Project) -> bytes:
    """The wheel ``cif_emulator_page``: the package without the rooms that stay outside the browser."""
    information = f"cif_emulator_page-{project.version}.dist-info"
    members = {
        f"cif_emulator/{name}": content for name, content in package_files(project.package, NOT_IN_THE_PAGE)
    }
    members[f"{information}/METADATA"] = metadata(project).encode()
    members[f"{information}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: cif-emulator\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = f"{information}/RECORD"
    members[record] = (
        "".join(record_line(*member) for member in members.items()).encode() + f"{record},,\n".encode()
    )
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = PLAIN_FILE
            archive.writestr(entry, content)
    return wheel.getvalue()


def package_files(package: Path, left_out: AbstractSet[str]) -> Iterator[tuple[str, bytes]]:
    """Names below the package and contents of its files, in a fixed order, but for the rooms left out."""
    for file in sorted(package.rglob("*")):
        name = file.relative_to(package)
        if file.is_file() and left_out.isdisjoint(name.parts) and file.suffix != ".pyc":
            yield name.as_posix(), file.read_bytes()


def metadata(project: Project) -> str:
    """The wheel's METADATA: only what the page needs is required."""
    lines = [
        "Metadata-Version: 2.4",
        "Name: cif-emulator-page",
        f"Version: {project.version}",
        "Summary: The part of cif-emulator that runs in the browser",
        "License-Expression: MIT",
        "Requires-Python: >=3.11",
        *(f"Requires-Dist: {requirement}" for requirement in project.requirements),
    ]
    return "\n".join(lines) + "\n"


def record_line(name: str, content: bytes) -> str:
    """One line of RECORD: name, hash as the wheel format spells it, size."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    return f"{name},sha256={digest},{len(content)}\n"


def write_if_new(file: Path, content: bytes) -> bool:
    """Write in one step unless the file holds just that."""
    if file.is_file() and file.read_bytes() == content:
        return False
    half = file.with_name(file.name + ".part")
    half.write_bytes(content)
    half.replace(file)
    return True
