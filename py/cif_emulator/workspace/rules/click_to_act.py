"""Click to act: phone numbers that call a channel provider (``ciframework.md`` 2.10, 3, 5.3)."""

from __future__ import annotations

from collections.abc import Iterable

from cif_emulator.workspace.state.captions import record_name
from cif_emulator.workspace.state.events import PhoneNumberClicked
from cif_emulator.workspace.state.refusals import WrongArgument, quoted
from cif_emulator.workspace.state.settings import ClickToActTarget
from cif_emulator.workspace.state.state import State


def is_on(state: State) -> bool:
    """Whether phone numbers can be clicked: at least one provider wants it."""
    return any(state.providers.click_to_act.values())


def switch(state: State, caller: str, on: bool) -> None:
    """A provider turns its click-to-act on or off."""
    if state.providers.click_to_act.get(caller, False) != on:
        state.providers.click_to_act[caller] = on
        state.touch()


def targets(state: State, willing: Iterable[str]) -> tuple[str, ...]:
    """Who of the willing hears of a click: the focused session's owner, else the first of them (5.3)."""
    wanted = tuple(willing)
    if state.settings.click_to_act_target is ClickToActTarget.ALL_PROVIDERS:
        return wanted
    owner = state.focused_session.owner
    return (owner,) if owner in wanted else wanted[:1]


def willing(state: State) -> tuple[str, ...]:
    """Callers whose click-to-act is on, in Channel Order."""
    return tuple(caller for caller, on in state.providers.click_to_act.items() if on)


def click(state: State, table_name: str, record_id: str, column_name: str, value: str) -> None:
    """The agent clicks a phone number on a form or in a list."""
    table = state.records.table(table_name)
    column = next((each for each in table.columns if each.name == column_name), None) if table else None
    if table is None or column is None or column.kind != "phone":
        raise WrongArgument(
            f"{quoted(f'{table_name}.{column_name}')} is no phone column: only these can be clicked"
        )
    row = state.records.retrieve(table_name, record_id) if record_id else None
    title = record_name(state.records, table_name, row)
    _tell(state, value, column=column_name, table=table_name, record_id=record_id, record_title=title)


def dial(state: State, number: str) -> None:
    """The agent clicks a phone number that stands in no record."""
    _tell(state, number, column="", table="", record_id="", record_title="")


def _tell(state: State, value: str, *, column: str, table: str, record_id: str, record_title: str) -> None:
    callers = willing(state)
    if not callers:
        state.warn("click-to-act-off")
        return
    state.emit(
        PhoneNumberClicked(
            targets=targets(state, callers),
            value=value,
            column=column,
            table=table,
            record_id=record_id,
            record_title=record_title,
        )
    )
