"""Puts a workspace behind the page: what JavaScript may ask of Python, and what Python tells it."""

from __future__ import annotations

import gc
import json
import random
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

from cif_emulator import __version__, config
from cif_emulator.api import values
from cif_emulator.api.bridge import BRIDGE, Bridge
from cif_emulator.api.call import PAGE
from cif_emulator.api.dispatcher import Dispatcher
from cif_emulator.api.outbound import Tell
from cif_emulator.api.recording import Recorder, recording
from cif_emulator.api.responses import LoadResult, fault_text
from cif_emulator.api.trials import trials
from cif_emulator.config.baseline import Baseline
from cif_emulator.config.persisted_records import PersistedRecords, UnusableRecords
from cif_emulator.page.baselines import chosen_baseline, served_baseline, told_steps
from cif_emulator.page.extensions import Extension, installed_extensions
from cif_emulator.page.modules_at_need import NotFetchedError
from cif_emulator.page.snapshot_text import SnapshotText
from cif_emulator.records import RecordError
from cif_emulator.view.site_map import site_map, tab_templates
from cif_emulator.view.snapshot import snapshot
from cif_emulator.workspace import json_text
from cif_emulator.workspace.rules.restoration import restore, saved
from cif_emulator.workspace.state.refusals import ErrorCode, Refusal, visible
from cif_emulator.workspace.state.screen import MessageKind
from cif_emulator.workspace.state.work import limited
from cif_emulator.workspace.workspace import Workspace


class PageBridge:
    """The functions that the page's JavaScript calls: text in, text out."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        baseline: Baseline,
        tell: Tell,
        extensions: tuple[Extension, ...] = (),
        faults: tuple[str, ...] = (),
    ) -> None:
        self._dispatcher = dispatcher
        self._faults_of_address = faults
        self._extensions = extensions
        self._tell = tell
        self._snapshots = SnapshotText()
        self._recorder: Recorder | None = None
        self._recorders = 0
        # The one that the server has sent.
        self._first = baseline
        self._follow(baseline)
        self.answer = dispatcher.answer
        self.call = dispatcher.call
        self.act = dispatcher.act
        self.control = dispatcher.control
        self.try_call = dispatcher.try_call
        self.look = dispatcher.look
        self.frame_call = dispatcher.frame_call
        self.frame_connected = dispatcher.frame_connected
        self.frame_disconnected = dispatcher.frame_disconnected
        self.frame_noticed = dispatcher.frame_noticed
        self.frame_failed = dispatcher.frame_failed
        self.network_access = dispatcher.network_access
        self.delivered = dispatcher.delivered
        self.drawing_failed = dispatcher.drawing_failed
        self.timer_elapsed = dispatcher.timer_elapsed
        self.tell_element = dispatcher.tell_element

    def _follow(self, baseline: Baseline) -> None:
        """Tell of each write of records, if they are to be kept."""
        self._baseline = baseline
        self._saved: PersistedRecords | None = None
        if baseline.configuration.setup.settings.persist:
            saved = self._saved = PersistedRecords(baseline)
            baseline.store.on_write = lambda: self._tell("records", saved.newest())

    def snapshot(self) -> str:
        """All that is on the page, as JSON text after ``=``; a fault of ours, logged, after ``!``."""
        return self._drawn(lambda workspace: values.write(snapshot(workspace)))

    def drawing(self, whole: bool) -> str:
        """What the view draws next, as ``snapshot``."""
        return self._drawn(lambda workspace: self._snapshots.of(workspace, whole))

    def _drawn(self, write: Callable[[Workspace], str]) -> str:
        try:
            with limited(time.perf_counter):
                return "=" + write(self._dispatcher.workspace)
        except Exception as problem:  # noqa: BLE001 - told as ours, the traceback is in the log
            self.drawing_failed(traceback.format_exc())
            return fault_text(None, "cifEmulator.state", problem)

    def calls(self, after: int = 0, numbers: str = "[]") -> str:
        """The call log as JSON text after ``=``, oldest entry first; as ``CallLog.plain``."""
        listed: list[int] = json.loads(numbers)
        return "=" + values.write(self._dispatcher.log.plain(after, listed))

    def troubles(self) -> str:
        """How many refusals and failures the call log has seen, after ``=``."""
        return f"={self._dispatcher.log.troubles}"

    def clear_calls(self) -> None:
        """Empty the call log."""
        self._dispatcher.log.clear()

    def trials(self) -> str:
        """What can be tried by hand now, as JSON text after ``=``."""
        return "=" + values.write(trials(self._dispatcher.workspace))

    def findings(self) -> str:
        """The findings as JSON text after ``=``, oldest first."""
        return "=" + values.write(self._dispatcher.findings.plain())

    def site_map(self) -> str:
        """Where the app launcher leads, after ``=``."""
        return "=" + values.write(site_map(self._dispatcher.workspace))

    def tab_templates(self) -> str:
        """What the "+" beside the tabs offers, after ``=``."""
        return "=" + values.write(tab_templates(self._dispatcher.workspace))

    def data(self, text: str) -> str:
        """A file with the present configuration or records that loads again, after ``=``: its name and text.

        ``text`` holds the arguments of ``cifEmulator.data``; ``!`` and an error's JSON if they are wrong.
        """
        try:
            from cif_emulator.config.exporting import EXPORTED, WORKSPACE, exported
        except NotFetchedError as error:
            return "!" + values.write(_handle_error("data", str(error)))
        arguments = values.read(text)
        name = arguments[0] if isinstance(arguments, list) and arguments else WORKSPACE
        found = exported(self._baseline, name) if isinstance(name, str) else None
        if found is None:
            why = f"the name is {values.described(name)}; right are {', '.join(EXPORTED)}"
            return "!" + values.write(_handle_error("data", why))
        return "=" + values.write({"name": name, "text": found})

    def kept(self) -> str:
        """What is to be kept for a reload, after ``=``: how often a session or tab came or went, and a text.

        ``null`` where nothing is kept.
        """
        workspace = self._dispatcher.workspace
        if not workspace.settings.session_restore:
            return "=null"
        return "=" + values.write([workspace.changes, values.write(saved(workspace))])

    def restore(self, text: str, same_browser_tab: bool) -> str:
        """Open the sessions of a text that ``kept`` gave; what is broken is dropped, with a warning."""
        workspace = self._dispatcher.workspace
        try:
            restore(workspace, json_text.parse(text), same_browser_tab=same_browser_tab)
        except json_text.JsonTextError as error:
            what = f"the sessions from before the reload cannot be read and are dropped: {error}"
            workspace.warn("sessions-not-restored", what=what)
        self._dispatcher.open()
        return "="

    def persistence(self) -> str:
        """What tells this configuration's saved records apart, after ``=``; ``null`` if none are kept."""
        return "=" + values.write(None if self._saved is None else self._saved.fingerprint)

    def changed_records(self) -> str:
        """The text of all changes to save, after ``=``; nothing where none are kept."""
        return f"={'' if self._saved is None else self._saved.all()}"

    def restore_changes(self, text: str, aside: str) -> str:
        """Put back the records of a text that was saved, on top of what was before; ``=true`` if it was done.

        What cannot be used is told, with the name ``aside`` under which it will be kept: ``=false``.
        """
        if self._saved is None:
            return "=false"
        try:
            self._saved.restore_changes(text)
        except UnusableRecords as reason:
            self.warn(
                f"records kept in this browser cannot be used: {reason}. They are set aside as {aside}; "
                "the workspace goes on without them."
            )
            return "=false"
        # What is shown already was read before.
        self._redraw()
        return "=true"

    def recording(self) -> str:
        """What was done since the last reset, after ``=``: name and text of a file."""
        made = recording(self._dispatcher.log, __version__, self._dispatcher.workspace)
        return "=" + values.write({"name": "recording.json", "text": json.dumps(made, ensure_ascii=False)})

    def recorded(self) -> str:
        """What was done since this was last asked, after ``=``; nothing where nothing was.

        The number of the workspace, as each reset makes another, and a recording's JSON text.
        """
        log = self._dispatcher.log
        if self._recorder is None or self._recorder.log is not log:
            self._recorder = Recorder(log, __version__, self._dispatcher.workspace)
            self._recorders += 1
        made = self._recorder.news()
        return "=" if made is None else "=" + values.write([self._recorders, values.write(made)])

    def add_fault(self, text: str) -> str:
        """Put a fault in force; ``text`` holds the arguments of ``cifEmulator.faults.add``."""
        arguments = values.read(text)
        if isinstance(arguments, values.Refused):
            why = f"the fault cannot be used: {arguments.path} {arguments.reason}"
            return "!" + values.write(_handle_error("faults.add", why))
        try:
            self._add_fault(arguments[0] if isinstance(arguments, list) and arguments else None)
        except Refusal as refusal:
            return "!" + values.write(_handle_error("faults.add", refusal.message))
        self._dispatcher.open()
        return "="

    def _add_fault(self, data: object) -> None:
        workspace = self._dispatcher.workspace
        providers = (*(provider.provider_id for provider in workspace.providers), PAGE)
        tables = [table.name for table in self._baseline.store.tables()]
        workspace.faults.add(config.read_fault(data, providers, tables))
        workspace.touch()

    def _add_faults_of_address(self) -> None:
        """Those that the page's address names hold as long as the page."""
        for text in self._faults_of_address:
            try:
                self._add_fault(config.from_address(text))
            except Refusal as refusal:
                why = f"?fault= in the address: {refusal.message}"
                self._dispatcher.workspace.screen.show_message("error", why)
                self._dispatcher.workspace.warn("fault-not-used", text=why)

    def faults(self) -> str:
        """The faults in force after ``=``, as ``cifEmulator.faults.add`` takes them."""
        active = self._dispatcher.workspace.faults.active
        return "=" + values.write([config.plain_fault(each.fault) for each in active])

    def clear_faults(self) -> str:
        """Put no fault in force, not even a configured one."""
        workspace = self._dispatcher.workspace
        workspace.faults.clear()
        workspace.touch()
        self._dispatcher.open()
        return "="

    def refuse_embedder(self, origin: str) -> None:
        """Tell, on the console and in the call log, who has tried to drive the workspace."""
        self._dispatcher.workspace.warn("embedder-refused", origin=origin)
        self._dispatcher.open()

    def warn(self, text: str) -> None:
        """Tell, on the console and in the call log, what the browser could not do."""
        self._dispatcher.workspace.warn("records-not-kept", text=text)
        self._dispatcher.open()

    def adding(self, text: str) -> Iterator[str]:
        """Add the records of data files; ``text`` is the JSON list of their paths.

        Yields as ``resetting``; at last ``=`` and a ``LoadResult``.
        """
        try:
            from cif_emulator.config.data.files import UnusableData, adding
        except NotFetchedError as error:
            yield "!" + values.write(_handle_error("load", str(error)))
            return
        given = json_text.parse(text)
        paths = [Path(str(each)) for each in given] if isinstance(given, list) else []
        try:
            added = yield from told_steps(adding(self._baseline, paths))
        except (UnusableData, RecordError) as error:
            self._redraw()
            # The caller gave a name: the folder is the page's own.
            told = str(error).removeprefix(f"{paths[0].parent}/") if paths else str(error)
            yield "!" + values.write(_handle_error("load", visible(told)))
            return
        for remark in added.remarks:
            self._dispatcher.workspace.warn("data-doubtful", text=remark)
        self._redraw()
        result: LoadResult = {
            "rows": added.rows,
            "replaced": added.replaced,
            "remarks": list(added.remarks),
        }
        yield "=" + values.write(result)

    def show_message(self, kind: MessageKind, text: str) -> None:
        """Show a message to the agent."""
        self._dispatcher.workspace.screen.show_message(kind, text)
        self._redraw()

    def _redraw(self) -> None:
        self._dispatcher.workspace.touch()
        self._dispatcher.open()

    def resetting(self, text: str, configuration: str = "", file: str = "") -> Iterator[str]:
        """Back to the configured start; ``text`` holds the arguments of ``cifEmulator.reset``.

        ``config`` among the options is a configuration's object (as in ``/config.json``) or text, or true,
        where ``configuration`` is its text; it stays in force. ``file`` names where the page around this one
        has it from: then the text is TOML, unless the name ends with ``.json``. Yields, as often as the page
        may draw, ``~`` and the JSON of what is under way and how much of it is done; at last ``=``, or ``!``
        and an error's JSON if the configuration is wrong: then nothing has changed.
        """
        try:
            baseline = yield from chosen_baseline(
                values.read(text), configuration, file, self._baseline, self._first
            )
            fresh = baseline.workspace()
        except (config.ConfigurationError, RecordError, Refusal, NotFetchedError) as error:
            yield "!" + values.write(_handle_error("reset", str(error)))
            return
        self._dispatcher.restart(fresh)
        self._snapshots.forget()
        if baseline is not self._baseline:
            self._follow(baseline)
        self.open()
        yield "="

    def reloading(self, configuration: str, records: str) -> Iterator[str]:
        """Go on with a configuration that its server has read anew; ``configuration`` is its text.

        ``records`` is the path of the file with its records, or empty. Sessions stay where their templates
        do; the records begin anew, but for those that are kept between reloads. Yields as ``resetting``: at
        last ``=``, or ``!`` and an error's JSON if it cannot be used; then nothing has changed.
        """
        try:
            baseline = yield from told_steps(served_baseline(configuration, records))
            changes = self._saved.all() if self._saved else ""
            baseline.take_over(self._dispatcher.workspace)
        except (config.ConfigurationError, RecordError, Refusal) as error:
            yield "!" + values.write(_handle_error("reload", str(error)))
            return
        kept = self._saved.fingerprint if self._saved else None
        self._first = baseline
        self._snapshots.forget()
        self._follow(baseline)
        if self._saved and self._saved.fingerprint == kept:
            self._saved.restore_changes(changes)
        self._redraw()
        yield "="

    def open(self) -> None:
        """Let the extensions have the fresh workspace, then tell the outside how it begins."""
        self._add_faults_of_address()
        for extension in self._extensions:
            extension.begin(self._dispatcher)
        self._dispatcher.open()


def _handle_error(method: str, why: str) -> dict[str, object]:
    """What a member of ``cifEmulator`` rejects with."""
    return {
        "name": "TypeError",
        "message": f"cifEmulator.{method}: {why}",
        "method": method,
        "errorCode": int(ErrorCode.WRONG_ARGUMENT),
        "family": "cifEmulator",
    }


def starting(configuration: str, page_id: str, records: str, is_again: bool) -> Iterator[str]:
    """Open the workspace of a checked configuration and connect it to the page, a step at a time.

    ``configuration`` is the JSON text of ``/config.json``; ``page_id`` is unique per page load; ``records``
    is the path of the prepared records that the configuration names, or empty; ``is_again`` says that this
    page load has had an interpreter before. Yields ``~`` and the JSON of what is under way and how much of it
    is done, 0 to 1, as often as the page may draw. Raises ``records.RecordError`` for records that do not
    fit.
    """
    # The browser's side, registered by name: nothing is made from text.
    import cif_emulator_border as border
    import js
    from pyodide.ffi import create_proxy, to_js

    # A memory snapshot holds the state of the generator it was made with.
    random.seed()
    baseline = yield from told_steps(served_baseline(configuration, records))
    address = js.document.baseURI.split("?")[0].split("#")[0].rsplit("/", 1)[0]
    dispatcher = Dispatcher(baseline.workspace(), page_id, border.tell, address=address)
    if is_again:
        dispatcher.tell_listeners()
    # The page has installed the configuration's wheels by now.
    extensions = installed_extensions() if baseline.configuration.wheels else ()
    faults = tuple(parse_qs(js.location.search.removeprefix("?")).get("fault", ()))
    page = PageBridge(dispatcher, baseline, border.tell, extensions, faults)
    bridge: Bridge = page
    # These proxies live as long as the page.
    functions = {name: create_proxy(getattr(bridge, name)) for name in BRIDGE}
    border.connect(to_js({**functions, "version": __version__}, dict_converter=border.fromEntries))
    dispatcher.resized(js.innerWidth)
    js.addEventListener("resize", create_proxy(lambda _: dispatcher.resized(js.innerWidth)))
    js.document.addEventListener(
        "visibilitychange", create_proxy(lambda _: dispatcher.hidden(js.document.hidden))
    )
    page.open()
    # What a start leaves lives as long as the page: a collection need not look at it.
    gc.freeze()
    # Sessions and log entries are no garbage: looking through them often slows calls, the more there are.
    gc.set_threshold(10_000)
