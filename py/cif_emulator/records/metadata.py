"""Table definitions as ``getEntityMetadata`` gives them (``ciframework.md`` 2.8)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from cif_emulator.records.errors import QueryRefused, quoted
from cif_emulator.records.schema import Definition
from cif_emulator.workspace.state.record_source import Column, Table

# The numbers of AttributeTypeCode in the platform's SDK.
_TYPE_CODES = {
    "boolean": 0,
    "customer": 1,
    "datetime": 2,
    "decimal": 3,
    "double": 4,
    "integer": 5,
    "lookup": 6,
    "memo": 7,
    "money": 8,
    "owner": 9,
    "choice": 11,
    "state": 12,
    "status": 13,
    "text": 14,
    "phone": 14,
    "email": 14,
    "url": 14,
    "id": 15,
    "bigint": 18,
    "table": 20,
}
_PRIVILEGES = ("None", "Create", "Read", "Write", "Delete", "Assign", "Share", "Append", "AppendTo")
# Ids of privileges are made from their names, the same in every workspace.
_PRIVILEGE_NAMESPACE = uuid.UUID("6a7f0f1e-93a5-4f0d-9d0e-2d2b7c1d5a10")
_NOTED_TABLES = frozenset({"account", "contact", "incident", "lead", "knowledgearticle"})
_PARTY_TABLES = frozenset({"account", "contact", "lead", "queue", "systemuser", "team"})


def metadata(definition: Definition, attributes: Sequence[str] = ()) -> dict[str, object]:
    """The object that ``getEntityMetadata`` resolves to; ``attributes`` are the columns to describe.

    ``Attributes`` is keyed by logical name. Raises ``QueryRefused`` for a column that the table does not
    have.
    """
    table = definition.table
    return {
        **_table_values(table),
        "Privileges": [_privilege(table, number) for number in range(1, len(_PRIVILEGES))],
        "Attributes": {name: _attribute(definition, name) for name in attributes},
    }


def _table_values(table: Table) -> dict[str, object]:
    user_owned = table.ownership == "UserOwned"
    about_customers = table.name in _NOTED_TABLES
    return {
        "ActivityTypeMask": int(table.is_activity),
        "AutoRouteToOwnerQueue": False,
        "CanEnableSyncToExternalSearchIndex": True,
        "CanTriggerWorkflow": True,
        "Description": table.description,
        "DisplayCollectionName": table.plural_label,
        "DisplayName": table.label,
        "EnforceStateTransitions": False,
        "EntityColor": None,
        "EntitySetName": table.entity_set,
        "HasActivities": about_customers,
        "IsActivity": table.is_activity,
        "IsActivityParty": table.name in _PARTY_TABLES,
        "IsBusinessProcessEnabled": user_owned,
        "IsBPFEntity": False,
        "IsChildEntity": False,
        "IsConnectionsEnabled": user_owned,
        "IsCustomEntity": table.custom or table.name.startswith("msdyn_"),
        "IsCustomizable": True,
        "IsDocumentManagementEnabled": about_customers,
        "IsDocumentRecommendationsEnabled": False,
        "IsDuplicateDetectionEnabled": user_owned,
        "IsEnabledForCharts": True,
        "IsImportable": True,
        "IsInteractionCentricEnabled": table.is_activity or about_customers,
        "IsKnowledgeManagementEnabled": table.name == "incident",
        "IsMailMergeEnabled": False,
        "IsManaged": not table.custom,
        "IsOneNoteIntegrationEnabled": False,
        "IsOptimisticConcurrencyEnabled": True,
        "IsQuickCreateEnabled": table.is_activity or about_customers,
        "IsStateModelAware": any(column.name == "statecode" for column in table.columns),
        "IsValidForAdvancedFind": True,
        "IsVisibleInMobileClient": True,
        "IsEnabledInUnifiedInterface": True,
        "LogicalCollectionName": table.entity_set,
        "LogicalName": table.name,
        "ObjectTypeCode": table.object_type_code,
        "OwnershipType": table.ownership,
        "PrimaryIdAttribute": table.primary_id,
        "PrimaryImageAttribute": None,
        "PrimaryNameAttribute": table.primary_name,
    }


def _privilege(table: Table, number: int) -> dict[str, object]:
    name = f"prv{_PRIVILEGES[number]}{table.name}"
    user_owned = table.ownership == "UserOwned"
    return {
        "CanBeBasic": user_owned,
        "CanBeDeep": user_owned,
        "CanBeEntityReference": False,
        "CanBeGlobal": True,
        "CanBeLocal": user_owned,
        "CanBeParentEntityReference": False,
        "Name": name,
        "PrivilegeId": str(uuid.uuid5(_PRIVILEGE_NAMESPACE, name)),
        "PrivilegeType": number,
    }


def _attribute(definition: Definition, name: str) -> dict[str, object]:
    column = definition.column(name) if isinstance(name, str) else None
    if column is None:
        if isinstance(name, str):
            definition.look_further(name)
        raise QueryRefused(
            f"The table {quoted(definition.name)} has no column {quoted(name)}."
            f"{definition.near(name) if isinstance(name, str) else ''}"
        )
    found: dict[str, object] = {
        "AttributeType": _TYPE_CODES.get(column.format, _TYPE_CODES.get(column.kind, 5)),
        "DisplayName": column.label,
        "EntityLogicalName": definition.name,
        "LogicalName": column.name,
    }
    if column.kind == "boolean":
        found["DefaultFormValue"] = bool(column.default)
        found["OptionSet"] = _options(column)
    elif column.kind == "choice":
        if column.format not in ("state", "status"):
            found["DefaultFormValue"] = -1 if column.default is None else column.default
        found["OptionSet"] = _options(column)
    return found


def _options(column: Column) -> dict[str, str]:
    """Option values, as text for they become an object's keys, and their labels."""
    return {str(value): label for value, label in column.choices.items()}
