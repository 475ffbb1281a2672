"""How the browser for workspaces is launched, with a browser type that only pretends."""

import json
from pathlib import Path

import pytest

from cif_emulator.cli import browsers
from cif_emulator.testing.fixtures import launch_options, running_browser
from cif_emulator.testing.settings import BrowserSettings


class Browser:
    closed = False

    def close(self):
        self.closed = True


class BrowserType:
    def __init__(self, name="chromium"):
        self.name = name
        self.executable_path = f"/nowhere/{name}"
        self.asked = []

    def launch(self, **options):
        self.asked.append(("launch", options))
        return Browser()

    def connect(self, address, headers, expose_network):
        assert expose_network == "<loopback>"
        self.asked.append(("connect", address, json.loads(headers["x-playwright-launch-options"])))
        return Browser()

    def connect_over_cdp(self, address):
        self.asked.append(("connect_over_cdp", address))
        return Browser()


@pytest.fixture(autouse=True)
def found(monkeypatch):
    """Another Chromium than Playwright's own is installed."""
    kinds = {False: Path("/there/headless-shell"), True: Path("/there/chromium")}
    monkeypatch.setattr(browsers, "installed", lambda *, headed: kinds[headed])


def test_the_command_lines_wishes_reach_the_browser():
    settings = BrowserSettings(headed=True, channel="msedge", slow_motion=50, launch={"args": ["--mine"]})
    options = launch_options(BrowserType(), settings)
    assert (options["headless"], options["channel"], options["slow_mo"]) == (False, "msedge", 50)
    assert options["args"] == [*browsers.QUIET, "--mine"]
    assert "executable_path" not in options
    assert settings.launch == {"args": ["--mine"]}


def test_an_installed_browser_stands_in_for_playwrights_own():
    assert launch_options(BrowserType(), BrowserSettings())["executable_path"] == Path(
        "/there/headless-shell"
    )
    headed = BrowserSettings(headed=True)
    assert launch_options(BrowserType(), headed)["executable_path"] == Path("/there/chromium")
    named = BrowserSettings(launch={"executable_path": "/mine"})
    assert launch_options(BrowserType(), named)["executable_path"] == "/mine"


def test_chromiums_options_are_not_given_to_others():
    named = BrowserSettings(browser="firefox", launch={"executable_path": "/mine"})
    assert launch_options(BrowserType("firefox"), named) == {"executable_path": "/mine"}


def test_a_missing_browser_fails_with_one_message():
    with pytest.raises(pytest.fail.Exception, match="cif-emulator install-browser firefox") as failure:
        launch_options(BrowserType("firefox"), BrowserSettings(browser="firefox"))
    assert not failure.value.pytrace


@pytest.mark.parametrize(
    ("remote", "asked"),
    [
        (None, ("launch", {"slow_mo": 5})),
        ("http://localhost:9222", ("connect_over_cdp", "http://localhost:9222")),
        ("ws://localhost:3000", ("connect", "ws://localhost:3000", {"slowMo": 5})),
    ],
)
def test_the_browser_is_launched_or_connected_to_and_closed(remote, asked):
    browser_type = BrowserType()
    running = running_browser(browser_type, {"slow_mo": 5}, BrowserSettings(remote=remote))
    browser = next(running)
    assert browser_type.asked == [asked]
    assert next(running, None) is None
    assert browser.closed
