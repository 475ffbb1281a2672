"""What was built from what: a fingerprint of its sources and a list of its files for each step."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def fingerprint(folder: Path, files: Iterable[Path], *others: str) -> str:
    """A hash of the files' names below ``folder``, their bytes, and the other texts."""
    digest = hashlib.sha256("\0".join(others).encode())
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"\0{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


class Stamps:
    """The record of earlier builds, kept in one JSON file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._steps: dict[str, dict[str, object]] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._steps = {}

    def outputs(self, step: str) -> list[str]:
        """The files that the step made last, relative to the page's folder."""
        files = self._steps.get(step, {}).get("outputs")
        return [str(file) for file in files] if isinstance(files, list) else []

    def is_current(self, step: str, mark: str, page: Path) -> bool:
        """Whether the step was done with this fingerprint and all that it made is still there."""
        files = self.outputs(step)
        return self._steps.get(step, {}).get("mark") == mark and all(
            (page / file).is_file() for file in files
        )

    def record(self, step: str, mark: str, outputs: Iterable[str]) -> None:
        """Note that the step is done."""
        self._steps[step] = {"mark": mark, "outputs": sorted(outputs)}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._steps, indent=1), encoding="utf-8")
