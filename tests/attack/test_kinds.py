"""The command runs each of the folder's files."""

from pathlib import Path

from .__main__ import KINDS, TESTS


def test_every_file_belongs_to_a_kind() -> None:
    named = [file for files in KINDS.values() for file in files]
    assert [file for file in named if not (TESTS / file).is_file()] == []
    assert len(named) == len(set(named))
    own = {f"attack/{file.name}" for file in Path(__file__).parent.glob("test_*.py")}
    assert own - set(named) == {"attack/test_kinds.py"}
