"""Texts with their slugs replaced by values from a scope (``templates.md`` 6.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.json_text import write
from cif_emulator.workspace.slugs.parts import Key, Query, read
from cif_emulator.workspace.state.values import MISSING, as_text
from cif_emulator.workspace.state.work import note_slug, note_written

# How a JSON object or array begins, as opposed to text in brackets.
_JSON_START = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:["\[\]]|\{\s*["}]))')
Lookup = Callable[[str], object]


@frozen(kw_only=True)
class Scope:
    """Where slugs find values: ``lookup`` (key), ``query`` (table, column, options) may give ``MISSING``.

    ``unfilled`` collects the keys that had no value.
    """

    lookup: Lookup
    query: Callable[[str, str, str], object]
    unfilled: dict[str, None] | None = None


def _value(part: Key | Query, scope: Scope) -> object:
    note_slug(is_query=isinstance(part, Query))
    if isinstance(part, Key):
        return scope.lookup(part.name)
    options = "".join(
        inner if isinstance(inner, str) else _text_of(inner, scope).replace("'", "''")
        for inner in part.options
    )
    return scope.query(part.table, part.column, " ".join(options.split()))


def _noted_value(part: Key | Query, scope: Scope) -> object:
    """The value of a slug; a key without one is noted."""
    value = _value(part, scope)
    if value is MISSING and scope.unfilled is not None and isinstance(part, Key):
        scope.unfilled[part.name] = None
    return value


def _text_of(part: Key | Query, scope: Scope) -> str:
    """The value of a slug as it is written into a text."""
    text = as_text(_noted_value(part, scope))
    note_written(len(text))
    return text


def value_of(text: str, scope: Scope) -> object:
    """A parameter's value: raw if the whole text is one slug, else text (rule 3); maybe ``MISSING``.

    In a text that is JSON the values are escaped where they stand inside JSON strings (rule 5).
    """
    parts = read(text)
    if len(parts) == 1 and not isinstance(parts[0], str):
        return _noted_value(parts[0], scope)
    is_json = bool(parts) and isinstance(parts[0], str) and _JSON_START.match(parts[0]) is not None
    return render_json(text, scope) if is_json else render(text, scope)


def render(text: str, scope: Scope) -> str:
    """The text with its slugs replaced; a slug without a value gives nothing (``templates.md`` 6.7)."""
    return "".join(part if isinstance(part, str) else _text_of(part, scope) for part in read(text))


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
        value = _noted_value(part, scope)
        shown = as_text(value)
        note_written(len(shown))
        if inside_string:
            written.append(write(shown)[1:-1])
        else:
            written.append("null" if value is MISSING else shown)
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
            value = _text_of(part, scope)
            written.append(value if place == 0 else percent_encoded(value))
    return "".join(written)


def render_url_data(text: str, scope: Scope) -> str:
    """Text that is appended to a site's address: every value percent-encoded, the static part as it is."""
    return "".join(
        part if isinstance(part, str) else percent_encoded(_text_of(part, scope)) for part in read(text)
    )


def percent_encoded(text: str) -> str:
    """The text as ``encodeURIComponent`` writes it."""
    return quote(text, safe="!~*'()-_.")


def first_complete(titles: Sequence[str], scope: Scope) -> str:
    """The first of several titles whose slugs all have a value (``templates.md`` 11).

    Else the first that says anything. Gives ``""`` if no title leaves any text.
    """
    rendered: list[str] = []
    unfilled: list[str] = []
    for title in titles:
        texts: list[str] = []
        complete, has_own = True, False
        for part in read(title):
            if isinstance(part, str):
                text = part
                has_own = has_own or bool(text.strip())
            else:
                value = _value(part, scope)
                if value is MISSING and isinstance(part, Key):
                    unfilled.append(part.name)
                text = as_text(value)
                note_written(len(text))
                complete = complete and bool(text.strip())
            texts.append(text)
        written = "".join(texts).strip()
        if complete:
            return written
        rendered.append(written if has_own else "")
    if scope.unfilled is not None:
        scope.unfilled.update(dict.fromkeys(unfilled))
    return next((text for text in rendered if text), "")
