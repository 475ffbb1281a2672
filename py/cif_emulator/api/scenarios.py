"""Plays scenarios: what a channel provider and the agent would do, as calls of theirs in the call log.

Each step is taken when a timer elapses, never inside a call or while events are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypedDict

from cif_emulator.api import values
from cif_emulator.api.call import AGENT, PAGE
from cif_emulator.api.deliveries import Deliveries
from cif_emulator.workspace import json_text
from cif_emulator.workspace.rules import notifications
from cif_emulator.workspace.state.events import Event, NotificationEnded, TimerSet
from cif_emulator.workspace.state.notification import Outcome
from cif_emulator.workspace.state.refusals import Refusal, UnknownId, UnknownName, nearest, quoted
from cif_emulator.workspace.state.scenarios import ScenarioRun, Step
from cif_emulator.workspace.state.templates import ScenarioAnswer
from cif_emulator.workspace.workspace import Workspace

# A notification that waits in the queue cannot be answered yet.
LOOK_AGAIN_MS = 200

_ACCEPTED = (Outcome.ACCEPTED, Outcome.ACCEPTED_BY_ITSELF)

# A call of somebody in a run: the run's key, the method's id, the caller, the JSON text of the arguments.
# Gives the answer's text.
Answer = Callable[[str, str, str, str], str]


class ScenarioResult(TypedDict):
    """How a scenario ended."""

    scenario: str
    outcome: str
    """`accepted`, `declined`, `timed out` and the like."""
    sessionId: str | None
    """The session that was opened."""


def begin(workspace: Workspace, name: str) -> ScenarioRun:
    """Start a scenario; raises ``UnknownName``, or ``UnknownId`` where its contact is gone."""
    known = {each.name: each for each in workspace.scenarios}
    scenario = known.get(name)
    if scenario is None:
        near = nearest(name, known) or "No scenario is configured: [[scenario]] in workspace.toml."
        raise UnknownName(f"there is no scenario {quoted(name)}. {near}")
    if scenario.contact and workspace.records.retrieve("contact", scenario.contact) is None:
        raise UnknownId(
            f"the scenario {quoted(name)} names the contact {quoted(scenario.contact)}, which is not there"
        )
    first = next((provider.provider_id for provider in workspace.providers), PAGE)
    workspace.scenario_count += 1
    key = f"scenario-{workspace.scenario_count}"
    run = ScenarioRun(key=key, scenario=scenario, owner=scenario.provider or first)
    workspace.scenario_runs[key] = run
    _wait(workspace, run, Step.RING)
    return run


def _wait(workspace: Workspace, run: ScenarioRun, step: Step, seconds: float = 0.0) -> None:
    run.step = step
    workspace.emit(TimerSet(run.key, round(seconds * 1000)))


class ScenarioPlayer:
    """Takes the steps of one workspace's scenarios."""

    def __init__(self, workspace: Workspace, deliveries: Deliveries, answer: Answer) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._answer = answer

    def time_is_up(self, timer_id: str) -> bool:
        """A timer has elapsed; ``False`` if it belongs to no scenario."""
        run = self._workspace.scenario_runs.get(timer_id)
        if run is None:
            return False
        step = {
            Step.RING: self._ring,
            Step.ANSWER: self._answer_it,
            Step.TALK: self._talk,
            Step.WRAP_UP: self._wrap_up,
        }[run.step]
        try:
            step(run)
        except Refusal as refusal:
            self._end(run, refusal)
        return True

    def follow(self, events: Iterable[Event]) -> None:
        """Go on where a notification has ended."""
        ended = {event.notification_id: event for event in events if isinstance(event, NotificationEnded)}
        for run in list(self._workspace.scenario_runs.values()):
            if run.notification_id in ended:
                self._answered(run, ended[run.notification_id].outcome)

    def _call(self, run: ScenarioRun, method_id: str, caller: str, *arguments: object) -> object:
        """Somebody's call; gives its result, ``None`` for a deferred one. Raises ``Refusal``."""
        answer = self._answer(run.key, method_id, caller, values.write(list(arguments)))
        if answer.startswith("!"):
            told = json_text.parse(answer[1:])
            details = told.get("details") if isinstance(told, dict) else None
            message = told.get("message") if isinstance(told, dict) else answer[1:]
            raise Refusal(f"{message}{f' ({details})' if details else ''}")
        return json_text.parse(answer[1:]) if answer.startswith("=") and len(answer) > 1 else None

    def _given(self, run: ScenarioRun) -> dict[str, object]:
        """The slug values: the contact's, and over them the scenario's own."""
        contact = run.scenario.contact
        row = self._workspace.records.retrieve("contact", contact) if contact else None
        known: dict[str, object] = {}
        if row is not None:
            name = row.get("fullname")
            known = {"customerName": name, "customerEntityName": "contact", "customerRecordId": contact}
        return {**known, **run.scenario.values}

    def _ring(self, run: ScenarioRun) -> None:
        given = {"templateName": run.scenario.notification_template, "templateParameters": self._given(run)}
        before = self._workspace.notifications.counter
        self._call(run, "CIFramework.notifyEvent", run.owner, given)
        if self._workspace.notifications.counter == before:
            template = self._workspace.catalog.notifications.get(run.scenario.notification_template)
            self._answered(run, Outcome.ACCEPTED_BY_ITSELF if template.auto_accept else Outcome.QUEUE_FULL)
            return
        run.notification_id = f"notification-{before + 1}"
        if run.scenario.answer is not ScenarioAnswer.AGENT:
            _wait(self._workspace, run, Step.ANSWER, run.scenario.rings)

    def _answer_it(self, run: ScenarioRun) -> None:
        notification = self._workspace.notifications.waiting.get(run.notification_id)
        if notification is None:
            return
        if not notification.shown:
            _wait(self._workspace, run, Step.ANSWER, LOOK_AGAIN_MS / 1000)
        elif run.scenario.answer is ScenarioAnswer.TIME_OUT:
            notifications.let_pass(self._workspace, notification)
        else:
            accepted = run.scenario.answer is ScenarioAnswer.ACCEPT
            self._call(run, "Agent.answerNotification", AGENT, run.notification_id, accepted)

    def _answered(self, run: ScenarioRun, outcome: Outcome) -> None:
        run.outcome = outcome
        opens = outcome in _ACCEPTED and run.scenario.session_template is not None
        _wait(self._workspace, run, Step.TALK if opens else Step.WRAP_UP)

    def _talk(self, run: ScenarioRun) -> None:
        given = {"templateName": run.scenario.session_template, "templateParameters": self._given(run)}
        run.session_id = str(self._call(run, "CIFramework.createSession", run.owner, given))
        _wait(self._workspace, run, Step.WRAP_UP, run.scenario.talks)

    def _wrap_up(self, run: ScenarioRun) -> None:
        scenario = run.scenario
        if scenario.wrap_up_presence:
            self._call(run, "CIFramework.setPresence", run.owner, scenario.wrap_up_presence)
        session = self._workspace.find_session(run.session_id or "")
        if session is not None and scenario.close_session:
            self._call(run, "Session.close", PAGE, session.session_id)
        outcome = run.outcome.value if run.outcome else ""
        result: ScenarioResult = {
            "scenario": scenario.name,
            "outcome": outcome,
            "sessionId": run.session_id,
        }
        self._end(run, result)

    def _end(self, run: ScenarioRun, result: object) -> None:
        del self._workspace.scenario_runs[run.key]
        self._deliveries.settled.append((run.key, result))
