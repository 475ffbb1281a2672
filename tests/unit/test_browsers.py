"""Which browser is found, and what is installed where there is none."""

import sys

import pytest
from click.testing import CliRunner

from cif_emulator.cli import browsers, install_browser
from cif_emulator.cli.main import main


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
    assert browsers.executable("chromium", playwrights_own) is None


def test_its_variant_without_windows_is_enough(playwrights_own, path):
    (playwrights_own.parents[2] / "chromium_headless_shell-1255").mkdir(parents=True)
    assert browsers.executable("chromium", playwrights_own) is None


def test_one_of_another_build_is_not_taken_for_it(playwrights_own, path):
    found = executable(path / "chromium")
    (playwrights_own.parents[2] / "chromium_headless_shell-1200").mkdir(parents=True)
    assert browsers.executable("chromium", playwrights_own) == found


@pytest.mark.parametrize("name", ["chromium", "google-chrome", "microsoft-edge"])
def test_an_installed_one_is_found_on_path(playwrights_own, path, name):
    found = executable(path / name)
    assert browsers.executable("chromium", playwrights_own) == found


def test_the_headless_shell_is_preferred_unless_a_window_is_to_be_seen(playwrights_own, path):
    shell, whole = executable(path / browsers.HEADLESS_SHELL), executable(path / "chromium")
    assert browsers.executable("chromium", playwrights_own) == shell
    assert browsers.executable("chromium", playwrights_own, headed=True) == whole


def test_an_installed_one_is_found_in_its_usual_place(playwrights_own, path, tmp_path, monkeypatch):
    found = executable(tmp_path / "Programs" / "Edge" / "msedge.exe")
    places = ("{ProgramFiles(x86)}/Edge/msedge.exe", "{ProgramFiles}/Edge/msedge.exe", "/none")
    monkeypatch.setattr(browsers, "PLACES", {browsers.sys.platform: places})
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path / "Programs"))
    assert browsers.executable("chromium", playwrights_own) == found


def test_another_kind_is_playwrights_own_or_none(playwrights_own, path):
    executable(path / "chromium")
    with pytest.raises(browsers.NoBrowser, match="`cif-emulator install-browser firefox`"):
        browsers.executable("firefox", playwrights_own)
    executable(playwrights_own)
    assert browsers.executable("firefox", playwrights_own) is None


def test_without_any_the_command_is_named(playwrights_own, path):
    with pytest.raises(browsers.NoBrowser, match="run `cif-emulator install-browser`"):
        browsers.executable("chromium", playwrights_own)


@pytest.fixture
def run(playwrights_own, path, monkeypatch):
    """The command, on a machine without a browser; ``brings`` maps a command's first word to what it installs."""

    def run(*arguments, root=False, brings=None):
        commands = []

        def attempt(*command):
            commands.append(" ".join(command))
            for part, file in (brings or {}).items():
                if commands[-1].startswith(part):
                    executable(file)
            return f"    {commands[-1]}: exit code 1"

        monkeypatch.setattr(install_browser, "attempt", attempt)
        monkeypatch.setattr(install_browser, "playwrights_own", lambda browser: playwrights_own)
        monkeypatch.setattr(browsers, "is_root", lambda: root)
        done = CliRunner().invoke(main, ["install-browser", *arguments])
        return done, commands

    return run


def test_the_command_leaves_a_machine_with_a_browser_as_it_is(run, path):
    found = executable(path / "chromium")
    done, commands = run()
    assert (done.exit_code, commands) == (0, [])
    assert str(found) in done.output


def test_the_command_installs_playwrights_own(run, playwrights_own):
    done, commands = run(brings={f"{sys.executable} -m playwright install": playwrights_own})
    assert done.exit_code == 0
    assert commands == [f"{sys.executable} -m playwright install chromium"]
    assert str(playwrights_own) in done.output


def test_the_system_libraries_come_with_it_for_root(run, playwrights_own, path):
    executable(path / "apt-get")
    done, commands = run(
        "firefox", root=True, brings={f"{sys.executable} -m playwright install": playwrights_own}
    )
    assert done.exit_code == 0
    assert [command.split("playwright ")[1] for command in commands] == [
        "install firefox",
        "install-deps firefox",
    ]


def test_debians_is_installed_where_playwrights_cannot_be(run, path):
    executable(path / "apt-get")
    done, commands = run(root=True, brings={"apt-get install": path / "chromium"})
    assert done.exit_code == 0
    assert str(path / "chromium") in done.output
    assert [command.split()[0] for command in commands[-2:]] == ["apt-get", "apt-get"]


def test_all_brings_debians_browsers(run, path, monkeypatch):
    executable(path / "apt-get")
    executable(path / "chromium")
    executable(path / "firefox-esr")
    monkeypatch.setattr(browsers, "webkit", lambda: None)
    shell = path / browsers.HEADLESS_SHELL
    done, commands = run("--all", root=True, brings={"apt-get install": shell})
    assert done.exit_code == 0
    assert [command.split()[-1] for command in commands] == ["-q", browsers.HEADLESS_SHELL, "xvfb"]
    assert f"Tests run in {shell}" in done.output
    assert "Tests leave out WebKit: this was tried" in done.output


def test_all_brings_a_chromium_with_windows_unless_playwright_has_one(run, playwrights_own, path):
    for name in ("apt-get", "firefox-esr", browsers.HEADLESS_SHELL):
        executable(path / name)
    whole = {"apt-get install": path / "chromium"}
    _, commands = run("--all", root=True, brings=whole)
    assert any(command.endswith(" chromium") for command in commands)
    (path / "chromium").unlink()
    executable(playwrights_own)
    _, commands = run("--all", root=True, brings=whole)
    assert not any(command.endswith(" chromium") for command in commands)


def test_all_says_what_cannot_be_had(run, path):
    found = executable(path / "chromium")
    done, commands = run("--all")
    assert (done.exit_code, commands) == (0, [])
    assert "leave out headless Chromium, Firefox, WebKit: it takes root and apt-get" in done.output
    assert f"Tests run in {found}" in done.output


def test_the_command_says_what_it_tried(run):
    done, commands = run()
    assert done.exit_code == 2
    assert "install Chromium, Chrome or Edge" in done.output
    assert f"{commands[0]}: exit code 1" in done.output


def test_without_playwright_the_command_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    done = CliRunner().invoke(main, ["install-browser"])
    assert done.exit_code == 2
    assert "pip install 'cif-emulator[testing]'" in done.output


def test_an_attempt_tells_how_it_ended(tmp_path):
    script = executable(tmp_path / "script")
    script.write_text("#!/bin/sh\necho why not\nexit 7\n", encoding="utf-8")
    assert install_browser.attempt(str(script)).endswith("exit code 7\n        why not")
