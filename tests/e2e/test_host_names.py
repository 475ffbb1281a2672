"""The server under names of its machine, as a browser finds them: allowed ones work, others read nothing."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserType

from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.workspace_page import Workspace


def test_an_allowed_name_works_and_another_reads_nothing(
    cif_browser_type: BrowserType, cif_launch_args: dict[str, Any], cif_settings: BrowserSettings
) -> None:
    resolving = "--host-resolver-rules=MAP * 127.0.0.1"
    options = {**cif_launch_args, "args": [*cif_launch_args.get("args", []), resolving]}
    with serving(application(Service(page=built_page(), allowed_hosts=("emulator",)))) as url:
        browser: Browser = cif_browser_type.launch(**options)
        page = browser.new_page()
        workspace = Workspace(page=page, url=url.replace("localhost", "emulator"))
        workspace.open(cif_settings.boot_timeout)
        assert workspace.state()["title"] == "Copilot Service workspace"
        read = "() => fetch('/config.json').then(async (answer) => [answer.status, await answer.text()])"
        status, text = page.evaluate(read)
        assert status == 200
        assert "contact" in text
        response = page.goto(url.replace("localhost", "evil.example"))
        assert response is not None
        assert response.status == 421
        told = "does not answer as evil.example: if that is right, start it with --allowed-host evil.example."
        assert told in page.evaluate("document.body.innerText")
        status, text = page.evaluate(read)
        assert status == 421
        assert told in text
        browser.close()
