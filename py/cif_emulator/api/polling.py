"""Callers that ask again and again what an event would tell them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define

from cif_emulator.api.call import ON_SESSION_SWITCH, ON_TAB_SWITCH
from cif_emulator.api.contract import Method
from cif_emulator.api.provider_events import (
    ON_MODE_CHANGED,
    ON_PRESENCE_CHANGE,
    ON_SESSION_SWITCHED,
    ON_SIZE_CHANGED,
)
from cif_emulator.workspace.workspace import Workspace

# What is asked, and the event that tells of its changes.
POLLED: Mapping[str, str] = {
    "Apm.getFocusedSession": ON_SESSION_SWITCH,
    "Session.getFocusedTab": ON_TAB_SWITCH,
    "CIFramework.getFocusedSession": ON_SESSION_SWITCHED,
    "CIFramework.getMode": ON_MODE_CHANGED,
    "CIFramework.getWidth": ON_SIZE_CHANGED,
    "CIFramework.getPresence": ON_PRESENCE_CHANGE,
}
# Calls no farther apart than a second, going on for five: less may be one piece of work.
LONGEST_PAUSE_MS = 1_000
SHORTEST_RUN_MS = 5_000


@define
class _Run:
    began: float
    last: float
    times: int = 1
    told: bool = False


class Polling:
    """Notes each call of a polled method, and tells once per caller and method that it polls."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._runs: dict[tuple[str, str], _Run] = {}

    def note(self, caller: str, method: Method) -> None:
        """A caller has asked what an event would tell."""
        method_id = method.method_id
        now = self._workspace.now
        run = self._runs.get((caller, method_id))
        if run is None or now - run.last > LONGEST_PAUSE_MS:
            self._runs[caller, method_id] = _Run(now, now, told=run is not None and run.told)
            return
        run.last = now
        run.times += 1
        if now - run.began >= SHORTEST_RUN_MS and not run.told:
            run.told = True
            self._workspace.warn(
                "polling",
                caller=caller,
                method=method.title,
                times=run.times,
                seconds=(now - run.began) / 1000,
                event=POLLED[method_id],
            )
