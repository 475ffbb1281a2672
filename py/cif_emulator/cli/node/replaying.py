"""A browser that shows the workspace, which Playwright drives under Node."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cif_emulator.cli.node.loop import finished, node_loop
from cif_emulator.cli.refusal import CommandRefused


class ShownPage:
    """The page in it; functions are the texts of JavaScript functions."""

    def evaluate(self, function: str, argument: object = None) -> Any:
        """What a function gives for an argument (plain data)."""
        return finished(node_loop().ask("evaluate", _applied(function, argument)))

    def is_true_within(self, function: str, argument: object, milliseconds: float) -> bool:
        """Whether a function gives something true before so many milliseconds have gone."""
        return bool(finished(node_loop().ask("isTrueWithin", _applied(function, argument), milliseconds)))


@contextmanager
def shown_page(address: str, *, headed: bool, patience: float) -> Iterator[ShownPage]:
    """An address in a browser while the block runs; ``patience``: milliseconds until it has answered.

    Raises ``CommandRefused`` where there is no browser, or it fails.
    """
    try:
        finished(node_loop().ask("showPage", address, headed, patience))
        yield ShownPage()
    except OSError as refusal:
        raise CommandRefused(f"replay: {refusal}") from refusal
    finally:
        finished(node_loop().ask("closePage"))


def _applied(function: str, argument: object) -> str:
    return f"({function})({json.dumps(argument)})"
