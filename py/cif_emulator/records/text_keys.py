"""How texts are compared: without regard to case and accents, as in an English-language organisation.

Every text column has a hidden one with the folded text: comparisons, wildcards, sorting and indexes all work
on that, inside SQLite, without calling back into Python. SQLite computes it from ASCII texts itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import category, normalize

from cif_emulator.records import limits


def folded(text: str) -> str:
    """A text as it is compared: no case, no accents, no difference of width."""
    if text.isascii():
        return text.lower()
    return _folded_name(text) if len(text) <= _LONGEST_NAME else _folded(text)


# Between the texts of a row that are searched together; it changes nothing beside it when it is folded.
SEPARATOR = "\x1f"
_NUL = "\0"


def folded_beyond_ascii(texts: Sequence[str | None]) -> list[str | None] | None:
    """Of texts without NUL characters those beyond ASCII, each as ``folded`` gives it, and nothing of others.

    ``None`` if all are ASCII.
    """
    beyond = [number for number, text in enumerate(texts) if text is not None and not text.isascii()]
    if not beyond:
        return None
    found: list[str | None] = [None] * len(texts)
    together = _folded(_NUL.join([texts[number] or "" for number in beyond])).split(_NUL)
    for number, text in zip(beyond, together, strict=True):
        found[number] = text
    return found


# A text with more kinds of marks than any writing has is looked through once, not once for each.
_MANY_MARKS = 32


def _folded(text: str) -> str:
    decomposed = normalize("NFKD", text)
    marks = [each for each in set(decomposed) if each > "\x7f" and category(each) == "Mn"]
    if len(marks) > _MANY_MARKS:
        decomposed = decomposed.translate(dict.fromkeys(map(ord, marks)))
    else:
        for mark in marks:
            decomposed = decomposed.replace(mark, "")
    return normalize("NFKC", decomposed).casefold()


# Names of people and places come again and again while a file is loaded.
_LONGEST_NAME = 80
_folded_name = lru_cache(maxsize=2_000)(_folded)


class TooManyWildcards(ValueError):
    """A pattern with more wildcards than SQLite should match."""


def has_wildcards(pattern: str) -> bool:
    """Whether a pattern holds ``%``, ``_`` or ``[…]``."""
    return any(character in pattern for character in "%_[")


def glob(pattern: str) -> str:
    """A pattern with the product's wildcards as SQLite's ``GLOB`` writes it.

    ``%`` stands for any text, ``_`` for one character, ``[abc]``, ``[a-c]`` and ``[^abc]`` for one of a set
    or none of it; in brackets a wildcard stands for itself. ``pattern`` is folded already. Raises
    ``TooManyWildcards``.
    """
    parts: list[str] = []
    wildcards = 0
    position = 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "%":
            if parts[-1:] != ["*"]:
                parts.append("*")
                wildcards += 1
        elif character == "_":
            parts.append("?")
            wildcards += 1
        elif character == "[" and (end := _set_end(pattern, position)) > 0:
            parts.append(_character_set(pattern[position:end]))
            position = end + 1
            wildcards += 1
        else:
            parts.append(f"[{character}]" if character in "*?[" else character)
    if wildcards > limits.WILDCARDS:
        raise TooManyWildcards(f"{wildcards} wildcards in one text; {limits.WILDCARDS} are allowed")
    return "".join(parts)


def _set_end(pattern: str, start: int) -> int:
    """Where the character set that begins at ``start`` ends; -1 if it does not, or holds nothing."""
    first = start + 1 if pattern[start : start + 1] == "^" else start
    # A bracket at the first place stands for itself.
    end = pattern.find("]", first + 1)
    return end if end > first else -1


def _character_set(body: str) -> str:
    """The set ``[body]`` for ``GLOB``; both spell ranges and negation alike."""
    negated = body.startswith("^")
    members = body[1:] if negated else body
    return f"[{'^' if negated else ''}{members}]"


def after(prefix: str) -> str | None:
    """The least text greater than every text that begins with ``prefix``; ``None`` if there is none."""
    end = len(prefix)
    while end:
        code = ord(prefix[end - 1])
        if code < 0x10FFFF:
            # Surrogates are no characters: SQLite could not store the bound.
            following = 0xE000 if code == 0xD7FF else code + 1
            return prefix[: end - 1] + chr(following)
        end -= 1
    return None
