"""Shapes of results that are more than a text, a number or a truth value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NotRequired, TypedDict

from cif_emulator.workspace.state.record_source import Row

JsonObject = Mapping[str, object]


class SessionDetails(TypedDict):
    """What is known of a session."""

    sessionId: str
    conversationId: str | None
    """The key of its conversation's row; `null` without analytics."""
    context: JsonObject
    """Its slug values, and what `createSession` got as `context`."""
    isFocused: bool


class Environment(TypedDict):
    """The environment of a provider's page."""

    appid: str
    appUrl: str
    clientUrl: str
    orgId: str
    orgLcid: int
    orgUniqueName: str
    orgGeo: str
    userId: str
    """In braces and capitals."""
    userLcid: int
    username: str
    crmVersion: str
    cifVersion: str
    pagetype: str
    """The kind of the page that is shown: `entityrecord`."""
    navigationType: str
    customParams: str | None
    """The provider's own text from its configuration."""
    etn: NotRequired[str | None]
    """The table of the record that is shown."""
    id: NotRequired[str | None]
    """The id of the record that is shown."""
    isDirty: NotRequired[bool]


class TypeScript(str):
    """A TypeScript type that is more precise than the annotated Python type."""

    __slots__ = ()


# A record's columns, with its id.
IdAndColumns = Annotated[JsonObject, TypeScript("Record<string, any> & { id: string }")]


class RowId(TypedDict):
    """The id of a row."""

    id: str


class Ids(TypedDict):
    """The ids of the rows that were written."""

    ids: list[str]


class OpenedForm(TypedDict):
    """What a form shows."""

    entityName: str
    entityId: str | None
    """`null` on a create form."""


class NotificationAction(TypedDict):
    """How a notification has ended."""

    actionName: str
    """`Accept`, `Reject`, `Timeout` or `Cancel`."""
    responseReason: str


class NotificationAnswer(NotificationAction):
    """How a notification has ended: flat as clients read it, and once more in `value` as documented."""

    value: NotificationAction


# -- Xrm ------------------------------------------------------------------------------------------


class RecordReference(TypedDict):
    """A record's table and id."""

    entityType: str
    id: str


class FoundRecords(TypedDict):
    """Records, and the address of the next ones."""

    entities: Sequence[Row]
    nextLink: NotRequired[str]
    """May be passed as options to get those after them."""


class OpenedForms(TypedDict):
    """The records that a form has saved: the emulator does not wait for the agent to save one."""

    savedEntityReference: list[RecordReference]


class Role(TypedDict):
    """A security role of a user's."""

    id: str
    name: str
    entityType: str
    """The table: `role`."""


class RecordName(TypedDict):
    """A record's table, id and name."""

    id: str
    name: str
    entityType: str


class OrganizationAttributes(TypedDict):
    """Columns of the organisation's row."""

    organizationid: str
    name: str


class AppProperties(TypedDict):
    """The app's id, name and address."""

    appId: str
    displayName: str
    uniqueName: str
    url: str
    webResourceId: str
    webResourceName: str
    welcomePageId: str
    welcomePageName: str
