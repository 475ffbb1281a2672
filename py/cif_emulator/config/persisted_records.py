"""The records as callers have written them, as texts that outlive a load of the page.

What is saved are the changes since the configured start, so that a large start costs nothing: all of them in
one text, or those of the newest writes alone. A text's first line says of which configuration they are, and
holds a checksum of the rest; a text that was cut off or damaged is refused as a whole.
"""

from __future__ import annotations

import hashlib
import json

from attrs import frozen

from cif_emulator.config.baseline import Baseline
from cif_emulator.records import RecordError
from cif_emulator.workspace import json_text

# The format of the text: another one is refused.
FORMAT = 2
# The first line is short; a longer one is not ours.
_LONGEST_LINE = 1_000
# The changes are nested five levels deep, whatever the records hold.
_DEPTH = 8


class UnusableRecords(ValueError):
    """A saved text that cannot be used; the message says why."""


@frozen(kw_only=True)
class _Header:
    format: int
    fingerprint: str
    checksum: str


class PersistedRecords:
    """The records of one start, and the text that they are saved as.

    ``fingerprint`` tells apart the texts of different configurations (``opening.Start``).
    """

    def __init__(self, start: Baseline) -> None:
        self._start = start
        self.fingerprint = start.fingerprint

    def all(self) -> str:
        """The text of all changes since the start."""
        return self._text(self._start.store.changes())

    def newest(self) -> str:
        """The text of the changes since this was asked last, or since the last ``put_back``."""
        return self._text(self._start.store.newest_changes())

    def _text(self, changes: dict[str, object]) -> str:
        body = json.dumps(changes, ensure_ascii=False, separators=(",", ":"))
        header = {"format": FORMAT, "fingerprint": self.fingerprint, "checksum": _checksum(body)}
        return f"{json.dumps(header)}\n{body}"

    def restore_changes(self, text: str) -> None:
        """Make the changes that a text holds, on top of those that were made before.

        Raises ``UnusableRecords`` if it is not one of this configuration; then nothing has changed.
        """
        line, _, body = text.partition("\n")
        header = _header(line)
        if header.format != FORMAT:
            raise UnusableRecords(f"they are in the format {header.format}, and this version reads {FORMAT}")
        if header.fingerprint != self.fingerprint:
            raise UnusableRecords("they belong to another configuration")
        if header.checksum != _checksum(body):
            raise UnusableRecords("they are damaged or cut off: their checksum is wrong")
        try:
            self._start.store.restore_changes(json_text.parse(body, depth=_DEPTH, length=len(body)))
        except RecordError as error:
            raise UnusableRecords(error.message) from None
        except ValueError as error:
            raise UnusableRecords(str(error)) from None


def _header(line: str) -> _Header:
    try:
        data = json.loads(line) if len(line) <= _LONGEST_LINE else None
    except ValueError:
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("format"), int):
        raise UnusableRecords("they are not what this page has saved")
    return _Header(
        format=data["format"],
        fingerprint=str(data.get("fingerprint")),
        checksum=str(data.get("checksum")),
    )


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
