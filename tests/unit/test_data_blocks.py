"""Rows of a file are read by the thousand, column by column: that gives what each of them gives alone."""

import json
from datetime import UTC, datetime

import pytest

from cif_emulator import config
from cif_emulator.config.data import text_files
from cif_emulator.config.data.files import UnusableData, with_data
from cif_emulator.config.schema import Configuration
from cif_emulator.records import RecordError, Store, store
from cif_emulator.records.writing import Insertion

# The tables, and no rows in them.
EMPTY = Configuration()
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
ADA = "aaaaaaaa-1111-2222-3333-444444444444"
GRACE = "bbbbbbbb-1111-2222-3333-444444444444"
FIRM = "cccccccc-1111-2222-3333-444444444444"
TEAM = "dddddddd-1111-2222-3333-444444444444"
FIRMS = ("account.csv", f"accountid,name\n{FIRM},Contoso\n")
BIND = "parentcustomerid_account@odata.bind"
VALUES = """lastname,birthdate,donotphone,statecode,statuscode,createdon,modifiedon,gendercode
A,1990-01-02,Yes,Inactive,,2020-01-01,,Male
B,,No,,2,,2021-05-05T10:00:00Z,
C,,,,,,,2
"""

FILES = {
    "texts": [("contact.csv", "firstname,lastname,address1_city\nJosé,Ng,Zürich\n,Hopper,\nAda,,Osaka\n")],
    "spelled ids": [("contact.csv", f"id,lastname\n{{{ADA.upper()}}},A\n {GRACE} ,B\n")],
    "no id at all": [("lead.csv", "subject\nOne\n\nTwo\n"), ("contact.json", json.dumps([{"lastname": "A"}]))],
    "texts of several lines": [("contact.csv", 'lastname,birthdate\n"A\n\nB",\nC,soon\n')],
    "values of all kinds": [
        ("contact.csv", VALUES),
    ],
    "lookups": [FIRMS, ("contact.csv", f"id,lastname,{BIND}\n{ADA},A,/accounts({FIRM})\n{GRACE},B,\n")],
    "lookups by id alone": [FIRMS, ("contact.csv", f"lastname,accountid\nA,{FIRM.upper()}\nB,{FIRM}\n")],
    "lookups to several tables": [
        FIRMS,
        ("contact.csv", f"id,lastname,parentcustomerid\n{ADA},A,/accounts({FIRM})\n{GRACE},B,/contacts({ADA})\n"),
    ],
    "lookups outside": [FIRMS, ("contact.csv", f"lastname,{BIND}\nA,/accounts({FIRM})\nB,/accounts({ADA})\n")],
    "unknown users": [("contact.csv", f"lastname,ownerid\nA,/systemusers({ADA})\nB,\n")],
    "teams that own": [
        ("team.csv", f"id,name\n{TEAM},Blue\n"), ("contact.csv", f"lastname,ownerid\nA,/teams({TEAM})\n")
    ],
    "a row again": [("contact.csv", f"id,lastname,jobtitle\n{ADA},A,x\n{GRACE},B,y\n{ADA},C,\n")],
    "a row of an earlier file": [
        ("contact.json", json.dumps([{"id": ADA, "lastname": "A", "jobtitle": "x"}])),
        ("contact.csv", f"id,lastname\n{GRACE},B\n{ADA},C\n"),
    ],
    "numbered rows": [("incident.csv", "title,ticketnumber\nA,CAS-02000-A\nB,\nC,CAS-01999\n")],
    "columns of one's own": [("contact.csv", "lastname,own_tier\nA,1\nB,\n")],
    "objects of several shapes": [
        ("contact.json", json.dumps([{"id": ADA, "lastname": "A", "numberofchildren": 2}, {"donotphone": True},
                                     {"lastname": None, "jobtitle": ""}, {"birthdate": "2000-02-30"}])),
    ],
    "an answer of the Web API": [
        ("contact.json", json.dumps({"value": [{"@odata.etag": "1", "contactid": ADA, "lastname": "A"}]}))
    ],
    "templates": [("msdyn_presence.csv", "msdyn_name,msdyn_basepresencestatus\nLunch,Away\n")],
    "a line too short": [("contact.csv", "lastname,jobtitle\nA,x\nB\n")],
    "a quote too many": [("contact.csv", 'lastname,birthdate\nA,soon\n"B"x,\n')],
    "an id that is none": [("contact.csv", f"id,lastname\n{ADA},A\n7,B\n")],
    "a text too long": [("contact.csv", f"firstname\nA\n{'x' * 51}\n")],
    "a NUL character": [("contact.csv", "firstname,lastname\nA,x\0y\nB,z\n")],
    "half a surrogate pair": [("contact.json", '[{"lastname": "\\ud800"}]')],
    "a list in a column": [("contact.json", '[{"lastname": "A"}, {"lastname": ["B"]}]')],
}  # fmt: skip


def outcome(files, *, strict=False, base=EMPTY):
    """The tables' rows and remarks, or the refusal's words."""
    try:
        data = with_data(base, files, strict=strict)
        start = data.baseline()
    except (UnusableData, RecordError) as refusal:
        return str(refusal)
    rows = sorted(((table, columns) for table, columns in start.store.export()), key=repr)
    start.close()
    return data.remarks, rows


@pytest.fixture
def alone(monkeypatch):
    """From when this is called, rows are read alone; before and after, all are made at the same moment."""
    monkeypatch.setattr(
        store.Store.__init__, "__kwdefaults__", {**Store.__init__.__kwdefaults__, "clock": lambda: NOW}
    )

    def read_alone():
        monkeypatch.setattr(text_files, "row_block", lambda *_: None)
        monkeypatch.setattr(Insertion, "_add_together", lambda *_: False)

    return read_alone


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("name", FILES)
def test_rows_that_are_read_together_are_those_read_alone(write, alone, name, strict):
    files = [write(*file) for file in FILES[name]]
    together = outcome(files, strict=strict)
    alone()
    assert together == outcome(files, strict=strict)


def test_built_in_rows_that_are_read_together_are_those_read_alone(write, alone):
    files = [write(*file) for file in FILES["templates"]]
    together = outcome(files, base=config.built_in())
    alone()
    assert together == outcome(files, base=config.built_in())


def test_most_files_are_read_together(write, monkeypatch):
    monkeypatch.setattr(text_files, "data_row", None)
    monkeypatch.setattr(Insertion, "add", None)
    people = "".join(f"Zoë,{number},555,/accounts({FIRM}),2000-01-01\n" for number in range(2_500))
    rows = [{"lastname": "Ada", "donotphone": True}, {"jobtitle": "Tester"}]
    files = [
        write(*FIRMS),
        write("contact.csv", f"firstname,lastname,telephone1,{BIND},birthdate\n{people}"),
        write("lead.json", json.dumps(rows)),
    ]
    data = with_data(config.built_in(), files)
    assert [len(block.ids) for block in data.rows] == [1, 1_000, 1_000, 500, 2]
    places = [data.rows[3].places[-1], data.rows[4].places[-1]]
    assert places == ["contact.csv, line 2501", "lead.json, lead[1]"]
