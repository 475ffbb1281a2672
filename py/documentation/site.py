"""The documentation as files: written by Sphinx, without a warning, with addresses that are all relative."""

from __future__ import annotations

import gzip
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from documentation.reference import write_reference
from documentation.reference.messages import SCRIPTS
from page_build.commands import run
from page_build.stamps import Stamps, fingerprint

# Below the package, beside the built page: what `cif-emulator docs` shows.
SITE = "_documentation"
SETTINGS = Path(__file__).parent
REFERENCE = "reference"
# Bytes; what is not larger stays as it is.
SMALL = 4096

# Folders wear the name of the page that tells of them; a site begins with index.html.
INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>cif-emulator</title>
<meta http-equiv="refresh" content="0; url=README.html">
</head>
<body><a href="README.html">The documentation of cif-emulator</a></body>
</html>
"""


def build_documentation(root: Path, report: Callable[[str], None]) -> None:
    """Bring the documentation below ``root`` up to date; ``report`` learns of each step.

    Safe to be called by several processes at once. Raises ``BuildFailed``.
    """
    package = root / "py" / "cif_emulator"
    cache = root / "build" / "documentation"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "lock"):
        stamps = Stamps(cache / "stamps.json")
        mark = fingerprint(root, _sources(root))
        if stamps.is_current("site", mark, package):
            return
        report("writing the reference")
        write_reference(root)
        folder = package / SITE
        shutil.rmtree(folder, ignore_errors=True)
        command: list[str | Path] = [
            sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-E",
            "-c", SETTINGS, "-d", cache / "doctrees", root / "docs", folder,
        ]  # fmt: skip
        report("building the documentation (sphinx), which may take a minute")
        run("building the documentation (sphinx)", command, root)
        (folder / "index.html").write_text(INDEX, encoding="utf-8")
        # What Sphinx keeps for a later build and for other projects' links, and how its theme was made.
        for file in (folder / ".buildinfo", folder / "objects.inv", *folder.rglob("*.map")):
            file.unlink(missing_ok=True)
        compress(folder)
        made = [file.relative_to(package).as_posix() for file in folder.rglob("*") if file.is_file()]
        stamps.record("site", mark, made)


def compress(folder: Path) -> None:
    """Put a compressed copy in the place of each large text; the server makes the text of it."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".css", ".html", ".js"} and file.stat().st_size > SMALL:
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))
            file.unlink()


def _sources(root: Path) -> list[Path]:
    docs = root / "docs"
    package = root / "py" / "cif_emulator"
    return [
        *(file for file in docs.rglob("*") if file.is_file() and file.parent != docs / REFERENCE),
        *(file for file in package.rglob("*.py") if "_page" not in file.parts),
        *package.rglob("*.d.ts"),
        *(file for file in (root / "py" / "documentation").rglob("*") if file.suffix in {".py", ".toml"}),
        *(root / "web" / "documentation").iterdir(),
        root / "web" / "playwright" / "index.d.ts",
        *(root / "web" / name for name in SCRIPTS if name.endswith(".js")),
        *(file for name in SCRIPTS for file in (root / "web" / name).rglob("*.*js")),
    ]
