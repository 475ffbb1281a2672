"""Which browser runs the tests: Playwright's own, an installed one, or one that is installed now."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from filelock import FileLock

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

# Seconds; a download that takes longer is taken for one that hangs.
INSTALLATION_TIME = 900


class NoBrowser(Exception):
    """There is no browser and none could be installed; the text says what to do."""


def chromium(playwrights_own: Path) -> Path | None:
    """The executable to launch; ``None`` for Playwright's own, which is ``playwrights_own`` if installed.

    Installs one if there is none at all. Raises ``NoBrowser``.
    """
    if playwright_has_one(playwrights_own):
        return None
    found = installed()
    if found is not None:
        return found
    # Several test processes may come here at once: one installs, the others find what it installed.
    with FileLock(Path(tempfile.gettempdir()) / "cif-emulator-browser-installation.lock"):
        if playwright_has_one(playwrights_own):
            return None
        return installed() or install(playwrights_own)


def playwright_has_one(playwrights_own: Path) -> bool:
    """Whether Playwright's Chromium, or its variant without windows alone, is installed."""
    build = next((part for part in playwrights_own.parts if part.startswith("chromium-")), None)
    if playwrights_own.is_file() or build is None:
        return playwrights_own.is_file()
    browsers = Path(*playwrights_own.parts[: playwrights_own.parts.index(build)])
    return (browsers / build.replace("chromium-", "chromium_headless_shell-")).is_dir()


def installed(environment: Mapping[str, str] = os.environ) -> Path | None:
    """A Chromium, Chrome or Edge on PATH or in its usual place."""
    return next(candidates(environment), None)


def candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    """All that are there, in the order of preference."""
    for name in NAMES:
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


def install(playwrights_own: Path) -> Path | None:
    """Install Playwright's Chromium, or Debian's where that is impossible; ``None`` means Playwright's."""
    tried = [attempt(sys.executable, "-m", "playwright", "install", "chromium")]
    may_use_apt = is_root() and shutil.which("apt-get") is not None
    if playwright_has_one(playwrights_own):
        if may_use_apt:
            attempt(sys.executable, "-m", "playwright", "install-deps", "chromium")
        return None
    if may_use_apt:
        tried.append(attempt("apt-get", "update", "-q"))
        tried.append(attempt("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"))
        found = installed()
        if found is not None:
            return found
    raise NoBrowser(
        "There is no browser to run the tests in: install Chromium, Chrome or Edge, or run\n"
        f"    {sys.executable} -m playwright install --with-deps chromium\n"
        "This was tried:\n" + "\n".join(tried)
    )


def attempt(*command: str) -> str:
    """Run a command; how it ended, in a few lines."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(  # noqa: S603 - the commands above
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=INSTALLATION_TIME,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"    {' '.join(command)}: not done after {INSTALLATION_TIME} seconds"
    last_lines = "".join(f"\n        {line}" for line in done.stdout.strip().splitlines()[-5:])
    return f"    {' '.join(command)}: exit code {done.returncode}{last_lines}"


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
