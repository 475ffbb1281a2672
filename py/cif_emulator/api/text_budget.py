"""A budget for the text that callers leave in the workspace (``[workspace] text_budget``)."""

from __future__ import annotations

from cif_emulator.workspace.state.held_text import held_characters
from cif_emulator.workspace.state.refusals import ErrorCode, Refusal
from cif_emulator.workspace.workspace import Workspace

MILLION = 1_000_000
# What a slug becomes may be longer than what was passed, so the budget can be overdrawn: a call that names an
# id, such as one that closes a session, is let in all the same.
SHORT = 200


class TextBudget:
    """Counts what calls bring; measures the workspace only where that might be too much."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._budget = workspace.settings.text_budget * MILLION
        # At most so much is held: what was measured last, and what calls have brought since.
        self._most = 0

    def admit(self, length: int) -> None:
        """Let a call with arguments of so many characters in; raises ``Refusal`` if all would be too much."""
        self._most += length
        if self._most <= self._budget or length <= SHORT:
            return
        held = held_characters(self._workspace)
        if held + length > self._budget:
            self._workspace.forget_closed()
            held = held_characters(self._workspace)
        self._most = held + length
        if self._most > self._budget:
            self._most = held
            raise Refusal(
                f"sessions, tabs and notifications hold {held:,} characters; with the {length:,} of this "
                f"call they would hold more than {self._budget:,}. Close sessions, pass less, or raise "
                "text_budget in [workspace]",
                ErrorCode.LIMIT_REACHED,
            )
