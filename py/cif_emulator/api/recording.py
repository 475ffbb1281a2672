"""A recording: what providers, scripts and the agent did, as plain data that other programs read.

It is made of the call log. ``docs/guides/recordings.md`` describes the form; a change that old readers would
misread gets a new version.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NotRequired, TypedDict

from cif_emulator.api.call import AGENT, BROADCAST_EVENTS
from cif_emulator.api.call_log import CallLog, LogEntry
from cif_emulator.workspace import json_text
from cif_emulator.workspace.state.presence import id_of
from cif_emulator.workspace.state.state import State

FORMAT = "cif-emulator recording"
VERSION = 1

StepKind = Literal["call", "event", "action"]
_KINDS = ("call", "refusal", "event", "time-out")
_TITLE = "Microsoft."
_ACTION = "Agent."


class Step(TypedDict):
    """A call and its answer, an event that was delivered, or what the agent did.

    ``at`` and ``took`` are milliseconds, ``at`` from the first step on. ``who`` has called, or was told.
    ``target`` is what the agent's action was about, as the page calls it: a session, a tab, a presence.
    ``cause`` is the number of the step that it came of. A value that was too long is left out, and ``cut``
    says so.
    """

    number: int
    at: float
    kind: StepKind
    who: str
    name: str
    target: NotRequired[str]
    input: NotRequired[object]
    result: NotRequired[object]
    error: NotRequired[object]
    cause: NotRequired[int]
    took: NotRequired[float]
    pending: NotRequired[bool]
    fault: NotRequired[str]
    cut: NotRequired[bool]


class Recording(TypedDict):
    """A whole recording; ``began`` in milliseconds since the epoch.

    It is not ``complete`` where the log had forgotten the beginning, or a value was cut.
    """

    format: str
    version: int
    emulator: str
    began: float
    complete: bool
    steps: list[Step]


class Recorder:
    """Makes recordings of a workspace's call log; ``emulator`` is the emulator's version."""

    def __init__(self, log: CallLog, emulator: str, workspace: State) -> None:
        self.log = log
        self._emulator = emulator
        self._workspace = workspace
        self._began: float | None = None
        self._told = 0
        self._pending: set[int] = set()
        self._recorded: set[int] = set()

    def news(self) -> Recording | None:
        """A recording of what was not told before, and of what has ended since; nothing if that is all.

        It is not ``complete`` where entries were forgotten before they were told.
        """
        if self.log.newest == self._told and not self._pending:
            return None
        entries = self.log.plain(self._told, sorted(self._pending))
        told = [entry for entry in entries if entry["number"] not in self._pending or not entry["pending"]]
        if not told:
            return None
        new = [entry["number"] for entry in told if entry["number"] > self._told]
        is_whole = len(new) == self.log.newest - self._told
        self._pending = {entry["number"] for entry in entries if entry["pending"]}
        self._told = self.log.newest
        if self._began is None:
            self._began = told[0]["time"]
        steps = list(_steps(told, self._began, self._recorded, self._workspace))
        return {
            "format": FORMAT,
            "version": VERSION,
            "emulator": self._emulator,
            "began": self._began,
            "complete": is_whole and not any(step.get("cut") for step in steps),
            "steps": steps,
        }


def recording(log: CallLog, emulator: str, workspace: State) -> Recording:
    """The recording of all that a workspace's call log holds; ``emulator`` is the emulator's version."""
    return Recorder(log, emulator, workspace).news() or {
        "format": FORMAT,
        "version": VERSION,
        "emulator": emulator,
        "began": 0.0,
        "complete": True,
        "steps": [],
    }


def _steps(log: list[LogEntry], began: float, recorded: set[int], workspace: State) -> Iterator[Step]:
    """The steps of a log's entries; ``recorded`` are the numbers of those before, and gets theirs."""
    for entry in log:
        if entry["kind"] not in _KINDS or entry["what"] in BROADCAST_EVENTS:
            continue
        recorded.add(entry["number"])
        step: Step = {
            "number": entry["number"],
            "at": round(entry["time"] - began, 3),
            "kind": _kind(entry),
            "who": entry["caller"],
            "name": entry["what"].removeprefix(_TITLE).removeprefix(_ACTION),
        }
        _add_values(step, entry)
        if step["kind"] == "action" and (target := _target(step, workspace)):
            step["target"] = target
        if entry["cause"] in recorded and entry["cause"] is not None:
            step["cause"] = entry["cause"]
        if entry["pending"]:
            step["pending"] = True
        else:
            step["took"] = round(entry["duration"], 3)
        if entry["fault"]:
            step["fault"] = entry["fault"]
        yield step


def _kind(entry: LogEntry) -> StepKind:
    if entry["caller"] == AGENT:
        return "action"
    return "call" if entry["kind"] in ("call", "refusal") else "event"


def _target(step: Step, workspace: State) -> str | None:
    """What an action was about, as the page calls it now."""
    given = step.get("input")
    target_id = given[0] if isinstance(given, list) and given else None
    if not isinstance(target_id, str):
        return None
    match step["name"]:
        case "focusSession" | "requestCloseSession":
            session = workspace.remembered_session(target_id)
            return session.title if session else None
        case "focusTab" | "closeTab" | "refreshTab":
            tab = workspace.remembered_tab(target_id)
            return tab.title if tab else None
        case "setPresence":
            texts = (each.text for each in workspace.presences.options if id_of(each) == target_id)
            return next(texts, None)
    return None


def _add_values(step: Step, entry: LogEntry) -> None:
    """Input, and result or error; what was cut is no JSON any more."""
    for key in ("input", "result", "error"):
        text = entry[key]
        if not text:
            continue
        try:
            step[key] = json_text.parse(text)
        except json_text.JsonTextError:
            if key == "error":
                step[key] = text
            else:
                step["cut"] = True
