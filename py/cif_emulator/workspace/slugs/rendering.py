"""Texts with their slugs replaced by values from a scope (``templates.md`` 6.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.json_text import write
from cif_emulator.workspace.slugs.parts import Key, Query, read
from cif_emulator.workspace.state.readings import Origin, Readings
from cif_emulator.workspace.state.values import MISSING, as_text
from cif_emulator.workspace.state.work import note_slug, note_written

# How a JSON object or array begins, as opposed to text in brackets.
_JSON_START = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:["\[\]]|\{\s*["}]))')
Lookup = Callable[[str], object]


@frozen(kw_only=True)
class Scope:
    """Where slugs find values: ``lookup`` (key), ``query`` (table, column, options) may give ``MISSING``.

    ``readings`` takes down what slugs gave, and ``origin`` says where the value of a key comes from.
    """

    lookup: Lookup
    query: Callable[[str, str, str], object]
    readings: Readings | None = None
    origin: Callable[[str], Origin] = lambda _: "parameter"

    def value(self, part: Key | Query, text: str) -> object:
        """The value of a slug in a text, taken down."""
        value = self.untold_value(part, text)
        self.tell(part, text, value)
        return value

    def written(self, part: Key | Query, text: str) -> str:
        """The value of a slug as it is written into a text."""
        return _noted(self.value(part, text))

    def tell(self, part: Key | Query, text: str, value: object) -> None:
        """Take down what a slug in a text gave."""
        if self.readings is None:
            return
        if isinstance(part, Key):
            self.readings.add(text, part.name, value, self.origin(part.name))
        else:
            self.readings.add(text, f"$odata.{part.table}.{part.column}", value, "record query")

    def untold_value(self, part: Key | Query, text: str) -> object:
        """The value of a slug in a text."""
        note_slug(is_query=isinstance(part, Query))
        if isinstance(part, Key):
            return self.lookup(part.name)
        options = "".join(
            inner if isinstance(inner, str) else self.written(inner, text).replace("'", "''")
            for inner in part.options
        )
        return self.query(part.table, part.column, " ".join(options.split()))


def _noted(value: object) -> str:
    """The value as text; its length counts as work."""
    text = as_text(value)
    note_written(len(text))
    return text


def value_of(text: str, scope: Scope) -> object:
    """A parameter's value: raw if the whole text is one slug, else text (rule 3); maybe ``MISSING``.

    In a text that is JSON the values are escaped where they stand inside JSON strings (rule 5).
    """
    parts = read(text)
    if len(parts) == 1 and not isinstance(parts[0], str):
        return scope.value(parts[0], text)
    is_json = bool(parts) and isinstance(parts[0], str) and _JSON_START.match(parts[0]) is not None
    return render_json(text, scope) if is_json else render(text, scope)


def render(text: str, scope: Scope) -> str:
    """The text with its slugs replaced; a slug without a value gives nothing (``templates.md`` 6.7)."""
    return "".join(part if isinstance(part, str) else scope.written(part, text) for part in read(text))


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
        value = scope.value(part, text)
        shown = _noted(value)
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
            value = scope.written(part, text)
            written.append(value if place == 0 else percent_encoded(value))
    return "".join(written)


def render_url_data(text: str, scope: Scope) -> str:
    """Text that is appended to a site's address: every value percent-encoded, the static part as it is."""
    return "".join(
        part if isinstance(part, str) else percent_encoded(scope.written(part, text)) for part in read(text)
    )


def percent_encoded(text: str) -> str:
    """The text as ``encodeURIComponent`` writes it."""
    return quote(text, safe="!~*'()-_.")


def first_complete(titles: Sequence[str], scope: Scope) -> str:
    """The first of several titles whose slugs all have a value (``templates.md`` 11).

    Else the first that says anything. Gives ``""`` if no title leaves any text.
    """
    best = ""
    told: list[tuple[Key | Query, str, object]] = []
    for title in titles:
        written: list[str] = []
        slugs: list[tuple[Key | Query, str, object]] = []
        is_complete, says_anything = True, False
        for part in read(title):
            if isinstance(part, str):
                written.append(part)
                says_anything = says_anything or bool(part.strip())
                continue
            value = scope.untold_value(part, title)
            slugs.append((part, title, value))
            written.append(text := _noted(value))
            is_complete = is_complete and bool(text.strip())
        if is_complete:
            best, told = "".join(written).strip(), slugs
            break
        if says_anything:
            best = best or "".join(written).strip()
        told += slugs
    for part, title, value in told:
        scope.tell(part, title, value)
    return best
