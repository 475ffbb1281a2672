"""Hostile texts as arguments and options of ``cif-emulator``: each is used, or refused in words; nothing is written elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cif_emulator.cli import exec as exec_
from cif_emulator.cli.main import main
from cif_emulator.cli.static_site import FolderRefused, take_folder

TEXTS = {
    "nothing": "",
    "a blank": " ",
    "an escape of terminals": "\x1b[31m",
    "a line's end": "a\nb",
    "a turned direction": "\u202ea",
    "5,000 characters": "x" * 5_000,
    "__proto__": "__proto__",
    "a folder": ".",
    "a device": "CON",
    "a dash": "-",
    "two dashes": "--",
    "a superscript": "\u00b2",
    "30 digits": "9" * 30,
    "a negative number": "-1",
    "1e400": "1e400",
    "NaN": "NaN",
    "hexadecimal digits": "0x1F",
    "no UTF-8": os.fsdecode(b"\xff"),
    "half an address": "http://[",
    "a port beyond all": "http://x:99999/",
    "braces": "{workspace}",
    "quotation marks": "\"'`$(id)",
    "a star": "*",
}
# Where a right value would do the work: a configuration that is not there ends the command before.
WORKING = {"serve", "build", "exec"}
# Any new folder is right for it.
TAKES_ANY = ("docs", "--out")


def lines() -> Iterator[tuple[str, str]]:
    """Each command, and each of its options and arguments that takes a value."""
    assert isinstance(main, click.Group)
    for name, command in main.commands.items():
        for parameter in command.params:
            is_argument = isinstance(parameter, click.Argument)
            if is_argument:
                yield name, ""
            elif not getattr(parameter, "is_flag", False) and (name, parameter.opts[-1]) != TAKES_ANY:
                yield name, parameter.opts[-1]


@pytest.mark.parametrize(("command", "option"), sorted(set(lines())))
def test_hostile_texts_are_used_or_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, option: str
) -> None:
    here = tmp_path / "deep/here"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    assert isinstance(main, click.Group)
    needs_file = any(
        isinstance(each, click.Argument) and each.required for each in main.commands[command].params
    )
    # Without its argument this one does its work.
    marks_arguments = command == "install-browser" and not option
    for what, text in TEXTS.items():
        before = [option] if option else ["--"] if marks_arguments else []
        if command in WORKING and option != "--config":
            before = ["--config", "missing.toml", *before]
        # What follows the command that exec runs is that command's.
        file = [os.devnull] if option and needs_file else []
        words = [command, *before, text, *file] if command == "exec" else [command, *file, *before, text]
        done = CliRunner().invoke(main, words)
        assert done.exception is None or isinstance(done.exception, SystemExit), what
        assert done.exit_code in {0, 1, 2}, what
        assert done.output.strip() or done.exit_code == 0, what
        assert "Traceback" not in done.output
        assert all(line.lstrip("\t").isprintable() for line in done.output.split("\n")), what
    outside = [
        each for each in tmp_path.rglob("*") if not each.is_relative_to(here) and each not in here.parents
    ]
    assert outside == []


@pytest.mark.parametrize(
    "words", [["import", os.devnull, "--out"], ["build", "--out"], ["types", "--out"], ["check"]]
)
def test_an_empty_path_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, [*words, ""])
    assert done.exit_code == 2
    assert "it is empty; right is a path" in done.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("what", TEXTS)
def test_a_command_that_cannot_be_run_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code = exec_.run((TEXTS[what],), "http://localhost/")
    told = capsys.readouterr().err.splitlines()
    assert (code in {126, 127}, len(told)) == (True, 1)
    assert told[0].startswith("exec: ")
    assert told[0].isprintable()


def a_file(folder: Path) -> Path:
    (folder / "mine").write_text("mine", encoding="utf-8")
    return folder / "mine"


def below_a_file(folder: Path) -> Path:
    return a_file(folder) / "site"


def beside_other_things(folder: Path) -> Path:
    return a_file(folder).parent


def too_long(folder: Path) -> Path:
    return folder / ("x" * 5_000)


def a_link_to_itself(folder: Path) -> Path:
    (folder / "link").symlink_to(folder / "link")
    return folder / "link"


@pytest.mark.parametrize("place", [a_file, below_a_file, beside_other_things, too_long, a_link_to_itself])
def test_a_folder_that_cannot_take_a_site_is_refused_in_one_line(
    tmp_path: Path, place: Callable[[Path], Path]
) -> None:
    """Of ``docs`` and ``build``."""
    with pytest.raises(FolderRefused) as refused:
        take_folder(place(tmp_path))
    assert str(refused.value).startswith("--out ")
    assert str(refused.value).isprintable()
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] in (["mine"], [])
