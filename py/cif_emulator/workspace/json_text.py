"""JSON text that callers wrote, read within limits.

A C-level stack overflow ends the Pyodide interpreter, and the JSON scanner recurses once per level of nesting
(fatal at 7,000 levels there, measured). So the depth is counted before the parser sees the text.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable

# The border's own limits (depth and number of values, length of texts), so that text and objects are treated
# alike. Values are counted by the decoder, which reads objects.
DEPTH_LIMIT = 64
NODE_LIMIT = 100_000
LENGTH_LIMIT = 4_000_000

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


class JsonTextError(ValueError):
    """Text that is not JSON, or goes beyond the limits; the message says where."""


def _depth(text: str) -> int:
    deepest = depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        if bracket.group() in "[{":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest


def parse(text: str, *, depth: int = DEPTH_LIMIT, length: int = LENGTH_LIMIT) -> object:
    """The value that a JSON text stands for.

    Raises ``JsonTextError`` for text that is no JSON, holds ``NaN``, ``Infinity`` or a number as large, is
    nested deeper than ``depth`` levels or longer than ``length`` characters.
    """
    if len(text) > length:
        raise JsonTextError(f"it has {len(text):,} characters; the limit is {length:,}")
    if text.count("[") + text.count("{") > depth and _depth(text) > depth:
        raise JsonTextError(f"it is nested more than {depth} levels deep")
    try:
        return _decoded(text)
    except json.JSONDecodeError as error:
        raise JsonTextError(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except ValueError as error:  # an integer of thousands of digits
        raise JsonTextError(str(error).split(";")[0]) from None


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise JsonTextError(f"the number {digits[:40]} is too large")
    return number


def _refuse_constant(name: str) -> object:
    raise JsonTextError(f"{name} is not JSON")


# Made once: `json.loads` makes one for every text.
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)
_scan: Callable[[str, int], tuple[object, int]] = _DECODER.scan_once  # type: ignore[attr-defined]


def _decoded(text: str) -> object:
    """As ``_DECODER.decode``, which takes three times as long: it looks for blanks around the value."""
    try:
        value, end = _scan(text, 0)
    except StopIteration:
        return _DECODER.decode(text)
    return value if end == len(text) else _DECODER.decode(text)


def write(value: object) -> str:
    """Compact JSON text of plain data, as ``JSON.stringify`` writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
