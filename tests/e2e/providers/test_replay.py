"""``cif-emulator replay``: a recording of widgets on other origins, against the same widgets and changed ones.

That it becomes a test, too, is shown with the softphone (``starters/test_softphone_recording.py``).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import POLLING, Workspace

from ...provider_pages import PageServer
from .conftest import FAR, NEAR, WIDGET, ShowPage

COMMAND = str(shutil.which("cif-emulator", path=str(Path(sys.executable).parent)))
scripts = Scripts(__file__)


def client(template: str) -> str:
    """A page that opens a session from a template for each presence that the agent chooses."""
    return f"{WIDGET}<script>{scripts.call('client', template)}</script>"


# With nothing under way any more: what is recorded while a handler has not answered says so.
CREATED = """(count) => window.cifEmulator.calls("CIFramework.createSession").length >= count
  && window.cifEmulator.calls().every(({ pending }) => !pending)"""


def replay(file: Path, configuration: Path) -> tuple[int, list[str]]:
    done = subprocess.run(
        [COMMAND, "replay", str(file), "--config", str(configuration), "--time-out", "5"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.splitlines() or done.stderr.splitlines()


def test_a_recording_is_replayed(
    show: ShowPage, workspace: Workspace, page_host: PageServer, emulator_config: Path, tmp_path: Path
) -> None:
    show(client("msdyn_chat_session"), until="window.listens")
    workspace.set_presence("Busy")
    workspace.page.wait_for_function(CREATED, arg=2, polling=POLLING)
    file = tmp_path / "recording.json"
    file.write_text(json.dumps(workspace.recording()), encoding="utf-8")
    assert replay(file, emulator_config) == (0, ["The same 4 calls as recorded"])
    page_host.pages["/widget"] = client("msdyn_chat_sesion")
    code, lines = replay(file, emulator_config)
    assert code == 1
    told = '[0].templateName: "msdyn_chat_session" was recorded, "msdyn_chat_sesion" came'
    assert {line.partition(": other input")[0] for line in lines} == {NEAR, FAR}
    assert all(line.endswith(f"CIFramework.createSession: {told}") for line in lines)
    file.write_text("{}", encoding="utf-8")
    code, lines = replay(file, emulator_config)
    assert (code, "is no recording" in lines[0]) == (2, True)
