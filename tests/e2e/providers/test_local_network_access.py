"""Widgets on a public address, the usual case for a vendor's build: the browser asks before they load the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import frozen
from playwright.sync_api import Browser, BrowserType, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from cif_emulator.cli import browsers
from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.certificates import certificate
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.testing.local_network import allow_local_network
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ...provider_pages import WIDGET

VENDOR = "widget.example"
STATE = "(state) => cifEmulator.state().panel.providers[0].state === state"

PROVIDER = """
[workspace]
handshake_time = 20
[[provider]]
unique_name = "test_vendor"
name = "Vendor"
channel_url = "https://{vendor}:{port}/?base={{workspace}}"
"""


def widget(request: Request) -> HTMLResponse:
    return HTMLResponse(WIDGET.replace("BASE", request.query_params["base"]))


@frozen
class Served:
    """A workspace on this machine, and a browser that takes the vendor's server for one on the internet."""

    url: str
    browser: Browser


@pytest.fixture(scope="module")
def served(
    cif_browser_type: BrowserType,
    cif_launch_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    with ExitStack() as running:
        vendor = Starlette(routes=[Route("/", widget)])
        made = running.enter_context(certificate(None, None, [VENDOR], https=True))
        port = urlsplit(running.enter_context(serving(vendor, certificate=made))).port
        file: Path = tmp_path_factory.mktemp("vendor") / "workspace.toml"
        file.write_text(PROVIDER.format(vendor=VENDOR, port=port), encoding="utf-8")
        url = running.enter_context(serving(application(Service(page=built_page(), configuration=file))))
        flags = [
            f"--host-resolver-rules=MAP {VENDOR} 127.0.0.1",
            f"--ip-address-space-overrides=127.0.0.1:{port}=public",
        ]
        arguments = [*cif_launch_args.get("args", []), *flags]
        # Chromium's headless shell asks nobody.
        asking = (
            {"executable_path": browsers.installed(headed=True)}
            if "executable_path" in cif_launch_args
            else {}
        )
        browser = cif_browser_type.launch(
            **{**cif_launch_args, **asking, "args": arguments, "headless": True}
        )
        running.callback(browser.close)
        yield Served(url=url, browser=browser)


@pytest.fixture
def open_workspace(served: Served, cif_settings: BrowserSettings) -> Iterator[Callable[..., Workspace]]:
    contexts = []

    def open_it(*, allowed: bool) -> Workspace:
        # The vendor's certificate is one of ours.
        context = served.browser.new_context(ignore_https_errors=True)
        contexts.append(context)
        workspace = Workspace(page=context.new_page(), url=served.url)
        if allowed:
            allow_local_network(workspace.page)
        workspace.open(cif_settings.boot_timeout)
        return workspace

    yield open_it
    for context in contexts:
        context.close()


def test_allowed_it_works(open_workspace: Callable[..., Workspace]) -> None:
    workspace = open_workspace(allowed=True)
    workspace.page.wait_for_function(STATE, arg="ready", polling=POLLING)
    page = workspace.page.frames[1]
    assert page.evaluate("async () => JSON.parse(await Microsoft.CIFramework.getEnvironment()).clientUrl")
    # Other permissions are as they were.
    assert workspace.page.evaluate("Notification.permission") == "default"


def test_refused_it_says_what_to_press(
    open_workspace: Callable[..., Workspace], cif_settings: BrowserSettings
) -> None:
    workspace = open_workspace(allowed=False)
    status = workspace.page.get_by_role("region", name="Communication panel").get_by_role("status")
    # A browser without a window refuses in the agent's place, as soon as the widget's page has asked.
    refused = "allow “Apps on device”, then reload the workspace"
    expect(status).to_contain_text(refused, timeout=cif_settings.boot_timeout)
    expect(status).to_contain_text("Local Network Access")


def test_frames_may_ask(open_workspace: Callable[..., Workspace]) -> None:
    """Without the frame's own permission the browser would refuse and not ask."""
    frame = open_workspace(allowed=True).page.locator("iframe[data-provider]")
    allow = frame.get_attribute("allow") or ""
    for feature in ("local-network-access", "local-network", "loopback-network"):
        assert f"{feature} 'src' https://{VENDOR}:" in allow
