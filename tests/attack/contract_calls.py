"""Calls of every declared method, with right and wrong arguments, and what must hold after each.

Used by the test (some thousand calls) and by ``python -m tests.attack --calls 1000000``.
"""

from __future__ import annotations

import json
import re
import traceback
from random import Random

from attrs import evolve, frozen

from cif_emulator.api import values
from cif_emulator.api.call import AGENT, PAGE
from cif_emulator.api.contract import Parameter
from cif_emulator.api.kinds import Anything, Boolean, Kind, Number, Pairs, PlainObject, Shape
from cif_emulator.api.methods import METHODS
from cif_emulator.records import Store
from cif_emulator.view.snapshot import snapshot
from cif_emulator.workspace.rules.restoration import saved
from tests.unit.api.board import CHAT, CHAT_PROVIDER, DOCUMENT, PHONE, PHONE_PROVIDER, Board

CONTACT = "aaaaaaaa-1111-2222-3333-444444444444"
CASE = "bbbbbbbb-1111-2222-3333-444444444444"
ORIGINS = {"own_phone": PHONE, "own_chat": CHAT}
MOST_SESSIONS, MOST_TABS = 5, 4
INTERNAL = 99

# By the names of parameters and members, or by their ends: what somebody who knows the workspace passes.
KNOWN: dict[str, list[object]] = {
    "sessionId": [f"@session-{number}" for number in range(5)],
    "tabId": [f"@tab-{number}" for number in range(8)],
    "template": ["own_call", "own_case"],
    "Apm.createSession": ["own_case", "own_case", "own_call"],
    "Apm.createTab": ["own_record", "own_control", "own_site", "own_pinned"],
    "Session.createTab": ["own_record", "own_control", "own_site"],
    "CIFramework.createSession": ["own_call", "own_call", "own_call", "own_case"],
    "CIFramework.createTab": ["own_record", "own_control", "own_site", "own_pinned"],
    "CIFramework.notifyEvent": ["own_ring", "own_forced", "own_assigned", "own_short"],
    "handlerFunction": [True, False],
    "eventInputParameters": [{}, {"a": 1}, "{}"],
    "detail": [{"value": "555"}, {"entityLogicalName": "contact", "entityId": CONTACT, "value": "1"}],
    "name": ["Busy", "Available", "x"],
    "number": ["555 0100", "+1 425 555 0100"],
    "title": ["x", "Ada"],
    "isDefault": [True],
    "eventName": ["onclicktoact", "onsessionclosed", "onmodechanged", "own", "Own_Event", "ON_TAB_SWITCH"],
    "entityLogicalName": ["contact", "incident", "account", "phonecall", "msdyn_sessiontemplate", "activitypointer"],
    "entityName": ["contact", "incident", "account", "task"],
    "table": ["contact", "incident", "account", "knowledgearticle"],
    "id": [CONTACT, CASE, "{" + CONTACT.upper() + "}"],
    "recordId": [CONTACT, CASE],
    "entityId": [CONTACT, CASE],
    "column": ["firstname", "lastname", "title", "customerid", "prioritycode", "birthdate", "description"],
    "notificationId": [f"@notification-{number}" for number in range(3)],
    "dialogId": ["@dialog-0"],
    "messageId": ["@message-0"],
    "presenceId": ["p-busy", "p-available"],
    "presenceText": ["Busy", "Available"],
    "cancellationToken": ["t-1", "t-2"],
    "value": [0, 1, 2, 3, 400, True, "x", "2024-01-31", "3"],
    "count": [0, 1, 7, "3"],
    "messagesCount": [0, 2, "2", {"correlationId": CONTACT}],
    "options": ["", "?$select=fullname", "$expand=parentcustomerid_account", "$top=1&$select=*"],
    "queryParameters": [
        "?$select=fullname&$filter=contains(fullname,'a')", "?$search=Ada", "$top=1", "$orderby=fullname desc",
    ],
    "searchType": [0, 1],
    "data": [{"lastname": "x"}, '{"title":"y"}', {"customerid_contact@odata.bind": f"/contacts({CONTACT})"}],
    "url": ["https://www.example.com/?q={customer}"],
}  # fmt: skip
TEXTS = (
    "", " ", "x", "{customer}", "{a}{b}", "{$odata.contact.fullname.?$filter=contactid eq '{a}'}", "{anchor.title}",
    "{a", "²", "-1", "1e309", "null", "{}", "[]", '{"a":', "'", "$filter=((((", "\u0000", "e\u0301" * 50, "x" * 5_000,
    "<img src=x onerror=alert(1)>", "__proto__", "constructor", "../..", "\U0001f600", "\u202e", "a\nb",
)  # fmt: skip
JUNK: tuple[object, ...] = (
    None, True, False, 0, -1, 1.5, 2**53, 1e308, [], {}, [[[]]], [None], {"": ""}, {"a": {"b": [1, {"c": None}]}},
    {values.UNDEFINED_KEY: 0}, {values.MAP_KEY: [["a", 1], [2, "b"]]}, {values.DATE_KEY: "2026-01-01T00:00:00Z"},
    {"correlationId": CONTACT}, *TEXTS,
)  # fmt: skip

# The nth of those that are there when the call is made.
_NAMED = re.compile(r"@(session|tab|notification|message|dialog)-(\d)")

SLUG_KEYS = ("customer", "a", "b", "own_record", "customerName", "parametersStr", "entityId")
CALLERS_OF = {"Agent": (AGENT,), "CIFramework": (PAGE, *ORIGINS)}


@frozen
class Attempt:
    """One call: by whom, of what, and its arguments' text; or something that happens outside of calls."""

    caller: str
    method_id: str
    text: str = ""


HAPPENINGS = (
    *(Attempt(name, what) for name in ORIGINS for what in ("hello", "leaves", "reports")),
    Attempt("", "timer"),
    Attempt("", "unreadable", "[1,{"),
)
_METHODS = [method for method in METHODS.values() if not method.is_missing]
_MISSING = [method for method in METHODS.values() if method.is_missing]
_OWNERS = sorted({method.owner for method in _METHODS})
# What opens something comes more often than what only reads it.
_OPENING = [
    METHODS[name]
    for name in (
        "CIFramework.createSession",
        "CIFramework.createTab",
        "CIFramework.notifyEvent",
        "CIFramework.openForm",
        "Apm.createSession",
        "Agent.openRecord",
        "Agent.focusSession",
    )
]


class Attacker:
    """Makes calls up, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def attempt(self) -> Attempt:
        """A call, or what happens outside of calls."""
        dice = self._random.random()
        if dice < 0.05:
            return self._random.choice(HAPPENINGS)
        if dice < 0.07:
            method = self._random.choice(_MISSING)
        elif dice < 0.3:
            method = self._random.choice(_OPENING)
        else:
            owner = self._random.choice((*_OWNERS, "CIFramework", "CIFramework", "Agent"))
            method = self._random.choice([each for each in _METHODS if each.owner == owner])
        arguments = [self._argument(each, method.method_id) for each in method.parameters]
        if self._random.random() < 0.15:
            del arguments[self._random.randint(0, len(arguments)) :]
        caller = self._random.choice(CALLERS_OF.get(method.owner, (PAGE,)))
        return Attempt(caller, method.method_id, json.dumps(arguments))

    def _argument(self, parameter: Parameter, method_id: str) -> object:
        dice = self._random.random()
        if dice < 0.1:
            return self._random.choice(JUNK)
        right = self._right(parameter.name, parameter.kind, method_id)
        # Most objects may come as their JSON text.
        return json.dumps(right) if dice < 0.2 and isinstance(right, dict) else right

    def _right(self, name: str, kind: Kind, method_id: str) -> object:
        """A value of the kind that a parameter, or a member, of that name takes."""
        known = KNOWN.get(method_id) if name == "templateName" else KNOWN.get(name)
        if known:
            return self._random.choice(known)
        if isinstance(kind, Anything):
            is_described = type(kind.like) is not Kind
            return self._right("", kind.like, method_id) if is_described else self._random.choice(JUNK)
        if isinstance(kind, Shape):
            return {
                each.name: self._right(each.name, each.kind, method_id)
                for each in kind.members
                if each.required or each.name == "templateName" or self._random.random() < 0.4
            }
        if isinstance(kind, Boolean):
            return self._random.random() < 0.5
        if isinstance(kind, Number):
            return self._random.choice((0, 1, 2, 3, 350, -1, 10**9))
        if isinstance(kind, Pairs | PlainObject):
            keys = self._random.sample(SLUG_KEYS, self._random.randint(0, 3))
            return {key: self._random.choice((*TEXTS, *JUNK)) for key in keys}
        return self._random.choice(TEXTS)


def store_with_records() -> Store:
    """Records that the calls can name."""
    store = Store()
    store.load(
        [
            ("contact", {"id": CONTACT, "firstname": "Ada", "lastname": "Lovelace", "telephone1": "+1 425 555 0100"}),
            ("incident", {"id": CASE, "title": "Ink", "customerid": {"table": "contact", "id": CONTACT}}),
        ]
    )  # fmt: skip
    store.mark_start()
    return store


class World:
    """A workspace with two providers that many calls are made on, and what must hold after each."""

    def __init__(self, store: Store) -> None:
        store.reset()
        self.board = Board(
            PHONE_PROVIDER,
            CHAT_PROVIDER,
            records=store,
            max_sessions=MOST_SESSIONS,
            max_tabs=MOST_TABS,
            session_restore=True,
        )
        for provider, origin in ORIGINS.items():
            self.board.frame(provider, origin)
        self._newest = {"session-id": -1, "tab-id": -1}
        self._open: dict[str, set[str]] = {"session-id": set(), "tab-id": set()}
        self.check(Attempt("", "start"), "=")

    def run(self, attempt: Attempt) -> None:
        """Make one call, and look whether all still holds."""
        attempt = evolve(attempt, text=_NAMED.sub(self._named, attempt.text))
        dispatcher = self.board.dispatcher
        before = self._tabs()
        self.board.now += 10
        answer = "="
        if attempt.method_id == "hello":
            answer = dispatcher.frame_connected(attempt.caller, ORIGINS[attempt.caller], DOCUMENT)
        elif attempt.method_id == "leaves":
            dispatcher.frame_disconnected(attempt.caller, DOCUMENT)
        elif attempt.method_id == "reports":
            for delivery in self.board.delivery_ids(attempt.caller)[-1:]:
                self.board.report(delivery)
        elif attempt.method_id == "timer":
            for timer in list(self.board.timers)[:1]:
                self.board.elapse(timer)
        elif attempt.method_id == "unreadable":
            answer = dispatcher.frame_call("own_phone", PHONE, DOCUMENT, "createSession", attempt.text)
        elif attempt.caller in ORIGINS:
            name = attempt.method_id.partition(".")[2]
            answer = dispatcher.frame_call(
                attempt.caller, ORIGINS[attempt.caller], DOCUMENT, name, attempt.text
            )
        else:
            answer = dispatcher.answer(attempt.method_id, attempt.caller, attempt.text)
        self.check(attempt, answer)
        if attempt.caller in ORIGINS and answer.startswith("="):
            self._owns(attempt, before)

    def _named(self, found: re.Match[str]) -> str:
        """What a call names by its place: the nth open session, tab, notification, message, the dialog."""
        workspace = self.board.workspace
        sessions = list(workspace.sessions.values())
        ids = {
            "session": [each.session_id for each in sessions],
            "tab": [tab for each in sessions for tab in each.tabs],
            "notification": list(workspace.notifications.waiting),
            "message": [each.message_id for each in workspace.screen.messages],
            "dialog": [workspace.screen.dialog.dialog_id] if workspace.screen.dialog else [],
        }[found[1]]
        return ids[int(found[2]) % len(ids)] if ids else f"{found[1]}-id-99"

    def _tabs(self) -> dict[str, tuple[str | None, tuple[str, ...]]]:
        return {
            key: (session.owner, tuple(session.tabs))
            for key, session in self.board.workspace.sessions.items()
        }

    def _owns(self, attempt: Attempt, before: dict[str, tuple[str | None, tuple[str, ...]]]) -> None:
        after = self._tabs()
        for key, (owner, tabs) in before.items():
            if owner not in (None, attempt.caller):
                assert after.get(key) == (owner, tabs), f"{attempt} changed a session of {owner}"

    def check(self, attempt: Attempt, answer: str) -> None:
        """What must hold after everything."""
        workspace = self.board.workspace
        self._well_formed(attempt, answer)
        sessions = list(workspace.sessions.values())
        assert sessions[0].is_default, "Home is not first"
        assert len(sessions) <= MOST_SESSIONS, "more sessions than may be"
        assert sum(each is workspace.focused_session for each in sessions) == 1, (
            "not one session has the focus"
        )
        for session in sessions:
            assert len(session.tabs) <= max(MOST_TABS, 1), "more tabs than may be"
            assert session.focused_tab_id in session.tabs, "the focused tab is not there"
        self._never_reused("session-id", {each.session_id for each in sessions})
        self._never_reused("tab-id", {tab for each in sessions for tab in each.tabs})
        drawn = snapshot(workspace)
        assert drawn["page"]["kind"], "nothing is drawn"
        json.loads(values.write(drawn))
        json.loads(values.write(saved(workspace)))

    def _well_formed(self, attempt: Attempt, answer: str) -> None:
        assert answer[:1] in ("=", "!", "?"), f"{attempt}: {answer[:200]}"
        if answer.startswith("!"):
            error = json.loads(answer[1:])
            assert error["message"], attempt
            assert error["errorCode"] != INTERNAL, f"{attempt}: {error['message']}"
        elif answer.startswith("?"):
            assert answer[1:].isdecimal()
        elif len(answer) > 1:
            json.loads(answer[1:])
        fault = next((each for each in self.board.told if each[0] == "fault"), None)
        assert fault is None

    def _never_reused(self, kind: str, now: set[str]) -> None:
        new = {key for key in now - self._open[kind] if key.startswith(kind)}
        for number in sorted(int(key.rpartition("-")[2]) for key in new):
            assert number > self._newest[kind], f"{kind}-{number} was there before"
            self._newest[kind] = number
        self._open[kind] = now

    def end(self) -> None:
        """What must hold at last: the log can be read, and holds no failure of the emulator's own."""
        faults = [entry for entry in self.board.log() if entry["kind"] == "fault"]
        assert not faults, faults[0]["error"]


def shortest(store: Store, seed: int, calls: int) -> tuple[list[Attempt], str] | None:
    """The calls that break something, as few of them as that takes, and what broke; ``None`` if all held."""
    attacker = Attacker(seed)
    attempts = [attacker.attempt() for _ in range(calls)]
    broken = _broken(store, attempts)
    if broken is None:
        return None
    size = max(1, len(attempts) // 2)
    while True:
        for start in range(0, len(attempts), size):
            fewer = attempts[:start] + attempts[start + size :]
            found = _broken(store, fewer)
            if found is not None:
                attempts, broken = fewer, found
                break
        else:
            if size == 1:
                return attempts, broken
            size //= 2


def _broken(store: Store, attempts: list[Attempt]) -> str | None:
    world = World(store)
    try:
        for attempt in attempts:
            world.run(attempt)
        world.end()
    except Exception:  # noqa: BLE001 - whatever breaks is told
        faults = [entry["error"] for entry in world.board.log() if entry["kind"] == "fault"]
        return "\n".join((traceback.format_exc(), *faults))
    return None
