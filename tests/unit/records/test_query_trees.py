"""Whole queries drawn at random: filter, order, page, count, selection and expansions, against a naive evaluation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from .test_filter_trees import (
    COLUMNS,
    PARENTS,
    PATHS,
    STORE,
    THINGS,
    Columns,
    Comparison,
    Connection,
    Flag,
    Membership,
    Negation,
    TextSearch,
    comparable,
    evaluated,
    kind_of,
    parents,
    plain,
    rows,
    trees,
    value_at,
    web_value,
    written,
)

Data = list[dict[str, Any]]
COLLECTION = "new_parent_new_thing_parentid"
SELECTABLE = [*(name for name in COLUMNS if name != "parentid"), "_parentid_value"]
# A lookup sorts by the name of what it names.
ORDERABLE = {
    **{path: path for path in PATHS},
    "parentid": "parentid/label",
    "_parentid_value": "parentid/label",
}


def load(data: Data, owners: Data) -> tuple[Data, dict[str, dict[str, Any]]]:
    """The rows with their ids, and the owners by theirs, as they are in the store then."""
    STORE.reset()
    STORE.load(("new_parent", {"id": key, **owner}) for key, owner in zip(PARENTS, owners, strict=True))
    keyed = [{**row, "new_thingid": key} for key, row in zip(THINGS, data, strict=False)]
    STORE.load(("new_thing", {name: web_value(value) for name, value in row.items()}) for row in keyed)
    return keyed, dict(zip(PARENTS, owners, strict=True))


def encoded(tree: object) -> str:
    """A filter whose marks of a query string are escaped."""
    text = written(tree)
    return "".join(f"%{ord(each):02X}" if each in "%&+#" else each for each in text)


def in_order(found: Data, order: list[tuple[str, bool]], owners: dict[str, dict[str, Any]]) -> Data:
    """Nulls first when ascending; equal ones as they were made."""

    def key(row: dict[str, Any], path: str) -> tuple[bool, Any]:
        value = value_at(row, path, owners)
        kind = "text" if path == "parentid/label" else kind_of(path)
        return (False, 0) if value is None else (True, comparable(kind, value))

    found = list(found)
    for name, descending in reversed(order):
        found.sort(key=lambda row, name=name: key(row, ORDERABLE[name]), reverse=descending)
    return found


@dataclass(frozen=True)
class Query:
    tree: object
    order: list[tuple[str, bool]]
    top: int | None
    skip: int | None
    count: bool
    select: list[str] | None
    expand: bool

    def text(self, positions: list[int]) -> str:
        """The options, in the order that ``positions`` says."""
        options = []
        if self.tree is not None:
            options.append(f"$filter={encoded(self.tree)}")
        if self.order:
            options.append(
                "$orderby=" + ",".join(f"{name}{' desc' if down else ''}" for name, down in self.order)
            )
        if self.top is not None:
            options.append(f"$top={self.top}")
        if self.skip is not None:
            options.append(f"$skip={self.skip}")
        if self.count:
            options.append("$count=true")
        if self.select is not None:
            options.append("$select=" + ",".join(self.select))
        if self.expand:
            options.append("$expand=parentid($select=label,rank)")
        return "&".join(option for _, option in sorted(zip(positions, options, strict=False)))


queries = st.builds(
    Query,
    st.none() | trees,
    st.lists(
        st.tuples(st.sampled_from(sorted(set(ORDERABLE) - {"new_thingid"})), st.booleans()),
        max_size=3,
        unique_by=lambda order: order[0],
    ),
    st.none() | st.integers(0, 13),
    st.none() | st.integers(0, 13),
    st.booleans(),
    st.none() | st.lists(st.sampled_from(SELECTABLE), min_size=1, max_size=4, unique=True),
    st.booleans(),
)


@settings(max_examples=300)
@given(rows, parents, queries, st.permutations(list(range(7))))
def test_a_query_gives_what_its_options_mean(
    data: Data, owners: Data, query: Query, positions: list[int]
) -> None:
    keyed, by_id = load(data, owners)
    text = query.text(positions)
    found = STORE.query("new_thing", text)
    matching = [row for row in keyed if query.tree is None or evaluated(query.tree, row, by_id) is True]
    skip = query.skip or 0
    page = in_order(matching, query.order, by_id)[skip:][: query.top]
    assert [row["new_thingid"] for row in found] == [row["new_thingid"] for row in page], text
    assert found.total == (len(matching) if query.count else None), text
    for row, expected in zip(found, page, strict=True):
        assert_row(row, expected, query, by_id)


def assert_row(
    row: dict[str, Any], expected: dict[str, Any], query: Query, owners: dict[str, dict[str, Any]]
) -> None:
    given_names = {name for name in row if "@" not in name} - {"parentid", "new_thingid"}
    if query.select is not None:
        assert given_names == set(query.select)
    assert ("parentid" in row) == query.expand
    if "note" in given_names:
        assert row["note"] == expected["note"]
    if "amount" in given_names:
        assert row["amount"] == expected["amount"]
    if "_parentid_value" in given_names:
        assert row["_parentid_value"] == expected["parentid"]
        label = owners[expected["parentid"]]["label"] if expected["parentid"] else None
        assert (row.get("_parentid_value@OData.Community.Display.V1.FormattedValue") or None) == (
            label or None
        )
    if "kind" in given_names and expected["kind"]:
        assert (
            row["kind@OData.Community.Display.V1.FormattedValue"]
            == {1: "One", 2: "Two", 3: "Three"}[expected["kind"]]
        )
    if query.expand:
        owner = expected["parentid"]
        if owner is None:
            assert row["parentid"] is None
        else:
            inner = row["parentid"]
            assert (inner["new_parentid"], inner["rank"]) == (owner, owners[owner]["rank"])
            assert inner["label"] == owners[owner]["label"]


# -- collections ----------------------------------------------------------------------------------


def within(tree: object, variable: str) -> object:
    """A tree whose columns are those of a lambda expression's variable."""
    if isinstance(tree, Comparison | Membership | TextSearch | Flag):
        return replace(tree, path=f"{variable}/{tree.path}")
    if isinstance(tree, Columns):
        return replace(tree, first=f"{variable}/{tree.first}", second=f"{variable}/{tree.second}")
    if isinstance(tree, Negation):
        return Negation(within(tree.inner, variable))
    assert isinstance(tree, Connection)
    return Connection(tree.word, tuple(within(part, variable) for part in tree.parts))


@settings(max_examples=200)
@given(rows, parents, trees, st.sampled_from(["any", "all"]), st.booleans())
def test_any_and_all_look_into_a_collection(
    data: Data, owners: Data, tree: object, word: str, negated: bool
) -> None:
    keyed, by_id = load(data, owners)
    condition = f"{COLLECTION}/{word}(t:{encoded(within(tree, 't'))})"
    text = f"$filter={f'not ({condition})' if negated else condition}"
    quantified = any if word == "any" else all
    expected = [
        key
        for key in PARENTS
        if quantified(evaluated(tree, row, by_id) is True for row in keyed if row["parentid"] == key)
        != negated
    ]
    assert [row["new_parentid"] for row in STORE.query("new_parent", text)] == expected, text


@settings(max_examples=100)
@given(
    rows, parents, st.none() | trees, st.lists(st.tuples(st.sampled_from(["amount", "name", "born"]), st.booleans()), max_size=2),
    st.none() | st.integers(0, 4),
)  # fmt: skip
def test_an_expanded_collection_is_filtered_ordered_and_cut(
    data: Data, owners: Data, tree: object, order: list[tuple[str, bool]], top: int | None
) -> None:
    keyed, by_id = load(data, owners)
    options = [f"$filter={encoded(tree)}"] if tree is not None else []
    if order:
        options.append("$orderby=" + ",".join(f"{name}{' desc' if down else ''}" for name, down in order))
    if top is not None:
        options.append(f"$top={top}")
    inner = f"({';'.join(options)})" if options else ""
    found = STORE.query("new_parent", f"$select=label&$expand={COLLECTION}{inner}")
    matching = [row for row in keyed if tree is None or evaluated(tree, row, by_id) is True]
    for row in found:
        own = [each for each in in_order(matching, order, by_id) if each["parentid"] == row["new_parentid"]][
            :top
        ]
        assert [each["new_thingid"] for each in row[COLLECTION]] == [each["new_thingid"] for each in own], (
            inner
        )


# -- text -----------------------------------------------------------------------------------------


@settings(max_examples=100)
@given(rows, parents, st.text(alphabet="aAbBcéÉ01", min_size=1, max_size=3))
def test_a_search_finds_words_that_begin_so(data: Data, owners: Data, word: str) -> None:
    """Rows with a word that begins with the text, in any case and with or without accents, are among those found."""
    keyed, _ = load(data, owners)
    found = {row["new_thingid"] for row in STORE.query("new_thing", f"$search={word}")}
    surely = {
        row["new_thingid"] for row in keyed if row["name"] and plain(row["name"]).startswith(plain(word))
    }
    never = {
        row["new_thingid"]
        for row in keyed
        if plain(word) not in plain(f"{row['name'] or ''} {row['note'] or ''}")
    }
    assert surely <= found
    assert not found & never
