"""The sample softphone, recorded by the page and by its own page as in the product: replayed, and written as tests."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from cif_emulator.cli.built_page import built_page
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from ..plain_server import plain_server
from .conftest import NodeProject

COMMAND = str(shutil.which("cif-emulator", path=str(Path(sys.executable).parent)))
scripts = Scripts(__file__)
NUMBER = "+46 8 555 01 01"
CONFIGURATION = """
[[provider]]
unique_name = "softphone"
name = "Softphone"
label = "Softphone"
channel_url = "{address}/index.html?base={{workspace}}"

[[record]]
table = "contact"
id = "a0000000-0000-4000-8000-000000000001"
firstname = "Ada"
lastname = "Aaberg"
telephone1 = "+46 8 555 01 01"
"""
PLAYWRIGHT = 'export default { use: { cifEmulator: { config: "workspace.toml" } } };\n'


@pytest.fixture(scope="module")
def softphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The softphone's page; the recorder is loaded before its own scripts."""
    folder = tmp_path_factory.mktemp("softphone") / "page"
    shutil.copytree(built_page() / "providers" / "softphone", folder)
    code, text = run(COMMAND, "recorder", folder=folder)
    assert code == 0
    (folder / "recorder.js").write_text(text, encoding="utf-8")
    index = folder / "index.html"
    text = index.read_text(encoding="utf-8").replace("<head>", '<head><script src="recorder.js"></script>')
    index.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def emulator_config(softphone: Path) -> Iterator[Path]:
    """The softphone, and somebody to call."""
    with plain_server(softphone) as address:
        file = softphone.with_name("workspace.toml")
        file.write_text(CONFIGURATION.format(address=address), encoding="utf-8")
        yield file


def run(*words: str | Path, folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False, timeout=180
    )
    return done.returncode, done.stdout + done.stderr


def called(steps: list[dict[str, Any]]) -> list[str]:
    return [step["name"] for step in steps if step["kind"] == "call" and step["who"] != "emulator_page"]


def test_the_softphones_recordings_replay_and_pass_as_tests_until_it_changes(
    workspace: Workspace,
    softphone: Path,
    emulator_config: Path,
    node_project: Callable[[Path], NodeProject],
    tmp_path: Path,
) -> None:
    widget = workspace.provider("softphone")
    expect(widget.locator("#minimize")).to_be_enabled()
    workspace.set_presence("Busy")
    workspace.click_to_act(NUMBER)
    expect(widget.locator("#call-state")).to_contain_text("Talking")
    workspace.wait_for_calls("CIFramework.createTab")
    recording = workspace.recording()
    noted = json.loads(widget.locator("body").evaluate("() => window.cifRecorder.text()"))
    assert called(noted["steps"]) == called(recording["steps"])
    assert noted["steps"][0]["name"] == "CIFInitDone"
    project = node_project(tmp_path / "project")
    for name, content in (("here", recording), ("there", noted)):
        (project.folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    for form, test in (("pytest", "test_here.py"), ("playwright-ts", "here.spec.ts")):
        options = ["--as", form, "--config", "workspace.toml", "--out", test]
        assert run(COMMAND, "export", "here.json", *options, folder=project.folder) == (0, "")
    shutil.copy(emulator_config, project.folder)
    (project.folder / "playwright.config.ts").write_text(PLAYWRIGHT, encoding="utf-8")
    (project.folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")

    def replayed(name: str) -> tuple[int, str]:
        options = ["--config", "workspace.toml", "--time-out", "5"]
        return run(COMMAND, "replay", f"{name}.json", *options, folder=project.folder)

    def tested() -> tuple[int, str]:
        return run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", folder=project.folder)

    count = len(called(recording["steps"]))
    for name in ("here", "there"):
        assert replayed(name) == (0, f"The same {count} calls as recorded\n")
    code, told = tested()
    assert (code, "1 passed" in told) == (0, True), told
    passing = project.run()
    assert passing.status("here") == "passed", passing.output

    script = softphone / "workspace.js"
    text = script.read_text(encoding="utf-8")
    script.write_text(text.replace('"msdyn_voicecall_session"', '"msdyn_chat_session"'), encoding="utf-8")
    difference = '[0].templateName: "msdyn_voicecall_session" was recorded, "msdyn_chat_session" came'
    code, told = replayed("there")
    assert (code, f"CIFramework.createSession: {difference}" in told) == (1, True)
    code, told = tested()
    assert (code, "1 failed" in told) == (1, True)
    for problem in (told, project.run().problem("here")):
        for part in ("CIFramework.createSession", "msdyn_voicecall_session", "msdyn_chat_session"):
            assert part in problem


def test_the_recorder_notes_what_scripts_call_at_once(workspace: Workspace, softphone: Path) -> None:
    _, address = run(COMMAND, "recorder", "--bookmarklet", folder=softphone)
    text = (softphone / "recorder.js").read_text(encoding="utf-8")
    assert unquote(address.strip()) == f"javascript:{text}"
    workspace.page.evaluate(text)
    steps = workspace.page.evaluate(scripts("calls"))
    assert [(step["who"], step["name"]) for step in steps] == [
        ("emulator_page", name)
        for name in ("Apm.createSession", "Apm.getSession", "CIFramework.createSession")
    ]
    assert steps[0]["result"] == "session-id-1"
    assert (steps[1]["input"], "pending" in steps[1]) == (["session-id-1"], False)
    assert "error" in steps[2]
