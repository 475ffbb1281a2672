"""``playwright.config.py``: what is read from it, and what is refused."""

import pytest

from cif_emulator.testing.settings import BrowserSettings, SettingsRefused, read_settings


@pytest.fixture
def settings(tmp_path):
    def read(text):
        (tmp_path / "playwright.config.py").write_text(text, encoding="utf-8")
        return read_settings(tmp_path)

    return read


def test_without_a_file_there_are_the_defaults(tmp_path):
    assert read_settings(tmp_path) == BrowserSettings()


def test_variables_are_settings_and_others_are_not_looked_at(settings):
    read = settings(
        'import os\n_private = 1\nbrowser = "firefox"\ntimeout = 500\nlaunch = {"args": ["--x"]}\n'
    )
    assert read == BrowserSettings(browser="firefox", timeout=500, launch={"args": ["--x"]})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('brwser = "firefox"', "brwser: there is no such setting"),
        ('browser = "opera"', "browser: expected one of"),
        ('timeout = "1s"', "timeout: expected a number of milliseconds, not '1s'"),
        ("timeout = True", "timeout: expected a number of milliseconds, not True"),
        ("headed = 1", "headed: expected True or False, not 1"),
        ("launch = []", "launch: expected a dict"),
        ('remote = "localhost:9222"', "remote: expected an address"),
        ('trace = "sometimes"', "trace: expected one of"),
    ],
)
def test_wrong_settings_are_refused_with_file_and_name(settings, tmp_path, text, told):
    with pytest.raises(SettingsRefused) as refusal:
        settings(text)
    assert str(refusal.value).startswith(f"{tmp_path / 'playwright.config.py'}: ")
    assert told in str(refusal.value)


def test_all_wrong_settings_are_told_at_once(settings):
    with pytest.raises(SettingsRefused) as refusal:
        settings("headed = 1\ntimeout = None\n")
    assert len(str(refusal.value).splitlines()) == 2


def test_settings_become_options():
    options = BrowserSettings(browser="webkit", headed=True, slow_motion=5, trace="on").options()
    assert options["--browser"] == "webkit"
    assert options["--slowmo"] == "5"
    assert options["--tracing"] == "on"
    assert "--headed" in options
    assert "--headed" not in BrowserSettings().options()
