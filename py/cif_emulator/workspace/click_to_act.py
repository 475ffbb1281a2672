"""Click to act: phone numbers that call a channel provider (``ciframework.md`` 2.10, 3, 5.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cif_emulator.workspace.events import PhoneNumberClicked
from cif_emulator.workspace.refusals import WrongArgument, quoted
from cif_emulator.workspace.resolution import record_name
from cif_emulator.workspace.templates import ClickToActTarget

if TYPE_CHECKING:
    from cif_emulator.workspace.workspace import Workspace


def is_on(workspace: Workspace) -> bool:
    """Whether phone numbers can be clicked: at least one provider wants it."""
    return any(workspace.providers.click_to_act.values())


def switch(workspace: Workspace, caller: str, on: bool) -> None:
    """A provider turns its click-to-act on or off."""
    if workspace.providers.click_to_act.get(caller, False) != on:
        workspace.providers.click_to_act[caller] = on
        workspace.touch()


def targets(workspace: Workspace, willing: Iterable[str]) -> tuple[str, ...]:
    """Who of the willing hears of a click: the focused session's owner, else the first of them (5.3)."""
    wanted = tuple(willing)
    if workspace.settings.click_to_act_target is ClickToActTarget.ALL_PROVIDERS:
        return wanted
    owner = workspace.focused_session.owner
    return (owner,) if owner in wanted else wanted[:1]


def willing(workspace: Workspace) -> tuple[str, ...]:
    """Callers whose click-to-act is on, in Channel Order."""
    return tuple(caller for caller, on in workspace.providers.click_to_act.items() if on)


def click(workspace: Workspace, table_name: str, record_id: str, column_name: str, value: str) -> None:
    """The agent clicks a phone number on a form or in a list."""
    table = workspace.records.table(table_name)
    column = next((each for each in table.columns if each.name == column_name), None) if table else None
    if table is None or column is None or column.kind != "phone":
        raise WrongArgument(
            f"{quoted(f'{table_name}.{column_name}')} is no phone column: only these can be clicked"
        )
    callers = willing(workspace)
    if not callers:
        workspace.warn(
            "Click-to-act is off: no channel provider has switched it on (setClickToAct, or enable_outbound "
            "in its "
            "configuration)."
        )
        return
    row = workspace.records.retrieve(table_name, record_id) if record_id else None
    workspace.emit(
        PhoneNumberClicked(
            targets=targets(workspace, callers),
            value=value,
            column=column_name,
            table=table_name,
            record_id=record_id,
            record_title=record_name(workspace.records, table_name, row),
        )
    )
