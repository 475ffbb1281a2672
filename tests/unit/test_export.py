"""``cif-emulator export``: recordings as tests, by names as the page shows them."""

import ast
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cif_emulator.cli.export import CannotExport, exported
from cif_emulator.cli.export_forms import FORMS
from cif_emulator.cli.main import main
from cif_emulator.cli.recordings import Step

GUID = "11111111-2222-4333-8444-555555555555"


def steps(*given):
    return [Step(number=number, **each) for number, each in enumerate(given, 1)]


def call(name, *arguments, who="phone"):
    return {"kind": "call", "who": who, "name": f"CIFramework.{name}", "input": list(arguments)}


def action(name, *arguments, target=None):
    return {"kind": "action", "who": "agent", "name": name, "input": list(arguments), "target": target}


def done(name, *arguments):
    given = {"kind": "call", "who": "emulator_page", "name": f"cifEmulator.{name}"}
    return {**given, "input": list(arguments)}


READY = {"kind": "event", "who": "phone", "name": "CIFInitDone", "input": "http://localhost:3000"}


def body(*given):
    text = exported(FORMS["pytest"], steps(*given), "My recording")
    ast.parse(text)
    return [line.strip() for line in text.partition("def test_my_recording(workspace):\n")[2].splitlines()]


PRESENCE = (
    READY,
    call("addHandler", "onPresenceChange"),
    action("setPresence", "p-1", target="Busy"),
    call("createSession", {"templateName": "chat", "templateParameters": {"at": "2026-01-01T10:00"}}),
)


def test_a_whole_test():
    text = exported(
        FORMS["pytest"],
        steps(*PRESENCE),
        "presence",
        "workspace.toml",
        ("http://localhost:3000",),
    )
    assert (
        text.partition("\n")[2]
        == """
import json
from unittest.mock import ANY

import pytest


@pytest.mark.cif_emulator(config="workspace.toml", providers=["http://localhost:3000"])
def test_presence(workspace):
    workspace.wait_for_calls("CIFInitDone")
    workspace.wait_for_calls("CIFramework.addHandler")
    workspace.set_presence("Busy")
    workspace.wait_for_calls("CIFramework.createSession")
    assert json.loads(workspace.calls("CIFramework.createSession")[0]["input"]) == [{"templateName": "chat", "templateParameters": {"at": ANY}}]
"""
    )


def test_a_whole_test_in_typescript():
    text = exported(
        FORMS["playwright-ts"], steps(*PRESENCE), "presence", "workspace.toml", ("http://localhost:3000",)
    )
    expected = Path(__file__).with_suffix(".spec.ts").read_text(encoding="utf-8")
    assert text.partition("\n")[2] == expected


def test_each_form_writes_all_that_an_agent_does():
    assert FORMS["pytest"].actions.keys() == FORMS["playwright-ts"].actions.keys()
    done = [
        action("requestCloseSession", "s", target="100% 'Ada'"),
        action("answerNotification", "notification-1", False),
        action("search", "Ada"),
        call("raiseEvent", "ring", {"on": True, "by": None}, who="emulator_page"),
    ]
    text = exported(FORMS["playwright-ts"], steps(*done), "all")
    assert [line.strip() for line in text.splitlines()[4:-1]] == [
        """await workspace.sessionEntry("100% 'Ada'").hover();""",
        """await workspace.page.getByRole("button", { name: "Close 100% 'Ada'" }).click();""",
        "await workspace.notifications.at(0).reject();",
        'await workspace.page.getByRole("searchbox", { name: "Search records" }).fill("Ada");',
        'await workspace.page.getByRole("searchbox", { name: "Search records" }).press("Enter");',
        'await workspace.call("CIFramework.raiseEvent", "ring", {"on": true, "by": null});',
    ]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (action("focusSession", "session-id-1", target="Ada"), 'workspace.session_entry("Ada").click()'),
        (action("focusTab", "tab-id-1", target='A "b"'), 'workspace.tab_entry("A \\"b\\"").click()'),
        (action("answerNotification", "notification-1", True), "workspace.notifications[0].accept()"),
        (action("answerNotification", "notification-1", False), "workspace.notifications[0].reject()"),
        (action("dispatchClickToAct", {"value": "555"}), 'workspace.click_to_act("555")'),
        (action("togglePanel"), "workspace.panel.toggle.click()"),
        (
            action("clickToAct", "contact", GUID, "telephone1", "+1 555"),
            "workspace.page.get_by_role('button', name=\"Call +1 555\").first.click()",
        ),
        (
            call("raiseEvent", "ring", {"a": 1}, who="emulator_page"),
            'workspace.call(\'CIFramework.raiseEvent\', "ring", {"a": 1})',
        ),
        (done("setPresence", "Busy"), 'workspace.set_presence("Busy")'),
        (done("clickToAct", "555"), 'workspace.click_to_act("555")'),
        (done("openSession", "chat", {"a": GUID}), f'workspace.open_session("chat", **{{"a": "{GUID}"}})'),
        (done("openSession", "chat"), 'workspace.open_session("chat", **{})'),
        (
            done("raiseEvent", "ring", {"a": 1}, {"provider": "phone"}),
            'workspace.raise_event("ring", {"a": 1}, provider="phone")',
        ),
    ],
)
def test_what_the_agent_does(step, expected):
    assert body(step) == [expected]


def test_ids_that_were_there_before_are_told_and_others_are_not():
    given = body(
        action("clickToAct", "contact", GUID, "telephone1", "555"),
        call("updateRecord", "contact", GUID, "{}"),
        call("deleteRecord", "contact", GUID.replace("1", "9")),
    )
    assert given[2].endswith(f'== ["contact", "{GUID}", "{{}}"]')
    assert given[4].endswith('== ["contact", ANY]')


def test_calls_of_the_page_are_no_behaviour_of_the_widget():
    assert body(call("getMode", who="emulator_page"), READY) == ['workspace.wait_for_calls("CIFInitDone")']


def test_what_cannot_be_written_is_told():
    with pytest.raises(CannotExport, match=r"step 1: what the agent did \(saveRecord\) cannot be written"):
        body(action("saveRecord", "tab-id-1"))
    with pytest.raises(CannotExport, match=r"\(cifEmulator\.setPresence\) cannot be written"):
        body(done("setPresence", 5))


def test_the_command_refuses_what_is_no_recording(tmp_path):
    file = tmp_path / "recording.json"
    file.write_text(json.dumps({"format": "cif-emulator recording", "version": 9}), encoding="utf-8")
    result = CliRunner().invoke(main, ["export", str(file), "--as", "pytest"])
    assert (result.exit_code, "is of version 9" in result.output) == (2, True)
