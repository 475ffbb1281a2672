"""``$search`` and the box above a list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cif_emulator.records import Store
from cif_emulator.records.search import search_words
from cif_emulator.records.text_keys import folded


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


# As many marks as no writing has, and as few as most have.
@pytest.mark.parametrize("marks", [range(0x300, 0x301), range(0x300, 0x330)])
def test_a_text_is_found_without_its_marks(marks):
    text = "".join(f"a{chr(mark)}" for mark in marks)
    assert folded(f"É{text} Ｍ{text}") == f"e{'a' * len(marks)} m{'a' * len(marks)}"


# Made once: a reset brings back its start, without rows.
STORE = Store()
TEXTS = st.text(st.sampled_from("ab1Éß%_[*\x1f"), max_size=4)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.text(st.sampled_from("ab1Éß\x1f"), min_size=1, max_size=3))
def test_a_text_is_found_within_one_column_and_never_across_two(fullname, mail, word):
    STORE.reset()
    STORE.load([("account", {"name": fullname, "address1_city": mail})])
    definition = STORE.table("account")
    assert {"name", "address1_city"} <= set(definition.search_columns)
    found = STORE.query("account", f'$search="{word}"&$select=name')
    assert len(found) == any(folded(word) in folded(each) for each in (fullname, mail))


PHONES = st.text(st.sampled_from("123 -(+x"), max_size=9)
WORDS = st.text(st.sampled_from("123 -("), min_size=1, max_size=7).map(lambda text: "+" + text.strip(" +"))


@settings(max_examples=300, deadline=None)
@given(PHONES, PHONES, PHONES, WORDS)
def test_a_phone_number_is_found_as_text_and_by_its_digits(name, first, second, word):
    digits = "".join(character for character in word if character.isdigit())

    def holds_digits(text):
        rest = iter(text)
        return all(digit in rest for digit in digits)

    STORE.reset()
    STORE.load([("contact", {"lastname": name, "telephone1": first, "mobilephone": second})])
    found = STORE.query("contact", f"$search={word}&$select=lastname")
    by_digits = len(digits) >= 4 and (holds_digits(first) or holds_digits(second))
    assert len(found) == (by_digits or any(word in text for text in (name, first, second)))


def test_a_pattern_is_matched_within_one_column(store):
    # Ada’s name and address each hold a part.
    assert not store.query("contact", "$search=lovelace*contoso")
    # So do the columns with her two phone numbers.
    assert not store.query("contact", "$search=01230171")
    assert len(store.query("contact", "$search=ada*contoso")) == 1


def test_what_is_searched_follows_the_row(store):
    [row] = store.query("contact", "$search=lovelace&$select=contactid")
    store.update("contact", row["contactid"], {"lastname": "Bÿron"})
    assert not store.query("contact", "$search=lovelace")
    assert len(store.query("contact", "$search=BYRON")) == 1
    store.update("contact", row["contactid"], {"lastname": "King"})
    assert not store.query("contact", "$search=byron")
    assert len(store.query("contact", "$filter=lastname eq 'KING'")) == 1
