"""A workspace with channel providers, as the page and its frames reach it."""

from __future__ import annotations

import json
from typing import Any

from cif_emulator.api.dispatcher import Dispatcher
from cif_emulator.workspace.state.faults import Fault
from cif_emulator.workspace.state.record_source import RecordSource
from cif_emulator.workspace.state.settings import (
    ClickToActTarget,
    ContextResult,
    KpiResetReading,
    MetadataResult,
    Settings,
    Setup,
)
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    AppProfile,
    ChannelProvider,
    NotificationField,
    NotificationTemplate,
    PageType,
    PanelState,
    Presence,
    Scenario,
    SessionTemplate,
    SessionType,
)
from cif_emulator.workspace.workspace import Workspace

from ..workspace.desk import Records

ADDRESS = "http://localhost:4280"
PHONE = "https://phone.example"
CHAT = "https://chat.example:8443"
# What the page of a frame calls itself.
DOCUMENT = "document-1"

TABS = (
    ApplicationTabTemplate(unique_name="own_control", name="Own control", page_type=PageType.CONTROL),
    ApplicationTabTemplate(
        unique_name="own_record",
        name="Own record",
        page_type=PageType.ENTITY_RECORD,
        parameters={"entityName": "contact", "entityId": "{customerRecordId}"},
        template_tag="records",
    ),
    ApplicationTabTemplate(
        unique_name="own_pinned", name="Own pinned", page_type=PageType.CONTROL, can_close=False
    ),
    ApplicationTabTemplate(
        unique_name="own_site",
        name="Own site",
        page_type=PageType.THIRD_PARTY_WEBSITE,
        parameters={"url": "https://www.example.com/find?q={searchQ}"},
    ),
)
SESSIONS = (
    SessionTemplate(
        unique_name="own_call",
        name="Own call",
        title=("Call from {customer}", "Call"),
        anchor_tab="own_control",
        template_tag="calls",
    ),
    SessionTemplate(
        unique_name="own_case", name="Own case", session_type=SessionType.ENTITY, entity="incident"
    ),
)
NOTIFICATIONS = (
    NotificationTemplate(
        unique_name="own_ring",
        name="Own ring",
        title="Call from {number}",
        field=(
            NotificationField(name="b", title="Second", value="{second}", order=2),
            NotificationField(name="a", title="Who", value="{customer}", order=1),
        ),
    ),
    NotificationTemplate(unique_name="own_forced", name="Own forced", auto_assign=True, auto_accept=True),
    NotificationTemplate(unique_name="own_assigned", name="Own assigned", auto_assign=True),
    NotificationTemplate(unique_name="own_short", name="Own short", title="Short", timeout=5),
)
PRESENCES = (
    Presence(text="Busy", base_status="busy", color="#c4314b", presence_id="p-busy"),
    Presence(text="Available", base_status="available", color="#6bb700", presence_id="p-available"),
)
PHONE_PROVIDER = ChannelProvider(
    unique_name="own_phone", name="Phone", label="Phone", channel_url=f"{PHONE}/widget?x=1", sort_order=1
)
CHAT_PROVIDER = ChannelProvider(
    unique_name="own_chat", name="Chat", label="Chat", channel_url=f"{CHAT}/", sort_order=2
)


_WORDS = {
    "kpi_reset_reading": KpiResetReading,
    "update_context_result": ContextResult,
    "entity_metadata": MetadataResult,
    "click_to_act_target": ClickToActTarget,
    "home_panel_state": PanelState,
}


def _settings(given: dict[str, object]) -> Settings:
    """Settings as a configuration names them: words for options."""
    read = {name: _WORDS[name](value) if name in _WORDS else value for name, value in given.items()}
    return Settings(**read)  # type: ignore[arg-type]


class Board:
    """A dispatcher, and everything that it has told the outside."""

    def __init__(
        self,
        *providers: ChannelProvider,
        records: RecordSource | None = None,
        profiles: tuple[AppProfile, ...] = (),
        sessions: tuple[SessionTemplate, ...] = (),
        faults: tuple[Fault, ...] = (),
        scenarios: tuple[Scenario, ...] = (),
        **settings: object,
    ) -> None:
        self.setup = Setup(
            settings=_settings(settings),
            app_profiles=profiles,
            scenarios=scenarios,
            session_templates=(*SESSIONS, *sessions),
            tab_templates=TABS,
            notification_templates=NOTIFICATIONS,
            providers=providers or (PHONE_PROVIDER,),
            presences=PRESENCES,
            faults=faults,
        )
        self.now = 1_000_000.0
        self.told: list[tuple[str, Any]] = []
        self.timers: dict[str, int] = {}
        self.settled: dict[str, str] = {}
        self.records = records or Records()
        self.dispatcher = Dispatcher(
            Workspace(self.setup, self.records), "page", self._tell, lambda: self.now, ADDRESS
        )
        self.dispatcher.open()

    def _tell(self, kind: str, text: str) -> None:
        value: Any = json.loads(text) if kind in ("broadcasts", "deliver", "settle", "timer") else text
        self.told.append((kind, value))
        if kind == "timer" and value[1] is None:
            self.timers.pop(value[0], None)
        elif kind == "timer":
            self.timers[value[0]] = value[1]
        elif kind == "settle":
            assert value[0] not in self.settled
            self.settled[value[0]] = value[1]

    @property
    def workspace(self) -> Workspace:
        return self.dispatcher.workspace

    def elapse(self, timer_id: str) -> None:
        """Let a running timer elapse, as the browser would."""
        self.now += self.timers.pop(timer_id)
        self.dispatcher.timer_elapsed(timer_id)

    def warnings(self) -> list[str]:
        return [text for kind, text in self.told if kind == "warning"]

    def deliveries(self, target: str) -> list[tuple[str, str, str]]:
        """Event name, payload text and kind of all that was sent to a listener."""
        return [
            (value[2], value[3], value[4])
            for kind, value in self.told
            if kind == "deliver" and value[0] == target
        ]

    def events(self, target: str, name: str) -> list[Any]:
        """The parsed payloads of one event."""
        return [json.loads(text) for event, text, _ in self.deliveries(target) if event == name]

    def delivery_ids(self, target: str) -> list[str]:
        return [value[1] for kind, value in self.told if kind == "deliver" and value[0] == target]

    def report(self, delivery_id: str, **outcome: object) -> None:
        told = {"handlers": 1, "silent": 0, "timedOut": 0, "errors": [], **outcome}
        self.dispatcher.delivered(delivery_id, json.dumps(told))

    def log(self, kind: str = "") -> list[dict[str, Any]]:
        return [{**entry} for entry in self.dispatcher.log.plain() if not kind or entry["kind"] == kind]

    def agent(self, gesture: str, *args: object) -> None:
        answer = self.dispatcher.answer(f"Agent.{gesture}", "agent", json.dumps(list(args)))
        assert answer == "=", answer

    def control(self, name: str, *args: object) -> str:
        """The answer to what somebody does by ``window.cifEmulator``."""
        return self.dispatcher.control(name, json.dumps(list(args)))

    def page(self) -> Caller:
        return Caller(self, "emulator_page")

    def frame(self, provider: str = "own_phone", origin: str = PHONE) -> Caller:
        """A provider's page that has loaded the library."""
        answer = self.dispatcher.frame_connected(provider, origin, DOCUMENT)
        assert answer.startswith("="), answer
        return Caller(self, provider, origin)


class Caller:
    """Somebody who calls ``Microsoft.CIFramework``."""

    def __init__(self, board: Board, name: str, origin: str = "") -> None:
        self.board = board
        self.name = name
        self.origin = origin

    def answer(self, method: str, *args: object) -> str:
        text = json.dumps(list(args))
        if self.origin:
            return self.board.dispatcher.frame_call(self.name, self.origin, DOCUMENT, method, text)
        return self.board.dispatcher.answer(f"CIFramework.{method}", self.name, text)

    def call(self, method: str, *args: object) -> Any:
        answer = self.answer(method, *args)
        assert answer.startswith("="), answer
        return json.loads(answer[1:]) if len(answer) > 1 else None

    def refusal(self, method: str, *args: object) -> Any:
        answer = self.answer(method, *args)
        assert answer.startswith("!"), answer
        return json.loads(answer[1:])

    def promised(self, method: str, *args: object) -> str:
        """The number under which the answer comes later."""
        answer = self.answer(method, *args)
        assert answer.startswith("?"), answer
        return answer[1:]

    def settled(self, number: str) -> Any:
        """The result that came later."""
        answer = self.board.settled[number]
        assert answer.startswith("="), answer
        return json.loads(answer[1:])

    def session(self, **parameters: object) -> str:
        given = {"templateName": "own_call", "templateParameters": parameters}
        session_id: str = self.call("createSession", given)
        return session_id

    def listen(self, *events: str) -> Caller:
        for event in events:
            assert self.call("addHandler", event) is True
        return self
