"""Data files added to a workspace that runs."""

import json
import uuid
from contextlib import closing

import pytest

from cif_emulator.config.baseline import Baseline
from cif_emulator.config.data.files import UnusableData, adding
from cif_emulator.records import RecordError

from .configured import configured

ADA = "aaaaaaaa-1111-2222-3333-444444444444"
FIRM = "cccccccc-1111-2222-3333-444444444444"
UNKNOWN = "dddddddd-1111-2222-3333-444444444444"

PACKAGE = f"""<entities><entity name="own_thing" displayname="Thing"><records>
  <record id="{ADA}"><field name="own_name" value="Hammer" /></record></records></entity></entities>"""
SCHEMA = """<entities><entity name="own_thing" displayname="Thing" primaryidfield="own_thingid" primarynamefield="own_name">
  <fields><field displayname="Name" name="own_name" type="string" /></fields></entity></entities>"""


@pytest.fixture
def start():
    with closing(Baseline(configured("[workspace]\npersist = true\nrecords_budget = 1\n"))) as start:
        yield start


def add(start, *files, **options):
    steps = adding(start, files, **options)
    told = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as stopped:
            return stopped.value, told


def names(start, options="?$filter=jobtitle eq 'Tester'&$orderby=firstname"):
    return [row["firstname"] for row in start.store.query("contact", options)]


def test_rows_are_added_and_told(start, write):
    file = write("contact.csv", "firstname,jobtitle\nGrace,Tester\nAda,Tester\n")
    added, told = add(start, file)
    assert (added.rows, added.replaced, added.remarks) == (2, 0, ())
    assert told[-1] == ("Adding records: 2 of 2", 1.0)
    assert names(start) == ["Ada", "Grace"]


def test_a_reset_forgets_them(start, write):
    add(start, write("contact.csv", "firstname,jobtitle\nGrace,Tester\n"))
    start.workspace()
    assert names(start) == []


def test_they_are_among_the_changes_that_are_kept(start, write):
    add(start, write("contact.json", json.dumps([{"id": ADA, "firstname": "Ada", "jobtitle": "Tester"}])))
    assert ADA in json.dumps(start.store.changes())


def test_a_row_with_the_id_of_another_takes_its_place(start, write):
    rows = [{"id": ADA, "firstname": "Ada", "jobtitle": "Tester", "emailaddress1": "ada@example.com"}]
    add(start, write("contact.json", json.dumps(rows)))
    added, _ = add(
        start, write("contact.json", json.dumps([{"id": ADA, "firstname": "Grace", "jobtitle": "Tester"}]))
    )
    assert (added.rows, added.replaced) == (1, 1)
    row = start.store.read("contact", ADA)
    assert (row["firstname"], row["emailaddress1"]) == ("Grace", None)
    assert names(start) == ["Grace"]


def test_rows_name_those_of_other_files_and_those_that_are_there(start, write):
    firm = write("account.json", json.dumps([{"id": FIRM, "name": "Contoso"}]))
    ada = {"id": ADA, "firstname": "Ada", "parentcustomerid": {"table": "account", "id": FIRM}}
    add(start, write("contact.json", json.dumps([ada])), firm)
    case = {"id": UNKNOWN, "title": "Ink", "customerid": {"table": "contact", "id": ADA}}
    added, _ = add(start, write("incident.json", json.dumps([case])))
    assert added.remarks == ()
    assert start.store.read("incident", UNKNOWN)["_customerid_value"] == ADA


def test_lookups_that_lead_nowhere_are_left_empty_and_told(start, write):
    row = {"id": ADA, "firstname": "Ada", "parentcustomerid": {"table": "account", "id": UNKNOWN}}
    added, _ = add(start, write("contact.json", json.dumps([row])))
    (remark,) = added.remarks
    assert remark.startswith("Lookups left empty, as the account is not there (contact.parentcustomerid): 1")
    assert start.store.read("contact", ADA)["_parentcustomerid_value"] is None


def test_strictly_lookups_that_lead_nowhere_are_refused(start, write):
    row = {"id": ADA, "firstname": "Ada", "parentcustomerid": {"table": "account", "id": UNKNOWN}}
    with pytest.raises(RecordError, match=f"names the “account” {UNKNOWN}, which does not exist"):
        add(start, write("contact.json", json.dumps([row])), strict=True)


def test_tables_that_only_a_schema_describes_are_left_out_and_told(start, write):
    write("data_schema.xml", SCHEMA)
    added, _ = add(start, write("data.xml", PACKAGE))
    assert added.rows == 0
    (remark,) = added.remarks
    assert remark.startswith("Rows of own_thing left out, which the workspace does not have while it runs: ")
    assert remark.endswith("start it with the file: 1, such as data.xml, own_thing record 1")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("contact.csv", "firstname,birthdate\nAda,1815-12-10\nGrace,long ago\n", "contact.csv, line 3: "),
        ("contact.csv", "firstname,firstname\n", 'names the column "firstname" twice'),
        ("nobody.csv", "name\nAda\n", 'there is no table "nobody"'),
        ("contact.json", "[" * 20_000 + "]" * 20_000, "contact.json: is nested more than 64 levels deep"),
        ("contact.json", '[{"firstname": "Ada"}', "contact.json: is not valid JSON"),
        ("contact.txt", "Ada", "expected a file whose name ends with .csv, .json"),
        ("data.xml", "<entities>" + "<a>" * 60, "nested more than 50 levels deep"),
        ("data.zip", "no zip", "is not a zip file"),
    ],
)
def test_files_that_are_wrong_leave_nothing_behind(start, write, name, text, says):
    before = list(start.store.export())
    good = write("account.csv", "name\nContoso\n")
    with pytest.raises((UnusableData, RecordError)) as refused:
        add(start, good, write(name, text))
    assert says in str(refused.value)
    assert list(start.store.export()) == before


def test_what_goes_beyond_the_budget_leaves_nothing_behind(start, write):
    before = start.store.count("contact")
    rows = "".join(f"Ada {number},{'x' * 2_000}\n" for number in range(2_000))
    with pytest.raises(RecordError, match="would take up more than 1 MB"):
        add(start, write("contact.csv", f"firstname,description\n{rows}"))
    assert start.store.count("contact") == before


def test_progress_is_told_also_after_rows_that_are_read_alone(start, write):
    rows = "".join(f"Ada {number}\n" for number in range(3_500))
    steps = adding(start, [write("contact.csv", f"firstname\n\n{rows}")])
    told = [next(steps)[0] for _ in range(2)]
    assert told == [f"Reading contact.csv: {count} rows" for count in ("1,999", "2,999")]
    steps.close()


def test_other_writes_wait(start, write):
    rows = "".join(f"Ada {number}\n" for number in range(1_500))
    steps = adding(start, [write("contact.csv", f"firstname\n{rows}")])
    assert next(steps) == ("Reading contact.csv: 1,000 rows", 0.0)
    text, share = next(steps)
    assert (text, 0.5 < share < 1) == ("Adding records: 1,000 of 1,500", True)
    with pytest.raises(RecordError, match="Records are being loaded; wait until"):
        start.store.create("contact", {"firstname": "Grace"})
    with pytest.raises(RecordError, match="Records are being loaded"):
        start.workspace()
    steps.close()
    assert start.store.create("contact", {"firstname": "Grace"})["firstname"] == "Grace"
    assert names(start, "?$filter=startswith(firstname, 'Ada 1')") == []


def test_a_row_of_all_activities_names_nothing(start):
    assert start.store.has("activitypointer", ADA) is False
    assert start.store.has("nobody", ADA) is False


def test_rows_that_are_replaced_are_sought_together(start, write):
    lines = [f"{uuid.UUID(int=number + 1)},Tester" for number in range(300)]
    add(start, write("contact.csv", "\n".join(["contactid,jobtitle", *lines[::3]])))
    asked = []
    start.store._connection.set_trace_callback(asked.append)
    added, _ = add(start, write("contact.csv", "\n".join(["contactid,jobtitle", *lines])))
    assert (added.rows, added.replaced) == (300, 100)
    assert len([each for each in asked if each.startswith("SELECT")]) < 20
