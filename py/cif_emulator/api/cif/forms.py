"""Forms that a provider opens (``ciframework.md`` 2.8, ``openForm``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cif_emulator.api.call import Call
from cif_emulator.api.cif.namespace import ciframework, plain_object, refuse_elsewhere
from cif_emulator.api.contract import ResultKind
from cif_emulator.api.kinds import Anything, PlainObject, member
from cif_emulator.api.results import OpenedForm
from cif_emulator.records.table_files import further_columns
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules.navigation import known_table, open_form
from cif_emulator.workspace.rules.parties import has_party_field
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.record_source import Table
from cif_emulator.workspace.state.refusals import Refusal, UnknownName, WrongArgument, nearest, quoted

_SOURCE = "ciframework.md 2.8"

# Options that are understood but change nothing here: windows, bars, business processes.
_WITHOUT_EFFECT = frozenset(
    {
        "cmdBar",
        "cmdbar",
        "height",
        "width",
        "navBar",
        "openInNewWindow",
        "windowPosition",
        "processId",
        "processInstanceId",
        "selectStageId",
        "selectedStageId",
        "relationship",
        "useQuickCreateForm",
    }
)


FormParameters = Annotated[object, Anything(PlainObject(json_text=True))]


@frozen(kw_only=True)
class EntityFormOptions:
    """What ``openForm`` takes first."""

    entity_name: str = member("Logical name of a table")
    entity_id: str | None = member("The record's id; none for a create form", default=None)
    form_id: str | None = member("The form's id", default=None)
    create_from_entity: Annotated[Mapping[str, object] | None, PlainObject()] = member(
        "The record that a new one is made from: entityType, id, name", default=None
    )
    rest: Mapping[str, object] = member("Options of the window", factory=dict)


@ciframework.method("openForm", result=ResultKind.JSON_TEXT, source=_SOURCE)
def open_entity_form(
    call: Call,
    entity_form_options: EntityFormOptions,
    form_parameters: FormParameters = None,
) -> OpenedForm:
    """Open a record's form, or a create form with default values: from Home in a session, else in a tab."""
    options = entity_form_options
    table = known_table(call.workspace, options.entity_name)
    record_id = _record_id(options.entity_id)
    defaults = {**_origin(table, options.create_from_entity), **_defaults(table, form_parameters)}
    _warn_of_others(call, options.rest)
    parameters = {"entityId": record_id, "formId": options.form_id, "data": defaults or None}
    refuse_elsewhere(call)
    given = {name: value for name, value in parameters.items() if value}
    open_form(call.workspace, table.name, given, call.caller)
    return {"entityName": table.name, "entityId": record_id}


def _record_id(given: str | None) -> str | None:
    if not given:
        return None
    record_id = guid(given)
    if record_id is None:
        raise WrongArgument(
            f"entityFormOptions.entityId is {quoted(given)}; right is a GUID like "
            "fac04293-1ab0-eb11-8236-000d3a5c49ed, or none for a create form"
        )
    return record_id


def _defaults(table: Table, given: object) -> dict[str, object]:
    """Default values by column; a lookup may come in three parts, ``…name`` and ``…type`` beside its id."""
    if given is None or guid(given) is not None:
        return {}
    values = PlainObject(json_text=True).read(given, "formParameters")
    columns = {column.name for column in table.columns}.union(further_columns(table.name))
    for name in values:
        if has_party_field(table, name):
            raise Refusal(
                f"formParameters.{name} is a list of parties, and the product takes none as a parameter; "
                f"create the record with its {table.name}_activity_parties, and open that"
            )
        if name not in columns and not (name.endswith(("name", "type")) and name[:-4] in columns):
            raise UnknownName(
                f"formParameters.{name} is no column of {quoted(table.name)}. {nearest(name, columns)}"
            )
    return values


def _origin(table: Table, given: Mapping[str, object] | None) -> dict[str, object]:
    """The lookup of a new record that leads to the one it is made from."""
    found = plain_object(given) or {}
    kind, record_id = found.get("entityType"), guid(found.get("id"))
    for column in table.columns:
        if record_id and column.kind == "lookup" and kind in column.targets and not column.read_only:
            return {column.name: [{"id": record_id, "name": found.get("name") or "", "entityType": kind}]}
    return {}


def _warn_of_others(call: Call, rest: Mapping[str, object]) -> None:
    for name in rest:
        if name not in _WITHOUT_EFFECT:
            near = nearest(name, ("entityName", "entityId", "formId", "createFromEntity", *_WITHOUT_EFFECT))
            call.workspace.warn("unknown-property", where="openForm", name=quoted(name), near=f" {near}")
    if rest.get("openInNewWindow") is True:
        call.workspace.warn("shown-in-workspace", method="openForm", place="a window of its own")
