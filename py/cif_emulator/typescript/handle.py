"""``window.cifEmulator``: its members are declared here, and ``web/border/handle.js`` is checked by it."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Literal, NotRequired, Protocol, TypedDict

from cif_emulator.api.call_log import LogEntry
from cif_emulator.api.findings import Finding
from cif_emulator.api.responses import LoadResult
from cif_emulator.api.results import JsonObject
from cif_emulator.api.scenarios import ScenarioResult
from cif_emulator.view.shapes import Snapshot


class ResetOptions(TypedDict):
    """What `reset` takes."""

    config: NotRequired[JsonObject | str]
    """Another configuration, which stays in force: an object as in `workspace.toml`, or its JSON text."""


class RaiseOptions(TypedDict):
    """What `raiseEvent` takes beside the event."""

    provider: str
    """The unique name of the channel provider that is to hear of it."""


class DataFile(TypedDict):
    """A file; that of `data` loads again with `cif-emulator serve --config`."""

    name: str
    text: str


class FaultInput(TypedDict):
    """What goes wrong on demand, as `[[fault]]` in `workspace.toml` says it."""

    method: NotRequired[str]
    event: NotRequired[str]
    table: NotRequired[str]
    refuse_origin: NotRequired[bool]
    presence: NotRequired[Literal["FAILED"]]
    sessions: NotRequired[Literal["full"]]
    provider: NotRequired[str]
    reject: NotRequired[str]
    code: NotRequired[int]
    value: NotRequired[object]
    answer: NotRequired[Literal["never", "lost", "twice"]]
    delay: NotRequired[float | tuple[float, float]]
    """Milliseconds, or the least and the most of them."""
    every: NotRequired[int]
    first: NotRequired[int]
    percent: NotRequired[float]
    seed: NotRequired[int]


class FaultList(Protocol):
    """Faults on demand."""

    def add(self, fault: FaultInput) -> None:
        """Add a fault, which holds until the next reset; throws a `TypeError` that says what is wrong."""

    def list(self) -> Sequence[FaultInput]:
        """The active faults, the oldest first."""
        ...

    def clear(self) -> None:
        """Remove all faults, also the configured ones."""


class Handle(Protocol):
    """The workspace's handle for tests and for pages that embed it."""

    ready: Awaitable[None]
    """Settles when the workspace is up; rejects where it cannot start, and says why."""
    version: str
    """The emulator's version; empty until the workspace is up."""
    faults: FaultList
    """What goes wrong on demand; a reset returns to the configured ones."""

    async def reset(self, options: ResetOptions = ...) -> None:
        """Back to the configured start, without a reload.

        Rejects with a `TypeError` where the configuration is wrong: then nothing has changed.
        """

    async def load(self, data: object, /) -> LoadResult:
        """Add records while the workspace runs, all or none; rows with the id of another take its place.

        `data` is a `File` (CSV, JSON, `data.xml` or its zip file), a list of them, `{ name, text }` of such a
        file, a list of rows that each name their `table`, or an object with a list of rows for each table.
        Rejects with a `TypeError` that says which row is wrong.
        """
        ...

    def state(self) -> Snapshot:
        """What the page draws, as plain data."""
        ...

    def calls(self, method: str = ...) -> list[LogEntry]:
        """The call log, oldest entry first; of a method or an event its calls or deliveries alone."""
        ...

    def findings(self) -> list[Finding]:
        """What works but will probably surprise, oldest first; `[workspace] silenced` leaves out rules."""
        ...

    def data(
        self, name: Literal["workspace.json", "data.xml", "data_schema.xml", "records.zip"] = ..., /
    ) -> DataFile:
        """The present configuration and records, as a file that loads again.

        `data.xml` and `data_schema.xml` hold the records alone, in the form of the Configuration Migration
        tool; `records.zip` is a package of it with both, whose `text` is in Base64.
        """
        ...

    def act(self, name: str, input: list[object] = ...) -> None:  # noqa: A002 - as in a recording
        """Do what the agent did: an action of a recording, and its input. Throws where that is impossible."""

    def recording(self) -> DataFile:
        """What providers, scripts and the agent did since the last reset, as a JSON file."""
        ...

    async def raiseEvent(  # noqa: N802 - JavaScript's name
        self, name: str, payload: object = ..., options: RaiseOptions = ...
    ) -> bool:
        """Raise an event of channel providers, as `Microsoft.CIFramework.raiseEvent` does.

        With a provider in the options, that provider's handlers alone are called, also for built-in events.
        """
        ...

    async def clickToAct(self, number: str) -> None:  # noqa: N802 - JavaScript's name
        """Click a phone number, which need not be in a record."""

    async def setPresence(self, name: str) -> None:  # noqa: N802 - JavaScript's name
        """Choose a presence as the agent does, by its text."""

    async def openSession(self, template: str, values: JsonObject = ...) -> str:  # noqa: N802 - JavaScript's name
        """Open a session from a template, and give its id.

        Of a generic template the values fill slugs; of an entity template they are the page's parameters.
        """
        ...

    async def scenario(self, name: str) -> ScenarioResult:
        """Play a `[[scenario]]` of the configuration; resolves when it has ended."""
        ...
