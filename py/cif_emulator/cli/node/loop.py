"""An event loop whose events come from Node, which has the sockets, the other programs and the signals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any

from anyio import to_thread

from cif_emulator.cli.node import border

Event = dict[str, Any]


class _Events:
    """Stands where a loop asks its system for events."""

    def __init__(self) -> None:
        self.listeners: dict[str, Callable[[Event], None]] = {}

    def select(self, timeout: float | None) -> list[Event]:
        """What has come; waits ``timeout`` seconds for it, with ``None`` as long as it takes."""
        patience = () if timeout is None else (timeout * 1000,)
        found: list[Event] = json.loads(border.abilities().events(*patience))
        return found


class NodeLoop(asyncio.BaseEventLoop):
    """Runs callbacks in turn, and in between what Node tells."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Events()
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._selector.listeners["answer"] = self._take_answer

    def on(self, kind: str, listener: Callable[[Event], None]) -> None:
        """Have events of a kind told to ``listener``."""
        self._selector.listeners[kind] = listener

    async def ask(self, name: str, *values: object) -> Any:
        """As ``border.call``, while other work goes on."""
        answer = self.create_future()
        self._answers[border.ask(name, *values)] = answer
        return border.answer_of(await answer)

    def _take_answer(self, event: Event) -> None:
        answer = self._answers.pop(event["number"], None)
        if answer is not None and not answer.done():
            answer.set_result(event)

    def _process_events(self, events: list[Event]) -> None:
        for event in events:
            listener = self._selector.listeners.get(event["kind"])
            if listener is not None:
                self.call_soon(listener, event)

    def _write_to_self(self) -> None:
        """Nothing: there is no other thread that would have to wake the loop."""


async def _at_once(function: Callable[..., Any], *values: Any, **_: Any) -> Any:
    return function(*values)


@cache
def node_loop() -> NodeLoop:
    """The loop of this process."""
    # The interpreter has a loop of its own that counts as running.
    asyncio._set_running_loop(None)  # noqa: SLF001 - there is no public way
    # There are no threads.
    vars(to_thread)["run_sync"] = _at_once
    loop = NodeLoop()
    asyncio.set_event_loop(loop)
    return loop


def finished(work: Coroutine[Any, Any, Any]) -> Any:
    """Wait for the end of some work, with all that is to be done meanwhile."""
    return node_loop().run_until_complete(work)


def in_background(work: Coroutine[Any, Any, Any]) -> None:
    """Begin some work that nobody waits for."""
    tasks = _tasks()
    task = node_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


@cache
def _tasks() -> set[asyncio.Task[Any]]:
    """A loop holds its tasks weakly."""
    return set()
