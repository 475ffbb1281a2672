"""One way in: a call by its name, with its arguments as text, answered by text; and what is told in return.

The answer begins with ``=`` and holds the result's JSON (nothing for ``undefined``), with ``!`` and holds an
error's, or with ``?`` and holds the number under which the answer is told later.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

from attrs import frozen

from cif_emulator.api import platform_events, values
from cif_emulator.api.answers import fault_text, refusal_text, refused_record, result_text
from cif_emulator.api.apm import apm
from cif_emulator.api.apm_objects import context_object, session_object, tab_object
from cif_emulator.api.broadcasts import broadcasts
from cif_emulator.api.call import AGENT, Call, topic
from cif_emulator.api.call_log import CallLog, Entry
from cif_emulator.api.cif import ciframework
from cif_emulator.api.cif.notifications import answer_of
from cif_emulator.api.contract import Contract, Later, Method
from cif_emulator.api.deliveries import Deliveries
from cif_emulator.api.gestures import gestures
from cif_emulator.api.provider_events import provider_events
from cif_emulator.api.xrm import global_context, xrm
from cif_emulator.records.errors import RecordError
from cif_emulator.workspace import notifications, providers
from cif_emulator.workspace.events import (
    AddressOpened,
    Event,
    NotificationEnded,
    TimerCleared,
    TimerSet,
    Warned,
)
from cif_emulator.workspace.panel import ASSUMED_SCREEN_WIDTH
from cif_emulator.workspace.providers import Provider
from cif_emulator.workspace.refusals import Refusal, UnknownName, Untrusted, nearest, quoted
from cif_emulator.workspace.workspace import Workspace

NAMESPACES: tuple[Contract, ...] = (apm, ciframework)
# Beside `Microsoft`, on the window itself.
GLOBALS: tuple[Contract, ...] = (xrm,)
OBJECTS: tuple[Contract, ...] = (session_object, tab_object, context_object, global_context)
CONTRACTS: tuple[Contract, ...] = (*NAMESPACES, *GLOBALS, *OBJECTS, gestures)
METHODS: dict[str, Method] = {
    method.method_id: method for contract in CONTRACTS for method in contract.methods.values()
}

# Tells the outside: kind of message, its text (JSON).
Tell = Callable[[str, str], None]

# Where the workspace's own page is unless the page says otherwise: the address that `serve` prints.
USUAL_ADDRESS = "http://localhost:4280"


@frozen
class _Pending:
    """A call whose answer was promised for later."""

    number: int
    method: Method
    entry: Entry


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
        self._tell = tell
        self._clock = clock or (lambda: time.time() * 1000)
        self._promised = 0
        self._screen_width = ASSUMED_SCREEN_WIDTH
        self._hidden = False
        self._take(workspace)

    def _take(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.log = CallLog()
        settings = workspace.settings
        self.deliveries = Deliveries(self.log, self._clock, settings.time_out, strict=settings.strict)
        self._pending: dict[str, _Pending] = {}
        self._timers: set[str] = set()
        # By caller: those of frames are known providers' alone.
        self._calls: dict[str, Call] = {}
        self._seen_version = -1
        workspace.now = self._clock()
        workspace.panel.screen_width = self._screen_width
        workspace.screen.hidden = self._hidden
        workspace.open_at(self.address)

    def open(self) -> None:
        """Tell the outside how the workspace begins; before, nothing is told."""
        self._flush(AGENT)

    def restart(self, workspace: Workspace) -> None:
        """Go on with a fresh workspace and an empty log; answers that were promised are refused."""
        reset = Refusal("the workspace was reset before there was an answer")
        for pending in self._pending.values():
            self._settle(pending, refusal_text(pending.method, pending.method.method_id, reset))
        for timer_id in self._timers | self.deliveries.timer_ids():
            self._tell("timer", values.write([timer_id, None]))
        self._take(workspace)
        self._flush(AGENT)

    def extension_failed(self, name: str, failure: str) -> None:
        """The function of an extension, or its package, has failed; ``failure`` is the traceback.

        It is told on the page and on the console, and logged.
        """
        reason = failure.strip().splitlines()[-1]
        text = f"The extension {quoted(name)} failed: {reason}"
        self.log.add(self._clock(), "fault", name, "extension", error=failure)
        self.workspace.screen.show_message("error", text)
        self.workspace.warn(text)

    # -- calls ------------------------------------------------------------------------------------

    def answer(self, method_id: str, caller: str, text: str) -> str:
        """Carry out one call: ``text`` is the JSON array of its arguments, as the decoder wrote it."""
        return self._answer(METHODS.get(method_id), method_id, caller, text, values.read)

    def frame_answer(self, provider_id: str, origin: str, method_id: str, text: str) -> str:
        """Carry out a call from a frame, if its page is a channel provider's.

        ``provider_id`` is that of the frame's provider, ``""`` for any other frame; ``origin`` is the sending
        page's. Only methods of ``Microsoft.CIFramework`` can be called so, by their names.
        """
        name = method_id.removeprefix("CIFramework.")
        try:
            self.workspace.providers.trusted(provider_id, origin)
        except Untrusted as refusal:
            return self._refuse_sender(refusal, provider_id, origin, name, text)
        method = METHODS.get(f"CIFramework.{name}")
        return self._answer(method, name, provider_id, text, values.read_untrusted)

    def _answer(
        self, method: Method | None, method_id: str, caller: str, text: str, read: Callable[[str], object]
    ) -> str:
        began = time.perf_counter()
        self.workspace.now = self._clock()
        arguments: object = None
        later: Later | None = None
        answer = "="
        error = ""
        try:
            arguments = read(text)
            result = self._carry_out(method, method_id, caller, arguments)
            if isinstance(result, Later):
                later = result
                answer = f"?{self._promised + 1}"
            elif method is not None:
                answer = result_text(method, result)
        except Refusal as refusal:
            answer = error = refusal_text(method, method_id, refusal)
        except RecordError as refusal:
            answer = error = refusal_text(method, method_id, refused_record(refusal))
        except Exception as fault:  # noqa: BLE001 - told as ours, the traceback is in the log
            self.log.add(self._clock(), "fault", caller, method_id, input=text, error=traceback.format_exc())
            answer = error = fault_text(method, method_id, fault)
        if method is not None and not method.logged and not error:
            self._flush(caller)
            return answer
        entry = self.log.add(
            self.workspace.now,
            "refusal" if error else "call",
            caller,
            method.title if method else method_id,
            input=text,
            result="" if error or later else answer[1:],
            error=error[1:],
            duration=(time.perf_counter() - began) * 1000,
            correlation_id=method.correlation_of(arguments) if method else "",
            pending=later is not None,
        )
        if later is not None and method is not None:
            self._promised += 1
            self._pending[later.key] = _Pending(self._promised, method, entry)
        self._flush(caller)
        return answer

    def _carry_out(self, method: Method | None, method_id: str, caller: str, arguments: object) -> object:
        if method is None:
            near = nearest(method_id, ciframework.methods) if "." not in method_id else ""
            raise UnknownName(f"there is no method {quoted(method_id)}. {near}".rstrip())
        call = self._calls.get(caller)
        if call is None:
            call = self._calls[caller] = Call(self.workspace, caller, self.page_id, self.deliveries)
        return method.function(call, *method.read(arguments))

    # -- frames -----------------------------------------------------------------------------------

    def frame_hello(self, provider_id: str, origin: str, document_id: str) -> str:
        """A document in a provider's frame has loaded the library; gives ``{timeOut}`` in milliseconds.

        Handlers of an earlier document of that provider's are dropped.
        """
        self.workspace.now = self._clock()
        try:
            provider = self.workspace.providers.trusted(provider_id, origin)
        except Untrusted as refusal:
            answer = self._refuse_sender(refusal, provider_id, origin, "hello", "")
            providers.refused(self.workspace, provider_id, refusal.details)
            self._flush(provider_id)
            return answer
        if provider.document_id and provider.document_id != document_id:
            self._leave(provider)
        providers.arrived(self.workspace, provider, document_id)
        self.log.add(self.workspace.now, "event", provider_id, "CIFInitDone", input=values.write(origin))
        self._flush(provider_id)
        return "=" + values.write({"timeOut": round(self.workspace.settings.time_out * 1000)})

    def frame_gone(self, provider_id: str) -> None:
        """A provider's document is gone, or on its way to another page."""
        self.workspace.now = self._clock()
        provider = self.workspace.providers.find(provider_id)
        if provider is not None:
            self._leave(provider)
            self._flush(provider_id)

    def _leave(self, provider: Provider) -> None:
        self.deliveries.forget(provider.provider_id, "its page has gone")
        notifications.withdraw_all(self.workspace, provider.provider_id)
        providers.left(self.workspace, provider)

    def _refuse_sender(self, refusal: Untrusted, provider_id: str, origin: str, name: str, text: str) -> str:
        answer = refusal_text(ciframework.methods.get(name), name, refusal)
        who = provider_id or origin
        self.log.add(self._clock(), "refusal", who, name, input=text, error=answer[1:])
        self.deliveries.warn_once(who, origin, "untrusted", f"{refusal.message}: {refusal.details}")
        self._flush(who)
        return answer

    # -- reports from outside ---------------------------------------------------------------------

    def delivered(self, delivery_id: str, text: str) -> None:
        """What a listener's handlers did with an event that was delivered."""
        self.workspace.now = self._clock()
        self.deliveries.delivered(delivery_id, text)
        self._flush(AGENT)

    def timer_elapsed(self, timer_id: str) -> None:
        """A timer that was asked for has elapsed."""
        self.workspace.now = self._clock()
        self._timers.discard(timer_id)
        if not self.deliveries.time_is_up(timer_id) and not notifications.time_is_up(
            self.workspace, timer_id
        ):
            providers.handshake_missed(self.workspace, timer_id)
        self._flush(AGENT)

    def resized(self, pixels: int) -> None:
        """The page is so wide now."""
        self._screen_width = self.workspace.panel.screen_width = max(1, pixels)

    def hidden(self, hidden: bool) -> None:
        """The page has gone to the background, or has come back."""
        self._hidden = self.workspace.screen.hidden = hidden
        self.workspace.touch()
        self._flush(AGENT)

    # -- telling ----------------------------------------------------------------------------------

    def _flush(self, caller: str) -> None:
        """Tell the outside what has happened since the last time."""
        deliveries = self.deliveries
        if self.workspace.version == self._seen_version and not (deliveries.outbox or deliveries.settled):
            return
        changed = False
        while self.workspace.version != self._seen_version:
            changed = True
            self._seen_version = self.workspace.version
            self._tell_events(self.workspace.drain(), caller)
        for key, result in self.deliveries.settled:
            self._settle_pending(key, result)
        self.deliveries.settled.clear()
        outbox, self.deliveries.outbox = self.deliveries.outbox, []
        for kind, text in outbox:
            self._tell(kind, text)
        if changed:
            self._tell("changed", "")

    def _tell_events(self, events: list[Event], caller: str) -> None:
        self._tell_warnings(events, caller)
        self._tell_broadcasts(events)
        for event in events:
            self._tell_timers(event)
            if isinstance(event, AddressOpened):
                self._tell("open", values.write(event.url))
            self._settle_notification(event)
        for told in provider_events(self.workspace, self.deliveries, events):
            text = values.write(told.payload)
            for target in told.targets:
                self.deliveries.send(target, told.name, text)
        platform_events.log(self.workspace, events)

    def _tell_warnings(self, events: list[Event], caller: str) -> None:
        for event in events:
            if isinstance(event, Warned):
                self.log.add(self._clock(), "warning", caller, "warning", error=event.text)
                self._tell("warning", event.text)

    def _tell_broadcasts(self, events: list[Event]) -> None:
        for name, payload in broadcasts(events):
            self.log.add(self._clock(), "event", "emulator", name, input=values.write(payload))
            self._tell("broadcast", values.write([topic(self.page_id, name), payload]))

    def _tell_timers(self, event: Event) -> None:
        if isinstance(event, TimerSet):
            self._timers.add(event.timer_id)
            self._tell("timer", values.write([event.timer_id, event.milliseconds]))
        elif isinstance(event, TimerCleared):
            self._timers.discard(event.timer_id)
            self._tell("timer", values.write([event.timer_id, None]))

    def _settle_notification(self, event: Event) -> None:
        if isinstance(event, NotificationEnded):
            self._settle_pending(event.notification_id, answer_of(self.workspace.settings, event.outcome))

    def _settle_pending(self, key: str, result: object) -> None:
        pending = self._pending.pop(key, None)
        if pending is None:
            return
        if isinstance(result, Refusal):
            self._settle(pending, refusal_text(pending.method, pending.method.method_id, result))
        else:
            self._settle(pending, result_text(pending.method, result))

    def _settle(self, pending: _Pending, answer: str) -> None:
        refused = answer.startswith("!")
        self.log.complete(
            pending.entry,
            "refusal" if refused else "call",
            time=self._clock(),
            result="" if refused else answer[1:],
            error=answer[1:] if refused else "",
        )
        self._tell("settle", values.write([str(pending.number), answer]))
