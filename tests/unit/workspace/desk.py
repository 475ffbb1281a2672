"""A small workspace for the model's tests: a few templates and records of its own, no database."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cif_emulator.workspace.state.record_source import Column, Row, Table
from cif_emulator.workspace.state.requests import SessionRequest, TabRequest
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.state.settings import Settings, Setup
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    PageType,
    PanelState,
    SessionTemplate,
    SessionType,
)
from cif_emulator.workspace.workspace import Workspace

CASE = "11111111-2222-3333-4444-555555555555"
PERSON = "aaaaaaaa-2222-3333-4444-555555555555"

TABLES = {
    "incident": Table(
        name="incident",
        label="Case",
        plural_label="Cases",
        entity_set="incidents",
        primary_id="incidentid",
        primary_name="title",
        columns=(
            Column(name="title", label="Title"),
            Column(name="customerid", label="Customer", kind="lookup", targets=("contact",)),
        ),
        form_columns=("title", "customerid"),
        list_columns=("title",),
    ),
    "contact": Table(
        name="contact",
        label="Contact",
        plural_label="Contacts",
        entity_set="contacts",
        primary_id="contactid",
        primary_name="fullname",
        columns=(
            Column(name="fullname", label="Full name"),
            Column(name="telephone1", label="Phone", kind="phone"),
        ),
        form_columns=("fullname", "telephone1"),
        list_columns=("fullname",),
    ),
}


class Records:
    """Rows in a dictionary; a query knows `$filter=<column> eq '<text>'` only."""

    def __init__(self) -> None:
        self.data: dict[str, dict[str, dict[str, object]]] = {
            "incident": {
                CASE: {
                    "incidentid": CASE,
                    "title": "Ink & toner",
                    "_customerid_value": PERSON,
                    "_customerid_value@OData.Community.Display.V1.FormattedValue": "Ada Lovelace",
                    "_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "contact",
                }
            },
            "contact": {
                PERSON: {"contactid": PERSON, "fullname": "Ada Lovelace", "telephone1": "+1 425 555 0100"}
            },
        }

    def table(self, name: str) -> Table | None:
        return TABLES.get(name)

    def tables(self) -> Sequence[Table]:
        return list(TABLES.values())

    def retrieve(self, table: str, record_id: str) -> Row | None:
        return self.data.get(table, {}).get(record_id.strip("{}").lower())

    def query(self, table: str, options: str) -> Sequence[Row]:
        found = re.match(r"\$filter=(\w+) eq '?([^'&]*)'?(?:&|$)", options)
        if not found:
            raise ValueError(f"cannot read {options}")
        return [row for row in self.data[table].values() if str(row.get(found[1])) == found[2]]

    def rows(self, table: str, search: str = "", top: int = 50, order: str = "") -> Sequence[Row]:
        return list(self.data.get(table, {}).values())[:top]


def tab(
    unique_name: str, page_type: PageType, title: str = "", **parameters: object
) -> ApplicationTabTemplate:
    return ApplicationTabTemplate(
        unique_name=unique_name,
        name=unique_name.replace("_", " "),
        page_type=page_type,
        title=(title,) if title else (),
        parameters=parameters,
    )


RECORD_TAB = tab("own_record", PageType.ENTITY_RECORD, entityName="contact", entityId="{customerRecordId}")
SITE_TAB = tab("own_site", PageType.THIRD_PARTY_WEBSITE, url="https://www.example.com/find?q={searchQ}")
CONTROL_TAB = tab("own_control", PageType.CONTROL)
TAB_TEMPLATES = (RECORD_TAB, SITE_TAB, CONTROL_TAB)

CASE_TEMPLATE = SessionTemplate(
    unique_name="own_case",
    name="Own case",
    session_type=SessionType.ENTITY,
    entity="incident",
    title=("{anchor.title}",),
    panel_state=PanelState.HIDDEN,
)
CALL_TEMPLATE = SessionTemplate(
    unique_name="own_call",
    name="Own call",
    title=("Call from {customer}",),
    anchor_tab="own_record",
    tabs=("own_site",),
)
PLAIN_TEMPLATE = SessionTemplate(unique_name="own_plain", name="Own plain", anchor_tab="own_control")


def desk(
    *more: SessionTemplate, tabs: Sequence[ApplicationTabTemplate] = (), **settings: object
) -> Workspace:
    setup = Setup(
        settings=Settings(**settings),  # type: ignore[arg-type]
        session_templates=(CASE_TEMPLATE, CALL_TEMPLATE, PLAIN_TEMPLATE, *more),
        tab_templates=(*TAB_TEMPLATES, *tabs),
    )
    return Workspace(setup, Records())


def open_case(workspace: Workspace, *, focused: bool = True) -> Session:
    page = {"entityName": "incident", "entityId": CASE}
    return workspace.open_session(
        SessionRequest(template=CASE_TEMPLATE, page_parameters=page, values=page, focused=focused)
    )


def open_plain(workspace: Workspace, *, focused: bool = True) -> Session:
    return workspace.open_session(SessionRequest(template=PLAIN_TEMPLATE, focused=focused))


def open_tab(workspace: Workspace, session: Session, *, focused: bool = True) -> Tab:
    return workspace.create_tab(session, TabRequest(template=CONTROL_TAB, focused=focused))
