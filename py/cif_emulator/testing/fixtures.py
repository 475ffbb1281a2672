"""What the fixtures of ``cif_emulator.testing.plugin`` do once a test has asked for one of them."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pytest
from attrs import frozen
from playwright.sync_api import Browser, BrowserContext, BrowserType, Error, Page, expect

from cif_emulator.cli import browsers
from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.listening import CannotListen, answering
from cif_emulator.cli.refusal import CommandRefused
from cif_emulator.cli.service_options import Wanted, service
from cif_emulator.testing.artifacts import Artifacts, is_kept
from cif_emulator.testing.local_network import allow_local_network
from cif_emulator.testing.outcomes import FAILED, IN_USE, MARKER
from cif_emulator.testing.parts import call_lines
from cif_emulator.testing.settings import BrowserSettings, SettingsRefused, read_settings, with_options
from cif_emulator.testing.shared_page import SharedPage, SharedPages
from cif_emulator.testing.workspace_page import Workspace

MARKER_FORM = f'@pytest.mark.{MARKER}(config="workspace.toml", data=["contact.csv"], providers=["http://localhost:3000"])'


@frozen(kw_only=True)
class EmulatorServer:
    """A running server; ``url`` ends with a slash."""

    url: str


def _failed(reason: object) -> BaseException:
    """Fails the test with a text alone, without a traceback."""
    return pytest.fail.Exception(str(reason), pytrace=False)


def settings_of(pytest_config: pytest.Config) -> BrowserSettings:
    """The settings of the file beside ``pyproject.toml``, and over them the command line's options."""
    try:
        settings = read_settings(pytest_config.rootpath)
    except SettingsRefused as refusal:
        raise _failed(refusal) from None
    return with_options(settings, pytest_config)


class ServeWorkspace(Protocol):
    """Gives the server for a configuration file, data files and addresses of channel providers."""

    def __call__(
        self,
        configuration: Path | None,
        *,
        data: tuple[Path, ...] = (),
        providers: tuple[str, ...] = (),
    ) -> EmulatorServer:
        """One server for all who ask for the same."""


def servers() -> Iterator[ServeWorkspace]:
    """Gives what serves a workspace; the servers end with the generator."""
    running: dict[Wanted, EmulatorServer] = {}
    # Once for all: in a checkout it compares the page with its sources.
    page_of_all = cache(built_page)
    with ExitStack() as until_the_end:

        def serve(
            configuration: Path | None, *, data: tuple[Path, ...] = (), providers: tuple[str, ...] = ()
        ) -> EmulatorServer:
            file = configuration and configuration.resolve()
            wanted = Wanted(configuration=file, data_files=data, provider_urls=providers)
            if wanted not in running:
                try:
                    ready = until_the_end.enter_context(service(wanted, page_of_all))
                    until_the_end.enter_context(answering(ready.app, ready.sockets, None))
                except (CannotListen, CommandRefused) as refusal:
                    raise _failed(refusal) from None
                running[wanted] = EmulatorServer(url=ready.address)
            return running[wanted]

        yield serve


def server_for(item: pytest.Item, configuration: Path | None, serve: ServeWorkspace) -> EmulatorServer:
    """The server that a test's marker ``cif_emulator`` asks for, over the ``configuration`` of its folder."""
    mark = item.get_closest_marker(MARKER)
    if mark is None:
        return serve(configuration)
    unknown = [key for key in mark.kwargs if key not in ("config", "data", "providers")]
    if unknown or mark.args:
        wrong = repr(mark.args[0]) if mark.args else unknown[0]
        raise _failed(f"@pytest.mark.{MARKER}: there is no {wrong}; right is {MARKER_FORM}")
    folder = item.path.parent
    given = mark.kwargs.get("config")
    return serve(
        configuration if given is None else folder / given,
        data=tuple(folder / name for name in _several("data", mark.kwargs.get("data", ()))),
        providers=tuple(str(url) for url in _several("providers", mark.kwargs.get("providers", ()))),
    )


def _several(key: str, given: object) -> Sequence[str | Path]:
    if isinstance(given, (list, tuple)) and all(isinstance(each, (str, Path)) for each in given):
        return given
    raise _failed(f"@pytest.mark.{MARKER}: {key} is {given!r}; right is a list, as in {MARKER_FORM}")


def refuse_coroutine(item: pytest.Item) -> None:
    """Fail an asynchronous test that asks for the workspace: Playwright's two interfaces do not mix."""
    if inspect.iscoroutinefunction(getattr(item, "obj", None)):
        raise _failed(
            "the fixture workspace is made of Playwright's synchronous interface, which cannot run inside an "
            "asyncio loop: write the test without async, or ask for the fixture emulator_server and open its "
            "url with Playwright's asynchronous interface"
        )


def launch_options(browser_type: BrowserType, settings: BrowserSettings) -> dict[str, Any]:
    """The settings' launch options, with an installed browser where Playwright's own is missing."""
    launch = dict(settings.launch)
    if settings.headed:
        launch["headless"] = False
    if settings.channel is not None:
        launch["channel"] = settings.channel
    if settings.slow_motion:
        launch["slow_mo"] = settings.slow_motion
    if settings.remote is not None:
        return launch
    if browser_type.name == "chromium":
        launch["args"] = [*browsers.QUIET, *launch.get("args", [])]
        launch.setdefault("chromium_sandbox", browsers.can_sandbox())
    if "executable_path" not in launch and "channel" not in launch:
        try:
            own = Path(browser_type.executable_path)
            found = browsers.executable(browser_type.name, own, headed=settings.headed)
        except browsers.NoBrowser as refusal:
            raise _failed(refusal) from None
        if found is not None:
            launch["executable_path"] = found
    return launch


def running_browser(
    browser_type: BrowserType, launch: dict[str, Any], settings: BrowserSettings
) -> Iterator[Browser]:
    """The browser, launched or connected to."""
    browser = _started(browser_type, launch, settings.remote)
    yield browser
    browser.close()


def present_browsers(
    first: Browser, browser_type: BrowserType, launch: dict[str, Any], settings: BrowserSettings
) -> Iterator[Callable[[], Browser]]:
    """Gives what gives the browser: the ``first``, and another one once a test has made it crash."""
    browsers_so_far = [first]

    def present() -> Browser:
        if not browsers_so_far[-1].is_connected():
            browsers_so_far.append(_started(browser_type, launch, settings.remote))
        return browsers_so_far[-1]

    yield present
    for further in browsers_so_far[1:]:
        further.close()


def _started(browser_type: BrowserType, launch: dict[str, Any], remote: str | None) -> Browser:
    try:
        return _start(browser_type, launch, remote)
    except Error as error:
        raise _failed(f"the browser for the workspace does not start: {error.message}") from None


def _start(browser_type: BrowserType, launch: dict[str, Any], remote: str | None) -> Browser:
    if remote is None:
        return browser_type.launch(**launch)
    if remote.startswith("http"):
        return browser_type.connect_over_cdp(remote)
    # A Playwright server launches the browser for each connection, as this header says. By the connection the
    # browser reaches what this machine serves for itself.
    options = {
        re.sub("_(.)", lambda letter: letter[1].upper(), name): value for name, value in launch.items()
    }
    return browser_type.connect(
        remote, headers={"x-playwright-launch-options": json.dumps(options)}, expose_network="<loopback>"
    )


def _has_failed(item: pytest.Item) -> bool:
    return item.stash.get(FAILED, True)


def _output_folder(request: pytest.FixtureRequest) -> Path:
    """The test's own folder below ``--output``, as pytest-playwright names it."""
    return Path(request.getfixturevalue("output_path"))


def recorded_contexts(
    browser: Callable[[], Browser],
    context_options: dict[str, Any],
    settings: BrowserSettings,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., BrowserContext]]:
    """Gives what opens a context; all are closed at the end."""
    # pytest-playwright's own marker.
    mark = request.node.get_closest_marker("browser_context_args")
    options = {**context_options, **(mark.kwargs if mark else {})}
    full_page = bool(request.config.getoption("--full-page-screenshot", default=False))
    with Artifacts(settings=settings, folder=_output_folder(request), full_page=full_page) as artifacts:

        def new_context(**more: Any) -> BrowserContext:
            return artifacts.watched(browser().new_context(**{**artifacts.options(), **options, **more}))

        yield new_context
        artifacts.finish(failed=_has_failed(request.node))


def shared_pages(
    browser: Callable[[], Browser], settings: BrowserSettings, boot: str | None
) -> Iterator[SharedPages]:
    """The pages that tests share, closed at the end."""
    pages = SharedPages(
        browser=browser,
        timeout=settings.timeout,
        boot_timeout=settings.boot_timeout,
        boot=boot,
        traced=settings.trace != "off",
    )
    yield pages
    pages.close()


def shared_workspace(
    shared_page: SharedPage, settings: BrowserSettings, request: pytest.FixtureRequest
) -> Iterator[Workspace]:
    """The workspace on a shared page, for one test."""
    refuse_coroutine(request.node)
    folder = _output_folder(request)
    workspace = shared_page.begin(request.node.nodeid)
    request.node.stash.setdefault(IN_USE, []).append(workspace)
    with _expecting(settings):
        yield workspace
    failed = _has_failed(request.node)
    shared_page.end(
        trace=folder / "workspace-trace.zip" if is_kept(settings.trace, failed=failed) else None,
        screenshot=folder / "workspace.png" if is_kept(settings.screenshot, failed=failed) else None,
    )


@contextmanager
def _expecting(settings: BrowserSettings) -> Iterator[None]:
    """The settings' time for expectations, which is the whole process's, while a test of ours runs."""
    if settings.expect_timeout is None:
        yield
        return
    expect.set_options(timeout=settings.expect_timeout)
    try:
        yield
    finally:
        expect.set_options(timeout=None)


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


def fresh_workspaces(
    new_context: Callable[..., BrowserContext],
    shared_server: EmulatorServer,
    serve: ServeWorkspace,
    settings: BrowserSettings,
    chosen_boot: str | None,
    request: pytest.FixtureRequest,
) -> Iterator[FreshWorkspace]:
    """Gives what opens a workspace."""
    refuse_coroutine(request.node)

    def open_workspace(
        *,
        configuration: Path | None = None,
        before: Callable[[Page], object] | None = None,
        wait: bool = True,
        boot: str | None = chosen_boot,
        **context_options: Any,
    ) -> Workspace:
        server = shared_server if configuration is None else serve(configuration)
        context = new_context(**context_options)
        context.set_default_timeout(settings.timeout)
        workspace = Workspace(page=context.new_page(), url=server.url, boot=boot)
        workspace.watch()
        allow_local_network(workspace.page)
        request.node.stash.setdefault(IN_USE, []).append(workspace)
        if before is not None:
            before(workspace.page)
        if wait:
            workspace.open(settings.boot_timeout)
        else:
            workspace.page.goto(workspace.address, wait_until="commit")
        return workspace

    with _expecting(settings):
        yield open_workspace


def fail_for_unexpected_errors(item: pytest.Item) -> None:
    """Fail the test if its workspaces complained of something that it does not allow."""
    allowed = [pattern for mark in item.iter_markers("allow_page_errors") for pattern in mark.args or [""]]
    for workspace in item.stash[IN_USE]:
        _let_messages_arrive(workspace.page)
        unexpected = workspace.unexpected_errors(allowed)
        if unexpected:
            pytest.fail("Errors on the page:\n" + "\n".join(unexpected), pytrace=False)


def report_calls(item: pytest.Item, report: pytest.TestReport) -> None:
    """Put the call logs of a failed test's workspaces into its report."""
    workspaces: list[Workspace] = item.stash[IN_USE]
    for number, workspace in enumerate(workspaces, 1):
        try:
            log = call_lines(workspace.calls())
        except Error as reason:
            log = f"cannot be read: {reason.message.splitlines()[0]}"
        title = "call log" if number == 1 else f"call log of page {number}"
        report.sections.append((f"cif-emulator {title}", log or "nothing was called"))


def _let_messages_arrive(page: Page) -> None:
    try:
        page.evaluate("0")
    except Error:
        # The test closed the page, or left it in the middle of a navigation.
        return
