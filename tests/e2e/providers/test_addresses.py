"""Addresses as people write them: other names of this machine, slashes too many, pages that are not there, https."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, expect

from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.certificates import certificate
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ...provider_pages import PageServer
from .conftest import WIDGET, ShowPage

READY = "() => cifEmulator.state().panel.providers[0].state === 'ready'"


def test_slashes_side_by_side_are_one(show: ShowPage) -> None:
    near, far = show(WIDGET.replace("BASE/webresources", "BASE//webresources/"))
    for widget in (near, far):
        assert widget.run("return CIF.getMode()") >= 0


def test_the_workspace_by_another_name_of_the_machine(
    workspace: Workspace, show: ShowPage, page_host: PageServer
) -> None:
    """The library says just that, and how to put it right."""
    other = workspace.url.replace("localhost", "127.0.0.1").rstrip("/")
    with workspace.page.expect_console_message(lambda said: "different origins" in said.text) as told:
        show(WIDGET.replace("BASE", other), until="document.readyState === 'complete'")
    here = workspace.url.rstrip("/")
    assert f'data-crmurl="{other}" names {other}, but the workspace is at {here}' in told.value.text
    assert f"right is {here}" in told.value.text


@pytest.mark.allow_page_errors("404")
def test_a_page_that_is_not_there_is_not_ready(fresh_workspace: FreshWorkspace, tmp_path: Path) -> None:
    """Pages of the workspace's own origin are given the object; an error's page is none of them."""
    file = tmp_path / "workspace.toml"
    file.write_text(
        '[[provider]]\nunique_name = "test_gone"\nname = "Gone"\nchannel_url = "{workspace}/gone.html"\n',
        encoding="utf-8",
    )
    workspace = fresh_workspace(configuration=file)
    status = workspace.page.get_by_role("region", name="Communication panel").get_by_role("status")
    expect(status).to_have_text(
        f"{workspace.url}gone.html answers with status 404: there is no page to show."
    )
    assert workspace.state()["panel"]["providers"][0]["state"] == "silent"
    assert any("answers with status 404" in str(call) for call in workspace.calls())


def test_widgets_that_want_https_around_them(
    cif_browser_type: BrowserType,
    cif_launch_args: dict[str, Any],
    cif_settings: BrowserSettings,
    page_host: PageServer,
    tmp_path: Path,
) -> None:
    """``serve --https`` under a host name of one's own."""
    name = "workspace.example"
    page_host.pages = {"/strict": WIDGET}
    page_host.headers = {"/strict": {"Content-Security-Policy": f"frame-ancestors https://{name}:*"}}
    file = tmp_path / "workspace.toml"
    file.write_text(
        f'[[provider]]\nunique_name = "test_strict"\nname = "Strict"\nchannel_url = "{page_host.url("/strict")}"\n',
        encoding="utf-8",
    )
    service = Service(page=built_page(), configuration=file, allowed_hosts=(name,))
    arguments = [*cif_launch_args.get("args", []), f"--host-resolver-rules=MAP {name} 127.0.0.1"]
    with (
        certificate(None, None, [name], https=True) as made,
        serving(application(service), certificate=made) as url,
        cif_browser_type.launch(**{**cif_launch_args, "args": arguments}) as browser,
    ):
        assert url.startswith("https://localhost:")
        page = browser.new_context(ignore_https_errors=True).new_page()
        workspace = Workspace(page=page, url=url.replace("localhost", name))
        workspace.open(cif_settings.boot_timeout)
        page.wait_for_function(READY, polling=POLLING)
        assert page.evaluate("isSecureContext") is True
