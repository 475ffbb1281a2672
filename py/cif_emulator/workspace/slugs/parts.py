"""A text read into parts: static text, slugs, and queries (``templates.md`` 6.6, rule 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cif_emulator.workspace.frozen import frozen

# A key holds dots, `@` (annotations), blanks and hyphens (survey questions); a quote ends it, so the braces
# of JSON texts are never taken for slugs.
_KEY = re.compile(r"[^\W\d][\w.@$ -]*\Z")
_ODATA = re.compile(
    r"\$odata\.(?P<table>[\w]+)\.(?P<column>[^?]+?)\.?\?(?P<options>.*)\Z", re.IGNORECASE | re.DOTALL
)
_CONNECTOR = re.compile(r"\$(?:session|oc)\.", re.IGNORECASE)
# Texts of templates are at most some thousand characters; callers' texts are cut off by the border at 4 MB.
_CACHED_LENGTH = 4096


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


def _slug(body: str) -> Key | Query | None:
    query = _ODATA.match(body)
    if query:
        # The options' own slugs are plain keys: a query inside a query has no written form.
        options = tuple(part for part in read(query["options"]))
        return Query(query["table"].lower(), query["column"].strip(), options)
    key = _CONNECTOR.sub("", body, count=1).lstrip("$").rstrip()
    return Key(key) if _KEY.match(key) else None


def _parts(text: str) -> Iterator[Part]:
    pairs = _matching_braces(text)
    done = 0
    for start in sorted(pairs):
        end = pairs[start]
        if start < done or (end - start > _CACHED_LENGTH):
            continue
        is_query = text[start + 1 : start + 8].lower() == "$odata."
        if not is_query and text.find("{", start + 1, end) != -1:
            continue
        slug = _slug(text[start + 1 : end])
        if slug is None:
            continue
        before = text[done:start]
        # `${key}` is the macros' form of the same slug.
        yield before.removesuffix("$")
        yield slug
        done = end + 1
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
