"""Click to act: phone numbers that can be clicked (``ciframework.md`` 2.10)."""

from __future__ import annotations

from cif_emulator.api.analytics_rows import key_of
from cif_emulator.api.call import Call
from cif_emulator.api.cif.namespace import ciframework
from cif_emulator.records.errors import RecordError
from cif_emulator.workspace.rules import click_to_act
from cif_emulator.workspace.state.record_store import RecordStore

_SOURCE = "ciframework.md 2.10"
_PROVIDERS = "msdyn_channelprovider"
_COLUMN = "msdyn_enableoutbound"


@ciframework.method("setClickToAct", source=_SOURCE)
def set_click_to_act(call: Call, value: bool) -> None:
    """Make phone numbers clickable, or not; stored in the provider's Enable Outbound."""
    click_to_act.switch(call.workspace, call.caller, value)
    _keep(call, value)


def _keep(call: Call, value: bool) -> None:
    records = call.workspace.records
    if call.workspace.providers.find(call.caller) is None or not isinstance(records, RecordStore):
        return
    name = call.caller.replace("'", "''")
    try:
        rows = records.query(_PROVIDERS, f"$select={_COLUMN}&$filter=msdyn_uniquename eq '{name}'&$top=1")
        for row in rows:
            if row[_COLUMN] is not value:
                key = key_of(call.workspace, _PROVIDERS, row)
                # In effect already: the whole configuration need not be read from its rows again.
                records.update(_PROVIDERS, key, {_COLUMN: value}, is_watched=False)
    except RecordError as error:
        what = f"setClickToAct: the row of {call.caller} was not changed"
        call.workspace.warn("row-not-written", what=what, why=error.message)


@ciframework.method("getClickToAct", source=_SOURCE)
def get_click_to_act(call: Call) -> bool:
    """Whether the caller's click-to-act is on."""
    return call.workspace.providers.click_to_act.get(call.caller, False)
