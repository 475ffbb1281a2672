"""Query options as clients send them: with or without ``?``, encoded or raw (``client-habits.md`` 3)."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

from attrs import asdict, frozen

from cif_emulator.records import limits
from cif_emulator.records.errors import QueryRefused, near_names, quoted

KNOWN = ("$select", "$filter", "$orderby", "$top", "$skip", "$expand", "$count", "$search")
# Options of the Web API that the emulator does not have.
_NOT_HERE = ("$apply", "$format", "$skiptoken", "fetchXml", "savedQuery", "userQuery")

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# What a query string may hold as it is; letters and digits are never escaped.
_UNESCAPED = "$,()'/:;@-._~"
# Where one option ends and the next begins: `&` inside a text only if an option's name follows.
_NAMED = re.compile(r"&(?=\s*(?:\$\w+|search)\s*=)", re.IGNORECASE)
_FORM_BLANK = re.compile(r"\+(?:eq|ne|gt|ge|lt|le|and|or|not|in|asc|desc)(?:\+|$|,|&)", re.IGNORECASE)
# Between the digits of a phone number stand wildcards, not escapes.
_PHONE = re.compile(r"[\d%+\-(). ]*")


@frozen(kw_only=True)
class Options:
    """The texts of the query options, decoded; ``None`` for those that are not there."""

    select: str | None = None
    filter: str | None = None
    orderby: str | None = None
    top: str | None = None
    skip: str | None = None
    expand: str | None = None
    count: str | None = None
    search: str | None = None

    def written(self, *, skip: int) -> str:
        """The options as a query string, encoded, with another number of rows to skip."""
        texts = {**asdict(self), "skip": str(skip)}
        return "&".join(
            f"${name}={quote(text, safe=_UNESCAPED)}" for name, text in texts.items() if text is not None
        )


def read_options(text: str) -> Options:
    """The options in a query string; raises ``QueryRefused`` for unknown, repeated or overlong ones.

    A leading ``?`` is optional. ``%`` escapes are decoded where an encoder can have made them, so the
    wildcards of ``contains(telephone1,'4%2%5')`` stay. ``+`` is a blank only in form-encoded text.
    ``search=`` is ``$search=``.
    """
    if not isinstance(text, str):
        raise QueryRefused(f"The query options must be text, got {type(text).__name__}.")
    if len(text) > limits.QUERY_LENGTH:
        raise QueryRefused(
            f"The query options are {len(text):,} characters long; the Web API takes {limits.QUERY_LENGTH:,}."
        )
    found: dict[str, str] = {}
    for part in _parts(_whole_decoded(text.strip()).lstrip("?& \t\r\n")):
        name, equals, value = part.partition("=")
        option = _option_name(_decoded(name).strip(), bool(equals), part)
        if option in found:
            raise QueryRefused(f"The query option {quoted(option)} is there twice.")
        found[option] = _plain(value)
    return Options(**{option[1:]: value for option, value in found.items()})


def _option_name(name: str, has_value: bool, part: str) -> str:
    lowered = name.lower()
    if lowered == "search":
        lowered = "$search"
    if lowered in KNOWN and has_value:
        return lowered
    if lowered in KNOWN:
        raise QueryRefused(f"The query option {quoted(name)} has no value: expected {name}=…")
    if name in _NOT_HERE:
        raise QueryRefused(f"The emulator does not have the query option {quoted(name)}.")
    if not has_value:
        raise QueryRefused(
            f"{quoted(part)} is no query option: expected $filter=… and the like, joined by “&”. "
            "An “&” inside a text is written %26."
        )
    near = near_names(name, KNOWN) or near_names("$" + name, KNOWN)
    raise QueryRefused(f"There is no query option {quoted(name)}.{near}")


def _whole_decoded(text: str) -> str:
    """The text, decoded once if all of it is encoded (``%24filter%3D…``)."""
    if "=" not in text and re.search(r"%3d", text, re.IGNORECASE):
        return _decoded(text)
    return text


def _parts(text: str) -> list[str]:
    """The options, one text each."""
    parts: list[str] = []
    for piece in _NAMED.split(text):
        quotes = 0
        start = 0
        for position, character in enumerate(piece):
            quotes += character == "'"
            if character == "&" and quotes % 2 == 0:
                parts.append(piece[start:position])
                start = position + 1
        parts.append(piece[start:])
    return [part for part in parts if part.strip()]


def _plain(value: str) -> str:
    """One option's value without any encoding; refuses text that the database cannot store."""
    if _FORM_BLANK.search(value) and not re.search(r"\s", value):
        value = value.replace("+", " ")
    decoded = _decoded(value).strip()
    try:
        decoded.encode()
    except UnicodeEncodeError as error:
        raise QueryRefused(
            f"The query options hold half of a surrogate pair "
            f"(character {error.start + 1} of {quoted(decoded)})."
        ) from None
    if "\0" in decoded:
        raise QueryRefused("The query options hold a NUL character.")
    return decoded


def _decoded(text: str) -> str:
    """The text with its escapes decoded, if an encoder can have made them all; else those outside of texts.

    Encoders never escape letters and digits, so ``%42`` and ``%55`` are wildcards before numbers. Where some
    ``%`` is no escape, text that looks like a phone number is left alone.
    """
    if "%" not in text:
        return text
    escapes = _ESCAPE.findall(text)
    if len(escapes) == text.count("%") and all(_by_encoder(escape) for escape in escapes):
        return _ESCAPES.sub(_bytes_decoded, text)
    pieces = text.split("'")
    return "'".join(
        piece if number % 2 and _PHONE.fullmatch(piece) else _ESCAPES.sub(_run_decoded, piece)
        for number, piece in enumerate(pieces)
    )


def _by_encoder(escape: str) -> bool:
    code = int(escape, 16)
    return not (chr(code).isalnum() and code < 0x80) and (code >= 0x20 or code in (9, 10, 13))


def _run_decoded(match: re.Match[str]) -> str:
    """A run of escapes decoded, unless one of them is none that an encoder makes."""
    if not all(_by_encoder(escape) for escape in _ESCAPE.findall(match[0])):
        return match[0]
    return _bytes_decoded(match)


def _bytes_decoded(match: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(match[0]).decode()
    except UnicodeDecodeError:
        return match[0]


def whole_number(option: str, text: str, largest: int) -> int:
    """The value of ``$top`` or ``$skip``: from 0 on, cut to ``largest``; raises ``QueryRefused``."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise QueryRefused(f"{option} must be a whole number from 0 on, got {quoted(text)}.")
    return min(int(text), largest)
