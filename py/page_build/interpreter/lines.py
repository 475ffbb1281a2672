"""Code without line numbers. Runs in the page's own interpreter under Node."""

from __future__ import annotations

from types import CodeType

# Two bytes are an instruction; a byte of the table of places says of eight instructions that they have none.
_NOWHERE = b"\xff"
_BYTES_TOLD = 16


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
