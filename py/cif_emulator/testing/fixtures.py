"""The fixtures. Each may be overridden in a ``conftest.py``; those for all tests have session scope."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest
from attrs import frozen
from playwright.sync_api import Browser, BrowserType, Error, Page, expect

from cif_emulator import config
from cif_emulator.cli.built_page import PageNotBuilt, built_page
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import CannotListen, serving
from cif_emulator.cli.web_resources import NoSuchFolder, folder_of
from cif_emulator.cli.wheels import UnusableWheel, user_wheels
from cif_emulator.testing import browsers
from cif_emulator.testing.plugin import SETTINGS
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.shared_page import SharedPages
from cif_emulator.testing.workspace_page import Workspace

# The workspaces that a test uses, and whether it failed.
IN_USE = pytest.StashKey[list[Workspace]]()
FAILED = pytest.StashKey[bool]()

# Why a workspace cannot be served.
REFUSALS = (CannotListen, NoSuchFolder, PageNotBuilt, UnusableWheel, config.ConfigurationError)


@frozen(kw_only=True)
class EmulatorServer:
    """A running server; ``url`` ends with a slash."""

    url: str


@pytest.fixture(scope="session")
def browser_settings(pytestconfig: pytest.Config) -> BrowserSettings:
    """The settings of ``playwright.config.py``."""
    settings = pytestconfig.stash[SETTINGS]
    expect.set_options(timeout=settings.expect_timeout)
    return settings


@pytest.fixture(scope="session")
def emulator_config() -> Path | None:
    """The configuration file that the workspace starts from; ``None`` for the built-in one."""
    return None


@pytest.fixture(scope="session")
def boot(pytestconfig: pytest.Config) -> str | None:
    """The way in which the workspace starts (option ``--boot``); ``None`` leaves it to the page."""
    chosen: str | None = pytestconfig.getoption("--boot")
    return chosen


@pytest.fixture(scope="session")
def serve_workspace() -> Iterator[Callable[[Path | None], EmulatorServer]]:
    """Gives the server for a configuration file: one each, in this process, until the tests end."""
    servers: dict[Path | None, EmulatorServer] = {}
    with ExitStack() as running:

        def serve(configuration: Path | None) -> EmulatorServer:
            file = configuration and configuration.resolve()
            if file not in servers:
                try:
                    page, configured = built_page(), config.load(file)
                    web_resources = folder_of(None, file, configured.web_resources)
                    user_wheels(page, file, configured)
                    service = Service(page=page, configuration=file, web_resources=web_resources)
                    app = application(service)
                    servers[file] = EmulatorServer(url=running.enter_context(serving(app)))
                except REFUSALS as refusal:
                    pytest.fail(str(refusal), pytrace=False)
            return servers[file]

        yield serve


# Not of session scope, though the server is: the configuration is that of the test's own folder.
@pytest.fixture
def emulator_server(
    emulator_config: Path | None, serve_workspace: Callable[[Path | None], EmulatorServer]
) -> EmulatorServer:
    """The server of the shared workspace, on a free port."""
    return serve_workspace(emulator_config)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any],
    browser_type: BrowserType,
    browser_settings: BrowserSettings,
) -> dict[str, Any]:
    """Which browser is launched, and how: pytest-playwright's options over those of the settings."""
    launch = {**browser_settings.launch, **browser_type_launch_args}
    if browser_type.name != "chromium" or browser_settings.remote is not None:
        return launch
    launch["args"] = [*browsers.QUIET, *launch.get("args", [])]
    launch.setdefault("chromium_sandbox", browsers.can_sandbox())
    if "executable_path" not in launch and "channel" not in launch:
        try:
            found = browsers.chromium(Path(browser_type.executable_path))
        except browsers.NoBrowser as refusal:
            pytest.exit(str(refusal), returncode=pytest.ExitCode.USAGE_ERROR)
        if found is not None:
            launch["executable_path"] = found
    return launch


@pytest.fixture(scope="session")
def launch_browser(
    launch_browser: Callable[..., Browser],
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_settings: BrowserSettings,
) -> Callable[..., Browser]:
    """Launches the browser, or connects to the settings' remote one."""
    remote = browser_settings.remote
    if remote is None:
        return launch_browser
    if remote.startswith("http"):
        return lambda **_: browser_type.connect_over_cdp(remote)
    # A Playwright server launches the browser for each connection, as this header says.
    headers = {"x-playwright-launch-options": json.dumps(browser_type_launch_args)}
    return lambda **_: browser_type.connect(remote, headers=headers)


@pytest.fixture(scope="session")
def browser_context_args(
    browser_context_args: dict[str, Any], browser_settings: BrowserSettings
) -> dict[str, Any]:
    """The settings' context options, under pytest-playwright's."""
    return {**browser_settings.context, **browser_context_args}


@pytest.fixture(scope="session")
def shared_pages(
    browser: Browser, browser_settings: BrowserSettings, boot: str | None, pytestconfig: pytest.Config
) -> Iterator[SharedPages]:
    """The pages that this process's tests share: booted once, reset for each test."""
    pages = SharedPages(
        browser=browser,
        timeout=browser_settings.timeout,
        boot_timeout=browser_settings.boot_timeout,
        boot=boot,
        traced=pytestconfig.getoption("--tracing") != "off",
    )
    yield pages
    pages.close()


@pytest.fixture
def workspace(
    shared_pages: SharedPages,
    emulator_server: EmulatorServer,
    browser_context_args: dict[str, Any],
    request: pytest.FixtureRequest,
    output_path: str,
) -> Iterator[Workspace]:
    """The workspace at its configured start, on a page that is not reloaded between tests."""
    shared_page = shared_pages.page(emulator_server.url, browser_context_args)
    item = request.node
    workspace = shared_page.begin(item.nodeid)
    item.stash.setdefault(IN_USE, []).append(workspace)
    yield workspace
    failed = item.stash.get(FAILED, True)

    def kept(option: str, name: str) -> Path | None:
        wish = request.config.getoption(option)
        return Path(output_path) / name if wish == "on" or (failed and wish != "off") else None

    shared_page.end(
        trace=kept("--tracing", "workspace-trace.zip"), screenshot=kept("--screenshot", "workspace.png")
    )


class FreshWorkspace(Protocol):
    """Opens a workspace on a page and in a context of its own."""

    def __call__(
        self,
        *,
        configuration: Path | None = None,
        before: Callable[[Page], object] | None = None,
        wait: bool = True,
        boot: str | None = None,
        **context_options: Any,
    ) -> Workspace:
        """Open one.

        ``configuration`` is a file for a server of its own, ``before`` is called with the empty page (to
        install a clock, to route requests), ``wait=False`` does not wait until the workspace is ready,
        ``boot`` is the way to start, over the option's.
        """


@pytest.fixture
def fresh_workspace(
    new_context: Callable[..., Any],
    emulator_server: EmulatorServer,
    serve_workspace: Callable[[Path | None], EmulatorServer],
    browser_settings: BrowserSettings,
    boot: str | None,
    request: pytest.FixtureRequest,
) -> FreshWorkspace:
    """Workspaces for tests that cannot share a page: with a fake clock, another configuration, failures."""

    def open_workspace(
        *,
        configuration: Path | None = None,
        before: Callable[[Page], object] | None = None,
        wait: bool = True,
        boot: str | None = boot,
        **context_options: Any,
    ) -> Workspace:
        server = emulator_server if configuration is None else serve_workspace(configuration)
        context = new_context(**context_options)
        context.set_default_timeout(browser_settings.timeout)
        workspace = Workspace(page=context.new_page(), url=server.url, boot=boot)
        workspace.watch()
        request.node.stash.setdefault(IN_USE, []).append(workspace)
        if before is not None:
            before(workspace.page)
        if wait:
            workspace.open(browser_settings.boot_timeout)
        else:
            workspace.page.goto(workspace.address, wait_until="commit")
        return workspace

    return open_workspace


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test whose workspaces complained of something that the test does not allow."""
    result = yield
    allowed = [pattern for mark in item.iter_markers("allow_page_errors") for pattern in mark.args or [""]]
    for workspace in item.stash.get(IN_USE, []):
        _let_messages_arrive(workspace.page)
        unexpected = workspace.unexpected_errors(allowed)
        if unexpected:
            pytest.fail("Errors on the page:\n" + "\n".join(unexpected), pytrace=False)
    return result


def _let_messages_arrive(page: Page) -> None:
    try:
        page.evaluate("0")
    except Error:
        # The test closed the page, or left it in the middle of a navigation.
        return


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test failed, for what is kept of it."""
    report = yield
    item.stash[FAILED] = report.failed or item.stash.get(FAILED, False)
    return report
