"""Where slugs get their values in a given session (``templates.md`` 6.3, 6.6, 6.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cif_emulator.workspace.slugs.rendering import Lookup, Scope
from cif_emulator.workspace.state.readings import Origin, Readings
from cif_emulator.workspace.state.record_source import RecordSource, Row
from cif_emulator.workspace.state.refusals import UnknownName, WrongQuery, nearest
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.values import MISSING

ANCHOR_PREFIX = "anchor."
SCREEN_PREFIX = "Session."


def query_value(records: RecordSource, table: str, column: str, options: str) -> object:
    """The value of an OData slug: the column of the first row, ``MISSING`` if there is none.

    Raises ``UnknownName`` for a missing table, ``WrongQuery`` for options that cannot be read.
    """
    if records.table(table) is None:
        near = nearest(table, (known.name for known in records.tables()))
        raise UnknownName(
            f'the slug {{$odata.{table}.{column}…}} names a table that does not exist: "{table}". {near}'
        )
    try:
        found = records.query(table, f"{options}&$top=1" if "$top" not in options else options)
    except ValueError as error:
        raise WrongQuery(f"the slug {{$odata.{table}.{column}…}} cannot be run: {error}") from None
    value = found[0].get(column) if found else None
    return MISSING if value is None else value


def anchor_value(row: Row, entity_name: str | None, key: str) -> object:
    """``anchor.<column>``: all after the first dot is one key, annotations too (``templates.md`` 6.4)."""
    if key == "entityName":
        return entity_name if entity_name and row else MISSING
    value = row.get(key)
    return MISSING if value is None else value


def _tab_value(tab: Tab, what: str) -> object:
    value = {"entityname": tab.page.entity_name, "entityid": tab.page.entity_id}.get(what.lower())
    return MISSING if value is None else value


def session_lookup(session: Session, tab_values: Mapping[str, object] | None = None) -> Lookup:
    """Looks a key up: the tab's own values, the session's, the anchor record, the state of the screen."""

    def lookup(key: str) -> object:
        if tab_values and key in tab_values:
            return tab_values[key]
        if key in session.values:
            return session.values[key]
        if key.startswith(ANCHOR_PREFIX) and session.tabs:
            return anchor_value(
                session.anchor, session.anchor_tab.page.entity_name, key[len(ANCHOR_PREFIX) :]
            )
        if key.startswith("Session.CurrentTab.") and session.tabs:
            return _tab_value(session.focused_tab, key[len("Session.CurrentTab.") :])
        if key.startswith("Session.AnchorTab.") and session.tabs:
            return _tab_value(session.anchor_tab, key[len("Session.AnchorTab.") :])
        return MISSING

    return lookup


def _session_origin(session: Session, tab_values: Mapping[str, object] | None) -> Callable[[str], Origin]:
    """Where ``session_lookup`` finds a key."""

    def origin(key: str) -> Origin:
        if tab_values and key in tab_values:
            return "parameter"
        if key in session.values:
            return "context"
        if key.startswith(ANCHOR_PREFIX):
            return "anchor record"
        return "screen" if key.startswith(SCREEN_PREFIX) else "parameter"

    return origin


def session_scope(
    records: RecordSource,
    session: Session,
    tab_values: Mapping[str, object] | None = None,
    readings: Readings | None = None,
) -> Scope:
    """The scope of a session's slugs; ``readings`` takes down what they give."""
    return Scope(
        readings=readings,
        origin=_session_origin(session, tab_values),
        lookup=session_lookup(session, tab_values),
        query=lambda table, column, options: query_value(records, table, column, options),
    )
