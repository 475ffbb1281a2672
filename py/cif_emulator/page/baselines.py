"""What a workspace in the page starts from: the configuration of its server, a reset or the page around."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TypeVar

import attrs

from cif_emulator import config
from cif_emulator.api import values
from cif_emulator.config.baseline import Baseline, Step
from cif_emulator.records.errors import RecordError
from cif_emulator.records.prepared_file import check_content
from cif_emulator.workspace.state.refusals import Refusal

Outcome = TypeVar("Outcome")


def told_steps(steps: Generator[Step, None, Outcome]) -> Generator[str, None, Outcome]:
    """The steps as JavaScript reads them; gives what they give."""
    while True:
        try:
            step = next(steps)
        except StopIteration as stopped:
            outcome: Outcome = stopped.value
            return outcome
        yield "~" + values.write(step)


def checking(records: str, name: str) -> Iterator[str]:
    """See that the file of records at a path is the one that was sent under a name.

    Yields as ``starting``; at last ``!`` and as JSON what is wrong, if the file is damaged.
    """
    try:
        for share in check_content(records, name):
            yield "~" + values.write(["Checking the records", share])
    except RecordError as error:
        yield "!" + values.write(str(error))


def chosen_baseline(
    arguments: object, configuration_text: str, file: str, baseline: Baseline, first: Baseline
) -> Generator[str, None, Baseline]:
    """The start that the arguments of ``cifEmulator.reset`` ask for: ``baseline`` where they name none.

    ``first`` has the records of a changed ``/config.json``. Raises what a wrong configuration raises.
    """
    if isinstance(arguments, values.Refused):
        raise Refusal(f"the options cannot be used: {arguments.path} {arguments.reason}")
    options = arguments[0] if isinstance(arguments, list) and arguments else {}
    if not isinstance(options, dict):
        raise Refusal(f"options is {values.described(options)}; right is an object like {{config: {{…}}}}")
    unknown = [key for key in options if key != "config"]
    if unknown:
        raise Refusal(f'there is no option "{unknown[0]}"; there is config')
    chosen = options.get("config", values.UNDEFINED)
    if chosen is values.UNDEFINED or chosen is None:
        return baseline
    if chosen is True:
        chosen = configuration_text
    text = chosen if isinstance(chosen, str) else values.write(chosen)
    if file:
        return (yield from told_steps(Baseline.in_steps(config.of_embedder(text, file))))
    configuration = config.from_json(text, prepared_records=first.configuration.prepared_records)
    if configuration.prepared_records:
        from cif_emulator.config.exporting import present

        # A changed /config.json, which has no records: they are those of the start.
        with closing(first.again()) as start:
            records = present(start).records
        configuration = attrs.evolve(configuration, records=records, prepared_records="")
    return (yield from told_steps(Baseline.in_steps(configuration)))


def served_baseline(configuration: str, records: str) -> Generator[Step, None, Baseline]:
    """The start of a text of ``/config.json``, or the built-in one, with the records of a file."""
    # The server has checked it.
    chosen = config.from_json(configuration, checked=True) if configuration else config.built_in()
    if not records:
        return (yield from Baseline.in_steps(chosen))
    return Baseline(chosen, records)
