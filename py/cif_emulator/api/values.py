"""Plain values as they cross the border in both directions.

JSON has no ``undefined``, no Map and no Date. The decoder writes such a value as an object with one key that
begins with U+0001 (a plain object's own key of that kind gets one U+0001 more), so ordinary values cost
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from cif_emulator.workspace import json_text
from cif_emulator.workspace.frozen import frozen

MARK = "\x01"
UNDEFINED_KEY = f"{MARK}undefined"
MAP_KEY = f"{MARK}map"
DATE_KEY = f"{MARK}date"
REFUSED_KEY = f"{MARK}refused"
# In the call log such values are objects with this key, whose value names their type.
TYPE_KEY = "$type"
_ESCAPED_MARK = "\\u0001"
_ESCAPE = "\\u"
_SURROGATE = "\\ud"


class Undefined:
    """JavaScript's ``undefined``: an argument, or a property of one, that is there without a value.

    At deeper levels ``undefined`` is left out, as in JSON. ``kinds`` pass none on unless a method asks for
    it, so the model never sees it.
    """

    def __repr__(self) -> str:
        return "undefined"

    def __bool__(self) -> bool:
        return False


UNDEFINED = Undefined()
# As the decoder writes it.
_UNDEFINED = {UNDEFINED_KEY: 0}


class Entries(dict[str, object]):
    """A JavaScript Map with text keys, in its order; a plain object is a plain ``dict``."""


@frozen
class Refused:
    """A value that the decoder did not let through, and why; it stands for the whole arguments."""

    path: str
    reason: str


# `json.loads` and `json.dumps` would make these anew at every call.
_scan: Callable[[str, int], tuple[object, int]] = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(separators=(",", ":")).encode
_CONSTANTS: Mapping[bool | None, str] = {None: "null", True: "true", False: "false"}
_quoted: Callable[[str], str] = json.encoder.encode_basestring_ascii


def read(text: str) -> object:
    """The value of a text that the decoder wrote."""
    value, _ = _scan(text, 0)
    return _revived_arguments(value) if _ESCAPED_MARK in text else value


# Text of a page that may not have used the decoder. A Map takes three levels where a plain object takes one,
# and escapes lengthen a text: these are the decoder's own limits with that in mind.
UNTRUSTED_DEPTH = 256
UNTRUSTED_LENGTH = 12_000_000


def read_untrusted(text: str) -> object:
    """The value of a text that a provider's page sent: like ``read``, without any trust in the text.

    What the decoder would have refused is ``Refused``, so that no text can harm the interpreter.
    """
    try:
        value = json_text.parse(text, depth=UNTRUSTED_DEPTH, length=UNTRUSTED_LENGTH)
        if text.isascii() and _ESCAPE not in text:
            return value
        # Half a surrogate pair is not a character and cannot be encoded when the text leaves Python.
        text.encode()
        if _SURROGATE in text.lower():
            json_text.write(value).encode()
        return _revived_arguments(value)
    except json_text.JsonTextError as error:
        return Refused("", f"is not JSON as the library writes it: {error}")
    except UnicodeEncodeError:
        return Refused("", "holds half a surrogate pair, which is no character")
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return Refused("", "is not what the library writes")


def _revived_arguments(value: object) -> object:
    if isinstance(value, list):
        return [_revived(item, inside=False) for item in value]
    if isinstance(value, dict) and REFUSED_KEY in value:
        refused = value[REFUSED_KEY]
        return Refused(str(refused["path"]), str(refused["reason"]))
    return _revived(value)


def _revived(value: object, *, inside: bool = True) -> object:
    """The value; ``undefined`` itself, and that of its properties unless it is ``inside`` another one."""
    # The decoder allows 64 levels at most. JSON gives these very types, and most values are texts.
    if type(value) is list:
        return [None if item == _UNDEFINED else _revived(item) for item in value]
    if type(value) is not dict:
        return value
    if len(value) == 1:
        if value == _UNDEFINED:
            return UNDEFINED
        if DATE_KEY in value:
            return str(value[DATE_KEY])
        if MAP_KEY in value:
            return Entries(
                [
                    (
                        key if isinstance(key, str) else json.dumps(key),
                        item if type(item) is str else _revived(item),
                    )
                    for key, item in value[MAP_KEY]
                    if not (inside and item == _UNDEFINED)
                ]
            )
    return {
        key[1:] if key.startswith(MARK) else key: item if type(item) is str else _revived(item)
        for key, item in value.items()
        if not (inside and item == _UNDEFINED)
    }


def documented(text: str) -> str:
    """The text of arguments as the call log gives it: plain JSON, without what the border writes.

    What JSON lacks is an object with ``$type``: ``{"$type": "undefined"}``, ``{"$type": "Map", "entries":
    [[key, value], …]}``, ``{"$type": "Date", "value": "2026-…Z"}``, and of arguments that were refused
    ``{"$type": "number", "value": "NaN"}`` and the like. A caller's own key ``$type`` gets one ``$`` more
    beside them.
    """
    if _ESCAPED_MARK not in text:
        return text
    try:
        value = json_text.parse(text, depth=UNTRUSTED_DEPTH, length=UNTRUSTED_LENGTH)
    except json_text.JsonTextError:
        # It was cut, or is none.
        return text.replace(_ESCAPED_MARK, "$")
    return json_text.write(_documented(value))


def _documented(value: object) -> object:
    if isinstance(value, list):
        return [_documented(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value == _UNDEFINED:
        return {TYPE_KEY: "undefined"}
    if len(value) == 1 and DATE_KEY in value:
        return {TYPE_KEY: "Date", "value": value[DATE_KEY]}
    if len(value) == 1 and MAP_KEY in value:
        return {TYPE_KEY: "Map", "entries": _documented(value[MAP_KEY])}
    if len(value) == 1 and isinstance(refused := value.get(REFUSED_KEY), dict):
        given = refused.get("given")
        return {TYPE_KEY: "refused", **refused} if given is None else given
    return {_own_key(key): _documented(item) for key, item in value.items()}


def _own_key(key: str) -> str:
    return f"${key}" if key == TYPE_KEY else key.removeprefix(MARK)


def write(value: object) -> str:
    """JSON text of a result."""
    # Nearly all results are one of these.
    if isinstance(value, str):
        return _quoted(value)
    if value is None or value is True or value is False:
        return _CONSTANTS[value]
    return _encode(value)


def present(entries: dict[str, object]) -> dict[str, object]:
    """An object or Map without the entries that are ``undefined``; the same one where there are none."""
    if UNDEFINED not in entries.values():
        return entries
    return type(entries)((key, value) for key, value in entries.items() if value is not UNDEFINED)


def described(value: object) -> str:
    """What a value is, for an error text: ``the number 5``, ``an array``."""
    if value is UNDEFINED or value is None:
        return "undefined" if value is UNDEFINED else "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value:g}" if isinstance(value, float) else f"the number {value}"[:60]
    if isinstance(value, str):
        shown = value if len(value) <= 60 else value[:60] + "…"
        return f'the text "{shown}"' if value else "an empty text"
    if isinstance(value, Entries):
        return "a Map"
    return "an array" if isinstance(value, list) else "an object"
