"""What the analytics methods write and read (``ciframework.md`` 2.12, 7)."""

from __future__ import annotations

from cif_emulator.records.columns import OWNER, choice, identifier, lookup, memo, moment, status, text
from cif_emulator.workspace.state.record_source import Column, Table


def _custom_attributes() -> tuple[Column, ...]:
    return tuple(text(f"msdyn_customattribute{n}", f"Custom Attribute {n}", 100) for n in range(1, 6))


def _analytics(
    name: str, label: str, entity_set: str, *columns: Column, object_type_code: int, description: str
) -> Table:
    """A table of analytics rows; its form and list show its own columns."""
    names = tuple(column.name for column in columns)
    return Table(
        name=name,
        label=label,
        plural_label=label if label.endswith("data") else label + "s",
        entity_set=entity_set,
        primary_id=name + "id",
        primary_name="msdyn_name",
        object_type_code=object_type_code,
        description=description,
        columns=(
            identifier(name + "id", label),
            text("msdyn_name", "Name", 100, indexed=True),
            *columns,
            OWNER,
            *status(),
        ),
        form_columns=("msdyn_name", *names),
        list_columns=("msdyn_name", *names[:5], "createdon"),
        list_order="createdon desc",
    )


KPIEVENTDEFINITION = _analytics(
    "msdyn_kpieventdefinition",
    "KPI event definition",
    "msdyn_kpieventdefinitions",
    text("msdyn_eventdisplayname", "Event display name", 100),
    memo("msdyn_eventdescription", "Event description"),
    choice(
        "msdyn_eventtype", "Event type", {100_000_000: "Custom", 100_000_001: "System"}, default=100_000_000
    ),
    object_type_code=10_420,
    description="An event that a channel provider may log.",
)

KPIEVENTDATA = _analytics(
    "msdyn_kpieventdata",
    "KPI event data",
    "msdyn_kpieventsdata",
    lookup(
        "msdyn_kpieventid",
        "KPI event",
        "msdyn_kpieventdefinition",
        collection={"msdyn_kpieventdefinition": "msdyn_kpieventdefinition_kpieventdata"},
        required=True,
    ),
    text("msdyn_kpieventname", "KPI event name", 100, indexed=True),
    text("msdyn_kpieventreason", "KPI event reason", 100),
    moment("msdyn_eventtimestamp", "Event timestamp"),
    text("msdyn_conversationid", "Conversation", 100, indexed=True),
    text("msdyn_clientsessionid", "Client session", 100),
    text("msdyn_cifsessionid", "CIF session", 100),
    text("msdyn_sessionid", "Session", 100),
    text("msdyn_providerid", "Provider", 100),
    text("msdyn_providersessionid", "Provider session", 100),
    text("msdyn_participantid", "Participant", 100),
    text("msdyn_externalcorrelationid", "External correlation", 100),
    memo("msdyn_additionaldata", "Additional data", 2_000),
    *_custom_attributes(),
    object_type_code=10_421,
    description="An event that a channel provider logged.",
)

CONVERSATIONDATA = _analytics(
    "msdyn_conversationdata",
    "Conversation data",
    "msdyn_conversationsdata",
    text("msdyn_conversationid", "Conversation", 100, indexed=True),
    moment("msdyn_conversationtimestamp", "Conversation timestamp"),
    text("msdyn_channel", "Channel", 100),
    text("msdyn_accountid", "Account", 100),
    text("msdyn_contactid", "Contact", 100),
    text("msdyn_providerid", "Provider", 100),
    text("msdyn_providername", "Provider name", 100),
    text("msdyn_region", "Region", 1_000),
    text("msdyn_customercity", "Customer city", 100),
    text("msdyn_customerstate", "Customer state", 100),
    text("msdyn_customerzip", "Customer ZIP", 100),
    text("msdyn_customercountry", "Customer country", 100),
    text("msdyn_primaryrelatedentityname", "Primary related table", 100),
    text("msdyn_primaryrelatedrecordid", "Primary related record", 100),
    text("msdyn_externalcorrelationid", "External correlation", 100),
    memo("msdyn_additionaldata", "Additional data", 1_000),
    *_custom_attributes(),
    object_type_code=10_422,
    description="A conversation as initLogAnalytics wrote it (deprecated).",
)

SESSIONDATA = _analytics(
    "msdyn_sessiondata",
    "Session data",
    "msdyn_sessionsdata",
    text("msdyn_conversationid", "Conversation", 100, indexed=True),
    text("msdyn_providersessionid", "Provider session", 100),
    text("msdyn_ucisessionid", "Client session", 100),
    text("msdyn_ucisessionname", "Client session name", 100),
    text("msdyn_queueid", "Queue", 100),
    text("msdyn_queuename", "Queue name", 100),
    text("msdyn_sessionchannel", "Session channel", 100),
    moment("msdyn_createdtimestamp", "Created timestamp"),
    moment("msdyn_agentassignedtimestamp", "Agent assigned timestamp"),
    moment("msdyn_queueassignedtimestamp", "Queue assigned timestamp"),
    text("msdyn_creationreason", "Creation reason", 100),
    text("msdyn_externalcorrelationid", "External correlation", 100),
    memo("msdyn_additionaldata", "Additional data", 1_000),
    *_custom_attributes(),
    object_type_code=10_423,
    description="A session as initLogAnalytics wrote it (deprecated).",
)

SESSIONPARTICIPANTDATA = _analytics(
    "msdyn_sessionparticipantdata",
    "Session participant data",
    "msdyn_sessionparticipantsdata",
    text("msdyn_conversationid", "Conversation", 100, indexed=True),
    text("msdyn_providersessionid", "Provider session", 100),
    text("msdyn_participantid", "Participant", 100),
    text("msdyn_externalid", "External id", 100),
    text("msdyn_participantname", "Participant name", 100),
    text("msdyn_mode", "Mode", 100),
    text("msdyn_type", "Type", 100),
    moment("msdyn_addedtimestamp", "Added timestamp"),
    text("msdyn_assignreason", "Assign reason", 100),
    *_custom_attributes(),
    object_type_code=10_424,
    description="A participant of a session as initLogAnalytics wrote it (deprecated).",
)

ANALYTICS_TABLES = (
    KPIEVENTDEFINITION,
    KPIEVENTDATA,
    CONVERSATIONDATA,
    SESSIONDATA,
    SESSIONPARTICIPANTDATA,
)
