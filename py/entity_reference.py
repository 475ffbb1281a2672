"""The columns that the public entity reference documents: the kept list, and further columns of the tables.

    python py/entity_reference.py FOLDER

``FOLDER`` holds pages of the reference as published on GitHub, each named after its table and ending in
``.md``, in any folder below; a table's pages of several products add up. Their columns go into
``docs/contracts/entity_reference.toml``, and those that a built-in table lacks into its file, as further
columns. What other tables have there stays.

Left out is what the Web API does not give as a property: names of looked-up rows (``createdbyname``), types
of lookups (``owneridtype``), party lists, and what cannot be read. A table that has no page says so in
the kept list (``note``) and has the columns that the emulator needs. Tables that lookups lead to and that are
not here stand under ``left_out``, with the reason: such lookups stay empty, unless a configuration or a file
brings the table.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cif_emulator.records.columns import KEPT_BY_PRODUCT, OWNER, OWNING

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "docs" / "contracts" / "entity_reference.toml"
TABLES = ROOT / "py" / "cif_emulator" / "records" / "tables"

_HEADING = re.compile(r"### (?:<a [^>]*></a> *)?(\w+)\s*")
_CELL = re.compile(r"\|([^|]*)\|([^|]*)\|")
_OPTION = re.compile(r"Label: (.*?)(?:<br|$)")
# The state that a status belongs to, in the newer form and in the older one.
_STATE = re.compile(r"State: *(\d+)")
_STATE_CELL = re.compile(r"\|[^|]*\|[^|]*\|(\d+)\|")
_SECTIONS = ("Writable", "Read-only", "Many-to-One")

# Types of the reference, and what a column of ours has for them.
_KINDS: Mapping[str, Mapping[str, object]] = {
    "BigInt": {"kind": "number", "format": "bigint"},
    "Boolean": {"kind": "boolean"},
    "Customer": {"kind": "lookup", "format": "customer"},
    "DateTime": {"kind": "datetime"},
    "Decimal": {"kind": "number", "format": "decimal"},
    "Double": {"kind": "number", "format": "double"},
    # Rows hold the file's id.
    "File": {"kind": "id"},
    "Image": {"kind": "memo"},
    "Integer": {"kind": "number", "format": "integer"},
    "Lookup": {"kind": "lookup"},
    "Memo": {"kind": "memo"},
    "Money": {"kind": "number", "format": "money"},
    # Several options: the Web API gives their numbers with commas between, in a text.
    "MultiSelectPicklist": {"max_length": 4_000},
    "Owner": {"kind": "lookup", "format": "owner"},
    "Picklist": {"kind": "choice"},
    "State": {"kind": "choice", "format": "state"},
    "Status": {"kind": "choice", "format": "status"},
    "String": {},
    "Uniqueidentifier": {"kind": "id"},
}
_FORMATS = {"Phone": "phone", "Email": "email", "Url": "url"}
# Left out: see above.
_WITHOUT_PROPERTY = ("EntityName", "PartyList", "ManagedProperty", "Virtual")
_NAVIGATION = "ReferencingEntityNavigationPropertyName"
_WHOLE = 2**31
_MONEY = 922_337_203_685_477

_LEFT_OUT = (
    "Lookups lead to these tables, which are not here: they hold settings of routing, marketing, portals and "
    "scheduling, what sales scores, or older forms of articles and contracts, and widgets do not read them."
)

# A column's entry: the table of its properties, its options, whether it can be written.
Entry = dict[str, str]
# Names of the properties that follow a column to a table.
Navigation = Mapping[tuple[str, str], str]


def entries_of(page: str) -> Iterator[Entry]:
    """The columns and many-to-one relationships that a page describes: their properties by name.

    ``SchemaName`` and ``ReadOnly`` are among them, for choices ``Options``: lines of value and label, and for
    statuses ``States``: lines of value and state.
    """
    section, entry = "", None
    for line in page.splitlines():
        heading = _HEADING.fullmatch(line)
        if line.startswith("## "):
            section = next((name for name in _SECTIONS if line[3:].startswith(name)), "")
        if line.startswith("## ") or heading:
            if entry is not None:
                yield entry
            entry = None
        if heading and section:
            entry = {"SchemaName": heading[1], "ReadOnly": str(section == "Read-only")}
        elif entry is not None and line.startswith("**DefaultValue**:"):
            entry["DefaultValue"] = line.partition(":")[2].strip()
        elif entry is not None and (cells := _CELL.match(line)):
            name, value = cells[1].strip(), _plain(cells[2])
            if name.lstrip("-").isdecimal():
                label = _OPTION.match(value)
                entry["Options"] = f"{entry.get('Options', '')}{name}={label[1] if label else value}\n"
                if state := _STATE.search(value) or _STATE_CELL.match(line):
                    entry["States"] = f"{entry.get('States', '')}{name}={state[1]}\n"
            else:
                entry[name] = value
    if entry is not None:
        yield entry


def _plain(cell: str) -> str:
    return cell.replace("**", "").replace("`", "").strip()


def is_property(entry: Entry) -> bool:
    """Whether the Web API gives a column as a property of its rows."""
    name, kind = entry["LogicalName"], entry["Type"]
    is_name = kind == "String" and not entry["DisplayName"] and name.endswith("name")
    readable = entry.get("IsValidForRead", "True") == "True"
    return readable and not is_name and (kind not in _WITHOUT_PROPERTY or name == "activitytypecode")


def navigation_of(entries: Iterable[Entry]) -> Navigation:
    """The navigation properties that a page's relationships name."""
    return {
        (entry["ReferencingAttribute"], entry["ReferencedEntity"]): entry[_NAVIGATION]
        for entry in entries
        if _NAVIGATION in entry
    }


def column_of(entry: Entry, navigation: Navigation) -> dict[str, object]:
    """A column as a line of a table's file has it."""
    kind = entry["Type"]
    name = entry["LogicalName"].lower()
    column: dict[str, object] = {"name": name, "label": entry["DisplayName"] or name, **_KINDS[kind]}
    if kind == "String":
        column |= {"kind": _FORMATS[entry["FormatName"]]} if entry.get("FormatName") in _FORMATS else {}
    if kind == "DateTime" and entry.get("Format") == "DateOnly":
        column["format"] = "date"
    if kind in ("String", "Memo") and "MaxLength" in entry:
        column["max_length"] = int(entry["MaxLength"])
    if "Targets" in entry:
        targets = [target.strip() for target in entry["Targets"].split(",")]
        named = {target: navigation.get((name, target), name) for target in targets}
        usual = {target: name if len(targets) == 1 else f"{name}_{target}" for target in targets}
        column |= {"targets": targets}
        if own := {target: named[target] for target in targets if named[target] not in (name, usual[target])}:
            column["navigation"] = own
    column |= _range(kind, entry)
    options = _lines_of(entry, "Options")
    if kind == "Boolean":
        no = entry.get("False Label") or options.get("0") or "No"
        yes = entry.get("True Label") or options.get("1") or "Yes"
        column |= {} if (no, yes) == ("No", "Yes") else {"choices": {"0": no, "1": yes}}
        column |= {"default": 1} if entry.get("DefaultValue") in ("True", "1") else {}
    elif options:
        column["choices"] = options
        if kind == "Status":
            column["states"] = {value: int(state) for value, state in _lines_of(entry, "States").items()}
        if int(entry.get("DefaultFormValue") or -1) >= 0:
            column["default"] = int(entry["DefaultFormValue"])
        elif kind in ("State", "Status"):
            column["default"] = int(next(iter(options)))
    return column | ({"read_only": True} if entry["ReadOnly"] == "True" else {})


def _lines_of(entry: Entry, name: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in entry.get(name, "").splitlines())


def _range(kind: str, entry: Entry) -> dict[str, object]:
    """What a number may be, where that is less than its type holds."""
    widest = {"Integer": _WHOLE, "Money": _MONEY}.get(kind)
    if kind not in ("Integer", "Money", "Double", "Decimal"):
        return {}
    found: dict[str, object] = {}
    for key, name in (("MinValue", "minimum"), ("MaxValue", "maximum")):
        number = float(entry[key]) if entry.get(key) else None
        if number is not None and (widest is None or abs(number) < widest - 1):
            found[name] = int(number) if number.is_integer() else number
    return found


def kept_text(kept: Mapping[str, Mapping[str, object]]) -> str:
    """The kept list as TOML."""
    parts = [
        "# The columns of the public entity reference, by table: logical name and type.",
        "# py/entity_reference.py brings it up to date; a test compares the tables with it.",
    ]
    for table in sorted(kept):
        parts += ["", f"[{table}]"]
        parts += [f"{key} = {json.dumps(value)}" for key, value in kept[table].items() if key != "columns"]
        columns = kept[table].get("columns")
        if isinstance(columns, Mapping):
            parts += ["", f"[{table}.columns]", *(f'{name} = "{kind}"' for name, kind in columns.items())]
    return "\n".join(parts) + "\n"


def with_further(text: str, entries: Iterable[Entry], navigation: Navigation) -> str:
    """A table's file with the further columns that it lacks."""
    lines = [json.loads(line) for line in text.splitlines() if line]
    known = {line["name"] for line in lines[1:]} | {column.name for column in KEPT_BY_PRODUCT}
    if "ownerid" in known or lines[0].get("ownership", "UserOwned") == "UserOwned":
        known |= {column.name for column in (OWNER, *OWNING)}
    head, _, further = text.partition("\n\n")
    columns = (column_of(entry, navigation) for entry in entries)
    added = [column for column in columns if column["name"] not in known]
    further += "".join(json.dumps(column, ensure_ascii=False) + "\n" for column in added)
    return head.rstrip("\n") + "\n" + (f"\n{further}" if further else "")


def take(table: str, entries: Iterable[Entry], navigation: Navigation, pages: list[str]) -> None:
    """Put a table's documented columns into the kept list and the table's file."""
    properties = [entry for entry in entries if is_property(entry)]
    kept = tomllib.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    columns = {entry["LogicalName"].lower(): entry["Type"] for entry in properties}
    kept[table] = {"pages": pages, "columns": columns}
    KEPT.write_text(kept_text(kept), encoding="utf-8")
    file = TABLES / f"{table}.jsonl"
    if file.is_file():
        typed = [entry for entry in properties if entry["Type"] in _KINDS]
        file.write_text(with_further(file.read_text(encoding="utf-8"), typed, navigation), encoding="utf-8")


def left_out() -> list[str]:
    """The tables that lookups of the tables' files lead to, and that have no file."""
    files = {file.stem: file.read_text(encoding="utf-8") for file in TABLES.glob("*.jsonl")}
    lines = (json.loads(line) for text in files.values() for line in text.splitlines() if line)
    return sorted({target for line in lines for target in line.get("targets", ())} - set(files))


def main(folder: Path) -> None:
    """Take the pages of a folder."""
    found: dict[str, list[Path]] = {}
    for page in sorted(folder.rglob("*.md")):
        found.setdefault(page.stem, []).append(page)
    for table, pages in found.items():
        entries = [entry for page in pages for entry in entries_of(page.read_text(encoding="utf-8"))]
        columns = {
            entry["LogicalName"]: entry for entry in entries if {"LogicalName", "Type"} <= entry.keys()
        }
        names = [page.relative_to(folder).as_posix() for page in pages]
        take(table, columns.values(), navigation_of(entries), names)
    kept = tomllib.loads(KEPT.read_text(encoding="utf-8"))
    kept["left_out"] = {"note": _LEFT_OUT, "tables": left_out()}
    KEPT.write_text(kept_text(kept), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
