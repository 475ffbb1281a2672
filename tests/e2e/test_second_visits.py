"""What a browser does with the page's scripts, at a first visit and at later ones in a profile that it keeps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType

from cif_emulator.testing.fixtures import ServeWorkspace
from cif_emulator.testing.settings import BrowserSettings
from cif_emulator.testing.workspace_page import Workspace

# It notes a first visit, keeps what it has compiled at a second one, a little later, and uses that from then on.
MOST_VISITS = 12
# A script of less than a kilobyte is not kept.
LARGE = ("boot.js", "pyodide.mjs", "pyodide.asm.mjs")
HASH = re.compile(r"-[A-Z2-7]{8}(?=\.)")
TRACED = {
    "transferMode": "ReportEvents",
    "traceConfig": {"includedCategories": ["v8", "devtools.timeline", "disabled-by-default-v8.compile"]},
}


def traced(context: BrowserContext, url: str, boot_timeout: float) -> list[dict[str, Any]]:
    """What the browser notes of a visit."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    ended: list[bool] = []
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda _: ended.append(True))
    session.send("Tracing.start", TRACED)
    Workspace(page=page, url=url).open(boot_timeout)
    session.send("Tracing.end")
    while not ended:
        page.evaluate("new Promise((resolve) => setTimeout(resolve))")
    page.close()
    return events


def script_of(event: dict[str, Any], url: str) -> str | None:
    """The name of a script of the workspace that an event is about, without its hash."""
    address: str = event["args"].get("data", {}).get("url", "")
    return HASH.sub("", address.rsplit("/", 1)[-1]) if address.startswith(url) else None


def is_during(event: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether an event is a part of another one; scripts are parsed on other threads, too."""
    same_thread = all(event[name] == whole[name] for name in ("pid", "tid"))
    began: float = event["ts"] - whole["ts"]
    return same_thread and 0 <= began < whole["dur"]


def compiled_scripts(context: BrowserContext, url: str, boot_timeout: float) -> dict[str, int]:
    """The scripts that a visit compiles, each with the bytes of its earlier compilation that it uses."""
    events = traced(context, url, boot_timeout)
    compilations = [event for event in events if event["name"].startswith("v8.compile")]
    named = [(script_of(event, url), event["args"]["data"]) for event in compilations]
    return {name: data.get("consumedCacheSize", 0) for name, data in named if name}


def test_scripts_that_have_been_compiled_are_used_again(
    cif_browser_type: BrowserType,
    cif_launch_args: dict[str, Any],
    cif_settings: BrowserSettings,
    serve_workspace: ServeWorkspace,
    tmp_path: Path,
) -> None:
    url = serve_workspace(None).url
    with cif_browser_type.launch_persistent_context(tmp_path, **cif_launch_args) as context:
        for _ in range(MOST_VISITS):
            found = compiled_scripts(context, url, cif_settings.boot_timeout)
            assert found.keys() == {*LARGE, "early.js"}
            if all(found[name] for name in LARGE):
                return
    raise AssertionError(f"after {MOST_VISITS} visits some are compiled anew: {found}")


def test_no_script_is_parsed_once_more_for_the_lines_of_requests(
    cif_new_context: Any, cif_settings: BrowserSettings, serve_workspace: ServeWorkspace
) -> None:
    url = serve_workspace(None).url
    # A test tool that watches the network has the browser look for them.
    events = traced(cif_new_context(), url, cif_settings.boot_timeout)
    runs = [event for event in events if event["name"] == "EvaluateScript" and script_of(event, url)]
    assert {*LARGE} <= {script_of(event, url) for event in runs}
    parsings = [event for event in events if event["name"] == "V8.ParseProgram"]
    again = [script_of(run, url) for run in runs if any(is_during(parsing, run) for parsing in parsings)]
    assert again == []
