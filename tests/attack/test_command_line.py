"""Hostile texts as arguments and options of ``cif-emulator``: each is used, or refused in words; nothing is written elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cif_emulator.cli.main import main

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
# These start a server, a browser or a command of the caller's.
STARTING = {"docs", "exec", "install-browser"}
# Where a right value would do the work: a configuration that is not there ends the command before.
WORKING = {"serve", "build"}


def lines() -> Iterator[tuple[str, str]]:
    """Each command, and each of its options and arguments that takes a value."""
    assert isinstance(main, click.Group)
    for name, command in main.commands.items():
        if name in STARTING:
            continue
        for parameter in command.params:
            is_argument = isinstance(parameter, click.Argument)
            if not is_argument and not getattr(parameter, "is_flag", False):
                yield name, parameter.opts[-1]
            elif is_argument:
                yield name, ""


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
    for what, text in TEXTS.items():
        words = [
            command,
            *([os.devnull] if option and needs_file else []),
            *([option] if option else []),
            text,
        ]
        if command in WORKING and option != "--config":
            words += ["--config", "missing.toml"]
        done = CliRunner().invoke(main, words)
        assert done.exception is None or isinstance(done.exception, SystemExit), what
        assert done.exit_code in {0, 1, 2}, what
        assert done.output.strip() or done.exit_code == 0, what
        assert "Traceback" not in done.output
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
