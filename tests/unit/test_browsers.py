"""Which browser is found."""

import pytest

from cif_emulator.testing import browsers


def executable(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def playwrights_own(tmp_path):
    return tmp_path / "ms-playwright" / "chromium-1255" / "chrome-linux64" / "chrome"


@pytest.fixture
def path(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(browsers, "PLACES", {})
    return folder


def test_playwrights_own_is_preferred(playwrights_own, path):
    executable(path / "chromium")
    executable(playwrights_own)
    assert browsers.chromium(playwrights_own) is None


def test_its_variant_without_windows_is_enough(playwrights_own, path):
    (playwrights_own.parents[2] / "chromium_headless_shell-1255").mkdir(parents=True)
    assert browsers.chromium(playwrights_own) is None


def test_one_of_another_build_is_not_taken_for_it(playwrights_own, path):
    found = executable(path / "chromium")
    (playwrights_own.parents[2] / "chromium_headless_shell-1200").mkdir(parents=True)
    assert browsers.chromium(playwrights_own) == found


@pytest.mark.parametrize("name", ["chromium", "google-chrome", "microsoft-edge"])
def test_an_installed_one_is_found_on_path(playwrights_own, path, name):
    found = executable(path / name)
    assert browsers.chromium(playwrights_own) == found


def test_an_installed_one_is_found_in_its_usual_place(playwrights_own, path, tmp_path, monkeypatch):
    found = executable(tmp_path / "Programs" / "Edge" / "msedge.exe")
    places = ("{ProgramFiles(x86)}/Edge/msedge.exe", "{ProgramFiles}/Edge/msedge.exe", "/none")
    monkeypatch.setattr(browsers, "PLACES", {browsers.sys.platform: places})
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path / "Programs"))
    assert browsers.chromium(playwrights_own) == found


def test_what_an_installation_brings_is_used(playwrights_own, path, monkeypatch):
    def attempt(*command):
        if "playwright" in command:
            executable(playwrights_own)
        return ""

    monkeypatch.setattr(browsers, "attempt", attempt)
    assert browsers.chromium(playwrights_own) is None


def test_debians_is_installed_where_playwrights_cannot_be(playwrights_own, path, monkeypatch):
    commands = []

    def attempt(*command):
        commands.append(command)
        if command[:2] == ("apt-get", "install"):
            executable(path / "chromium")
        return ""

    executable(path / "apt-get")
    monkeypatch.setattr(browsers, "attempt", attempt)
    monkeypatch.setattr(browsers, "is_root", lambda: True)
    assert browsers.chromium(playwrights_own) == path / "chromium"
    assert [command[0] for command in commands[-2:]] == ["apt-get", "apt-get"]


def test_without_any_it_says_what_to_install_and_what_was_tried(playwrights_own, path, monkeypatch):
    monkeypatch.setattr(browsers, "attempt", lambda *command: f"    {command[-2]}: exit code 1")
    monkeypatch.setattr(browsers, "is_root", lambda: False)
    with pytest.raises(browsers.NoBrowser) as refusal:
        browsers.chromium(playwrights_own)
    assert "install Chromium, Chrome or Edge" in str(refusal.value)
    assert "install: exit code 1" in str(refusal.value)


def test_an_attempt_tells_how_it_ended(tmp_path):
    script = executable(tmp_path / "script")
    script.write_text("#!/bin/sh\necho why not\nexit 7\n", encoding="utf-8")
    assert browsers.attempt(str(script)).endswith("exit code 7\n        why not")
