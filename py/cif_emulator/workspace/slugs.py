"""Slugs: ``{key}`` placeholders in titles, parameters and notification texts (``templates.md`` 6).

A text is read once into parts (``read``), then written with values from a scope (``Scope``). Nothing is
substituted into values that came out of a lookup, so a customer called ``{x}`` stays as he is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.json_text import write
from cif_emulator.workspace.refusals import WrongArgument, quoted


class Missing:
    """The value of a key that nothing provides."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()

# A key holds dots, `@` (annotations), blanks and hyphens (survey questions); a quote ends it, so the braces
# of JSON texts are never taken for slugs.
_KEY = re.compile(r"[^\W\d][\w.@$ -]*\Z")
_ODATA = re.compile(
    r"\$odata\.(?P<table>[\w]+)\.(?P<column>[^?]+?)\.?\?(?P<options>.*)\Z", re.IGNORECASE | re.DOTALL
)
# How a JSON object or array begins, as opposed to text in brackets.
_JSON_START = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:["\[\]]|\{\s*["}]))')
_CONNECTOR = re.compile(r"\$(?:session|oc)\.", re.IGNORECASE)

# Texts of templates are at most some thousand characters; callers' texts are cut off by the border at 4 MB.
_CACHED_LENGTH = 4096

# Values may refer to one another this far: beyond any sensible use, far below Python's own limit.
DEEPEST_REFERENCE = 50


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
Lookup = Callable[[str], object]


@frozen(kw_only=True)
class Scope:
    """Where slugs find values: ``lookup`` (key), ``query`` (table, column, options) may give ``MISSING``."""

    lookup: Lookup
    query: Callable[[str, str, str], object]


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


def as_text(value: object) -> str:
    """A value as it is written into a text: as JavaScript's ``String``, objects as JSON (rule 3)."""
    if isinstance(value, str):
        return value
    if value is None or value is MISSING:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    return write(value)


def _value(part: Key | Query, scope: Scope) -> object:
    if isinstance(part, Key):
        return scope.lookup(part.name)
    options = "".join(
        inner if isinstance(inner, str) else as_text(_value(inner, scope)).replace("'", "''")
        for inner in part.options
    )
    return scope.query(part.table, part.column, " ".join(options.split()))


def value_of(text: str, scope: Scope) -> object:
    """A parameter's value: raw if the whole text is one slug, else text (rule 3); maybe ``MISSING``.

    In a text that is JSON the values are escaped where they stand inside JSON strings (rule 5).
    """
    parts = read(text)
    if len(parts) == 1 and not isinstance(parts[0], str):
        return _value(parts[0], scope)
    is_json = bool(parts) and isinstance(parts[0], str) and _JSON_START.match(parts[0]) is not None
    return render_json(text, scope) if is_json else render(text, scope)


def render(text: str, scope: Scope) -> str:
    """The text with its slugs replaced; a slug without a value gives nothing (``templates.md`` 6.7)."""
    return "".join(part if isinstance(part, str) else as_text(_value(part, scope)) for part in read(text))


def render_json(text: str, scope: Scope) -> str:
    """A JSON text with its slugs replaced, values escaped where they stand inside a JSON string (rule 5)."""
    written: list[str] = []
    inside_string = False
    for part in read(text):
        if isinstance(part, str):
            written.append(part)
            if len(re.findall(r'(?<!\\)(?:\\\\)*"', part)) % 2:
                inside_string = not inside_string
            continue
        value = _value(part, scope)
        if inside_string:
            written.append(write(as_text(value))[1:-1])
        else:
            written.append("null" if value is MISSING else as_text(value))
    return "".join(written)


def render_url(text: str, scope: Scope) -> str:
    """A site's address with its slugs replaced, values percent-encoded (rule 5).

    A slug at the very start holds the address itself and is left as it is: ``{url}``,
    ``{base}/find?q={text}``.
    """
    parts = read(text)
    written: list[str] = []
    for place, part in enumerate(parts):
        if isinstance(part, str):
            written.append(part)
        else:
            value = as_text(_value(part, scope))
            written.append(value if place == 0 else percent_encoded(value))
    return "".join(written)


def render_url_data(text: str, scope: Scope) -> str:
    """Text that is appended to a site's address: every value percent-encoded, the static part as it is."""
    return "".join(
        part if isinstance(part, str) else percent_encoded(as_text(_value(part, scope)))
        for part in read(text)
    )


def percent_encoded(text: str) -> str:
    """The text as ``encodeURIComponent`` writes it."""
    return quote(text, safe="!~*'()-_.")


def first_complete(titles: Sequence[str], scope: Scope) -> str:
    """The first of several titles whose slugs all have a value (``templates.md`` 11).

    Else the first that says anything. Gives ``""`` if no title leaves any text.
    """
    rendered: list[str] = []
    for title in titles:
        texts: list[str] = []
        complete, has_own = True, False
        for part in read(title):
            if isinstance(part, str):
                text = part
                has_own = has_own or bool(text.strip())
            else:
                text = as_text(_value(part, scope))
                complete = complete and bool(text.strip())
            texts.append(text)
        written = "".join(texts).strip()
        if complete:
            return written
        rendered.append(written if has_own else "")
    return next((text for text in rendered if text), "")


def expand_values(values: Mapping[str, object], scope: Callable[[Lookup], Scope]) -> dict[str, object]:
    """Values given by a caller with slugs inside them, each written out once ("parameterised", CIF only).

    ``scope`` makes a scope from a lookup of these very values. Raises ``WrongArgument`` naming the round if a
    value refers to itself, directly or through others.
    """
    done: dict[str, object] = {}
    under_way: list[str] = []

    def expanded(key: str) -> object:
        if key in done:
            return done[key]
        if key not in values:
            return MISSING
        value = values[key]
        if not isinstance(value, str) or "{" not in value:
            done[key] = value
            return value
        refuse_round(key, under_way)
        under_way.append(key)
        if len(under_way) > DEEPEST_REFERENCE:
            raise WrongArgument(
                f"slugs refer to one another more than {DEEPEST_REFERENCE} deep, at {quoted(key)}"
            )
        done[key] = value_of(value, scope(expanded))
        under_way.pop()
        return done[key]

    return {key: "" if (value := expanded(key)) is MISSING else value for key in values}


def refuse_round(key: str, under_way: Sequence[str]) -> None:
    """Refuse a key that is being resolved already; the message shows the way round."""
    if key in under_way:
        way = " → ".join([*under_way[list(under_way).index(key) :], key])
        raise WrongArgument(f"a recursive slug: {way}; give one of them a plain value")


def refuse_recursion(text: str, values: Mapping[str, object]) -> None:
    """Refuse a text whose slugs lead, through the session's values, back to themselves."""
    settled: set[str] = set()

    def follow(key: str, way: list[str]) -> None:
        refuse_round(key, way)
        value = values.get(key)
        if key in settled or not isinstance(value, str) or "{" not in value or len(way) >= DEEPEST_REFERENCE:
            return
        for inner in keys(value):
            follow(inner, [*way, key])
        settled.add(key)

    for key in keys(text):
        follow(key, [])
