"""What an entry of the log is about, in the one line that a person would write.

Made when the log is read, never while a call is carried out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Protocol

from cif_emulator.api import values
from cif_emulator.api.changes import record_name, session_name
from cif_emulator.workspace.state.state import State

# A longer summary is cut.
_LONGEST = 200
# Inside a line, a longer text is cut.
_LONGEST_TEXT = 60
_ROW = re.compile(r'\\"(\d+)\\":\{')


class Summarised(Protocol):
    """What a summary is made from: an entry of the log."""

    what: str
    input: str
    result: str
    error: str

    @property
    def kind(self) -> str:
        """What kind of entry it is."""


def summary_of(entry: Summarised, workspace: State | None) -> str:
    """The line for an entry; titles are those of now."""
    line = _error_line(entry.error, entry.what) if entry.error else _line(entry, workspace)
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"


def _error_line(error: str, what: str) -> str:
    """The message: of an error's JSON, of a handler's failure (its stack follows), of a traceback.

    Without the method that it begins with, which the entry names: a narrow list has room for the reason.
    """
    if error.startswith("Traceback "):
        return error.rstrip().rsplit("\n", 1)[-1]
    if error.startswith("{"):
        told = _read(error)
        message = str(told.get("details") or told.get("message")) if isinstance(told, dict) else error
        return message.removeprefix(f"{what}: ")
    return error.partition("\n")[0]


def _line(entry: Summarised, workspace: State | None) -> str:
    arguments = _read(entry.input)
    if entry.kind == "event":
        return _event_line(arguments, workspace)
    if entry.kind == "record" and isinstance(arguments, dict):
        name = record_name(str(arguments.get("table")), str(arguments.get("id")), workspace)
        return f"{arguments.get('operation')} {name}"
    given = arguments if isinstance(arguments, list) else [arguments]
    special = _LINES.get(entry.what.rpartition(".")[2])
    told = special(given, entry, workspace) if special else None
    return told or ", ".join(_written(each) for each in given if each is not None)


def _read(text: str) -> object:
    """The value of an input; nothing where it was cut or is none."""
    if not text:
        return None
    # Any page may have sent it.
    value = values.read_untrusted(text)
    return None if isinstance(value, values.Refused) and not value.path else value


def _written(value: object, depth: int = 0) -> str:
    """A value as a line of JavaScript, abbreviated."""
    if isinstance(value, str):
        return json.dumps(_cut(value), ensure_ascii=False) if depth else _cut(value)
    if isinstance(value, values.Refused):
        return f"{value.path} {value.reason}"
    if isinstance(value, list):
        return f"[{', '.join(_written(each, 1) for each in value[:3])}{', …' * (len(value) > 3)}]"
    if isinstance(value, dict):
        if depth > 1:
            return "{…}"
        inside = ", ".join(f"{key}: {_written(each, depth + 1)}" for key, each in list(value.items())[:4])
        return f"{'Map ' * isinstance(value, values.Entries)}{{{inside}{', …' * (len(value) > 4)}}}"
    return repr(value) if value is values.UNDEFINED else json.dumps(value)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"


def _event_line(payload: object, workspace: State | None) -> str:
    if not isinstance(payload, Mapping):
        return "" if payload is None else _written(payload)
    previous, new = payload.get("previousSessionId"), payload.get("newSessionId")
    if isinstance(previous, str) and isinstance(new, str):
        return f"{session_name(previous, workspace)} → {session_name(new, workspace)}"
    session_id = payload.get("sessionId")
    if isinstance(session_id, str):
        focused = payload.get("focused")
        state = "" if focused is None else ", focused" if focused else ", no longer focused"
        return f"{session_name(session_id, workspace)}{state}"
    presence = payload.get("presenceInfo")
    if isinstance(presence, Mapping):
        return str(presence.get("presenceText"))
    value = payload.get("value", payload.get("title"))
    return _written(value if isinstance(value, str) else payload)


Line = Callable[[list[object], Summarised, State | None], str | None]


def _template(given: list[object]) -> str | None:
    request = given[0] if given else None
    if isinstance(request, str) and request.lstrip().startswith("{"):
        request = _read(request)
    if not isinstance(request, Mapping):
        return None
    name = request.get("templateName", request.get("templateNameResolver"))
    return name if isinstance(name, str) else None


def _session_line(given: list[object], entry: Summarised, workspace: State | None) -> str | None:
    name, session_id = _template(given), _read(entry.result)
    session = workspace.remembered_session(session_id) if workspace and isinstance(session_id, str) else None
    return f"{name}: {session.title}" if name and session else name


def _tab_line(given: list[object], entry: Summarised, workspace: State | None) -> str | None:
    # A session's own method gets the session's id first.
    name, tab_id = _template(given) or _template(given[1:]), _read(entry.result)
    tab = workspace.remembered_tab(tab_id) if workspace and isinstance(tab_id, str) else None
    return f"{name}: {tab.title}" if name and tab else name


def _search_line(given: list[object], entry: Summarised, _: State | None) -> str | None:
    table = given[0] if given else None
    if not isinstance(table, str):
        return None
    rows = _read(entry.result)
    if isinstance(rows, str):
        rows = _read(rows)
    if isinstance(rows, Mapping):
        return f"{table}: {'1 row' if len(rows) == 1 else f'{len(rows)} rows'}"
    numbers = _ROW.findall(entry.result)
    return f"{table}: at least {int(numbers[-1]) + 1} rows" if numbers else table


def _record_line(given: list[object], _: Summarised, workspace: State | None) -> str | None:
    table = given[0] if given else None
    record_id = given[1] if len(given) > 1 else None
    if not isinstance(table, str):
        return None
    return record_name(table, record_id, workspace) if isinstance(record_id, str) else table


def _focus_line(given: list[object], _: Summarised, workspace: State | None) -> str | None:
    session_id = given[0] if given else None
    return session_name(session_id, workspace) if isinstance(session_id, str) else None


_LINES: Mapping[str, Line] = {
    "createSession": _session_line,
    "createTab": _tab_line,
    "searchAndOpenRecords": _search_line,
    "retrieveMultipleRecords": _search_line,
    "createRecord": _record_line,
    "retrieveRecord": _record_line,
    "updateRecord": _record_line,
    "deleteRecord": _record_line,
    "focusSession": _focus_line,
    "requestFocusSession": _focus_line,
    "closeSession": _focus_line,
    "requestCloseSession": _focus_line,
}
