"""Tables that join rows of two others, many to many (``templates.md`` 10): a row holds the keys of a pair."""

from __future__ import annotations

from attrs import evolve

from cif_emulator.records.columns import identifier
from cif_emulator.workspace.state.record_source import Table

# By name: what the rows join, with the key columns of both sides.
_RELATIONSHIPS = {
    "msdyn_sessiontemplate_applicationtab": (
        "Additional tab of a session template",
        "msdyn_sessiontemplateid",
        "msdyn_applicationtabtemplateid",
    ),
    "msdyn_appconfiguration_sessiontemplate": (
        "Session template of a profile",
        "msdyn_appconfigurationid",
        "msdyn_sessiontemplateid",
    ),
    "msdyn_appconfiguration_systemuser": ("User of a profile", "msdyn_appconfigurationid", "systemuserid"),
    "msdyn_appconfig_msdyn_channelprovider": (
        "Channel provider of a profile",
        "msdyn_appconfigurationid",
        "msdyn_channelproviderid",
    ),
    "msdyn_notificationtemplate_notificationfield": (
        "Field of a notification template",
        "msdyn_notificationtemplateid",
        "msdyn_notificationfieldid",
    ),
}


def _relationship(name: str, label: str, first: str, second: str, code: int) -> Table:
    key = name + "id"
    sides = (evolve(identifier(side, side), indexed=True) for side in (first, second))
    return Table(
        name=name,
        label=label,
        plural_label=label,
        # Where other tables' names get an s.
        entity_set=name + "set",
        primary_id=key,
        primary_name=key,
        object_type_code=code,
        ownership="None",
        description="Rows of two tables that belong together.",
        columns=(identifier(key, label), *sides),
        form_columns=(first, second),
        list_columns=(first, second),
        list_order=key,
    )


RELATIONSHIP_TABLES = tuple(
    _relationship(name, *sides, code) for code, (name, sides) in enumerate(_RELATIONSHIPS.items(), 10_430)
)
