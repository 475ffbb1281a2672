"""Table definitions: the built-in ones, further ones, and what getEntityMetadata says of them."""

import pytest
from attrs import evolve

from cif_emulator.records import BUILT_IN_TABLES, DefinitionRefused, QueryRefused, Store, UnknownTable
from cif_emulator.workspace.state.record_source import Column, Table
from cif_emulator.workspace.state.record_store import RecordStore

SETS = {
    "account": "accounts",
    "contact": "contacts",
    "lead": "leads",
    "incident": "incidents",
    "phonecall": "phonecalls",
    "task": "tasks",
    "email": "emails",
    "annotation": "annotations",
    "appointment": "appointments",
    "systemuser": "systemusers",
    "team": "teams",
    "queue": "queues",
    "activityparty": "activityparties",
    "activitypointer": "activitypointers",
    "knowledgearticle": "knowledgearticles",
    "webresource": "webresourceset",
    "msdyn_sessiontemplate": "msdyn_sessiontemplates",
    "msdyn_applicationtabtemplate": "msdyn_applicationtabtemplates",
    "msdyn_templateparameter": "msdyn_templateparameters",
    "msdyn_notificationtemplate": "msdyn_notificationtemplates",
    "msdyn_notificationfield": "msdyn_notificationfields",
    "msdyn_channelprovider": "msdyn_channelproviders",
    "msdyn_appconfiguration": "msdyn_appconfigurations",
    "msdyn_presence": "msdyn_presences",
    "msdyn_ocliveworkitem": "msdyn_ocliveworkitems",
    "msdyn_ocliveworkitemcontextitem": "msdyn_ocliveworkitemcontextitems",
    "msdyn_intentfamily": "msdyn_intentfamilies",
    "msdyn_intentgroup": "msdyn_intentgroups",
    "msdyn_intent": "msdyn_intents",
    "msdyn_sessionparticipant": "msdyn_sessionparticipants",
    "msdyn_channelinstance": "msdyn_channelinstances",
    "msdyn_oclanguage": "msdyn_oclanguages",
    "msdyn_dailytopic": "msdyn_dailytopics",
    "msdyn_effortpredictionresult": "msdyn_effortpredictionresults",
    "msdyn_ocexternalcontext": "msdyn_ocexternalcontexts",
    "msdyn_ocsession": "msdyn_ocsessions",
    "msdyn_liveworkstream": "msdyn_liveworkstreams",
    "msdyn_omnichannelqueue": "msdyn_omnichannelqueues",
    "queueitem": "queueitems",
    "socialprofile": "socialprofiles",
    "service": "services",
    "sla": "slas",
    "transactioncurrency": "transactioncurrencies",
    "msdyn_kpieventdefinition": "msdyn_kpieventdefinitions",
    "msdyn_kpieventdata": "msdyn_kpieventsdata",
    "msdyn_conversationdata": "msdyn_conversationsdata",
    "msdyn_sessiondata": "msdyn_sessionsdata",
    "msdyn_sessionparticipantdata": "msdyn_sessionparticipantsdata",
    "msdyn_sessiontemplate_applicationtab": "msdyn_sessiontemplate_applicationtabset",
    "msdyn_appconfiguration_sessiontemplate": "msdyn_appconfiguration_sessiontemplateset",
    "msdyn_appconfiguration_systemuser": "msdyn_appconfiguration_systemuserset",
    "msdyn_appconfig_msdyn_channelprovider": "msdyn_appconfig_msdyn_channelproviderset",
    "msdyn_notificationtemplate_notificationfield": "msdyn_notificationtemplate_notificationfieldset",
    "businessunit": "businessunits",
    "product": "products",
    "subject": "subjects",
    "territory": "territories",
    "entitlement": "entitlements",
    "opportunity": "opportunities",
    "campaign": "campaigns",
    "slakpiinstance": "slakpiinstances",
    "pricelevel": "pricelevels",
    "mailbox": "mailboxes",
    "organization": "organizations",
}
KEYS = ("activityid", "activitypartyid")

# A built-in table with a further column.
CONTACT = Table(
    name="contact",
    label="Contact",
    plural_label="Contacts",
    entity_set="contacts",
    primary_id="contactid",
    primary_name="fullname",
    columns=(Column(name="own_tier", label="Tier"),),
)
VISIT = Table(
    name="new_visit",
    label="Visit",
    plural_label="Visits",
    entity_set="new_visits",
    primary_id="new_visitid",
    primary_name="new_name",
    columns=(
        Column(name="new_name", label="Name"),
        Column(name="new_customerid", label="Customer", kind="lookup", targets=("account", "contact")),
        Column(name="new_length", label="Length", kind="number", minimum=0, maximum=90),
    ),
)


def test_the_built_in_tables_have_the_entity_sets_of_the_product(loaded):
    assert {table.name: table.entity_set for table in loaded.tables()} == SETS


def test_every_table_knows_its_key_its_name_and_what_forms_and_lists_show(loaded):
    for table in loaded.tables():
        columns = {column.name: column for column in table.columns}
        assert columns[table.primary_id].kind == "id", table.name
        assert table.primary_id in (*KEYS, table.name + "id")
        assert table.primary_name in columns
        assert table.label
        assert table.plural_label
        assert table.form_columns
        assert table.list_columns
        assert {"createdon", "createdby", "modifiedon", "modifiedby"} <= set(columns)


def test_tables_come_in_the_order_of_their_labels(loaded):
    labels = [table.label.lower() for table in loaded.tables()]
    assert labels == sorted(labels)


def test_lookups_lead_to_tables_that_exist(loaded):
    names = {table.name for table in loaded.tables()}
    for table in loaded.tables():
        for column in table.columns:
            assert set(column.targets) <= names, (table.name, column.name)
            assert bool(column.targets) == (column.kind == "lookup")


def test_options_are_those_of_the_product(loaded):
    def options(table, column):
        found = loaded.table(table)
        return next(dict(each.choices) for each in found.columns if each.name == column)

    assert options("incident", "statecode") == {0: "Active", 1: "Resolved", 2: "Cancelled"}
    assert options("incident", "prioritycode") == {1: "High", 2: "Normal", 3: "Low"}
    assert options("incident", "caseorigincode")[1] == "Phone"
    assert options("phonecall", "statuscode") == {1: "Open", 2: "Made", 3: "Canceled", 4: "Received"}
    assert options("phonecall", "directioncode") == {0: "Incoming", 1: "Outgoing"}
    assert options("activityparty", "participationtypemask")[2] == "To Recipient"
    assert options("msdyn_sessiontemplate", "msdyn_panelstate")[162450001] == "Hidden"


def test_the_store_is_what_the_model_and_the_contracts_read_and_write(loaded):
    assert isinstance(loaded, RecordStore)


def test_unknown_tables_are_none_to_the_model(loaded):
    assert loaded.table("contacts") is None
    assert loaded.retrieve("nothing", "c0000000-0000-4000-8000-000000000001") is None
    assert loaded.rows("nothing") == []


def test_an_unknown_table_is_refused_with_the_nearest_names(loaded):
    with pytest.raises(UnknownTable, match=r"no table “contct”. Did you mean “contact”"):
        loaded.query("contct")
    with pytest.raises(UnknownTable, match=r"entity set.*logical name “contact”"):
        loaded.query("contacts")


# -- further tables -------------------------------------------------------------------------------


def test_a_further_table_gets_what_every_table_has():
    store = Store((*BUILT_IN_TABLES, VISIT))
    row = store.create("new_visit", {"new_name": "First", "new_length": 30})
    assert row["statecode"] == 0
    assert row["_ownerid_value"]
    assert row["createdon"]
    assert store.table("new_visit").custom
    assert store.table("new_visit").list_columns[0] == "new_name"


def test_a_further_tables_lookups_are_set_and_followed_by_name():
    store = Store((*BUILT_IN_TABLES, VISIT))
    contact = store.create("contact", {"lastname": "Lee"})["contactid"]
    store.create("new_visit", {"new_name": "A", "new_customerid_contact@odata.bind": f"/contacts({contact})"})
    found = store.query("new_visit", "$filter=new_customerid_contact/lastname eq 'LEE'")
    assert [row["new_name"] for row in found] == ["A"]
    found = store.query("contact", "$filter=contact_new_visit_new_customerid/any(v:v/new_name eq 'a')")
    assert [row["lastname"] for row in found] == ["Lee"]


def test_further_columns_of_a_built_in_table():
    more = evolve(
        CONTACT,
        columns=(Column(name="new_loyalty", label="Loyalty", kind="choice", choices={1: "Gold"}),),
        list_columns=("fullname", "new_loyalty"),
    )
    store = Store((*BUILT_IN_TABLES, more), strict=True)
    row = store.create("contact", {"lastname": "Lee", "new_loyalty": 1})
    assert row["new_loyalty@OData.Community.Display.V1.FormattedValue"] == "Gold"
    assert store.table("contact").list_columns == ("fullname", "new_loyalty")
    assert "mobilephone" in {column.name for column in store.table("contact").columns}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": 'x"; drop table contact'}, "cannot be a table's logical name"),
        ({"entity_set": "contacts"}, "have the same entity set “contacts”"),
        ({"columns": (Column(name="a b", label="x"),)}, "“a b” of the table “new_visit” cannot be a column"),
        ({"columns": (Column(name="a", label="x", kind="texts"),)}, "kind “texts”; expected one of"),
        ({"columns": (Column(name="a", label="x"), Column(name="A", label="x"))}, "in two spellings"),
        ({"list_columns": ("new_nam",)}, "“new_nam”, which it does not have. Did you mean “new_name”"),
    ],
)
def test_definitions_that_cannot_be_are_refused(change, message):
    with pytest.raises(DefinitionRefused, match=message):
        Store((*BUILT_IN_TABLES, evolve(VISIT, **change)))


def test_further_columns_of_a_built_in_table_are_on_its_form() -> None:
    table = Store((*BUILT_IN_TABLES, CONTACT)).table("contact")
    assert table is not None
    assert table.form_columns[-1] == "own_tier"
    assert "lastname" in table.form_columns


# -- getEntityMetadata ----------------------------------------------------------------------------

TABLE_KEYS = """ActivityTypeMask AutoRouteToOwnerQueue CanEnableSyncToExternalSearchIndex CanTriggerWorkflow
Description DisplayCollectionName DisplayName EnforceStateTransitions EntityColor EntitySetName HasActivities
IsActivity IsActivityParty IsBusinessProcessEnabled IsBPFEntity IsChildEntity IsConnectionsEnabled IsCustomEntity
IsCustomizable IsDocumentManagementEnabled IsDocumentRecommendationsEnabled IsDuplicateDetectionEnabled
IsEnabledForCharts IsImportable IsInteractionCentricEnabled IsKnowledgeManagementEnabled IsMailMergeEnabled IsManaged
IsOneNoteIntegrationEnabled IsOptimisticConcurrencyEnabled IsQuickCreateEnabled IsStateModelAware
IsValidForAdvancedFind IsVisibleInMobileClient IsEnabledInUnifiedInterface LogicalCollectionName LogicalName
ObjectTypeCode OwnershipType PrimaryIdAttribute PrimaryImageAttribute PrimaryNameAttribute Privileges Attributes"""


def test_metadata_has_the_documented_keys(loaded):
    found = loaded.metadata("contact")
    assert set(found) == set(TABLE_KEYS.split())
    assert (found["LogicalName"], found["EntitySetName"], found["ObjectTypeCode"]) == (
        "contact",
        "contacts",
        2,
    )
    assert (found["PrimaryIdAttribute"], found["PrimaryNameAttribute"]) == ("contactid", "fullname")
    assert found["Attributes"] == {}


def test_metadata_tells_the_privileges(loaded):
    privileges = loaded.metadata("account")["Privileges"]
    assert [each["PrivilegeType"] for each in privileges] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert privileges[0]["Name"] == "prvCreateaccount"
    assert len({each["PrivilegeId"] for each in privileges}) == 8
    assert set(privileges[0]) == {
        "CanBeBasic",
        "CanBeDeep",
        "CanBeEntityReference",
        "CanBeGlobal",
        "CanBeLocal",
        "CanBeParentEntityReference",
        "Name",
        "PrivilegeId",
        "PrivilegeType",
    }


def test_metadata_describes_the_columns_asked_for(loaded):
    found = loaded.metadata(
        "contact", ["lastname", "donotphone", "statecode", "parentcustomerid", "birthdate"]
    )
    columns = found["Attributes"]
    assert columns["lastname"] == {
        "AttributeType": 14,
        "DisplayName": "Last Name",
        "EntityLogicalName": "contact",
        "LogicalName": "lastname",
    }
    assert columns["donotphone"]["AttributeType"] == 0
    assert columns["donotphone"]["DefaultFormValue"] is False
    assert columns["donotphone"]["OptionSet"] == {"0": "Allow", "1": "Do Not Allow"}
    assert columns["statecode"]["AttributeType"] == 12
    assert columns["statecode"]["OptionSet"] == {"0": "Active", "1": "Inactive"}
    assert columns["parentcustomerid"]["AttributeType"] == 1
    assert columns["birthdate"]["AttributeType"] == 2
    assert (
        loaded.metadata("incident", ["prioritycode"])["Attributes"]["prioritycode"]["DefaultFormValue"] == 2
    )


def test_metadata_of_an_unknown_column_is_refused(loaded):
    with pytest.raises(QueryRefused, match=r"no column “lastnam”. Did you mean “lastname”"):
        loaded.metadata("contact", ["lastnam"])


def test_names_that_nothing_is_near_are_told_with_those_that_there_are():
    store = Store()
    with pytest.raises(
        QueryRefused,
        match=r"no column “zzz_9”\. The nearest are \"(?:\w+\", \"){4}\w+\", and there are \d+ others\.",
    ):
        store.query("contact", "?$select=zzz_9")
    with pytest.raises(UnknownTable, match=r"^There is no table “zzz_9”\. The nearest are \""):
        store.query("zzz_9")
