"""The records as callers have written them, as one text that is kept between two loads of the page.

What is saved are the changes since the configured start, so that a large start costs nothing. The text's
first line says of which configuration they are, and holds a checksum of the rest; a text that was cut off or
damaged is refused as a whole.
"""

from __future__ import annotations

import hashlib
import json

from attrs import frozen

from cif_emulator.config.opening import Start
from cif_emulator.records import RecordError

# The format of the text: another one is refused.
FORMAT = 1
# The first line is short; a longer one is not ours.
_LONGEST_LINE = 1_000


class UnusableRecords(ValueError):
    """A saved text that cannot be used; the message says why."""


@frozen(kw_only=True)
class _Header:
    format: int
    fingerprint: str
    checksum: str


class SavedRecords:
    """The records of one start, and the text that they are saved as.

    ``fingerprint`` tells apart the texts of different configurations (``opening.Start``).
    """

    def __init__(self, start: Start) -> None:
        self._start = start
        self.fingerprint = start.fingerprint
        self._saved_version = start.store.version

    def text(self) -> str | None:
        """The changes since the start, or ``None`` if they are those of the last text, or of the start."""
        store = self._start.store
        if store.version == self._saved_version:
            return None
        self._saved_version = store.version
        body = json.dumps(store.changes(), ensure_ascii=False, separators=(",", ":"))
        header = {"format": FORMAT, "fingerprint": self.fingerprint, "checksum": _checksum(body)}
        return f"{json.dumps(header)}\n{body}"

    def put_back(self, text: str) -> None:
        """Make the changes that a text holds.

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
            # The checksum is right, so this was written above, and is as flat as that.
            self._start.store.put_back(json.loads(body))
        except RecordError as error:
            raise UnusableRecords(error.message) from None
        except ValueError as error:
            raise UnusableRecords(str(error)) from None
        self._saved_version = self._start.store.version

    def forget(self) -> None:
        """Take the present records for the start's."""
        self._saved_version = self._start.store.version


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
