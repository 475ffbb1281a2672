"""``cif-emulator install-browser``: a browser for the tests, where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import click

from cif_emulator.cli import browsers
from cif_emulator.cli.refusal import CommandRefused

# Seconds; a download that takes longer is taken for one that hangs.
INSTALLATION_TIME = 900


@click.command("install-browser", short_help="Install a browser for tests.")
@click.argument(
    "browser", metavar="[BROWSER]", type=click.Choice(["chromium", "firefox", "webkit"]), default="chromium"
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Debian's Chromium (with and without windows), Firefox and WebKitGTK, too: what this project's own "
    "tests run in.",
)
def install_browser_command(browser: str, everything: bool) -> None:
    """Install the BROWSER that tests run in, unless there is one: chromium (the default), firefox or webkit.

    \b
    An installed Chromium, Chrome or Edge is as good as Playwright's own Chromium. Otherwise Playwright's is
    downloaded, with the system's libraries for it where the user is root and there is apt-get; where the
    download is impossible, Debian's Chromium is installed.
    """  # noqa: D301 - click's mark for a paragraph that is not wrapped
    own = playwrights_own(browser)
    if everything:
        install_debians(playwrights_own("chromium"))
    try:
        found = browsers.executable(browser, own)
    except browsers.NoBrowser:
        found = install(browser, own)
    click.echo(f"Tests run in {found or own}")


def playwrights_own(browser: str) -> Path:
    """Where Playwright's own browser is, or would be. Raises ``CommandRefused``."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as missing:
        raise CommandRefused(
            f"{missing}: Playwright comes with the tests' fixtures: pip install 'cif-emulator[testing]'"
        ) from missing
    with sync_playwright() as playwright:
        return Path(getattr(playwright, browser).executable_path)


def install(browser: str, own: Path) -> Path | None:
    """Install Playwright's browser, or Debian's Chromium where that is impossible.

    Gives Debian's executable, ``None`` for Playwright's. Raises ``CommandRefused``.
    """
    tried = [attempt(sys.executable, "-m", "playwright", "install", browser)]
    if browsers.playwright_has_one(own):
        if may_use_apt():
            attempt(sys.executable, "-m", "playwright", "install-deps", browser)
        return None
    if may_use_apt() and browser == "chromium":
        tried.append(attempt("apt-get", "update", "-q"))
        tried.append(attempt(*INSTALL, "chromium"))
        found = browsers.installed()
        if found is not None:
            return found
    by_hand = "install Chromium, Chrome or Edge, or run" if browser == "chromium" else "run"
    raise CommandRefused(
        f"No browser could be installed: {by_hand}\n"
        f"    {subprocess.list2cmdline([sys.executable])} -m playwright install --with-deps {browser}\n"
        "This was tried:\n" + "\n".join(tried)
    )


INSTALL = ("apt-get", "install", "-y", "-q", "--no-install-recommends")

# What is there, and Debian's packages for it.
DEBIANS: Mapping[str, tuple[Callable[[], Path | None], tuple[str, ...]]] = {
    # One without windows asks for no permission.
    "Chromium": (partial(browsers.installed, headed=True), ("chromium",)),
    "headless Chromium": (browsers.headless_shell, ("chromium-headless-shell",)),
    "Firefox": (browsers.firefox, ("firefox-esr",)),
    "WebKit": (browsers.webkit, ("webkit2gtk-driver", "xvfb")),
}


def install_debians(own: Path) -> None:
    """Install Debian's browsers, each that is not there yet; says what cannot be had.

    ``own``: where Playwright's own Chromium is, which makes Debian's unnecessary.
    """
    tried: list[str] = []
    wanted = {name: each for name, each in DEBIANS.items() if name != "Chromium" or not own.is_file()}
    absent = [packages for found, packages in wanted.values() if found() is None]
    if absent and may_use_apt():
        tried.append(attempt("apt-get", "update", "-q"))
        tried += [attempt(*INSTALL, *packages) for packages in absent]
    missing = [name for name, (found, _) in wanted.items() if found() is None]
    if missing:
        why = "this was tried:\n" + "\n".join(tried) if tried else "it takes root and apt-get"
        click.echo(f"Tests leave out {', '.join(missing)}: {why}", err=True)


def may_use_apt() -> bool:
    """Whether Debian's packages can be installed."""
    return browsers.is_root() and shutil.which("apt-get") is not None


def attempt(*command: str) -> str:
    """Run a command; how it ended, in a few lines."""
    shown = subprocess.list2cmdline(command)
    click.echo(f"Running {shown}", err=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(  # noqa: S603 - the commands above
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=INSTALLATION_TIME,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"    {shown}: not done after {INSTALLATION_TIME} seconds"
    last_lines = "".join(f"\n        {line}" for line in done.stdout.strip().splitlines()[-5:])
    return f"    {shown}: exit code {done.returncode}{last_lines}"
