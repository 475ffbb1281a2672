"""Microsoft's own documentation examples, typed into the page's console; the result is read off the page."""

from __future__ import annotations

import random
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

from .console import Console

scripts = Scripts(__file__)

FIRST_CASE = "fac04293-1ab0-eb11-8236-000d3a5c49ed"
SECOND_CASE = "0e0e6c4f-cbb6-eb11-8236-000d3a5ab8b9"


def apm_call(case: str, more: str = "", template: str = "case_entity_session_default_template") -> str:
    return (
        "x=new Map();\n"
        f"""x.set("parametersStr", '[["entityName", "incident"], ["entityId", "{case}"]]');\n"""
        f'Microsoft.Apm.createSession({{templateName: "{template}", sessionContext: x{more}}});'
    )


def cif_call(template: str, customer: str) -> str:
    return f"outcome = {scripts.call('createSessionAsDocumented', template, customer)} outcome"


def test_apm_basic_session(workspace: Workspace) -> None:
    session_id = Console(workspace.page).type(apm_call(FIRST_CASE))
    assert re.fullmatch(r"session-id-\d+", session_id)
    assert [session.id for session in workspace.sessions] == ["session-id-0", session_id]
    focused = workspace.focused_session
    assert focused.id == session_id
    page = workspace.page
    assert [tab.title for tab in workspace.tabs] == [focused.title]
    expect(page.get_by_role("tabpanel").get_by_role("heading", name=focused.title)).to_be_visible()
    expect(page.get_by_role("tabpanel")).to_contain_text("CAS-")
    assert workspace.state()["page"]["recordId"] == FIRST_CASE


def test_apm_session_without_focusing(workspace: Workspace) -> None:
    session_id = Console(workspace.page).type(apm_call(SECOND_CASE, ", isFocused: false"))
    assert [(session.id, session.focused) for session in workspace.sessions] == [
        ("session-id-0", True),
        (session_id, False),
    ]
    assert workspace.sessions[1].title not in ("", "Home")


def test_cif_chat_session_for_contoso(workspace: Workspace) -> None:
    kind, session_id = Console(workspace.page).type(cif_call("msdyn_chat_session", "Contoso"))
    assert kind == "success"
    assert workspace.focused_session.id == session_id
    assert workspace.focused_session.title == "Contoso"
    expect(workspace.session_entry("Contoso")).to_be_visible()
    assert len(workspace.tabs) == 1


def test_cif_template_that_does_not_exist(workspace: Workspace) -> None:
    kind, message = Console(workspace.page).type(cif_call("msdyn_chat_sesion", "Contoso"))
    assert kind == "error"
    assert 'Did you mean "msdyn_chat_session"' in message
    assert [session.title for session in workspace.sessions] == ["Home"]


@pytest.fixture
def drawn(tmp_path: Path) -> dict[str, str]:
    """A configuration with names, ids and values drawn at random."""
    draw = random.Random()
    word = lambda: "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=9))  # noqa: E731
    values = {
        "case_template": f"own_{word()}",
        "chat_template": f"own_{word()}",
        "anchor": f"own_{word()}",
        "tab": f"own_{word()}",
        "case": str(uuid.uuid4()),
        "title": f"{word()} {word()}",
        "customer": f"{word()} & {word()}",
        "tab_title": word(),
    }
    file = tmp_path / "workspace.toml"
    file.write_text(
        f"""
        [[session_template]]
        unique_name = "{values["case_template"]}"
        name = "Drawn case"
        session_type = "entity"
        entity = "incident"

        [[session_template]]
        unique_name = "{values["chat_template"]}"
        name = "Drawn chat"
        title = "Chat with {{customer}}"
        anchor_tab = "{values["anchor"]}"
        tabs = ["{values["tab"]}"]

        [[application_tab_template]]
        unique_name = "{values["anchor"]}"
        name = "Drawn anchor"
        title = "{{customer}}"
        page_type = "control"

        [[application_tab_template]]
        unique_name = "{values["tab"]}"
        name = "Drawn tab"
        title = "{values["tab_title"]}"
        page_type = "entity_list"
        parameters = {{ entityName = "account" }}

        [[record]]
        table = "incident"
        id = "{values["case"]}"
        title = "{values["title"]}"

        [[app_profile]]
        unique_name = "own_profile"
        name = "Drawn profile"
        default = true
        session_templates = ["{values["case_template"]}", "{values["chat_template"]}"]
        """,
        encoding="utf-8",
    )
    return {**values, "file": str(file)}


def test_the_same_calls_with_drawn_names(fresh_workspace: FreshWorkspace, drawn: dict[str, str]) -> None:
    workspace = fresh_workspace(configuration=Path(drawn["file"]))
    console = Console(workspace.page)
    first = console.type(apm_call(drawn["case"], template=drawn["case_template"]))
    assert (workspace.focused_session.id, workspace.focused_session.title) == (first, drawn["title"])
    unfocused = console.type(apm_call(drawn["case"], ", isFocused: false", template=drawn["case_template"]))
    assert workspace.focused_session.id == first
    kind, third = console.type(cif_call(drawn["chat_template"], drawn["customer"]))
    assert kind == "success"
    assert [session.id for session in workspace.sessions] == ["session-id-0", first, unfocused, third]
    assert workspace.focused_session.title == f"Chat with {drawn['customer']}"
    assert [tab.title for tab in workspace.tabs] == [drawn["customer"], drawn["tab_title"]]
    kind, message = console.type(cif_call(drawn["chat_template"] + "x", drawn["customer"]))
    assert (kind, f'Did you mean "{drawn["chat_template"]}"' in message) == ("error", True)
