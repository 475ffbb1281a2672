"""The single entry point: a call is a name and the text of its arguments, its answer a text.

The answer begins with ``=`` and holds the result's JSON (nothing for ``undefined``), with ``!`` and holds an
error's, or with ``?`` and holds the number under which the answer is told later.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

from cif_emulator.api import values
from cif_emulator.api.call import AGENT, BROADCAST_EVENTS, PAGE, Call
from cif_emulator.api.call_log import CallLog, Entry, EntryKind
from cif_emulator.api.cif import ciframework
from cif_emulator.api.contract import Deferred, Method
from cif_emulator.api.deliveries import TIME_OUT, Deliveries
from cif_emulator.api.faults import Struck, library_fault, strike_call
from cif_emulator.api.findings import Findings
from cif_emulator.api.frame_documents import Frames
from cif_emulator.api.methods import METHODS, OBJECTS
from cif_emulator.api.outbound import Outbound, Tell
from cif_emulator.api.polling import POLLED, Polling
from cif_emulator.api.responses import fault_text, refusal_text, refused_record, result_text
from cif_emulator.api.scenarios import ScenarioPlayer
from cif_emulator.api.text_budget import TextBudget
from cif_emulator.records.errors import RecordError
from cif_emulator.workspace.rules import notifications, providers
from cif_emulator.workspace.state.events import About
from cif_emulator.workspace.state.panel import ASSUMED_SCREEN_WIDTH
from cif_emulator.workspace.state.refusals import (
    ErrorCode,
    ProductText,
    Refusal,
    UnknownName,
    Untrusted,
    nearest,
    quoted,
)
from cif_emulator.workspace.state.work import limited
from cif_emulator.workspace.workspace import Workspace

# The page calls methods by their index: passing a text costs more than a fast call takes.
NUMBERED: tuple[Method, ...] = tuple(METHODS.values())

# The readable properties of live objects, by the object's name.
PROPERTIES: dict[str, tuple[Method, ...]] = {
    contract.name: tuple(
        method for method in contract.methods.values() if method.is_property and not method.name.endswith("=")
    )
    for contract in OBJECTS
}

# The address of the workspace's page unless the page names another: the one that `serve` prints.
USUAL_ADDRESS = "http://localhost:4280"

NO_ARGUMENTS = "[]"

# A name that is none stands in the log and in the refusal: so much of it.
_LONGEST_NAME = 100


class Dispatcher:
    """Carries calls to the contracts and events to the outside.

    ``workspace`` may be exchanged by ``restart``; ``tell`` is called after a call that left events, warnings
    or a changed page, never inside the model's work. ``clock`` gives milliseconds since the epoch;
    ``address`` is that of the workspace's own page.
    """

    def __init__(
        self,
        workspace: Workspace,
        page_id: str,
        tell: Tell,
        clock: Callable[[], float] | None = None,
        address: str = USUAL_ADDRESS,
    ) -> None:
        self.page_id = page_id
        self.address = address
        self._clock = clock or (lambda: time.time() * 1000)
        self._outbound = Outbound(tell, self._clock, page_id)
        self._screen_width = ASSUMED_SCREEN_WIDTH
        self._hidden = False
        self._network_access = ""
        self._take(workspace)

    def _take(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.log = CallLog(workspace)
        self.findings = Findings()
        self.deliveries = Deliveries(self.log, self._clock, workspace)
        self._scenarios = ScenarioPlayer(workspace, self.deliveries, self._play)
        self._outbound.follow(workspace, self.log, self.findings, self.deliveries, self._scenarios.follow)
        self._calls: dict[str, Call] = {}
        self._polling = Polling(workspace)
        self._budget = TextBudget(workspace)
        self._frames = Frames(
            workspace, self.log, self.deliveries, self._outbound, clock=self._clock, tell_of=self._tell_of
        )
        workspace.now = self._clock()
        workspace.panel.screen_width = self._screen_width
        workspace.screen.hidden = self._hidden
        workspace.screen.network_access = self._network_access
        workspace.open_at(self.address)
        if library := library_fault(workspace.faults):
            self.log.add(workspace.now, "event", "emulator", "msdyn_ciLibrary.js", fault=library)

    def open(self) -> None:
        """Tell the outside how the workspace starts, or what changed outside a call."""
        self.workspace.now = self._clock()
        self._outbound.tell()

    def restart(self, workspace: Workspace) -> None:
        """Continue with a fresh workspace and an empty log; pending answers are refused."""
        self._outbound.end(Refusal("the workspace was reset before there was an answer"))
        self._take(workspace)
        self._outbound.tell()

    def tell_element(self) -> None:
        """From now on the page around the workspace hears of its events and calls."""
        self._outbound.tell_element()

    def tell_listeners(self) -> None:
        """Somebody may listen to any broadcast: they did before the interpreter was started anew."""
        for name in BROADCAST_EVENTS:
            self._outbound.broadcast(name)

    def extension_failed(self, name: str, failure: str) -> None:
        """The function of an extension, or its package, has failed; ``failure`` is the traceback.

        It is told on the page and on the console, and logged.
        """
        reason = failure.strip().splitlines()[-1]
        text = f"The extension {quoted(name)} failed: {reason}"
        entry = self.log.add(self._clock(), "fault", name, "extension", error=failure)
        self.workspace.screen.show_message("error", text)
        about = About(name, "extension", entry.number, is_told=True)
        self.workspace.warn("extension-failed", about, name=quoted(name), reason=reason)

    def drawing_failed(self, failure: str) -> None:
        """The workspace could not be drawn; ``failure`` is the traceback or the stack. It is logged."""
        self.log.add(self._clock(), "fault", PAGE, "drawing", error=failure)

    # -- calls ------------------------------------------------------------------------------------

    def answer(self, method_id: str, caller: str, text: str) -> str:
        """Carry out one call: ``text`` is the JSON array of its arguments, as the decoder wrote it."""
        return self._answer(METHODS.get(method_id), method_id, caller, text, values.read)

    def call(self, number: int, text: str | None = None) -> str | bool:
        """Carry out a call from the page itself: an index of ``NUMBERED``, and the arguments' text if any.

        A look-up without arguments takes the fast path, in half the time; a truth value is returned as it is.
        """
        method = NUMBERED[number]
        if text is None:
            if method.is_short and not self.workspace.faults.active:
                return self._look_up(method)
            text = NO_ARGUMENTS
        return self._answer(method, method.method_id, PAGE, text, values.read)

    def act(self, name: str, text: str) -> str:
        """Carry out what the agent does: a method of the contract ``Agent``, by its own name."""
        return self.answer(f"Agent.{name[:_LONGEST_NAME]}", AGENT, text)

    def control(self, name: str, text: str) -> str:
        """Carry out what somebody does by the page's handle: a method of the contract ``cifEmulator``."""
        return self.answer(f"cifEmulator.{name}", PAGE, text)

    def try_call(self, caller: str, method_id: str, text: str) -> str:
        """Carry out a call that somebody makes by hand, as a channel provider or as the page."""
        return self.answer(method_id, caller, text)

    def _play(self, run: str, method_id: str, caller: str, text: str) -> str:
        """Carry out a call that a scenario makes; nobody waits for its answer if it is deferred."""
        self.log.under_way = self._outbound.entry_of(run)
        answer = self.answer(method_id, caller, text)
        self._outbound.leave_untold(answer)
        return answer

    def frame_call(self, provider_id: str, origin: str, document: str, name: str, text: str) -> str:
        """Carry out a call from a frame, if its page is a channel provider's or of the workspace's origin.

        ``provider_id`` is the frame's provider, ``PAGE`` for another frame of the workspace's own origin,
        ``""`` for any other. ``origin`` and ``document`` are the sending page's. ``name`` is a method of
        ``Microsoft.CIFramework``: frames can call nothing else.
        """
        try:
            self._frames.admit(provider_id, origin)
        except Untrusted as refusal:
            return self._frames.refuse(refusal, provider_id, origin, name, text)
        method = ciframework.methods.get(name)
        return self._answer(method, name, provider_id, text, values.read_untrusted, document)

    def _answer(
        self,
        method: Method | None,
        method_id: str,
        caller: str,
        text: str,
        read: Callable[[str], object],
        document: str = "",
    ) -> str:
        began = time.perf_counter()
        now = self.workspace.now = self._clock()
        arguments: object = None
        later: Deferred | None = None
        struck: Struck | None = None
        answer = "="
        error = ""
        kind: EntryKind = "call"
        title = method.title if method else method_id
        log = self.log
        entry: Entry | None = None
        if method is None or method.logged:
            entry = log.under_way = log.add(now, "call", caller, title, input=text, pending=True)
        untold = self.workspace.untold
        try:
            self._budget.admit(len(text))
            arguments = read(text)
            call = self._call_of(caller, document)
            if method is not None and self.workspace.faults.active:
                struck = strike_call(self.workspace.faults, method, caller, arguments)
            if struck is None or struck.is_carried_out:
                with limited(time.perf_counter):
                    result = self._carry_out(call, method, method_id, arguments)
            else:
                result = struck.result()
            if isinstance(result, Deferred):
                later = result
            elif method is not None:
                answer = result_text(method, result)
        except Exception as problem:  # noqa: BLE001 - told as ours, the traceback is in the log
            self.workspace.withdraw_warnings(untold, problem)
            kind, answer, error = _failed(method, method_id, problem)
        is_late = struck is not None and (struck.is_unanswered or struck.delay > 0)
        if entry is None and (error or struck):
            entry = log.add(now, kind, caller, title, input=text, pending=is_late)
        if entry is not None:
            entry.correlation_id = method.correlation_of(arguments) if method else ""
            entry.fault = struck.text if struck else ""
            if method is not None and (later is not None or is_late):
                answer = self._put_off(method, entry, later, struck, answer)
            else:
                took = (time.perf_counter() - began) * 1000
                log.complete(entry, kind, duration=took, result="" if error else answer[1:], error=error)
        self._tell_of(entry, caller, title)
        return answer

    def _put_off(
        self, method: Method, entry: Entry, later: Deferred | None, struck: Struck | None, answer: str
    ) -> str:
        """The number under which an answer comes later: a deferred one, or one that a fault holds back."""
        if struck is not None and struck.is_unanswered:
            refusal = refusal_text(method, method.method_id, _unanswered())
            return self._outbound.late(refusal, entry, self.workspace.settings.time_out * 1000)
        delay = struck.delay if struck else 0.0
        if later is not None:
            return self._outbound.promise(later, method, entry, delay)
        return self._outbound.late(answer, entry, delay)

    def _carry_out(self, call: Call, method: Method | None, method_id: str, arguments: object) -> object:
        if method is None:
            near = nearest(method_id, ciframework.methods) if "." not in method_id else ""
            raise UnknownName(f"there is no method {quoted(method_id)}. {near}".rstrip())
        if method.method_id in POLLED:
            self._polling.note(call.caller, method)
        return method.function(call, *method.read(arguments))

    def _tell_of(self, entry: Entry | None, caller: str, title: str) -> None:
        """Tell what came of an entry of the log."""
        self.log.under_way = entry
        try:
            self._outbound.tell(caller, title)
        finally:
            self.log.under_way = None

    def _look_up(self, method: Method) -> bool | str:
        """The fast path of ``_answer``: a look-up of the page without arguments.

        It takes less time than a browser's clock can tell.
        """
        now = self.workspace.now = self._clock()
        answer: bool | str
        try:
            result = method.function(self._call_of(PAGE))
            if method.method_id in POLLED:
                self._polling.note(PAGE, method)
            text = values.write(result)
        except Exception as problem:  # noqa: BLE001 - told as ours, the traceback is in the log
            kind, answer, error = _failed(method, method.method_id, problem)
            entry = self.log.add(now, kind, PAGE, method.title, input=NO_ARGUMENTS, error=error)
        else:
            answer = result if isinstance(result, bool) else f"={text}"
            entry = self.log.add(now, "call", PAGE, method.title, input=NO_ARGUMENTS, result=text)
        self._tell_of(entry, PAGE, method.title)
        return answer

    def look(self, object_name: str, object_id: str) -> str:
        """The properties of a live object, by name, after ``=``: nobody has called, nothing is logged."""
        call = self._call_of(PAGE)
        method: Method | None = None
        found: dict[str, object] = {}
        try:
            for method in PROPERTIES[object_name]:
                found[method.name] = method.function(call, object_id)
        except Refusal as refusal:
            return refusal_text(method, object_name, refusal)
        return "=" + values.write(found)

    def _call_of(self, caller: str, document: str = "") -> Call:
        if document:
            return Call(self.workspace, caller, self.page_id, self.deliveries, document)
        call = self._calls.get(caller)
        if call is None:
            call = self._calls[caller] = Call(self.workspace, caller, self.page_id, self.deliveries)
        return call

    # -- frames -----------------------------------------------------------------------------------

    def frame_connected(self, provider_id: str, origin: str, document: str) -> str:
        """A document in a frame has loaded the library; gives a ``Welcome``."""
        return self._frames.connected(provider_id, origin, document)

    def frame_noticed(self, provider_id: str, origin: str, rule: str, method: str, text: str) -> None:
        """The library in a provider's page has seen a mistake of the page's own, or what it threw."""
        self._frames.noticed(provider_id, origin, rule, method, text)

    def frame_disconnected(self, provider_id: str, document: str) -> None:
        """A document was closed or left; a provider is disconnected with its last one."""
        self._frames.disconnected(provider_id, document)

    def frame_failed(self, provider_id: str, status: int) -> None:
        """What a provider's frame shows is no page: its answer had a status of 400 or more."""
        self._frames.failed(provider_id, status)

    # -- reports from outside ---------------------------------------------------------------------

    def delivered(self, delivery_id: str, text: str) -> None:
        """What a listener's handlers did with an event that was delivered."""
        self.workspace.now = self._clock()
        self.deliveries.delivered(delivery_id, text)
        self._outbound.tell()

    def timer_elapsed(self, timer_id: str) -> None:
        """A requested timer has elapsed."""
        self.workspace.now = self._clock()
        self._outbound.elapsed(timer_id)
        if not (
            self.deliveries.time_is_up(timer_id)
            or notifications.time_is_up(self.workspace, timer_id)
            or self._scenarios.time_is_up(timer_id)
        ):
            providers.handshake_missed(self.workspace, timer_id)
        self._outbound.tell()

    def resized(self, pixels: int) -> None:
        """The page has a new width."""
        self._screen_width = self.workspace.panel.screen_width = max(1, pixels)

    def hidden(self, hidden: bool) -> None:
        """The page has gone to the background, or has come back."""
        self._hidden = self.workspace.screen.hidden = hidden
        self.workspace.touch()
        self._outbound.tell()

    def network_access(self, permission: str) -> None:
        """Whether the browser lets pages on public addresses load from this machine, as it says."""
        self._network_access = self.workspace.screen.network_access = permission
        self.workspace.touch()
        self._outbound.tell()


def _unanswered() -> Refusal:
    """What a caller hears whose answer does not come in time (``ciframework.md`` 1.3)."""
    return ProductText(TIME_OUT, ErrorCode.TIMED_OUT, details="a fault on demand: no answer comes")


def _failed(method: Method | None, method_id: str, problem: Exception) -> tuple[EntryKind, str, str]:
    """Why a call was not carried out: the log entry's kind, the answer, and what the entry says of it."""
    warnings = getattr(problem, "__notes__", [])
    if isinstance(problem, RecordError):
        problem = refused_record(problem)
    if isinstance(problem, Refusal):
        answer = refusal_text(method, method_id, problem)
        noted = refusal_text(method, method_id, problem, warnings) if warnings else answer
        return "refusal", answer, noted[1:]
    return "fault", fault_text(method, method_id, problem), "".join(traceback.format_exception(problem))
