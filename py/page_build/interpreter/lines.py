"""Code with fewer places of its source, or none. Runs in the page's own interpreter under Node."""

from __future__ import annotations

from types import CodeType

# Two bytes are an instruction; a byte of the table of places says of eight instructions that they have none.
_NOWHERE = b"\xff"
_BYTES_TOLD = 16
_MOST_UNITS = 8
# The first byte of an entry in the table of places: whether it tells a line, and for how many instructions.
_LINE, _NO_LINE = 0x80 | 13 << 3, 0x80 | 15 << 3


def without_lines(code: CodeType) -> CodeType:
    """The same code, whose instructions have no place in a source: tracebacks name its functions alone.

    With no table at all Python's ``traceback`` fails. One for all functions, as long as the longest needs it,
    takes the room of one.
    """
    return _with_places(code, _NOWHERE * (_longest(code) // _BYTES_TOLD + 1))


def _longest(code: CodeType) -> int:
    inner = [_longest(each) for each in code.co_consts if isinstance(each, CodeType)]
    return max(len(code.co_code), *inner, 0)


def _with_places(code: CodeType, table: bytes) -> CodeType:
    inner = (_with_places(each, table) if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.replace(co_linetable=table, co_consts=tuple(inner))


def lines_alone(code: CodeType) -> CodeType:
    """The same code, whose instructions know their lines, but no columns.

    Tracebacks underline with columns, but the page has no sources to show.
    """
    inner = (lines_alone(each) if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.replace(co_linetable=_table_of_lines(code), co_consts=tuple(inner))


def _table_of_lines(code: CodeType) -> bytes:
    """As CPython's ``Objects/locations.md`` describes it."""
    table = bytearray()
    before = code.co_firstlineno
    for begin, end, line in code.co_lines():
        units = (end - begin) // 2
        while units > 0:
            told = min(units, _MOST_UNITS)
            units -= told
            table.append((_NO_LINE if line is None else _LINE) | told - 1)
            if line is not None:
                table += _signed(line - before)
                before = line
    return bytes(table)


def _signed(number: int) -> bytes:
    """A number in groups of six bits, the lowest first; the sign is the lowest bit of all."""
    rest = -number << 1 | 1 if number < 0 else number << 1
    groups = bytearray()
    while rest >= 64:
        groups.append(rest & 63 | 64)
        rest >>= 6
    groups.append(rest)
    return bytes(groups)
