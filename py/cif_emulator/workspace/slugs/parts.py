"""A text read into parts: static text, slugs, and queries (``templates.md`` 6.6, rule 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.work import SLUGS

# A key holds dots, `@` (annotations), blanks and hyphens (survey questions); a quote ends it, so the braces
# of JSON texts are never taken for slugs.
_KEY = re.compile(r"[^\W\d][\w.@$ -]*\Z")
_ODATA = re.compile(
    r"\$odata\.(?P<table>[\w]+)\.(?P<column>[^?{}]+?)\.?\?(?P<options>.*)\Z", re.IGNORECASE | re.DOTALL
)
_QUERY = re.compile(r"\{\$odata\.", re.IGNORECASE)
# Where a query begins, or a slug without others inside: braces that are neither are passed over at once.
_BEGINS = re.compile(r"\{(?=[^\W\d]|\$)(?:(?P<query>\$odata\.)|[^{}]{1,4096}+\})", re.IGNORECASE)
_CONNECTOR = re.compile(r"\$(?:session|oc)\.", re.IGNORECASE)
# Texts of templates are at most some thousand characters; callers' texts are cut off by the border at 4 MB.
_CACHED_LENGTH = 4096
# Queries in the options of queries, which nobody writes; deeper ones are text, which no query takes.
_NESTED_QUERIES = 3


@frozen
class Key:
    """A plain slug, ``{customerName}`` or ``{anchor.title}``."""

    name: str


@frozen
class Query:
    """An OData slug, ``{$odata.contact.fullname.?$filter=…}``; ``options`` may hold slugs of its own."""

    table: str
    column: str
    options: tuple[str | Key | Query, ...]


Part = str | Key | Query


def _matching_braces(text: str) -> dict[int, int]:
    """Position of each ``{`` that is closed to that of its ``}``; one pass, however hostile the text."""
    open_braces: list[int] = []
    pairs: dict[int, int] = {}
    for brace in re.finditer(r"[{}]", text):
        if brace.group() == "{":
            open_braces.append(brace.start())
        elif open_braces:
            pairs[open_braces.pop()] = brace.start()
    return pairs


def _slug(body: str, nested: int) -> Key | Query | None:
    query = _ODATA.match(body) if nested else None
    if query:
        options = tuple(part for part in _parts(query["options"], nested - 1) if part != "")
        return Query(query["table"].lower(), query["column"].strip(), options)
    key = _CONNECTOR.sub("", body, count=1).lstrip("$").rstrip()
    return Key(key) if _KEY.match(key) else None


def _parts(text: str, nested: int = _NESTED_QUERIES) -> Iterator[Part]:
    pairs = _matching_braces(text) if _QUERY.search(text) else {}
    done = 0
    found = 0
    for begin in _BEGINS.finditer(text):
        start = begin.start()
        if start < done:
            continue
        end = pairs.get(start, len(text)) if begin["query"] else begin.end() - 1
        if end - start > _CACHED_LENGTH or end == len(text):
            continue
        slug = _slug(text[start + 1 : end], nested)
        if slug is None:
            continue
        before = text[done:start]
        # `${key}` is the macros' form of the same slug.
        yield before.removesuffix("$")
        yield slug
        done = end + 1
        found += 1
        if found > SLUGS:  # one more than may be filled: nobody reads on
            break
    yield text[done:]


@lru_cache(maxsize=512)
def _read_cached(text: str) -> tuple[Part, ...]:
    return tuple(part for part in _parts(text) if part != "")


def read(text: str) -> tuple[Part, ...]:
    """The parts of a text, static and slugs, in order (``templates.md`` 6.6, rule 1)."""
    if "{" not in text:
        return (text,) if text else ()
    if len(text) > _CACHED_LENGTH:
        return tuple(part for part in _parts(text) if part != "")
    return _read_cached(text)


def keys(text: str) -> tuple[str, ...]:
    """The keys that a text's slugs name, those inside queries too."""
    found: list[str] = []
    pending: list[Part] = list(read(text))
    while pending:
        part = pending.pop(0)
        if isinstance(part, Key):
            found.append(part.name)
        elif isinstance(part, Query):
            pending[:0] = part.options
    return tuple(found)
