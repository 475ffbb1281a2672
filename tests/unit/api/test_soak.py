"""A day's calls, one after the other: what was done and is over holds no memory. The page is in ``tests/bench/soak.py``."""

from __future__ import annotations

import gc
from collections import Counter

import pytest

from cif_emulator.api import findings
from cif_emulator.records import Store
from cif_emulator.workspace.state import state

from .board import CHAT, CHAT_PROVIDER, PHONE_PROVIDER, Board, Caller

PERSON = "c7a11a11-0000-4000-8000-000000000001"
BEFORE, DAY = 30, 60


def take_call(board: Board, provider: Caller, number: int) -> None:
    """What comes of a phone call, until its session is closed."""
    customer = f"Caller {number}"
    ringing = provider.promised(
        "notifyEvent", {"templateName": "own_ring", "templateParameters": {"customer": customer}}
    )
    board.agent("answerNotification", f"notification-{number + 1}", True)
    provider.settled(ringing)
    session = provider.session(customer=customer, number=str(number))
    provider.call("createTab", {"templateName": "own_site", "templateParameters": {"searchQ": customer}})
    provider.call("renderSearchPage", "contact", customer)
    provider.call("updateRecord", "contact", PERSON, f'{{"jobtitle":"{customer}"}}')
    task = provider.call("createRecord", "task", f'{{"subject":"{customer}"}}')
    provider.call("searchAndOpenRecords", "task", f"?$filter=subject eq '{customer}'", True)
    provider.call("deleteRecord", "task", task.split('"')[3])
    provider.refusal("createSession", {"templateName": f"none {number}"})
    provider.promised("raiseEvent", "acme", f'{{"number":{number}}}')
    for delivery in board.delivery_ids(provider.name):
        board.report(delivery)
    board.agent("focusSession", "session-id-0")
    board.agent("requestCloseSession", session)
    question = board.workspace.screen.dialog
    assert question is not None
    board.agent("answerDialog", question.dialog_id, True)
    assert list(board.workspace.sessions) == ["session-id-0"]
    board.now += 60_000
    for timer in list(board.timers):
        if timer in board.timers:
            board.elapse(timer)
    board.told.clear()
    board.settled.clear()


def held(board: Board) -> Counter[str]:
    """How many objects of each class are alive."""
    board.dispatcher.log.clear()
    gc.collect()
    return Counter(f"{type(each).__module__}.{type(each).__qualname__}" for each in gc.get_objects())


def test_calls_that_are_over_hold_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    # Closed sessions and tabs that are remembered, and findings.
    monkeypatch.setattr(state, "REMEMBERED", 8)
    monkeypatch.setattr(findings, "MOST_FINDINGS", 8)
    store = Store()
    store.load([("contact", {"id": PERSON, "lastname": "Hopper"})])
    store.mark_start()
    board = Board(PHONE_PROVIDER, CHAT_PROVIDER, records=store)
    providers = [board.frame(), board.frame("own_chat", CHAT)]
    for provider in providers:
        provider.listen("acme", "onSessionClosed")
    for number in range(BEFORE):
        take_call(board, providers[number % 2], number)
    before = held(board)
    for number in range(BEFORE, BEFORE + DAY):
        take_call(board, providers[number % 2], number)
    after = held(board)
    # What every call left would be there at least once for each; caches fill now and then.
    assert {name: (before[name], count) for name, count in after.items() if count >= before[name] + DAY} == {}
    store.close()
