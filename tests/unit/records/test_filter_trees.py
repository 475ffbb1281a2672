"""Filters as trees drawn at random, against an evaluation of the tree that knows nothing of the text's parser."""

from __future__ import annotations

import unicodedata
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cif_emulator.records import Store
from cif_emulator.workspace.state.record_source import Column, Table

PARENTS = [str(uuid.UUID(int=0xABCDEF << 100 | number, version=4)) for number in (1, 2, 3)]
THINGS = [str(uuid.UUID(int=0xFEDCBA << 100 | number, version=4)) for number in range(12)]
COLUMNS = {
    "name": "text",
    "note": "text",
    "amount": "integer",
    "price": "double",
    "flag": "boolean",
    "kind": "choice",
    "born": "date",
    "seen": "moment",
    "parentid": "lookup",
}
TABLES = (
    Table(
        name="new_parent",
        label="Parent",
        plural_label="Parents",
        entity_set="new_parents",
        primary_id="new_parentid",
        primary_name="label",
        columns=(Column(name="label", label="Label"), Column(name="rank", label="Rank", kind="number")),
    ),
    Table(
        name="new_thing",
        label="Thing",
        plural_label="Things",
        entity_set="new_things",
        primary_id="new_thingid",
        primary_name="name",
        columns=(
            Column(name="name", label="Name", indexed=True),
            Column(name="note", label="Note", kind="memo"),
            Column(name="amount", label="Amount", kind="number"),
            Column(name="price", label="Price", kind="number", format="double"),
            Column(name="flag", label="Flag", kind="boolean"),
            Column(name="kind", label="Kind", kind="choice", choices={1: "One", 2: "Two", 3: "Three"}),
            Column(name="born", label="Born", kind="datetime", format="date"),
            Column(name="seen", label="Seen", kind="datetime"),
            Column(name="parentid", label="Parent", kind="lookup", targets=("new_parent",)),
        ),
    ),
)
LETTERS = "abcABC éÉñß01-'%_[]^*?&+#"
texts = st.sampled_from(["", "a", "Ab", "é", "aé b", "a%", "[a-b]"]) | st.text(alphabet=LETTERS, max_size=6)
# Few values, so that rows often hold what a filter asks for.
CHOICES: dict[str, list[object]] = {
    "integer": [-1, 0, 1],
    "double": [-1, -0.25, 0, 0.5, 1],
    "boolean": [False, True],
    "choice": [1, 2, 3],
    "date": [date(2024, 1, 30) + timedelta(days=number) for number in range(4)],
    "moment": [
        datetime(2024, 1, 31, tzinfo=UTC) + timedelta(minutes=30 * half, seconds=seconds)
        for half in range(48)
        for seconds in (0, 30)
    ],
    "lookup": [*PARENTS],
    "id": [PARENTS[0], THINGS[0], THINGS[1]],
}
VALUES: dict[str, st.SearchStrategy[object]] = {
    "text": texts,
    **{kind: st.sampled_from(values) for kind, values in CHOICES.items()},
}
# One choice for each cell: what is drawn takes longer than the queries do.
SOMETIMES_NONE: dict[str, st.SearchStrategy[object]] = {
    "text": st.none() | texts,
    **{kind: st.sampled_from([None, *values]) for kind, values in CHOICES.items()},
}


rows = st.lists(
    st.fixed_dictionaries({name: SOMETIMES_NONE[kind] for name, kind in COLUMNS.items()}), max_size=12
)
parents = st.lists(
    st.fixed_dictionaries({"label": SOMETIMES_NONE["text"], "rank": SOMETIMES_NONE["integer"]}),
    min_size=3,
    max_size=3,
)


# -- trees ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    path: str
    kind: str
    operator: str
    value: object
    spelling: str = ""
    turned: bool = False


@dataclass(frozen=True)
class Membership:
    path: str
    kind: str
    values: tuple[object, ...]
    spelling: str = ""


@dataclass(frozen=True)
class TextSearch:
    path: str
    function: str
    pattern: str


@dataclass(frozen=True)
class Columns:
    first: str
    operator: str
    second: str


@dataclass(frozen=True)
class Flag:
    path: str


@dataclass(frozen=True)
class Negation:
    inner: object


@dataclass(frozen=True)
class Connection:
    word: str
    parts: tuple[object, ...]


PATHS = {
    **COLUMNS,
    "parentid/label": "text",
    "parentid/rank": "integer",
    "parentid/new_parentid": "id",
    "new_thingid": "id",
}
# GUIDs are written in any of these ways.
SPELLINGS = ("", "upper", "quoted", "quoted upper", "braces")
spellings = st.sampled_from(SPELLINGS)
paths = st.sampled_from([path for path in PATHS if path != "parentid"] + ["_parentid_value"])
operators = st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"])


def kind_of(path: str) -> str:
    return "lookup" if path == "_parentid_value" else PATHS[path]


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    path = draw(paths)
    kind = kind_of(path)
    operator = draw(operators)
    value: object = draw(SOMETIMES_NONE[kind])
    if kind == "moment" and value is not None and draw(st.booleans()):
        value = draw(VALUES["date"] | st.just(value + timedelta(milliseconds=500)))
    if kind in ("boolean", "lookup", "id"):
        operator = draw(st.sampled_from(["eq", "ne"]))
    return Comparison(path, kind, operator, value, draw(spellings), draw(st.booleans()))


@st.composite
def memberships(draw: st.DrawFn) -> Membership:
    path = draw(paths)
    kind = kind_of(path)
    values = draw(st.lists(st.none() | VALUES[kind], min_size=1, max_size=3))
    return Membership(path, kind, tuple(values), draw(spellings))


searches = st.builds(
    TextSearch,
    st.sampled_from(["name", "note", "parentid/label"]),
    st.sampled_from(["contains", "startswith", "endswith"]),
    texts,
)
columns = st.builds(
    Columns, st.sampled_from(["name", "note"]), operators, st.sampled_from(["name", "note", "parentid/label"])
) | st.builds(Columns, st.just("amount"), operators, st.sampled_from(["price", "amount", "parentid/rank"]))
leaves = (
    comparisons() | comparisons() | comparisons() | memberships() | searches | columns | st.just(Flag("flag"))
)
trees = st.recursive(
    leaves | st.builds(Negation, leaves),
    lambda inner: (
        st.builds(Negation, inner)
        | st.builds(
            Connection, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=4).map(tuple)
        )
    ),
    max_leaves=8,
)


# -- a tree as text -------------------------------------------------------------------------------


def literal(kind: str, value: object, spelling: str = "") -> str:
    if value is None:
        return "null"
    if kind in ("lookup", "id"):
        text = str(value)
        text = text.upper() if spelling in ("upper", "quoted upper", "braces") else text
        return f"'{text}'" if "quoted" in spelling else f"{{{text}}}" if spelling == "braces" else text
    if kind == "text":
        return "'" + str(value).replace("'", "''") + "'"
    if kind == "boolean":
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


# The same comparison with its sides exchanged.
TURNED = {"eq": "eq", "ne": "ne", "gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}


def written(tree: object, *, inside: str = "") -> str:
    if isinstance(tree, Comparison):
        value = literal(tree.kind, tree.value, tree.spelling)
        return (
            f"{value} {TURNED[tree.operator]} {tree.path}"
            if tree.turned
            else f"{tree.path} {tree.operator} {value}"
        )
    if isinstance(tree, Membership):
        return (
            f"{tree.path} in ({','.join(literal(tree.kind, value, tree.spelling) for value in tree.values)})"
        )
    if isinstance(tree, TextSearch):
        return f"{tree.function}({tree.path},{literal('text', tree.pattern)})"
    if isinstance(tree, Columns):
        return f"{tree.first} {tree.operator} {tree.second}"
    if isinstance(tree, Flag):
        return tree.path
    if isinstance(tree, Negation):
        return f"not ({written(tree.inner)})"
    assert isinstance(tree, Connection)
    text = f" {tree.word} ".join(written(part, inside=tree.word) for part in tree.parts)
    return f"({text})" if inside == "and" and tree.word == "or" else text


# -- a tree evaluated -----------------------------------------------------------------------------


def plain(text: str) -> str:
    """A text without case and accents."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("ß", "ss"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def matches(text: str, pattern: str) -> bool:
    """Whether the whole text is what a pattern of the product's wildcards stands for."""
    if not pattern:
        return not text
    first, rest = pattern[0], pattern[1:]
    if first == "%":
        return any(matches(text[start:], rest) for start in range(len(text) + 1))
    if first == "[":
        negated = rest.startswith("^")
        end = rest.find("]", 2 if negated else 1)
        if end >= 0:
            return (
                bool(text)
                and member(text[0], rest[negated:end]) != negated
                and matches(text[1:], rest[end + 1 :])
            )
    return bool(text) and (first in ("_", text[0])) and matches(text[1:], rest)


def member(character: str, letters: str) -> bool:
    while letters:
        if len(letters) >= 3 and letters[1] == "-":
            if letters[0] <= character <= letters[2]:
                return True
            letters = letters[3:]
        else:
            if letters[0] == character:
                return True
            letters = letters[1:]
    return False


def comparable(kind: str, value: object) -> object:
    if kind == "text":
        return plain(str(value))
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp()
    return value


def compared(kind: str, left: object, operator: str, right: object) -> bool:
    """OData 4: equality knows null, nothing is less or greater than it."""
    if left is None or right is None:
        same = left is None and right is None
        return {"eq": same, "ne": not same}.get(operator, False)
    a, b = comparable(kind, left), comparable(kind, right)
    return {
        "eq": a == b,
        "ne": a != b,
        "gt": a > b,
        "ge": a >= b,
        "lt": a < b,
        "le": a <= b,
    }[operator]


def value_at(row: dict[str, object], path: str, owners: dict[str, dict[str, object]]) -> object:
    if path == "_parentid_value":
        return row["parentid"]
    if path.startswith("parentid/"):
        owner = row["parentid"]
        if owner is None or path.endswith("/new_parentid"):
            return owner
        return owners[str(owner)][path.partition("/")[2]]
    return row[path]


def evaluated(tree: object, row: dict[str, object], owners: dict[str, dict[str, object]]) -> bool | None:
    """True, false or unknown."""
    if isinstance(tree, Comparison):
        return compared(tree.kind, value_at(row, tree.path, owners), tree.operator, tree.value)
    if isinstance(tree, Membership):
        return any(
            compared(tree.kind, value_at(row, tree.path, owners), "eq", value) for value in tree.values
        )
    if isinstance(tree, TextSearch):
        value = value_at(row, tree.path, owners)
        if value is None:
            return None
        before = "" if tree.function == "startswith" else "%"
        behind = "" if tree.function == "endswith" else "%"
        return matches(plain(str(value)), before + plain(tree.pattern) + behind)
    if isinstance(tree, Columns):
        first, second = value_at(row, tree.first, owners), value_at(row, tree.second, owners)
        return compared(kind_of(tree.first), first, tree.operator, second)
    if isinstance(tree, Flag):
        return None if row["flag"] is None else bool(row["flag"])
    if isinstance(tree, Negation):
        inner = evaluated(tree.inner, row, owners)
        return None if inner is None else not inner
    assert isinstance(tree, Connection)
    found = [evaluated(part, row, owners) for part in tree.parts]
    decisive = tree.word == "or"
    if decisive in found:
        return decisive
    return None if None in found else not decisive


STORE = Store(TABLES)


def web_value(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


@settings(max_examples=300)
@given(rows, parents, trees, st.booleans())
def test_a_filter_finds_what_its_tree_means(
    data: list[dict[str, object]], owners: list[dict[str, object]], tree: object, encoded: bool
) -> None:
    """The rows found are those for which the tree is true, in the order of their making."""
    by_id = dict(zip(PARENTS, owners, strict=True))
    STORE.reset()
    STORE.load(("new_parent", {"id": key, **owner}) for key, owner in by_id.items())
    ids = THINGS[: len(data)]
    STORE.load(
        ("new_thing", {"id": key, **{name: web_value(value) for name, value in row.items()}})
        for key, row in zip(ids, data, strict=True)
    )
    text = written(tree)
    option = quote(text, safe="()") if encoded or any(mark in text for mark in "%&+#") else text
    found = [row["new_thingid"] for row in STORE.query("new_thing", f"$filter={option}&$select=name")]
    assert found == [
        key
        for key, row in zip(ids, data, strict=True)
        if evaluated(tree, {**row, "new_thingid": key}, by_id) is True
    ], text


@pytest.mark.parametrize("operator", ["eq", "ne", "gt", "ge", "lt", "le"])
@pytest.mark.parametrize("path", ["amount", "name", "seen", "parentid/rank"])
def test_each_comparison_and_its_negation(path: str, operator: str) -> None:
    """Less, equal, greater and null on either side, and lists, with and without ``not``."""
    values = {
        "amount": (-1, 0, 1),
        "parentid/rank": (-1, 0, 1),
        "name": ("a", "B", "c"),
        "seen": tuple(datetime(2024, 1, day, tzinfo=UTC) for day in (1, 2, 3)),
    }[path]
    STORE.reset()
    owners = {key: {"label": None, "rank": rank} for key, rank in zip(PARENTS, (-1, 0, 1), strict=True)}
    STORE.load(("new_parent", {"id": key, **owner}) for key, owner in owners.items())
    empty = dict.fromkeys(COLUMNS)
    data: list[dict[str, object]] = [
        {**empty, "parentid": owner} if path == "parentid/rank" else {**empty, path: value}
        for owner, value in zip((*PARENTS, None), (*values, None), strict=True)
    ]
    ids = THINGS[: len(data)]
    STORE.load(
        ("new_thing", {"id": key, **{name: web_value(value) for name, value in row.items()}})
        for key, row in zip(ids, data, strict=True)
    )
    kind = kind_of(path)
    between = [values[1] + timedelta(milliseconds=500)] if path == "seen" else []
    trees_of = [
        Comparison(path, kind, operator, value, turned=turned)
        for value in (*values, *between, None)
        for turned in (False, True)
    ]
    lists = [(values[0],), (None,), (values[1], values[2]), (values[0], None)]
    for tree in (*trees_of, *(Membership(path, kind, each) for each in lists)):
        for whole in (tree, Negation(tree), Negation(Negation(tree))):
            found = [row["new_thingid"] for row in STORE.query("new_thing", f"$filter={written(whole)}")]
            expected = [
                key for key, row in zip(ids, data, strict=True) if evaluated(whole, row, owners) is True
            ]
            assert found == expected, written(whole)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("path", ["new_thingid", "_parentid_value", "parentid/new_parentid"])
def test_each_way_of_writing_a_guid(path: str, spelling: str) -> None:
    """In any letter case, with and without quotes or braces."""
    STORE.reset()
    STORE.load(("new_parent", {"id": key}) for key in PARENTS)
    data = [{**dict.fromkeys(COLUMNS), "parentid": owner} for owner in (*PARENTS, None)]
    keyed = [{**row, "new_thingid": key} for key, row in zip(THINGS, data, strict=False)]
    STORE.load(("new_thing", row) for row in keyed)
    values = THINGS[:2] if path == "new_thingid" else PARENTS[:2]
    for tree in (
        Comparison(path, "id", "eq", values[0], spelling),
        Comparison(path, "id", "ne", values[0], spelling),
        Membership(path, "id", tuple(values), spelling),
        Negation(Membership(path, "id", tuple(values), spelling)),
    ):
        found = [row["new_thingid"] for row in STORE.query("new_thing", f"$filter={written(tree)}")]
        assert found == [row["new_thingid"] for row in keyed if evaluated(tree, row, {}) is True], written(
            tree
        )


@pytest.mark.parametrize("function", ["contains", "startswith", "endswith"])
def test_each_way_of_looking_into_a_text(function: str) -> None:
    """At its beginning, in its middle, at its end, whole; with wildcards; and with ``not``, where null is unknown."""
    STORE.reset()
    names = ["", "a", "ab", "ba", "aba", "bab", "ÀB", "a%b", "a_b", "[ab]", None]
    data: list[dict[str, object]] = [{**dict.fromkeys(COLUMNS), "name": name} for name in names]
    STORE.load(("new_thing", {"id": key, **row}) for key, row in zip(THINGS, data, strict=False))
    for pattern in (
        "",
        "a",
        "b",
        "ab",
        "A",
        "à",
        "aba",
        "a%b",
        "%b",
        "b%",
        "_b",
        "a_",
        "_",
        "[ab]",
        "[^a]b",
        "b[a-b]",
    ):
        tree = TextSearch("name", function, pattern)
        for whole in (tree, Negation(tree)):
            text = written(whole).replace("%", "%25")
            found = [row["new_thingid"] for row in STORE.query("new_thing", f"$filter={text}")]
            expected = [
                key for key, row in zip(THINGS, data, strict=False) if evaluated(whole, row, {}) is True
            ]
            assert found == expected, text


@settings(max_examples=60)
@given(rows, st.lists(st.tuples(st.sampled_from([*COLUMNS][:8]), st.booleans()), min_size=1, max_size=3))
def test_rows_come_in_the_order_asked_for(
    data: list[dict[str, object]], order: list[tuple[str, bool]]
) -> None:
    """Nulls first when ascending; rows that are equal come in the order in which they were made."""
    STORE.reset()
    STORE.load(("new_parent", {"id": key, "label": key}) for key in PARENTS)
    ids = THINGS[: len(data)]
    STORE.load(
        ("new_thing", {"id": key, **{name: web_value(value) for name, value in row.items()}})
        for key, row in zip(ids, data, strict=True)
    )
    expected = list(range(len(data)))
    for name, descending in reversed(order):
        kind = COLUMNS[name]
        # Sorting is stable, also in reverse.
        expected.sort(
            key=lambda at: (
                data[at][name] is not None,
                comparable(kind, data[at][name]) if data[at][name] is not None else 0,
            ),
            reverse=descending,
        )
    text = ",".join(f"{name} desc" if descending else name for name, descending in order)
    found = [row["new_thingid"] for row in STORE.query("new_thing", f"$orderby={text}")]
    assert found == [ids[at] for at in expected]


def test_a_moment_with_an_offset_is_the_same_moment() -> None:
    """Times compare by the moment they stand for, however they are written."""
    STORE.reset()
    seen = datetime(2024, 2, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    STORE.load([("new_thing", {"id": PARENTS[0], "seen": seen})])
    for text in (
        "2024-01-31T23:30:00Z",
        "2024-02-01T01:30:00%2B02:00",
        "2024-01-31T23:30Z",
        "2024-01-31T15:30:00-08:00",
    ):
        assert len(STORE.query("new_thing", f"$filter=seen eq {text}")) == 1, text
