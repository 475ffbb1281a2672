"""The records: an embedded Dataverse (``ciframework.md`` 2.8, 7; ``templates.md`` 6.5, 10).

``Store`` holds tables and rows in SQLite, answers OData queries and takes Web API payloads. It runs alike
under CPython and in the page. A configuration fills it:

    store = Store((*BUILT_IN_TABLES, *configured_tables), clock=clock, current_user=user_id)
    store.load([
        ("account", {"accountid": "…", "name": "Contoso"}),
        ("contact", {"id": "…", "lastname": "Lovelace", "parentcustomerid": {"table": "account", "id": "…"}}),
        ("phonecall", {"subject": "Call", "regardingobjectid_contact@odata.bind": "/contacts(…)"}),
    ])
    store.mark_start()

Rows may name one another in any order. ``reset`` then brings back this state.
"""

from cif_emulator.records.built_in_tables import BUILT_IN_TABLES, joined_tables
from cif_emulator.records.database import StartCopy
from cif_emulator.records.errors import (
    DuplicateRecord,
    QueryRefused,
    RecordError,
    RecordNotFound,
    RecordRefused,
    UnknownTable,
)
from cif_emulator.records.query import QueryResult
from cif_emulator.records.row_blocks import LinkColumn, RowBlock
from cif_emulator.records.schema import DefinitionRefused
from cif_emulator.records.store import SeedRow, Seeds, Store

__all__ = [
    "BUILT_IN_TABLES",
    "DefinitionRefused",
    "DuplicateRecord",
    "LinkColumn",
    "QueryRefused",
    "QueryResult",
    "RecordError",
    "RecordNotFound",
    "RecordRefused",
    "RowBlock",
    "SeedRow",
    "Seeds",
    "StartCopy",
    "Store",
    "UnknownTable",
    "joined_tables",
]
