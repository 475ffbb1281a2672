"""Templates, profiles, providers and presences as rows (``templates.md`` 10, ``ciframework.md`` 4-5, 7)."""

from __future__ import annotations

from ..workspace.record_source import Column, Table
from .columns import (
    OWNER,
    boolean,
    choice,
    identifier,
    lookup,
    memo,
    number,
    solution_columns,
    status,
    text,
    url,
)


def _template(
    name: str,
    label: str,
    plural_label: str,
    *columns: Column,
    form_columns: tuple[str, ...],
    list_columns: tuple[str, ...],
    object_type_code: int,
    description: str,
) -> Table:
    """A table of the configuration: name, unique name, its ``columns``, status and solution columns."""
    own = {column.name for column in columns}
    common = (
        identifier(name + "id", label),
        text("msdyn_name", "Name", 100, required=True, indexed=True),
        text("msdyn_uniquename", "Unique Name", 128, indexed=True),
    )
    return Table(
        name=name,
        label=label,
        plural_label=plural_label,
        entity_set=name + "s",
        primary_id=name + "id",
        primary_name="msdyn_name",
        object_type_code=object_type_code,
        description=description,
        columns=(
            *(column for column in common if column.name not in own),
            *columns,
            OWNER,
            *status(),
            *solution_columns(),
        ),
        form_columns=form_columns,
        list_columns=list_columns,
    )


SESSIONTEMPLATE = _template(
    "msdyn_sessiontemplate",
    "Session template",
    "Session templates",
    text("msdyn_title", "Title", 200),
    memo("msdyn_description", "Description", 2_000),
    choice("msdyn_sessiontype", "Type", {0: "Generic", 1: "Entity"}, default=0),
    boolean("msdyn_type", "Type (old)", choices={0: "Generic", 1: "Entity"}),
    text("msdyn_entity", "Entity", 100),
    choice(
        "msdyn_panelstate",
        "Communication panel mode",
        {162_450_000: "Minimized", 162_450_001: "Hidden", 162_450_002: "Docked"},
        default=162_450_002,
    ),
    lookup("msdyn_anchortab", "Anchor tab", "msdyn_applicationtabtemplate"),
    lookup("msdyn_sessionicon", "Session icon", "webresource"),
    boolean("msdyn_enabletitlesync", "Enable title sync"),
    boolean("msdyn_enablebuildexpression", "Enable build expression"),
    memo("msdyn_expressiondata", "Expression data", 100_000),
    object_type_code=10_410,
    form_columns=(
        "msdyn_name",
        "msdyn_uniquename",
        "msdyn_sessiontype",
        "msdyn_entity",
        "msdyn_title",
        "msdyn_anchortab",
        "msdyn_panelstate",
        "msdyn_description",
    ),
    list_columns=("msdyn_name", "msdyn_uniquename", "msdyn_sessiontype", "msdyn_entity", "msdyn_title"),
    description="What a session opens with.",
)

APPLICATIONTABTEMPLATE = _template(
    "msdyn_applicationtabtemplate",
    "Application tab template",
    "Application tab templates",
    text("msdyn_title", "Title", 200),
    memo("msdyn_description", "Description", 2_000),
    choice(
        "msdyn_pagetype",
        "Page type",
        {
            509_180_000: "Entity list",
            509_180_001: "Entity record",
            509_180_002: "Web resource",
            509_180_003: "Control",
            509_180_004: "Dashboard",
            509_180_005: "Search",
            509_180_006: "Third-party website",
        },
    ),
    boolean("msdyn_pinned", "Can close", choices={0: "Yes", 1: "No"}),
    memo("msdyn_templateparameters", "Template parameters", 2_048),
    object_type_code=10_411,
    form_columns=(
        "msdyn_name",
        "msdyn_uniquename",
        "msdyn_title",
        "msdyn_pagetype",
        "msdyn_pinned",
        "msdyn_templateparameters",
        "msdyn_description",
    ),
    list_columns=("msdyn_name", "msdyn_uniquename", "msdyn_pagetype", "msdyn_title"),
    description="A page that a session can open in a tab.",
)

TEMPLATEPARAMETER = _template(
    "msdyn_templateparameter",
    "Template parameter",
    "Template parameters",
    text("msdyn_value", "Value", 2_048),
    lookup(
        "msdyn_applicationtabtemplateid",
        "Application tab template",
        "msdyn_applicationtabtemplate",
        collection={"msdyn_applicationtabtemplate": "msdyn_applicationtabtemplate_templateparameter"},
        on_delete="cascade",
        required=True,
    ),
    object_type_code=10_412,
    form_columns=("msdyn_name", "msdyn_value", "msdyn_applicationtabtemplateid"),
    list_columns=("msdyn_name", "msdyn_value", "msdyn_applicationtabtemplateid"),
    description="One parameter of an application tab template's page.",
)

NOTIFICATIONTEMPLATE = _template(
    "msdyn_notificationtemplate",
    "Notification template",
    "Notification templates",
    text("msdyn_title", "Title", 100),
    text("msdyn_icon", "Icon", 1_024),
    number("msdyn_timeout", "Timeout (seconds)", 0, 500, default=120),
    boolean("msdyn_showtimeout", "Show timeout", default=1),
    text("msdyn_acceptbuttontext", "Accept button text", 100),
    boolean("msdyn_showrejectbutton", "Show reject button", default=1),
    text("msdyn_rejectbuttontext", "Reject button text", 100),
    boolean("msdyn_autopopupsession", "Auto-assign work items"),
    boolean("msdyn_autoacceptnotification", "Automatically accept"),
    choice(
        "msdyn_desktopnotificationmode",
        "Show desktop notifications",
        {509_180_000: "Never", 509_180_001: "When app is in background", 509_180_002: "Always"},
        default=509_180_000,
    ),
    choice("msdyn_theme", "Theme", {509_180_000: "Dark", 509_180_001: "Light"}, default=509_180_000),
    object_type_code=10_413,
    form_columns=(
        "msdyn_name",
        "msdyn_uniquename",
        "msdyn_title",
        "msdyn_icon",
        "msdyn_timeout",
        "msdyn_showtimeout",
        "msdyn_acceptbuttontext",
        "msdyn_showrejectbutton",
        "msdyn_rejectbuttontext",
        "msdyn_desktopnotificationmode",
        "msdyn_theme",
    ),
    list_columns=("msdyn_name", "msdyn_uniquename", "msdyn_title", "msdyn_timeout"),
    description="What a notification shows, and for how long.",
)

NOTIFICATIONFIELD = _template(
    "msdyn_notificationfield",
    "Notification field",
    "Notification fields",
    text("msdyn_title", "Field header", 200),
    text("msdyn_value", "Value", 1_028),
    number("msdyn_order", "Order", 0, default=0),
    lookup(
        "msdyn_notificationtemplateid",
        "Notification template",
        "msdyn_notificationtemplate",
        collection={"msdyn_notificationtemplate": "msdyn_notificationtemplate_notificationfield"},
        on_delete="cascade",
    ),
    object_type_code=10_414,
    form_columns=("msdyn_name", "msdyn_title", "msdyn_value", "msdyn_order", "msdyn_notificationtemplateid"),
    list_columns=("msdyn_name", "msdyn_title", "msdyn_value", "msdyn_order"),
    description="One line of a notification.",
)

APPCONFIGURATION = _template(
    "msdyn_appconfiguration",
    "Agent experience profile",
    "Agent experience profiles",
    text("msdyn_appmoduleuniquename", "App", 100),
    text("msdyn_productivitypaneuniquename", "Productivity pane", 100),
    number("msdyn_profileorder", "Rank", 0, 100),
    memo("msdyn_description", "Description", 2_000),
    object_type_code=10_415,
    form_columns=("msdyn_name", "msdyn_uniquename", "msdyn_appmoduleuniquename", "msdyn_description"),
    list_columns=("msdyn_name", "msdyn_uniquename", "msdyn_profileorder"),
    description="Which templates and channel providers a group of agents gets.",
)

CHANNELPROVIDER = _template(
    "msdyn_channelprovider",
    "Channel provider",
    "Channel providers",
    text("msdyn_label", "Label", 100, required=True),
    url("msdyn_channelurl", "Channel URL", 1_024),
    text("msdyn_trusteddomain", "Trusted domain", 2_000),
    boolean("msdyn_enableoutbound", "Enable outbound communication"),
    boolean("msdyn_enableanalytics", "Enable analytics"),
    choice("msdyn_apiversion", "API version", {162_450_000: "2"}, default=162_450_000),
    number("msdyn_sortorder", "Channel order", 0, 1_000, default=0),
    memo("msdyn_customparams", "Custom parameters", 2_000),
    object_type_code=10_416,
    form_columns=(
        "msdyn_name",
        "msdyn_uniquename",
        "msdyn_label",
        "msdyn_channelurl",
        "msdyn_enableoutbound",
        "msdyn_sortorder",
        "msdyn_apiversion",
        "msdyn_trusteddomain",
        "msdyn_customparams",
        "msdyn_enableanalytics",
        "statuscode",
    ),
    list_columns=("msdyn_name", "msdyn_label", "msdyn_channelurl", "msdyn_sortorder", "statuscode"),
    description="A page of a third party in the communication panel.",
)

PRESENCE = Table(
    name="msdyn_presence",
    label="Presence",
    plural_label="Presences",
    entity_set="msdyn_presences",
    primary_id="msdyn_presenceid",
    primary_name="msdyn_name",
    object_type_code=10_417,
    ownership="OrganizationOwned",
    description="A presence that agents can be in.",
    columns=(
        identifier("msdyn_presenceid", "Presence"),
        text("msdyn_name", "Name", 100, required=True, indexed=True),
        text("msdyn_presencestatustext", "Presence text", 500, required=True),
        choice(
            "msdyn_basepresencestatus",
            "Base status",
            {
                192_360_000: "Available",
                192_360_001: "Busy",
                192_360_002: "Busy - DND",
                192_360_003: "Away",
                192_360_004: "Offline",
            },
        ),
        boolean("msdyn_canuserset", "User can set?", default=1),
        boolean("msdyn_canservicerepresentativeset", "Can be set by service representative", default=1),
        boolean("msdyn_cansupervisorset", "Can be set by supervisor", default=1),
        memo("msdyn_description", "Description", 500),
        *status(),
        *solution_columns(),
    ),
    form_columns=("msdyn_name", "msdyn_presencestatustext", "msdyn_basepresencestatus", "msdyn_description"),
    list_columns=("msdyn_name", "msdyn_presencestatustext", "msdyn_basepresencestatus"),
)

CONTEXTITEM = Table(
    name="msdyn_ocliveworkitemcontextitem",
    label="Context item value",
    plural_label="Context item values",
    entity_set="msdyn_ocliveworkitemcontextitems",
    primary_id="msdyn_ocliveworkitemcontextitemid",
    primary_name="msdyn_name",
    object_type_code=10_402,
    description="A value that came with a conversation.",
    columns=(
        identifier("msdyn_ocliveworkitemcontextitemid", "Context item value"),
        text("msdyn_name", "Name", 100, required=True, indexed=True),
        text("msdyn_value", "Value", 4_000),
        choice(
            "msdyn_datatype",
            "Type",
            {192_350_000: "Text", 192_350_001: "Number", 192_350_100: "Entity Reference"},
        ),
        boolean("msdyn_isdisplayable", "Displayable"),
        lookup(
            "msdyn_ocliveworkitemid",
            "Conversation",
            "msdyn_ocliveworkitem",
            collection={"msdyn_ocliveworkitem": "msdyn_msdyn_ocliveworkitem_msdyn_ocliveworkitemcontextitem"},
            on_delete="cascade",
        ),
        OWNER,
        *status(),
    ),
    form_columns=("msdyn_name", "msdyn_value", "msdyn_datatype", "msdyn_ocliveworkitemid"),
    list_columns=("msdyn_name", "msdyn_value", "msdyn_datatype"),
)

WORKSPACE_TABLES = (
    SESSIONTEMPLATE,
    APPLICATIONTABTEMPLATE,
    TEMPLATEPARAMETER,
    NOTIFICATIONTEMPLATE,
    NOTIFICATIONFIELD,
    APPCONFIGURATION,
    CHANNELPROVIDER,
    PRESENCE,
    CONTEXTITEM,
)
