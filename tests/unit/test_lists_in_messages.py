"""Lists in messages: up to twenty entries are told in full, of more five and the number of the others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

import attrs
import pytest

from cif_emulator import config
from cif_emulator.cli.importing.left_out import elements_left, files_left
from cif_emulator.cli.profiles import NoSuchProfile, with_profile
from cif_emulator.workspace.state.templates import AppProfile, SessionTemplate
from tests.unit.api.board import SESSIONS, Board

CHOICE = """
[[table]]
name = "own_ticket"
label = "Ticket"

[[table.column]]
name = "own_kind"
label = "Kind"
kind = "choice"
choices = {{ {choices} }}
{rest}
"""


def names(count: int) -> list[str]:
    """Names of the same length, that are not like others'."""
    return [f"zz_{number:02}" for number in range(count)]


def unknown_template(count: int) -> str:
    there = names(count - len(SESSIONS))
    board = Board(sessions=tuple(SessionTemplate(unique_name=name, name=name) for name in there))
    return str(board.page().refusal("createSession", {"templateName": "?"}))


def unknown_profile(count: int) -> str:
    profiles = tuple(AppProfile(unique_name=name, name=name) for name in names(count))
    built_in = config.built_in()
    configured = attrs.evolve(built_in, setup=attrs.evolve(built_in.setup, app_profiles=profiles))
    with pytest.raises(NoSuchProfile) as refused:
        with_profile(configured, "?")
    return str(refused.value)


def open_sessions(count: int) -> str:
    board = Board(max_sessions=count)
    for _ in range(count - 1):
        board.page().session(customer="Ada")
    answer = board.dispatcher.answer("Agent.focusSession", "agent", json.dumps(["?"]))
    return re.sub(r"session-id-(\d+)", lambda found: f"zz_{found[1]}", answer)


def values_that_were_passed(count: int) -> str:
    template = SessionTemplate(
        unique_name="own_empty", name="Own empty", title=("{customer}",), anchor_tab="own_control"
    )
    board = Board(sessions=(template,))
    passed = dict.fromkeys(names(count), "value")
    board.page().call("createSession", {"templateName": "own_empty", "templateParameters": passed})
    return next(text for text in board.warnings() if "passed" in text)


def choices(count: int, rest: str) -> str:
    options = ", ".join(f'{number} = "{name}"' for number, name in enumerate(names(count), 1))
    found = config.examine_toml(CHOICE.format(choices=options, rest=rest))
    return "\n".join(problem.text for problem in found.problems)


def options_of_a_record(count: int) -> str:
    record = '[[record]]\ntable = "own_ticket"\nid = "5f2e9a6c-1d8b-4f53-9c3a-7b0e4d2a8f10"\nown_kind = 99\n'
    return choices(count, record)


def choices_of_a_default(count: int) -> str:
    text = choices(count, "default = 99")
    return re.sub(r"\b(\d+)(?=,|\.| and|$)", r"zz_\1", text.partition("one of the choices ")[2])


def files_of_a_solution(count: int) -> str:
    (line,) = files_left(f"Workflows/{name}" for name in names(count))
    return line


def elements_of_a_solution(count: int) -> str:
    parent = Element("Roles")
    for name in names(count):
        SubElement(parent, "Role", name=name)
    (line,) = elements_left(parent, "customizations.xml")
    return line


PLACES = (
    unknown_template, unknown_profile, open_sessions, values_that_were_passed, options_of_a_record,
    choices_of_a_default, files_of_a_solution, elements_of_a_solution,
)  # fmt: skip


def told(text: str) -> int:
    return len(set(re.findall(r"\bzz_\d+|own_ca\w+", text)))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_a_list_of_up_to_twenty_is_told_in_full(place: Callable[[int], str]) -> None:
    text = place(20)
    assert told(text) == 20, text


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_of_a_longer_list_five_are_told_and_how_many_others_there_are(place: Callable[[int], str]) -> None:
    text = place(23)
    assert told(text) == 5, text
    assert re.search(r"\b18 (?:more|others)\b", text), text
