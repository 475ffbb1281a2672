"""What conversations (``msdyn_ocliveworkitem``) have beyond other activities, and the tables they name.

All columns of the public entity reference (``scripts.md`` 6.1). ``msdyn_channel`` holds several options: the
Web API gives them as numbers with commas between, in a text.
"""

from __future__ import annotations

from cif_emulator.records.columns import (
    boolean,
    choice,
    decimal,
    identifier,
    lookup,
    memo,
    moment,
    number,
    text,
)
from cif_emulator.workspace.state.record_source import Column, Table

# The conversation's id as a text, always equal to its key.
CONVERSATION_ID = "msdyn_ocliveworkitemid"

_SENTIMENTS = {
    0: "N/A",
    7: "Very negative",
    8: "Negative",
    9: "Slightly negative",
    10: "Neutral",
    11: "Slightly positive",
    12: "Positive",
    13: "Very positive",
}
_STATUS_REASONS = (
    "AwaitingAgentAssignment",
    "AwaitingAgentAcceptance",
    "InConversation",
    "AwaitingCustomerResponse",
    "AgentMovedToWrapUp",
    "CustomerDisconnectedOrLeftActiveConversation",
    "CustomerMovedToWrapUp",
    "ConversationEndedByAgent",
    "AutoClosedFromWaitingState",
    "AutoClosedBySystem",
    "ClosedDueToOverflow",
    "CustomerDisconnectedOrLeftOpenConversation",
    "ConversationEndedByBot",
    "ClosedDueToFailure",
    "ForceClosedBySupervisor",
    "ClosedInDataverseDirectlyByAdmin",
    "AssignedBySupervisor",
)

# Column, label and target; these targets have a key and a name here.
_LOOKUPS = (
    ("msdyn_activeintentfamilyid", "Active intent family", "msdyn_intentfamily"),
    ("msdyn_activeintentgroupid", "Active intent group", "msdyn_intentgroup"),
    ("msdyn_activeintentid", "Active intent", "msdyn_intent"),
    ("msdyn_activesessionparticipantid", "Active session participant", "msdyn_sessionparticipant"),
    ("msdyn_channelinstanceid", "Channel instance", "msdyn_channelinstance"),
    ("msdyn_customerlanguageid", "Customer language", "msdyn_oclanguage"),
    ("msdyn_dailytopicid", "Daily topic", "msdyn_dailytopic"),
    ("msdyn_effortpredictionresult", "Effort prediction result", "msdyn_effortpredictionresult"),
    ("msdyn_externalcontext", "External context", "msdyn_ocexternalcontext"),
    ("msdyn_lastsessionid", "Last session", "msdyn_ocsession"),
    ("msdyn_liveworkstreamid", "Workstream", "msdyn_liveworkstream"),
    ("msdyn_queueid", "Omnichannel queue", "msdyn_omnichannelqueue"),
    ("msdyn_queueitemid", "Queue item", "queueitem"),
    ("msdyn_socialprofileid", "Social profile", "socialprofile"),
    ("serviceid", "Service", "service"),
    ("slaid", "SLA", "sla"),
    ("transactioncurrencyid", "Currency", "transactioncurrency"),
)
_NAMES = {"queueitem": "title", "socialprofile": "profilename", "transactioncurrency": "currencyname"}
_PLAIN_NAMES = frozenset({"service", "sla"})


def _named_table(target: str, label: str, code: int) -> Table:
    name = _NAMES.get(target, "name" if target in _PLAIN_NAMES else "msdyn_name")
    plural = label[:-1] + "ies" if label.endswith("y") else label + "s"
    ending = target[:-1] + "ies" if target.endswith("y") else target + "s"
    return Table(
        name=target,
        label=label,
        plural_label=plural,
        entity_set=ending,
        primary_id=f"{target}id",
        primary_name=name,
        object_type_code=code,
        ownership="OrganizationOwned",
        description=f"{label} of a conversation.",
        columns=(identifier(f"{target}id", label), text(name, "Name", 200, required=True, indexed=True)),
    )


LOOKED_UP_TABLES = tuple(
    _named_table(target, label, 10_430 + place) for place, (_, label, target) in enumerate(_LOOKUPS)
)

CONVERSATION_COLUMNS: tuple[Column, ...] = (
    text("subject", "Subject", 200, required=True, indexed=True),
    Column(name=CONVERSATION_ID, label="Conversation ID", max_length=100, read_only=True, indexed=True),
    text("msdyn_title", "Title", 4_000),
    lookup(
        "msdyn_customer",
        "Customer",
        "account",
        "contact",
        navigation={
            "account": "msdyn_customer_msdyn_ocliveworkitem_account",
            "contact": "msdyn_customer_msdyn_ocliveworkitem_contact",
        },
        collection={
            "account": "msdyn_account_msdyn_ocliveworkitem_Customer",
            "contact": "msdyn_contact_msdyn_ocliveworkitem_Customer",
        },
        format="customer",
    ),
    lookup("msdyn_activeagentid", "Active agent", "systemuser"),
    lookup("msdyn_cdsqueueid", "Queue", "queue"),
    lookup("msdyn_issueid", "Issue", "incident"),
    lookup("msdyn_routableobjectid", "Routable object", "task", indexed=False),
    *(lookup(name, label, target, indexed=False) for name, label, target in _LOOKUPS),
    text("msdyn_channel", "Channel", 4_000),
    choice(
        "msdyn_conversationactivitystate",
        "Conversation activity state",
        {0: "Default", 1: "Talk", 2: "Hold", 3: "Ended"},
    ),
    choice("msdyn_customersentimentlabel", "Customer sentiment", _SENTIMENTS),
    choice("msdyn_urcustomersentimentlabel", "Customer sentiment (unified routing)", _SENTIMENTS),
    choice(
        "msdyn_statuschangereason",
        "Status change reason",
        {192_350_001 + place: label for place, label in enumerate(_STATUS_REASONS)},
    ),
    choice(
        "msdyn_workstreamworkdistributionmode",
        "Work distribution mode",
        {192_350_000: "Push", 192_350_001: "Pick"},
    ),
    choice("deliveryprioritycode", "Delivery Priority", {0: "Low", 1: "Normal", 2: "High"}, default=1),
    moment("msdyn_activeagentassignedon", "Active agent assigned on"),
    moment("msdyn_createdon", "Conversation created on"),
    moment("msdyn_firstwaitstartedon", "First wait started on"),
    moment("msdyn_startedon", "Started on"),
    moment("msdyn_initiatedon", "Initiated on"),
    moment("msdyn_closedon", "Closed on"),
    moment("msdyn_modifiedon", "Conversation modified on"),
    moment("msdyn_statusupdatedon", "Status updated on"),
    moment("msdyn_wrapupinitiatedon", "Wrap-up initiated on"),
    moment("sortdate", "Sort Date"),
    moment("lastonholdtime", "Last On Hold Time"),
    moment("overriddencreatedon", "Record Created On"),
    boolean("msdyn_copilotengaged", "Copilot engaged"),
    boolean("msdyn_isabandoned", "Is abandoned"),
    boolean("msdyn_isagentaccepted", "Is agent accepted"),
    boolean("msdyn_isagentsession", "Is agent session", default=1),
    boolean("msdyn_isoutbound", "Is outbound"),
    boolean("msdyn_thirdpartyconversation", "Third-party conversation"),
    boolean("leftvoicemail", "Left Voice Mail"),
    boolean("ismapiprivate", "Is Private"),
    number("msdyn_conversationfirstwaittimeinseconds", "First wait time (seconds)", 0),
    number("msdyn_conversationhandletimeinseconds", "Handle time (seconds)", 0),
    number("msdyn_conversationholdtimeinseconds", "Hold time (seconds)", 0),
    number("msdyn_conversationtalktimeinseconds", "Talk time (seconds)", 0),
    number("msdyn_conversationwrapuptimeinseconds", "Wrap-up time (seconds)", 0),
    number("msdyn_escalationcount", "Escalation count", 0),
    number("msdyn_overflowtransfercount", "Overflow transfer count", 0),
    number("msdyn_transfercount", "Transfer count", 0),
    number("msdyn_urcustomersentimentscore", "Customer sentiment score", 0, 100),
    decimal("msdyn_averageresponsetimeinmsadjforoh", "Average response time (ms)"),
    decimal("msdyn_firstresponsetimeinmsadjforoh", "First response time (ms)"),
    number("importsequencenumber", "Import Sequence Number"),
    number("timezoneruleversionnumber", "Time Zone Rule Version Number"),
    number("utcconversiontimezonecode", "UTC Conversion Time Zone Code"),
    text("msdyn_activeintentstring", "Active intent (text)", 100),
    memo("msdyn_casefieldsupdatedbyai", "Case fields updated by AI", 8_192),
    memo("msdyn_channelprovidername", "Channel provider", 200),
    text("msdyn_conversationsummaryfield", "Conversation summary", 4_000),
    text("msdyn_customerlocale", "Customer locale", 100),
    text("msdyn_infracreatedby", "Created by infrastructure", 100),
    text("msdyn_intent", "Intent", 500),
    memo("msdyn_liveworkstreamnotificationdata", "Notification data", 8_192),
    text("msdyn_routableobjectlogicalname", "Routable object's table", 500),
    text("msdyn_statereason", "State reason", 4_000),
    memo("msdyn_timelinecontrolfield", "Timeline", 2_000),
    text("msdyn_transcriptcontrol", "Transcript", 100),
    text("msdyn_urcustomersentimentkeywords", "Customer sentiment keywords", 4_000),
    memo("activityadditionalparams", "Additional Parameters", 8_192),
    text("exchangeitemid", "Exchange Item ID", 200),
    text("exchangeweblink", "Exchange WebLink", 1_250),
    text("processid", "Process", 36),
    text("stageid", "Process Stage", 36),
    text("traversedpath", "Traversed Path", 1_250),
)
