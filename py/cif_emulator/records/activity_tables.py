"""Phone calls, tasks, emails, appointments, conversations, and the parties that take part in them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from cif_emulator.records.columns import (
    OWNER,
    boolean,
    choice,
    identifier,
    lookup,
    memo,
    moment,
    number,
    phone,
    status,
    text,
)
from cif_emulator.records.conversation_columns import CONVERSATION_COLUMNS, LOOKED_UP_TABLES
from cif_emulator.workspace.state.record_source import Column, Table

OPEN_COMPLETED_CANCELED = {0: "Open", 1: "Completed", 2: "Canceled"}
PRIORITY = {0: "Low", 1: "Normal", 2: "High"}
REGARDED = ("account", "contact", "incident", "lead", "knowledgearticle")
# Name of the relationship's side on the table that an activity regards; the product's own are spelled so.
_COLLECTION_SIDE = {
    "account": "Account",
    "contact": "Contact",
    "incident": "Incident",
    "lead": "Lead",
    "knowledgearticle": "KnowledgeArticle",
}


def regarding(activity: str, collection: str) -> Column:
    """What an activity is about; ``collection`` is the plural in ``Account_Phonecalls``."""
    return lookup(
        "regardingobjectid",
        "Regarding",
        *REGARDED,
        navigation={target: f"regardingobjectid_{target}_{activity}" for target in REGARDED},
        collection={target: f"{_COLLECTION_SIDE[target]}_{collection}" for target in REGARDED},
        on_delete="cascade",
    )


def activity_columns(activity: str, collection: str) -> tuple[Column, ...]:
    """The columns that all activities have."""
    return (
        identifier("activityid", "Activity"),
        text("subject", "Subject", 400, required=True, indexed=True),
        Column(
            name="activitytypecode", label="Activity Type", format="table", max_length=128, read_only=True
        ),
        memo("description", "Description", 1_048_576),
        regarding(activity, collection),
        moment("scheduledstart", "Start Date"),
        moment("scheduledend", "Due Date"),
        moment("actualstart", "Actual Start"),
        moment("actualend", "Actual End"),
        number("actualdurationminutes", "Duration", 0),
        number("scheduleddurationminutes", "Scheduled Duration", 0),
        choice("prioritycode", "Priority", PRIORITY, default=1),
        boolean("isbilled", "Is Billed"),
        boolean("isworkflowcreated", "Is Workflow Created"),
        text("category", "Category", 250),
        text("subcategory", "Sub-Category", 250),
        OWNER,
    )


def activity(
    table: Table,
    *columns: Column,
    collection: str,
    states: Mapping[int, str] = OPEN_COMPLETED_CANCELED,
    reasons: Mapping[int, tuple[str, int]],
) -> Table:
    """An activity's table: ``table`` with the common columns, its own ``columns``, and its status."""
    own = {column.name for column in columns}
    common = (column for column in activity_columns(table.name, collection) if column.name not in own)
    return evolve(
        table,
        is_activity=True,
        list_order="createdon desc",
        columns=(*common, *columns, *status(states, reasons, reason=next(iter(reasons)))),
    )


PHONECALL = activity(
    Table(
        name="phonecall",
        label="Phone Call",
        plural_label="Phone Calls",
        entity_set="phonecalls",
        primary_id="activityid",
        primary_name="subject",
        object_type_code=4210,
        description="A call that was made, came in, or is due.",
        form_columns=(
            "subject",
            "phonenumber",
            "directioncode",
            "regardingobjectid",
            "description",
            "scheduledend",
            "actualstart",
            "actualend",
            "actualdurationminutes",
            "prioritycode",
            "leftvoicemail",
            "statuscode",
            "ownerid",
        ),
        list_columns=(
            "subject",
            "phonenumber",
            "directioncode",
            "regardingobjectid",
            "statuscode",
            "createdon",
        ),
    ),
    phone("phonenumber", "Phone Number"),
    boolean("directioncode", "Direction", choices={0: "Incoming", 1: "Outgoing"}, default=1),
    boolean("leftvoicemail", "Left Voice Mail"),
    collection="Phonecalls",
    reasons={1: ("Open", 0), 2: ("Made", 1), 4: ("Received", 1), 3: ("Canceled", 2)},
)

TASK = activity(
    Table(
        name="task",
        label="Task",
        plural_label="Tasks",
        entity_set="tasks",
        primary_id="activityid",
        primary_name="subject",
        object_type_code=4212,
        description="Something to be done.",
        form_columns=(
            "subject",
            "description",
            "regardingobjectid",
            "scheduledend",
            "actualdurationminutes",
            "percentcomplete",
            "prioritycode",
            "statuscode",
            "ownerid",
        ),
        list_columns=(
            "subject",
            "regardingobjectid",
            "scheduledend",
            "prioritycode",
            "statuscode",
            "createdon",
        ),
    ),
    number("percentcomplete", "Percent Complete", 0, 100),
    collection="Tasks",
    reasons={
        2: ("Not Started", 0),
        3: ("In Progress", 0),
        4: ("Waiting on someone else", 0),
        7: ("Deferred", 0),
        5: ("Completed", 1),
        6: ("Canceled", 2),
    },
)

EMAIL = activity(
    Table(
        name="email",
        label="Email",
        plural_label="Emails",
        entity_set="emails",
        primary_id="activityid",
        primary_name="subject",
        object_type_code=4202,
        description="An email that was sent, received, or drafted.",
        form_columns=(
            "subject",
            "sender",
            "torecipients",
            "directioncode",
            "regardingobjectid",
            "description",
            "senton",
            "prioritycode",
            "statuscode",
            "ownerid",
        ),
        list_columns=("subject", "sender", "torecipients", "regardingobjectid", "statuscode", "createdon"),
    ),
    text("subject", "Subject", 800, required=True, indexed=True),
    text("sender", "From", 250),
    text("torecipients", "To Recipients", 500),
    boolean("directioncode", "Direction", choices={0: "Incoming", 1: "Outgoing"}, default=1),
    text("messageid", "Message ID", 320),
    text("trackingtoken", "Tracking Token", 50),
    moment("senton", "Date Sent"),
    boolean("readreceiptrequested", "Read Receipt Requested"),
    boolean("deliveryreceiptrequested", "Delivery Receipt Requested"),
    collection="Emails",
    reasons={
        1: ("Draft", 0),
        8: ("Failed", 0),
        2: ("Completed", 1),
        3: ("Sent", 1),
        4: ("Received", 1),
        6: ("Pending Send", 1),
        7: ("Sending", 1),
        5: ("Canceled", 2),
    },
)

APPOINTMENT = activity(
    Table(
        name="appointment",
        label="Appointment",
        plural_label="Appointments",
        entity_set="appointments",
        primary_id="activityid",
        primary_name="subject",
        object_type_code=4201,
        description="A meeting with a start and an end.",
        form_columns=(
            "subject",
            "location",
            "regardingobjectid",
            "scheduledstart",
            "scheduledend",
            "isalldayevent",
            "description",
            "prioritycode",
            "statuscode",
            "ownerid",
        ),
        list_columns=(
            "subject",
            "location",
            "regardingobjectid",
            "scheduledstart",
            "scheduledend",
            "statuscode",
        ),
    ),
    text("location", "Location", 200),
    boolean("isalldayevent", "All Day Event"),
    collection="Appointments",
    states={0: "Open", 1: "Completed", 2: "Canceled", 3: "Scheduled"},
    reasons={
        1: ("Free", 0),
        2: ("Tentative", 0),
        3: ("Completed", 1),
        4: ("Canceled", 2),
        5: ("Busy", 3),
        6: ("Out of Office", 3),
    },
)

CONVERSATION = activity(
    Table(
        name="msdyn_ocliveworkitem",
        label="Conversation",
        plural_label="Conversations",
        entity_set="msdyn_ocliveworkitems",
        primary_id="activityid",
        primary_name="subject",
        object_type_code=10_401,
        description="A conversation between agents and a customer.",
        form_columns=(
            "subject",
            "msdyn_customer",
            "regardingobjectid",
            "msdyn_activeagentid",
            "msdyn_cdsqueueid",
            "msdyn_startedon",
            "msdyn_closedon",
            "prioritycode",
            "statuscode",
            "ownerid",
        ),
        list_columns=("subject", "msdyn_customer", "regardingobjectid", "statuscode", "createdon"),
    ),
    *CONVERSATION_COLUMNS,
    collection="msdyn_ocliveworkitems",
    states={0: "Open", 1: "Closed", 2: "Resolved", 3: "Scheduled", 4: "Wrap-up (Deprecated)"},
    reasons={
        1: ("Open", 0),
        2: ("Active", 0),
        3: ("Waiting", 0),
        5: ("Wrap-up", 0),
        4: ("Closed", 1),
        6: ("Resolved", 2),
        7: ("Scheduled", 3),
    },
)

ACTIVITIES = (PHONECALL, TASK, EMAIL, APPOINTMENT, CONVERSATION)

PARTICIPATION = {
    1: "Sender",
    2: "To Recipient",
    3: "CC Recipient",
    4: "BCC Recipient",
    5: "Required attendee",
    6: "Optional attendee",
    7: "Organizer",
    8: "Regarding",
    9: "Owner",
    10: "Resource",
    11: "Customer",
    12: "Chat Participant",
    13: "Related",
}

ACTIVITYPARTY = Table(
    name="activityparty",
    label="Activity Party",
    plural_label="Activity Parties",
    entity_set="activityparties",
    primary_id="activitypartyid",
    primary_name="addressused",
    object_type_code=135,
    ownership="None",
    description="Who takes part in an activity, and as what.",
    columns=(
        identifier("activitypartyid", "Activity Party"),
        lookup(
            "activityid",
            "Activity",
            *(table.name for table in ACTIVITIES),
            collection={table.name: f"{table.name}_activity_parties" for table in ACTIVITIES},
            on_delete="cascade",
        ),
        lookup(
            "partyid",
            "Party",
            "account",
            "contact",
            "lead",
            "systemuser",
            "queue",
            "team",
            "knowledgearticle",
            collection={
                "account": "account_activity_parties",
                "contact": "contact_activity_parties",
                "lead": "lead_activity_parties",
                "systemuser": "system_user_activity_parties",
                "queue": "queue_activity_parties",
                "knowledgearticle": "knowledgearticle_activity_parties",
            },
            format="party",
        ),
        choice("participationtypemask", "Participation Type", PARTICIPATION),
        text("addressused", "Address", 250),
        text("unresolvedpartyname", "Unresolved Party Name", 4_000),
        boolean("donotphone", "Do not allow Phone Calls"),
        boolean("donotemail", "Do not allow Emails"),
        boolean("ispartydeleted", "Is Party Deleted"),
    ),
    form_columns=("activityid", "partyid", "participationtypemask", "addressused"),
    list_columns=("partyid", "participationtypemask", "addressused"),
    list_order="participationtypemask",
)

# Read-only: one row per activity of any kind.
ACTIVITYPOINTER = Table(
    name="activitypointer",
    label="Activity",
    plural_label="Activities",
    entity_set="activitypointers",
    primary_id="activityid",
    primary_name="subject",
    object_type_code=4200,
    description="Every activity of whatever kind, to be read only.",
    columns=(
        *activity_columns("activitypointer", "ActivityPointers"),
        *status(
            {0: "Open", 1: "Completed", 2: "Canceled", 3: "Scheduled"}, {1: ("Open", 0), 2: ("Completed", 1)}
        ),
    ),
    form_columns=(
        "subject",
        "activitytypecode",
        "regardingobjectid",
        "description",
        "scheduledend",
        "ownerid",
    ),
    list_columns=("subject", "activitytypecode", "regardingobjectid", "scheduledend", "createdon"),
    list_order="createdon desc",
)

ACTIVITY_TABLES = (*ACTIVITIES, ACTIVITYPARTY, ACTIVITYPOINTER, *LOOKED_UP_TABLES)
