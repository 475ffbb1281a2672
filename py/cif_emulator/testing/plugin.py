"""What pytest loads in every suite: names of fixtures, one option, one marker.

Only the standard library and pytest are imported here. The fixtures do their work in
``cif_emulator.testing.fixtures``, which is imported when a test asks for one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cif_emulator.testing.outcomes import FAILED, IN_USE, MARKER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, BrowserType, Playwright

    from cif_emulator.testing.fixtures import EmulatorServer, FreshWorkspace, ServeWorkspace
    from cif_emulator.testing.settings import BrowserSettings
    from cif_emulator.testing.shared_page import SharedPages
    from cif_emulator.testing.workspace_page import Workspace

ROUTES = ("snapshot", "library", "ordinary")


def _fixtures() -> Any:
    try:
        from cif_emulator.testing import fixtures
    except ModuleNotFoundError as missing:
        raise _without_the_extra(str(missing)) from None
    return fixtures


def _without_the_extra(reason: str) -> BaseException:
    return pytest.fail.Exception(
        f"the fixtures of cif-emulator need more than is installed ({reason}): "
        "pip install 'cif-emulator[testing]'",
        pytrace=False,
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """How the page starts; by itself it takes the memory snapshot, because it is served on this machine."""
    parser.getgroup("cif-emulator").addoption(
        "--cif-boot", choices=ROUTES, help="how the workspace starts (default: as the page chooses)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known."""
    config.addinivalue_line(
        "markers",
        f"{MARKER}(config, data, providers): what the workspace starts from: a configuration file, a list of "
        "data files, a list of channel providers' addresses; files are relative to the test's folder",
    )
    config.addinivalue_line(
        "markers",
        "allow_page_errors(*patterns): errors of the page that match one of these regular expressions do not "
        "fail the test; without a pattern, none does",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test in each browser, where the command line names several."""
    if "cif_browser_name" in metafunc.fixturenames:
        names = metafunc.config.getoption("--browser", default=None) or []
        if len(names) > 1:
            metafunc.parametrize("cif_browser_name", names, scope="session", indirect=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test whose workspaces complained of something that the test does not allow."""
    result = yield
    if IN_USE in item.stash:
        _fixtures().fail_for_unexpected_errors(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test failed, for what is kept of it; a failed one's report has the call log."""
    report = yield
    if report.when == "call" and report.failed and IN_USE in item.stash:
        _fixtures().report_calls(item, report)
    item.stash[FAILED] = report.failed or (report.when != "setup" and item.stash.get(FAILED, False))
    return report


@pytest.fixture(scope="session")
def cif_settings(pytestconfig: pytest.Config) -> BrowserSettings:
    """The settings of ``playwright.config.py``, and over them the command line's options."""
    settings: BrowserSettings = _fixtures().settings_of(pytestconfig)
    return settings


@pytest.fixture(scope="session")
def cif_boot(pytestconfig: pytest.Config) -> str | None:
    """The route by which the workspace starts (option ``--cif-boot``); ``None`` leaves it to the page."""
    chosen: str | None = pytestconfig.getoption("--cif-boot")
    return chosen


@pytest.fixture(scope="session")
def emulator_config() -> Path | None:
    """The configuration file that the workspace starts from; ``None`` for the built-in one."""
    return None


@pytest.fixture(scope="session")
def serve_workspace() -> Iterator[ServeWorkspace]:
    """Gives the server for a configuration file: one each, in this process, until the tests end."""
    yield from _fixtures().servers()


# Not of session scope, though the server is: the configuration is that of the test's own folder.
@pytest.fixture
def emulator_server(
    emulator_config: Path | None, serve_workspace: ServeWorkspace, request: pytest.FixtureRequest
) -> EmulatorServer:
    """The server of the shared workspace, on a free port; the marker ``cif_emulator`` says what it serves."""
    server: EmulatorServer = _fixtures().server_for(request.node, emulator_config, serve_workspace)
    return server


@pytest.fixture(scope="session")
def cif_playwright(request: pytest.FixtureRequest) -> Playwright:
    """pytest-playwright's ``playwright``: a process can have only one."""
    try:
        running: Playwright = request.getfixturevalue("playwright")
    except pytest.FixtureLookupError:
        raise _without_the_extra("the plugin pytest-playwright is not loaded") from None
    return running


@pytest.fixture(scope="session")
def cif_browser_name(request: pytest.FixtureRequest, cif_settings: BrowserSettings) -> str:
    """Which browser it is: ``chromium``, ``firefox`` or ``webkit``."""
    name: str = getattr(request, "param", cif_settings.browser)
    return name


@pytest.fixture(scope="session")
def cif_browser_type(cif_playwright: Playwright, cif_browser_name: str) -> BrowserType:
    """Playwright's way to that browser."""
    browser_type: BrowserType = getattr(cif_playwright, cif_browser_name)
    return browser_type


@pytest.fixture(scope="session")
def cif_launch_args(cif_browser_type: BrowserType, cif_settings: BrowserSettings) -> dict[str, Any]:
    """The options of ``BrowserType.launch``."""
    options: dict[str, Any] = _fixtures().launch_options(cif_browser_type, cif_settings)
    return options


@pytest.fixture(scope="session")
def cif_browser(
    cif_browser_type: BrowserType, cif_launch_args: dict[str, Any], cif_settings: BrowserSettings
) -> Iterator[Browser]:
    """The browser that shows workspaces, launched for them; or the settings' remote one."""
    yield from _fixtures().running_browser(cif_browser_type, cif_launch_args, cif_settings)


@pytest.fixture(scope="session")
def cif_present_browser(
    cif_browser: Browser,
    cif_browser_type: BrowserType,
    cif_launch_args: dict[str, Any],
    cif_settings: BrowserSettings,
) -> Iterator[Callable[[], Browser]]:
    """Gives ``cif_browser``, or another one after a crash."""
    yield from _fixtures().present_browsers(cif_browser, cif_browser_type, cif_launch_args, cif_settings)


@pytest.fixture(scope="session")
def cif_context_args(
    cif_playwright: Playwright, cif_settings: BrowserSettings, pytestconfig: pytest.Config
) -> dict[str, Any]:
    """The options of ``Browser.new_context``: the settings', and over them those of ``--device``."""
    device = pytestconfig.getoption("--device", default=None)
    bypass = {"bypass_csp": cif_settings.bypass_csp}
    return {**bypass, **cif_settings.context, **(cif_playwright.devices[device] if device else {})}


@pytest.fixture
def cif_new_context(
    cif_present_browser: Callable[[], Browser],
    cif_context_args: dict[str, Any],
    cif_settings: BrowserSettings,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., BrowserContext]]:
    """Opens contexts in ``cif_browser``; keeps traces, screenshots and videos as the settings say."""
    yield from _fixtures().recorded_contexts(cif_present_browser, cif_context_args, cif_settings, request)


@pytest.fixture(scope="session")
def cif_shared_pages(
    cif_present_browser: Callable[[], Browser], cif_settings: BrowserSettings, cif_boot: str | None
) -> Iterator[SharedPages]:
    """The pages that this process's tests share: booted once, reset for each test."""
    yield from _fixtures().shared_pages(cif_present_browser, cif_settings, cif_boot)


@pytest.fixture
def workspace(
    cif_shared_pages: SharedPages,
    emulator_server: EmulatorServer,
    cif_context_args: dict[str, Any],
    cif_settings: BrowserSettings,
    request: pytest.FixtureRequest,
) -> Iterator[Workspace]:
    """The workspace at its configured start, on a page that is not reloaded between tests."""
    shared_page = cif_shared_pages.page(emulator_server.url, cif_context_args)
    yield from _fixtures().shared_workspace(shared_page, cif_settings, request)


@pytest.fixture
def fresh_workspace(
    cif_new_context: Callable[..., BrowserContext],
    emulator_server: EmulatorServer,
    serve_workspace: ServeWorkspace,
    cif_settings: BrowserSettings,
    cif_boot: str | None,
    request: pytest.FixtureRequest,
) -> Iterator[FreshWorkspace]:
    """Workspaces for tests that cannot share a page: with a fake clock, another configuration, failures."""
    yield from _fixtures().fresh_workspaces(
        cif_new_context, emulator_server, serve_workspace, cif_settings, cif_boot, request
    )
