"""Search texts: ``$search`` and the box above a list (``ciframework.md`` 2.8)."""

from __future__ import annotations

import re

from cif_emulator.records import limits
from cif_emulator.records.columns import TEXT_KINDS
from cif_emulator.records.errors import QueryRefused, quoted
from cif_emulator.records.physical import key_sql
from cif_emulator.records.schema import Definition
from cif_emulator.records.text_keys import folded
from cif_emulator.records.text_search import holds_sql, matches_sql
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


def search_condition(definition: Definition, alias: str, text: str) -> tuple[str, list[str]]:
    """SQL that finds rows holding every word in one of the table's search columns, and its parameters.

    ``*`` and ``%`` stand for any text. A phone number is found in phone columns however it is written there:
    its digits in that order.
    """
    columns = [
        definition.columns[name] for name in definition.table.search_columns if name in definition.columns
    ]
    searched = [column for column in columns if column.kind in TEXT_KINDS]
    conditions: list[str] = []
    parameters: list[str] = []
    for word in search_words(text):
        choices = []
        for column in searched:
            condition, parameter = _holds(key_sql(alias, column, definition), column, word)
            choices.append(condition)
            parameters.append(parameter)
        conditions.append(f"({' OR '.join(choices) or '0'})")
    return " AND ".join(conditions) or "1", parameters


def _holds(key: str, column: Column, word: str) -> tuple[str, str]:
    digits = re.sub(r"\D", "", word)
    if column.kind == "phone" and len(digits) >= _PHONE_DIGITS and _PHONE.fullmatch(word):
        pattern = "*".join(digits[: limits.WILDCARDS])
        return matches_sql(key, pattern), f"*{pattern}*"
    if "*" in word or "%" in word:
        parts = [_literal(part) for part in re.split(r"[*%]+", word)][: limits.WILDCARDS]
        pattern = "*".join(parts)
        return matches_sql(key, pattern), f"*{pattern}*"
    return holds_sql(key, word), word


def _literal(text: str) -> str:
    return "".join(f"[{character}]" if character in "?[" else character for character in text)
