"""The bridge: every Python function that the page's JavaScript calls, declared here alone.

From this class come the proxies that the page gets, their names and types in JavaScript, and the check that
the page has them all. An answer begins with ``=`` and holds JSON, with ``!`` and holds an error's, or with
``?`` and holds the number under which it settles later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from cif_emulator.workspace.state.screen import MessageKind


class Bridge(Protocol):
    """What JavaScript may ask of Python: text in, text out."""

    def call(self, number: int, text: str | None = None, /) -> str | bool:
        """A call of a script on the page: the method's number, the arguments' text; none for none."""
        ...

    def act(self, name: str, text: str, /) -> str:
        """What the agent does: a method of the contract ``Agent``, and the arguments' text."""
        ...

    def control(self, name: str, text: str, /) -> str:
        """What somebody does by the page's handle: a method of the contract ``cifEmulator``."""
        ...

    def trials(self) -> str:
        """What can be tried by hand now."""
        ...

    def try_call(self, caller: str, method: str, text: str, /) -> str:
        """A call by hand, as a channel provider or as the page."""
        ...

    def look(self, object_name: str, object_id: str, /) -> str:
        """All properties of a live object, which nobody has asked for: not logged."""
        ...

    def frame_call(self, provider: str, origin: str, document: str, name: str, text: str, /) -> str:
        """A call from a frame; Python decides whether its origin may call."""
        ...

    def frame_connected(self, provider: str, origin: str, document: str, /) -> str:
        """A frame's new document has loaded the library: a ``Welcome``, or a refusal."""
        ...

    def frame_disconnected(self, provider: str, document: str, /) -> None:
        """A document that has said hello is left."""
        ...

    def frame_noticed(self, provider: str, origin: str, rule: str, method: str, text: str, /) -> None:
        """The library has seen a mistake of a provider's page: the finding's rule, and the method called."""
        ...

    def frame_failed(self, provider: str, status: int, /) -> None:
        """A provider's page on the workspace's own origin is an error's, answered with this status."""
        ...

    def network_access(self, permission: str, /) -> None:
        """The browser's permission for pages elsewhere to load from this machine, whenever it changes."""
        ...

    def delivered(self, delivery: str, report: str, /) -> None:
        """What a document's handlers did with an event, as it says."""
        ...

    def timer_elapsed(self, timer: str, /) -> None:
        """A timer that Python has asked for has elapsed."""
        ...

    def snapshot(self) -> str:
        """All that is on the page."""
        ...

    def drawing(self, whole: bool, /) -> str:
        """What the view draws: of the sessions those that changed, all of them in a ``whole`` one."""
        ...

    def drawing_failed(self, failure: str, /) -> None:
        """The view could not draw a snapshot: what it threw, with its stack."""
        ...

    def resetting(self, options: str, configuration: str, file: str, /) -> Iterator[str]:
        """Back to a start, step by step; ``configuration`` is its text where ``config`` is true.

        ``file`` names where the page around the workspace has it from; empty if this page itself asks.
        """
        ...

    def reloading(self, configuration: str, records: str, /) -> Iterator[str]:
        """Go on with another text of ``/config.json``; ``records`` is the path of its records' file."""
        ...

    def adding(self, files: str, /) -> Iterator[str]:
        """Add the records of data files, by the JSON list of their paths, step by step; a ``LoadResult``."""
        ...

    def site_map(self) -> str:
        """Where the app launcher leads: a list of ``SiteMapEntry``."""
        ...

    def tab_templates(self) -> str:
        """What the "+" beside the tabs offers: a list of ``TabTemplateEntry``."""
        ...

    def calls(self, after: int = 0, numbers: str = "[]", /) -> str:
        """The call log: the entries after a number, and those whose numbers are listed."""
        ...

    def troubles(self) -> str:
        """How many refusals and failures the call log has seen."""
        ...

    def clear_calls(self) -> None:
        """Empty the call log."""
        ...

    def findings(self) -> str:
        """What was found."""
        ...

    def data(self, arguments: str, /) -> str:
        """The present configuration or records: name and text of a file, which the arguments name."""
        ...

    def kept(self) -> str:
        """The sessions to keep for a reload."""
        ...

    def restore(self, text: str, same_browser_tab: bool, /) -> str:
        """Open the sessions of a text that ``kept`` gave, generic ones only in the same browser tab."""
        ...

    def persistence(self) -> str:
        """What tells this configuration's saved records apart, or ``null``."""
        ...

    def changed_records(self) -> str:
        """The text of all changes to save."""
        ...

    def restore_changes(self, text: str, aside: str, /) -> str:
        """Put back records that were saved; whether they could be used."""
        ...

    def recording(self) -> str:
        """What was done since the last reset: name and text of a file."""
        ...

    def recorded(self) -> str:
        """What was done since this was last asked: the workspace's number, a recording's text; or nothing."""
        ...

    def add_fault(self, fault: str, /) -> str:
        """Put a fault in force: the arguments of ``cifEmulator.faults.add``."""
        ...

    def faults(self) -> str:
        """The faults in force, as plain data."""
        ...

    def clear_faults(self) -> str:
        """Put no fault in force."""
        ...

    def show_message(self, kind: MessageKind, text: str, /) -> None:
        """Show a message to the agent."""
        ...

    def tell_element(self) -> None:
        """From now on the page around the workspace hears of its events and calls."""
        ...

    def refuse_embedder(self, origin: str, /) -> None:
        """A page of an origin that may not drive the workspace has tried."""
        ...

    def warn(self, text: str, /) -> None:
        """Tell, on the console and in the call log, what the browser could not do."""
        ...


# In the order of their declaration.
BRIDGE: tuple[str, ...] = tuple(name for name in vars(Bridge) if not name.startswith("_"))
