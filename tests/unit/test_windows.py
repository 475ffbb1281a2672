"""What depends on the system, in Windows' forms."""

import errno
import socket
from pathlib import PureWindowsPath

import pytest

from cif_emulator.cli import browsers, install_browser, listening, web_resources
from cif_emulator.cli import sockets as sockets_of_cli

LOCAL = r"C:\Users\Ada Lovelace\AppData\Local"
PROGRAMS = r"C:\Program Files (x86)"
EDGE = PROGRAMS + r"\Microsoft\Edge\Application\msedge.exe"
OWN = LOCAL + r"\ms-playwright\chromium-1255\chrome-win\chrome.exe"
OWN_WITHOUT_WINDOWS = LOCAL + r"\ms-playwright\chromium_headless_shell-1255"
# Environment variables as Python gives them there: in capitals.
ENVIRONMENT = {"PROGRAMFILES": r"C:\Program Files", "PROGRAMFILES(X86)": PROGRAMS, "LOCALAPPDATA": LOCAL}


@pytest.fixture
def windows(monkeypatch):
    """Modules of ours find themselves on a machine that has only these files and folders."""

    def have(*there):
        class WindowsPath(PureWindowsPath):
            def is_file(self):
                return str(self) in there

            is_dir = is_file

        class System:
            platform = "win32"
            executable = r"C:\Program Files\desk\.venv\Scripts\python.exe"

        for module in (browsers, install_browser, listening, sockets_of_cli):
            monkeypatch.setattr(module, "sys", System)
        monkeypatch.setattr(browsers, "Path", WindowsPath)
        monkeypatch.setattr(browsers, "NAMES", ())
        return WindowsPath

    return have


def test_an_installed_browser_is_found_in_its_usual_place(windows):
    windows(EDGE)
    assert str(browsers.installed(ENVIRONMENT)) == EDGE


def test_places_that_no_variable_names_are_passed_over(windows):
    windows(EDGE)
    assert browsers.installed({}) is None


@pytest.mark.parametrize("there", [OWN, OWN_WITHOUT_WINDOWS])
def test_playwrights_own_is_found(windows, there):
    path = windows(there)
    assert browsers.playwright_has_one(path(OWN))


def test_one_of_another_build_is_not_taken_for_it(windows):
    path = windows(OWN_WITHOUT_WINDOWS.replace("1255", "1200"))
    assert not browsers.playwright_has_one(path(OWN))


def test_nobody_is_root_and_the_sandbox_works(windows):
    windows()
    assert not browsers.is_root()
    assert browsers.can_sandbox()


def test_a_command_with_blanks_is_told_as_it_is_typed(windows, monkeypatch):
    path = windows()
    monkeypatch.setattr(install_browser, "attempt", lambda *command: "    tried")
    monkeypatch.setattr(install_browser.shutil, "which", lambda name: None)
    with pytest.raises(install_browser.CommandRefused) as refusal:
        install_browser.install("chromium", path(OWN))
    assert r'"C:\Program Files\desk\.venv\Scripts\python.exe" -m playwright install' in str(refusal.value)


class Socket:
    """Notes its options; ``problem`` is what binding meets."""

    problem = None

    def __init__(self, family, kind):
        self.options = []
        Socket.last = self

    def setsockopt(self, level, option, value):
        self.options.append(option)

    def bind(self, address):
        if self.problem is not None:
            raise OSError(self.problem, "")

    def listen(self):
        pass

    def close(self):
        pass


@pytest.fixture
def sockets(windows, monkeypatch):
    windows()
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", "exclusive", raising=False)
    monkeypatch.setattr(socket, "socket", Socket)
    return Socket


def test_a_port_is_for_one_program_alone(sockets):
    """There, SO_REUSEADDR lets another program listen at the same port."""
    listening.bind("127.0.0.1", "localhost", 4280)
    assert sockets.last.options == ["exclusive"]


def test_a_port_that_the_system_keeps_is_not_for_want_of_height(sockets, monkeypatch):
    monkeypatch.setattr(sockets, "problem", errno.EACCES)
    with pytest.raises(listening.CannotListen, match=r"port 4280 may not be used.*choose another"):
        listening.bind("127.0.0.1", "localhost", 4280)


@pytest.mark.parametrize(
    "path",
    [r"C:\secret.txt", r"C:secret.txt", r"\secret.txt", r"\\server\share\secret.txt", r"..\secret.txt"],
)
def test_no_web_resource_lies_elsewhere(monkeypatch, tmp_path, path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(web_resources, "Path", PureWindowsPath)
    assert web_resources.find(tmp_path / "resources", path) is None


def test_a_web_resource_is_found_below_folders(monkeypatch, tmp_path):
    file = tmp_path / "acme_" / "page.html"
    file.parent.mkdir()
    file.write_text("page", encoding="utf-8")
    monkeypatch.setattr(web_resources, "Path", PureWindowsPath)
    assert web_resources.find(tmp_path, r"Acme_\Page.html") == file
