"""Scenarios that are being played: incoming calls and chats, from the ring to the wrap-up."""

from __future__ import annotations

from enum import Enum, auto

from attrs import define

from cif_emulator.workspace.state.notification import Outcome
from cif_emulator.workspace.state.templates import Scenario


class Step(Enum):
    """What is done next."""

    RING = auto()
    ANSWER = auto()
    TALK = auto()
    WRAP_UP = auto()


@define(eq=False, kw_only=True)
class ScenarioRun:
    """A scenario under way; ``key`` names its timer and its promise, ``owner`` is who rings."""

    key: str
    scenario: Scenario
    owner: str
    step: Step = Step.RING
    notification_id: str = ""
    session_id: str | None = None
    outcome: Outcome | None = None
