"""Packages of the user's own in the page, on each way to start it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.fixtures import FreshWorkspace

from ..wheel_files import write_wheel

# Modules that the emulator itself never imports, a package of the page's whose metadata must be there, another wheel.
OWN = """
import decimal
import xml.etree.ElementTree as ElementTree
from importlib.metadata import version

import shared_part
from cattrs.preconf.json import JsonConverter
from cif_emulator.workspace import SessionRequest

begun = []


def begin(workspace):
    begun.append(1)
    text = ElementTree.fromstring("<name>Contoso</name>").text
    price = decimal.Decimal("0.1") + decimal.Decimal("0.2")
    title = f"{text} {price} {version('attrs').split('.')[0]} {shared_part.WORD} {JsonConverter.__name__} {len(begun)}"
    template = workspace.catalog.session_template("msdyn_chat_session")
    workspace.open_session(SessionRequest(template=template, values={"customer": title}))
"""

FAILING = """
import json


def stumble(workspace):
    raise ValueError("no such telephone")


def misread(workspace):
    # Fails inside a module that the page has without the numbers of its lines.
    json.loads("{")
"""


def configured(folder: Path, *names: str) -> Path:
    file = folder / "workspace.toml"
    file.write_text(f"[workspace]\nwheels = {json.dumps(names)}\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("way", ["snapshot", "library", "ordinary"])
def test_packages_take_part_in_the_workspace(
    fresh_workspace: FreshWorkspace, tmp_path: Path, way: str
) -> None:
    # The one that is required comes last.
    own = write_wheel(
        tmp_path,
        "own_part",
        OWN,
        requires=("shared-part>=1", "attrs", "cif-emulator"),
        extensions={"own": "own_part:begin"},
    )
    shared = write_wheel(tmp_path, "shared_part", "WORD = 'shared'\n")
    asked: list[str] = []
    workspace = fresh_workspace(
        configuration=configured(tmp_path, own.name, shared.name),
        boot=way,
        before=lambda page: page.on("request", lambda request: asked.append(request.url)),
    )
    assert [session.title for session in workspace.sessions] == [
        "Home",
        "Contoso 0.3 26 shared JsonConverter 1",
    ]
    assert [url for url in asked if not url.startswith(workspace.url)] == []
    prepared = [url for url in asked if "/prepared/" in url]
    assert any(f"/prepared/{way}-" in url for url in prepared) or (way, prepared) == ("ordinary", [])
    workspace.call("CIFramework.createSession", {"templateName": "msdyn_chat_session"})
    workspace.reset()
    assert [session.title for session in workspace.sessions] == [
        "Home",
        "Contoso 0.3 26 shared JsonConverter 2",
    ]


def test_an_extension_that_fails_is_told_and_leaves_the_rest_alone(
    fresh_workspace: FreshWorkspace, tmp_path: Path
) -> None:
    failing = write_wheel(
        tmp_path,
        "failing_part",
        FAILING,
        extensions={
            "a_lost": "failing_part:nowhere",
            "a_misreading": "failing_part:misread",
            "a_stumbling": "failing_part:stumble",
        },
    )
    own = write_wheel(
        tmp_path, "own_part", OWN, requires=("shared-part",), extensions={"own": "own_part:begin"}
    )
    shared = write_wheel(tmp_path, "shared_part", "WORD = 'shared'\n")
    told: list[str] = []
    workspace = fresh_workspace(
        configuration=configured(tmp_path, failing.name, own.name, shared.name),
        before=lambda page: page.on("console", lambda message: told.append(message.text)),
    )
    assert len(workspace.sessions) == 2
    alerts = workspace.page.get_by_role("alert")
    expect(
        alerts.filter(has_text='The extension "a_stumbling" failed: ValueError: no such telephone')
    ).to_be_visible()
    expect(alerts.filter(has_text='The extension "a_lost" failed: AttributeError')).to_be_visible()
    expect(
        alerts.filter(has_text='The extension "a_misreading" failed: json.decoder.JSONDecodeError')
    ).to_be_visible()
    assert [text for text in told if "no such telephone" in text]
    logged = [
        entry for entry in workspace.page.evaluate("() => cifEmulator.calls()") if entry["kind"] == "fault"
    ]
    assert ["stumble" in entry["error"] for entry in logged if entry["caller"] == "a_stumbling"] == [True]


@pytest.mark.allow_page_errors
def test_a_wheel_that_is_damaged_later_is_explained_on_the_page(
    fresh_workspace: FreshWorkspace, tmp_path: Path
) -> None:
    own = write_wheel(tmp_path, "own_part", FAILING)
    workspace = fresh_workspace(configuration=configured(tmp_path, own.name))
    own.write_text("damaged")
    workspace.page.reload(wait_until="commit")
    alert = workspace.page.get_by_role("alert")
    expect(alert).to_contain_text(f"{own.name}: cannot be read", timeout=60_000)


@pytest.mark.allow_page_errors
@pytest.mark.parametrize("way", ["snapshot", "ordinary"])
def test_what_the_page_cannot_install_is_explained(
    fresh_workspace: FreshWorkspace, tmp_path: Path, way: str
) -> None:
    own = write_wheel(tmp_path, "own_part", FAILING)
    changed = write_wheel(tmp_path, "own_part", FAILING, version="2.0", requires=("unheard-of",))
    workspace = fresh_workspace(
        configuration=configured(tmp_path, own.name),
        boot=way,
        wait=False,
        before=lambda page: page.route(
            "**/user_wheels/*", lambda route: route.fulfill(body=changed.read_bytes())
        ),
    )
    alert = workspace.page.get_by_role("alert")
    expect(alert).to_contain_text("Installing your wheels", timeout=60_000)
    expect(alert).to_contain_text("unheard-of")
