"""``playwright.config.py``: what is read from it, and what is refused."""

import pytest

from cif_emulator.testing.settings import BrowserSettings, SettingsRefused, read_settings, with_options


@pytest.fixture
def settings(tmp_path):
    def read(text):
        (tmp_path / "playwright.config.py").write_text(text, encoding="utf-8")
        return read_settings(tmp_path)

    return read


def test_without_a_file_there_are_the_defaults(tmp_path):
    assert read_settings(tmp_path) == BrowserSettings()


ANY_PYTHON = """
from __future__ import annotations

import os
import trace
from dataclasses import dataclass
from os import environ, name
from pathlib import Path

ROOT = Path(__file__).parent
_private = 1

@dataclass
class Size:
    width: int
    height: int

def viewport(size: Size):
    scale = 2
    return {"width": size.width * scale, "height": size.height}

if ROOT.is_dir():
    browser = "firefox"
timeout = 500
context = {"viewport": viewport(Size(600, 800))}
launch = {"args": [f"--{each}" for each in "xy"]}
"""


def test_a_file_may_hold_any_python(settings):
    assert settings(ANY_PYTHON) == BrowserSettings(
        browser="firefox",
        timeout=500,
        context={"viewport": {"width": 1200, "height": 800}},
        launch={"args": ["--x", "--y"]},
    )


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
        ("def trace(): pass", "trace: expected one of"),
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


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {"trace": "on"}),
        (["--tracing=off"], {"trace": "off"}),
        (["--headed", "--slowmo", "7"], {"trace": "on", "headed": True, "slow_motion": 7}),
        (
            ["--browser", "webkit", "--browser-channel=x"],
            {"trace": "on", "browser": "webkit", "channel": "x"},
        ),
        (["--screenshot", "on", "--video=on"], {"trace": "on", "screenshot": "on", "video": "on"}),
    ],
)
def test_given_options_go_before_settings(pytester, arguments, expected):
    config = pytester.parseconfig(*arguments)
    assert with_options(BrowserSettings(trace="on"), config) == BrowserSettings(**expected)


def test_options_of_the_ini_file_and_the_environment_count_too(pytester, monkeypatch):
    pytester.makeini("[pytest]\naddopts = --tracing=off\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--slowmo=3")
    assert with_options(BrowserSettings(trace="on"), pytester.parseconfig()) == BrowserSettings(slow_motion=3)
