"""Whether this checkout may become a release."""

from __future__ import annotations

import re
import shutil
from importlib.util import find_spec
from pathlib import Path

from page_build.commands import npm, run
from page_build.project import read_project

CHANGELOG = "CHANGELOG.md"
# Version, and what stands in brackets behind it.
HEADING = re.compile(r"^## (\S+) \((.+)\)$", re.MULTILINE)
DATE = re.compile(r"\d{4}-\d\d-\d\d")
# Python's modules that build and check, and what brings them.
MODULES = {"hatchling": "dev", "packaging": "dev", "pip": "dev", "sphinx": "docs"}
# Changed files that a refusal lists.
LISTED = 20


class NotReady(Exception):
    """This checkout may not become a release; the text says why and what to do."""


def ready_version(root: Path, tag: str | None) -> str:
    """The version that ``root`` is ready to release, as ``tag`` if given. Raises ``NotReady``.

    Without a tag the changelog may still say "unreleased": nothing is published.
    """
    _ask_for_tools()
    changed = _git(root, "status", "--porcelain").splitlines()
    if changed:
        more = f"\nand {len(changed) - LISTED} more: see git status" if len(changed) > LISTED else ""
        raise NotReady(
            "A release is made of what is committed; commit or remove these first:\n"
            + "\n".join(changed[:LISTED])
            + more
        )
    version = read_project(root).version
    _compare_changelog((root / CHANGELOG).read_text(encoding="utf-8"), version, is_published=bool(tag))
    _compare_tags(root, version, tag)
    return version


def _ask_for_tools() -> None:
    npm()
    if shutil.which("git") is None:
        raise NotReady("A release is made of what is committed, and there is no git on PATH: install git.")
    for module, extra in MODULES.items():
        if find_spec(module) is None:
            raise NotReady(f"A release needs {module}: install it with pip install -e '.[{extra}]'")


def _compare_changelog(changelog: str, version: str, *, is_published: bool) -> None:
    top = HEADING.search(changelog)
    if top is None or top[1] != version:
        found = f"its first heading is {top[0]!r}" if top else "it has no heading of this form"
        raise NotReady(
            f"{CHANGELOG} begins with the version that is released, as ## {version} (YEAR-MONTH-DAY); "
            f"{found}. The version stands in py/cif_emulator/__init__.py."
        )
    if is_published and not DATE.fullmatch(top[2]):
        raise NotReady(
            f"{CHANGELOG} says {version} ({top[2]}): put the day of the release there, as in (2026-01-31)"
        )


def _compare_tags(root: Path, version: str, tag: str | None) -> None:
    own = f"v{version}"
    if tag not in (None, own):
        raise NotReady(f"--tag {tag}: the tag of version {version} is {own}; change one of them")
    tagged = _git(root, "rev-list", "--max-count=1", own) if own in _git(root, "tag").split() else None
    if tagged and tagged != _git(root, "rev-parse", "HEAD"):
        raise NotReady(
            f"Version {version} is released already, as {own} ({tagged[:12]}): "
            "put a higher version in py/cif_emulator/__init__.py, and its heading in the changelog"
        )
    if tag and not tagged:
        raise NotReady(f"--tag {tag}: there is no such tag; git tag {tag} makes it of the present commit")


def _git(root: Path, *words: str) -> str:
    return run(f"asking git ({' '.join(words)})", ["git", *words], root).strip()
