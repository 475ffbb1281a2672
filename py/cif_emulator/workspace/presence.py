"""The agent's presence: one of the configured ones (``ciframework.md`` 2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from cif_emulator.workspace.events import PresenceChanged
from cif_emulator.workspace.refusals import UnknownId, nearest, quoted
from cif_emulator.workspace.templates import Presence, Setup

if TYPE_CHECKING:
    from cif_emulator.workspace.workspace import Workspace


def id_of(presence: Presence) -> str:
    """A presence's id: the configured one, else one made from its text."""
    return presence.presence_id or str(uuid5(NAMESPACE_URL, f"presence:{presence.text}"))


class Presences:
    """The presences that the agent can choose, in their configured order, and the one chosen."""

    def __init__(self, setup: Setup) -> None:
        self.options = setup.presences
        self.current: Presence | None = self._named(setup.settings.initial_presence) or next(
            iter([*(option for option in self.options if option.base_status == "available"), *self.options]),
            None,
        )

    def _named(self, text: str | None) -> Presence | None:
        return next((option for option in self.options if option.text == text), None)

    def find(self, text: str, *, exactly: bool) -> Presence | None:
        """The presence of a text; without ``exactly`` also one that is spelled with other letter cases."""
        found = self._named(text)
        if found is None and not exactly:
            lowered = text.strip().lower()
            found = next((option for option in self.options if option.text.lower() == lowered), None)
        return found


def set_by_text(workspace: Workspace, text: str) -> bool:
    """A provider sets the presence; ``False`` for a text that is not configured, which changes nothing."""
    presences = workspace.presences
    found = presences.find(text, exactly=workspace.settings.strict)
    if found is None:
        known = nearest(text, (option.text for option in presences.options)) or "No presence is configured."
        workspace.warn(f"setPresence: there is no presence {quoted(text)}, nothing was set. {known}")
        return False
    if found.text != text:
        workspace.warn(
            f"setPresence: {quoted(text)} was taken for {quoted(found.text)}; the product wants the exact "
            "spelling"
        )
    _put(workspace, found)
    return True


def choose(workspace: Workspace, presence_id: str) -> None:
    """The agent picks a presence in the header."""
    for option in workspace.presences.options:
        if id_of(option) == presence_id:
            _put(workspace, option)
            return
    raise UnknownId(f"there is no presence with the id {quoted(presence_id)}")


def _put(workspace: Workspace, presence: Presence) -> None:
    if presence is not workspace.presences.current:
        workspace.presences.current = presence
        workspace.emit(PresenceChanged(presence))
