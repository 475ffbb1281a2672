"""``cif-emulator exec --record``: what pages did becomes files, however they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING

from ...provider_pages import PageServer
from .conftest import NEAR
from .test_replay import COMMAND, CREATED, client, replay

scripts = Scripts(__file__)
# Tells the address, and runs until its input ends.
WAIT = "import os, sys; print(os.environ['CIF_EMULATOR_URL'], flush=True); sys.stdin.read()"
LISTENING = (
    """() => window.cifEmulator?.version && window.cifEmulator.calls('CIFramework.addHandler').length === 2"""
)


def test_each_page_load_and_reset_becomes_a_file(
    patient_page: Page, page_host: PageServer, emulator_config: Path, tmp_path: Path
) -> None:
    page_host.pages = {"/widget": client("msdyn_chat_session")}
    folder = tmp_path / "recordings"
    options = ["--record", str(folder), "--config", str(emulator_config)]
    command = [COMMAND, "exec", *options, "--", sys.executable, "-c", WAIT]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        page = patient_page
        page.goto(url)
        page.wait_for_function(LISTENING, polling=POLLING)
        page.evaluate("() => window.cifEmulator.setPresence('Busy')")
        page.wait_for_function(CREATED, arg=2, polling=POLLING)
        page.evaluate("() => window.cifEmulator.reset()")
        page.wait_for_function(LISTENING, polling=POLLING)
        # More than browsers send for a page that has gone, right before it goes.
        page.evaluate(f"() => {{ {scripts.call('leave', url)} }}")
        page.wait_for_function(LISTENING, polling=POLLING)
        page.evaluate("() => void window.Microsoft.Apm.getFocusedSession()")
        page.context.close()
        _, told = process.communicate(timeout=30)
    files = sorted(folder.iterdir())
    assert told.splitlines()[-3:] == [f"Recorded: {file}" for file in files]
    first, second, third = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    assert [names(each).count("CIFramework.addHandler") for each in (first, second, third)] == [2, 2, 2]
    assert (names(first).count("CIFramework.createSession"), first["complete"]) == (2, True)
    assert not any(step.get("pending") for step in first["steps"] if step["who"] == NEAR)
    assert names(second).count("Apm.createSession") >= 2
    assert names(third)[-1] == "Apm.getFocusedSession"
    assert replay(files[0], emulator_config) == (0, ["The same 4 calls as recorded"])


def names(recording: dict[str, Any]) -> list[str]:
    return [step["name"] for step in recording["steps"]]
