"""What is no record, and what is too much for one, is refused before it is read."""

from __future__ import annotations

from collections.abc import Mapping

from cif_emulator.records import limits
from cif_emulator.records.errors import RecordRefused
from cif_emulator.records.values import shown

# Types that hold nothing inside, told apart quickly: most values of most payloads.
_PLAIN = frozenset({str, int, float, bool, type(None)})


def check_payload(payload: object) -> None:
    """Refuses what is no record, and records too large or too deep, without recursing into them."""
    if not isinstance(payload, Mapping):
        raise RecordRefused(f"A record must be an object of columns and values, got {shown(payload)}.")
    level: list[object] = [payload]
    values = 0
    for _ in range(limits.PAYLOAD_NESTING):
        inner: list[object] = []
        for item in level:
            if isinstance(item, Mapping):
                inner += item.values()
            elif isinstance(item, list | tuple):
                inner += item
        values += len(inner)
        if values > limits.PAYLOAD_VALUES:
            raise RecordRefused(f"The record holds more than {limits.PAYLOAD_VALUES:,} values.", "0x80040203")
        level = [item for item in inner if type(item) not in _PLAIN]
        if not level:
            return
    if any(isinstance(item, Mapping | list | tuple) for item in level):
        raise RecordRefused(
            f"The record is nested more than {limits.PAYLOAD_NESTING} levels deep; "
            f"at most {limits.PAYLOAD_NESTING} are read.",
            "0x80040203",
        )
