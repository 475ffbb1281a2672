"""``$search`` and the box above a list."""

import pytest

from cif_emulator.records.search import search_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada", ["Lovelace"]),
        ("ADA LOVE", ["Lovelace"]),
        ("love ada", ["Lovelace"]),
        ("ada turing", []),
        ('"Ada Lovelace"', ["Lovelace"]),
        ('"Lovelace Ada"', []),
        ("jose o'brien", ["O'Brien"]),
        ("contoso.example", ["Lovelace"]),
        ("lo*ace", ["Lovelace"]),
        ("100%", ["100% Müller"]),
        ("", ["Lovelace", "O'Brien", "100% Müller"]),
        # A phone number, however it is written here and there.
        ("+14255550123", ["Lovelace"]),
        ("(425) 555-0123", ["Lovelace"]),
        ("5550123", ["Lovelace"]),
        ("01712345678", ["Lovelace"]),
        ("2345678", ["Lovelace"]),
        ("+44 20 7946 0999", ["O'Brien"]),
        ("425?555", []),
        ("[ab]", []),
    ],
)
def test_what_a_search_finds(store, text, found):
    result = store.query("contact", f"$search={text}&$select=lastname")
    assert [row["lastname"] for row in result] == found


def test_a_search_and_a_filter_both_hold(store):
    assert len(store.query("contact", "$search=lovelace&$filter=firstname eq 'José'")) == 0
    assert len(store.query("contact", "$search=lovelace&$filter=firstname eq 'Ada'")) == 1


def test_quoted_words_are_one():
    assert search_words(' Ada  "two words" x"y ') == ["ada", "two words", 'x"y']
