"""A budget for the text that callers leave in the workspace (``[workspace] text_budget``)."""

from __future__ import annotations

from cif_emulator.workspace.state.held_text import held_characters
from cif_emulator.workspace.state.refusals import ErrorCode, Refusal
from cif_emulator.workspace.workspace import Workspace

MILLION = 1_000_000
# A resolved slug may be longer than the text that was passed, so the budget can be overdrawn. Calls this
# short, such as closing a session by its id, are admitted all the same.
SHORT = 200


class TextBudget:
    """Counts the text that calls bring; measures the workspace only when that might exceed the budget."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        # An upper bound: the last measurement plus what calls have brought since.
        self._most = 0

    def admit(self, length: int) -> None:
        """Admit a call with arguments of so many characters; raises ``Refusal`` beyond the budget."""
        self._most += length
        budget = self._workspace.settings.text_budget * MILLION
        if self._most <= budget or length <= SHORT:
            return
        held = held_characters(self._workspace)
        if held + length > budget:
            self._workspace.forget_closed()
            held = held_characters(self._workspace)
        self._most = held + length
        if self._most > budget:
            self._most = held
            raise Refusal(
                f"sessions, tabs and notifications hold {held:,} characters; with the {length:,} of this "
                f"call they would hold more than {budget:,}. Close sessions, pass less, or raise "
                "text_budget in [workspace]",
                ErrorCode.LIMIT_REACHED,
            )
