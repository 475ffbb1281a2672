"""The presences that an agent can choose, and the one chosen (``ciframework.md`` 2.7)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.state.templates import Presence


@frozen
class Alert:
    """Tells the agent that the workspace has changed the presence, which was ``before``."""

    text: str
    before: Presence


def id_of(presence: Presence) -> str:
    """A presence's id: the configured one, else one made from its text."""
    return presence.presence_id or str(uuid5(NAMESPACE_URL, f"presence:{presence.text}"))


# The colours of the base statuses, for presences that are given none.
_COLORS: Mapping[str, str] = {
    "available": "#6bb700",
    "busy": "#c4314b",
    "do_not_disturb": "#c4314b",
    "away": "#ffaa44",
    "offline": "#8a8886",
}


def color_of(presence: Presence) -> str:
    """A presence's colour: the configured one, else its base status's."""
    return presence.color or _COLORS.get(presence.base_status, _COLORS["available"])


class Presences:
    """The presences that the agent can choose, in their configured order, and the one in force."""

    def __init__(self, setup: Setup) -> None:
        self.options = setup.presences
        self.alert: Alert | None = None
        self.current: Presence | None = self._named(setup.settings.initial_presence) or next(
            iter([*(option for option in self.options if option.base_status == "available"), *self.options]),
            None,
        )

    def configure(self, options: tuple[Presence, ...]) -> None:
        """Offer others; the one in force stays, as its row says now, or as it was if its row is gone."""
        current = self.current
        if current is not None:
            row_ids = {id_of(option): option for option in options}
            self.current = row_ids.get(id_of(current), current)
        self.options = options

    def _named(self, text: str | None) -> Presence | None:
        return next((option for option in self.options if option.text == text), None)

    def find(self, text: str, *, exactly: bool) -> Presence | None:
        """The presence of a text; without ``exactly`` also one that is spelled with other letter cases."""
        found = self._named(text)
        if found is None and not exactly:
            lowered = text.strip().lower()
            found = next((option for option in self.options if option.text.lower() == lowered), None)
        return found
