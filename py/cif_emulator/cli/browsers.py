"""Which browser runs the tests: Playwright's own, or an installed Chromium, Chrome or Edge."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

# Chromium without windows: the same engine. In it 428 tests took 110 and 118 s, in the whole 138 and 125 s,
# in turns.
HEADLESS_SHELL = "chromium-headless-shell"
# Names on PATH, in the order of preference.
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
PLACES = {
    "darwin": (
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "linux": ("/usr/lib/chromium/chromium", "/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge"),
    "win32": (
        r"{ProgramFiles}\Google\Chrome\Application\chrome.exe",
        r"{ProgramFiles(x86)}\Google\Chrome\Application\chrome.exe",
        r"{LocalAppData}\Google\Chrome\Application\chrome.exe",
        r"{LocalAppData}\Chromium\Application\chrome.exe",
        r"{ProgramFiles(x86)}\Microsoft\Edge\Application\msedge.exe",
        r"{ProgramFiles}\Microsoft\Edge\Application\msedge.exe",
    ),
}

# A test's browser asks nobody but the pages it is told to open.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)

# The command that brings one.
REMEDY = "cif-emulator install-browser"


class NoBrowser(Exception):
    """There is no browser of the kind; the text says how to get one."""


def executable(kind: str, playwrights_own: Path, *, headed: bool = False) -> Path | None:
    """The executable to launch; ``None`` for Playwright's own, which is ``playwrights_own`` if installed.

    ``kind`` is ``chromium``, ``firefox`` or ``webkit``; for the first an installed Chrome or Edge will do,
    and Chromium's headless shell unless its window is to be seen (``headed``). Raises ``NoBrowser``.
    """
    if playwright_has_one(playwrights_own):
        return None
    found = installed(headed=headed) if kind == "chromium" else None
    if found is None:
        command = REMEDY if kind == "chromium" else f"{REMEDY} {kind}"
        others = ", nor is there another Chromium, Chrome or Edge" if kind == "chromium" else ""
        raise NoBrowser(
            f"there is no browser to show the workspace in: Playwright's own {kind} is not installed{others}"
            f"; run `{command}`"
        )
    return found


def playwright_has_one(playwrights_own: Path) -> bool:
    """Whether Playwright's Chromium, or its variant without windows alone, is installed."""
    build = next((part for part in playwrights_own.parts if part.startswith("chromium-")), None)
    if playwrights_own.is_file() or build is None:
        return playwrights_own.is_file()
    browsers = Path(*playwrights_own.parts[: playwrights_own.parts.index(build)])
    return (browsers / build.replace("chromium-", "chromium_headless_shell-")).is_dir()


def installed(environment: Mapping[str, str] = os.environ, *, headed: bool = False) -> Path | None:
    """A Chromium, Chrome or Edge on PATH or in its usual place."""
    return next(candidates(environment, headed=headed), None)


def candidates(environment: Mapping[str, str], *, headed: bool = False) -> Iterator[Path]:
    """All that are there, in the order of preference."""
    for name in NAMES if headed else (HEADLESS_SHELL, *NAMES):
        found = shutil.which(name, path=environment.get("PATH", ""))
        if found is not None:
            yield Path(found)
    folders = {name.lower(): value for name, value in environment.items()}
    for place in PLACES.get(sys.platform, ()):
        opening, _, rest = place.partition("}")
        folder = folders.get(opening.removeprefix("{").lower()) if rest else ""
        path = Path(f"{folder}{rest}" if rest else place)
        if folder is not None and path.is_file():
            yield path


def headless_shell() -> Path | None:
    """Chromium without windows, as Debian has it."""
    found = shutil.which(HEADLESS_SHELL)
    return Path(found) if found else None


def firefox() -> Path | None:
    """The system's Firefox on PATH, which Playwright cannot drive."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    return Path(found) if found else None


def webkit() -> Path | None:
    """WebKitGTK's small browser, where its driver and a virtual screen are installed, too."""
    if shutil.which("WebKitWebDriver") is None or shutil.which("Xvfb") is None:
        return None
    return next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)


def is_root() -> bool:
    """Whether this is a POSIX system's root user."""
    return sys.platform != "win32" and os.geteuid() == 0


def can_sandbox() -> bool:
    """Whether Chromium's sandbox can work: not for root, nor where users may not make namespaces."""
    if is_root():
        return False
    unshare = shutil.which("unshare")
    if not sys.platform.startswith("linux") or unshare is None:
        return True
    probe: Sequence[str] = [unshare, "--user", "--map-root-user", "true"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0  # noqa: S603
