"""What the page around the workspace may send, and how its handlers may answer: words, and the next call works."""

from __future__ import annotations

import pytest
from playwright.sync_api import JSHandle, Page

from cif_emulator.testing.scripts import Scripts

from ..e2e import test_embedding

scripts = Scripts(__file__)

# A page of another origin, which shows a workspace by an element.
hosts = test_embedding.hosts
server = test_embedding.server
host = test_embedding.host
element = test_embedding.element

NO_FUNCTION = "the workspace has no function"
SAYS = {
    "no arguments": "its arguments are no list",
    "arguments that are no list": "its arguments are no list",
    "no name": NO_FUNCTION,
    "a name that is none": NO_FUNCTION,
    "a name of a prototype": NO_FUNCTION,
    "a name of nothing": NO_FUNCTION,
    "dots": NO_FUNCTION,
    "a long name": NO_FUNCTION,
    "a live object that is none": NO_FUNCTION,
    "a live object by a text": NO_FUNCTION,
    "a list of an object": "done",
    "a handler by a number": "done",
    "last": "done",
}


def test_messages_that_the_element_never_sends_are_told_or_left(host: Page, element: JSHandle) -> None:
    errors: list[str] = []
    host.on("pageerror", lambda error: errors.append(str(error)))
    answers = element.evaluate(scripts("sendRubbish"))
    assert answers.keys() == SAYS.keys()
    assert {name: text for name, text in answers.items() if SAYS[name] not in text} == {}
    assert all(len(text) < 2_000 for text in answers.values())
    assert errors == []
    assert element.evaluate("(element) => element.Microsoft.CIFramework.canCreateSession()") is True


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("throws what cannot be read", "false"),
        ("throws a symbol", "false"),
        ("answers with a function", "false"),
        ("answers with a symbol", "false"),
        ("answers with a window", "false"),
        ("answers with a thenable that throws", "false"),
        ("answers with a thenable that answers twice", "true"),
        ("resets the workspace", "the workspace was reset before there was an answer"),
    ],
)
def test_a_hostile_handler_around_the_workspace_is_told(
    host: Page, element: JSHandle, name: str, says: str
) -> None:
    errors: list[str] = []
    host.on("pageerror", lambda error: errors.append(str(error)))
    answer = element.evaluate(f"(element, name) => ({scripts('handle')})([element, name])", name)
    assert says in answer
    assert errors == []
    assert element.evaluate("(element) => element.Microsoft.CIFramework.canCreateSession()") is True
