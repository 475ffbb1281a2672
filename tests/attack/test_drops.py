"""Files that are dropped on the page, and ``cifEmulator.load``: all of it or none, and the next one works."""

from __future__ import annotations

from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

UNREADABLE = "contact.csv cannot be read ("
SAYS = {
    "a folder": "could not be found); a folder is given file by file",
    "a file that vanishes": f"{UNREADABLE}it changed)",
    "a refusal that is no text": UNREADABLE,
    "a reader that throws": f"{UNREADABLE}Symbol(no))",
    "no reader": UNREADABLE,
    "a text for bytes": UNREADABLE,
    "a number for bytes": UNREADABLE,
    "nothing for bytes": UNREADABLE,
    "a list for bytes": UNREADABLE,
    "an alleged buffer": UNREADABLE,
    "bytes that are gone": UNREADABLE,
    "more bytes than its size": "contact.csv has 49 MB",
    "a size that is none": "contact.csv has 49 MB",
    "files of more than their sizes": "these files has 50 MB",
    "a name that is a number": "a file's name is number; right is a File",
    "a name that throws": "the data threw when it was read: no name",
    "an alleged file": UNREADABLE,
    "an alleged list of files": "rows.json",
    "a list without end": "the rows have more than 48 MB as JSON",
    "a file and a row": 'rows.json, rows[0] (without a key "table"',
    "a row and a file": 'rows.json, rows[1] (without a key "table"',
    "nothing as CSV": "contact.csv, line 1: is empty; ",
    "nothing as JSON": "rows.json",
    "nothing as XML": "data.xml: it is",
    "nothing as a zip file": "a.zip: is not a zip file",
    "a zip file as CSV": "there are no records in contact.csv",
    "CSV as XML": "data.xml: it is not valid XML",
    "CSV as JSON": "rows.json",
    "JSON as a zip file": "a.zip: is not a zip file",
    "XML as CSV": "there are no records in contact.csv",
    "markup as a name": "<img src=x onerror=top.canary=1>",
    "a turned direction as a name": "\\u202evsc",
    "ends of lines as a name": "a\\u000ab\\u2028c\\u0085",
    "an escape as a name": "\\u001b[31m.xlsx: expected a file whose name ends with",
    "half a character as a name": "there is no table",
    "a name of objects": 'there is no table "__proto__"',
    "a name of commands": "$(id);`id`\\u000a.csv has 49 MB; while the workspace runs, 48 MB can be added. "
    "Start with it: cif-emulator serve --data FILE",
    "a long name": "is no file's name",
    "one name twice": "two files are called a\\u202e.csv",
    "a second row beyond its column": "contact.csv, line 3: ",
    "a second row without its end": "contact.csv, line 3",
    "a second row of JSON": "rows.json, rows[1]: there is no table",
    "a second row of XML": "data.xml, ",
    "a second file": "lead.csv, line 2: ",
    "a thousand files, the last one wrong": "last.json",
}


def test_what_is_no_data_is_told_with_its_place_and_nothing_comes_of_it(workspace: Workspace) -> None:
    told = workspace.page.evaluate(scripts("loadHostile"))
    assert told.keys() == SAYS.keys()
    wrong = {name: text for name, text in told.items() if SAYS[name] not in text or not text.startswith("cifEmulator.load: ")}  # fmt: skip
    assert wrong == {}
    # Where the page puts them is nobody's business.
    assert [text for text in told.values() if "/data-" in text] == []
    assert all(text.isprintable() and len(text) < 2_000 for text in told.values())
    assert workspace.page.evaluate("() => window.canary ?? Microsoft.Apm.canCreateSession()") is True


def test_a_thousand_files_at_once(workspace: Workspace) -> None:
    assert workspace.page.evaluate(scripts("loadThousand")) == 1_000


def test_loads_at_once_are_done_whole_or_refused(workspace: Workspace) -> None:
    """One of a file that never gives its bytes keeps nobody waiting."""
    found = workspace.page.evaluate(scripts("loadAtOnce"))
    assert found["done"] == found["found"] > 0
    assert set(found["refused"]) <= {"cifEmulator.load: Records are being loaded; wait until that is done."}


def test_loads_beside_a_reset_are_done_whole_or_refused(workspace: Workspace) -> None:
    found = workspace.page.evaluate(scripts("loadAndReset"))
    assert found["told"][0] == "fulfilled"
    assert found["after"] <= found["told"][1:].count("fulfilled")
    assert all(each == "fulfilled" or each.startswith("cifEmulator.load: ") for each in found["told"][1:])
    assert workspace.page.evaluate("() => Microsoft.Apm.canCreateSession()") is True
