"""Search texts: ``$search`` and the box above a list (``ciframework.md`` 2.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import frozen

from cif_emulator.records import limits
from cif_emulator.records.columns import TEXT_KINDS
from cif_emulator.records.errors import QueryRefused, quoted
from cif_emulator.records.physical import key_sql, search_index_name, searched_sql
from cif_emulator.records.product_values import longest_text
from cif_emulator.records.schema import Definition
from cif_emulator.records.text_keys import SEPARATOR, folded
from cif_emulator.records.text_search import holds_sql, matches_sql, may_match_sql
from cif_emulator.workspace.state.record_source import Column

_WORDS = re.compile(r'"([^"]*)"|(\S+)')
_PHONE = re.compile(r"[+(\d][\d ().\-/*%]*")
# Fewer digits than that are more likely part of a name or an address.
_PHONE_DIGITS = 4


def search_words(text: str) -> list[str]:
    """The words that a row must hold, folded; ``"two words"`` between double quotes are one."""
    trimmed = text.strip()
    if _PHONE.fullmatch(trimmed):
        return [folded(trimmed)]
    words = [folded(quoted_words or word) for quoted_words, word in _WORDS.findall(trimmed)]
    if len(words) > limits.SEARCH_WORDS:
        raise QueryRefused(
            f"The search text {quoted(text)} has {len(words)} words; "
            f"at most {limits.SEARCH_WORDS} are searched for."
        )
    return words


def search_condition(
    definition: Definition, alias: str, text: str, *, by_index: bool
) -> tuple[str, list[str], str]:
    """SQL that finds rows holding every word in one of the table's search columns, and its parameters.

    ``*`` and ``%`` stand for any text. A phone number is found in phone columns however it is written there:
    its digits in that order. ``by_index``: the table's indexes are there; then the third text is what stands
    behind the alias in ``FROM``.
    """
    named = (definition.columns.get(name) for name in definition.table.search_columns)
    searched = [column for column in named if column is not None and column.kind in TEXT_KINDS]
    # A table that is too wide for all hidden columns may have texts that stand elsewhere.
    by_index = by_index and bool(searched) and len(searched) == len(definition.searched)
    whole, longest = searched_sql(f"{alias}.", definition), longest_text(definition, *definition.searched)
    conditions: list[str] = []
    parameters: list[str] = []
    for word in search_words(text):
        tests = _tests(word, searched)
        if by_index and SEPARATOR not in word:
            widest = _widest(tests)
            conditions.append(_any_of(test.whole_sql(whole, longest) for test in widest))
            parameters += [test.parameter for test in widest]
            # A text without wildcards that is in all of them is in one of them.
            if all(test.pattern is None for test in tests):
                continue
        each = [(column, test) for test, columns in tests.items() for column in columns]
        conditions.append(_any_of(test.sql(definition, alias, column) for column, test in each))
        parameters += [test.parameter for _, test in each]
    # SQLite itself would read the table.
    indexed = f" INDEXED BY {search_index_name(definition)}" if by_index else ""
    return " AND ".join(conditions) or "1", parameters, indexed


def _any_of(conditions: Iterable[str]) -> str:
    return f"({' OR '.join(conditions) or '0'})"


@frozen
class _Test:
    """What a column must hold: ``parameter``, a ``GLOB`` pattern between stars if ``pattern`` is there.

    ``of_digits``: the pattern has the digits of a phone number.
    """

    parameter: str
    pattern: str | None = None
    of_digits: bool = False

    def sql(self, definition: Definition, alias: str, column: Column) -> str:
        """The condition on a column."""
        key = key_sql(alias, column, definition)
        if self.pattern is None:
            return holds_sql(key, self.parameter)
        return matches_sql(key, self.pattern, longest_text(definition, column.name))

    def whole_sql(self, whole: str, longest: int) -> str:
        """A condition on the text of all searched columns that holds wherever that on one of them does."""
        if self.pattern is None:
            return holds_sql(whole, self.parameter)
        return may_match_sql(whole, self.pattern, longest)


def _tests(word: str, searched: Sequence[Column]) -> dict[_Test, list[Column]]:
    """What the columns must hold for a word, each with the columns that are tested for it."""
    tests: dict[_Test, list[Column]] = {}
    for column in searched:
        tests.setdefault(_test(column, word), []).append(column)
    return tests


def _widest(tests: Iterable[_Test]) -> list[_Test]:
    """Those tests of a word one of which holds wherever any does: a text with the word has its digits."""
    found = list(tests)
    digits = [test for test in found if test.of_digits]
    return digits if digits and all(test.pattern is None or test.of_digits for test in found) else found


def _test(column: Column, word: str) -> _Test:
    digits = re.sub(r"\D", "", word)
    pattern: str | None = None
    of_digits = column.kind == "phone" and len(digits) >= _PHONE_DIGITS and bool(_PHONE.fullmatch(word))
    if of_digits:
        pattern = "*".join(digits[: limits.WILDCARDS])
    elif "*" in word or "%" in word:
        parts = [_literal(part) for part in re.split(r"[*%]+", word)][: limits.WILDCARDS]
        pattern = "*".join(parts)
    return _Test(word) if pattern is None else _Test(f"*{pattern}*", pattern, of_digits)


def _literal(text: str) -> str:
    return "".join(f"[{character}]" if character in "?[" else character for character in text)
