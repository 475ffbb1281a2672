"""One way in: a call by its name, with its arguments as text, answered by text; and what is told in return.

The answer begins with ``=`` and holds the result's JSON (nothing for ``undefined``), with ``!`` and holds an
error's, or with ``?`` and holds the number under which the answer is told later.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

from cif_emulator.api import values
from cif_emulator.api.answers import fault_text, refusal_text, refused_record, result_text
from cif_emulator.api.apm import apm
from cif_emulator.api.apm_objects import context_object, session_object, tab_object
from cif_emulator.api.call import PAGE, Call
from cif_emulator.api.call_log import CallLog
from cif_emulator.api.cif import ciframework
from cif_emulator.api.contract import Contract, Later, Method
from cif_emulator.api.deliveries import Deliveries
from cif_emulator.api.gestures import gestures
from cif_emulator.api.telling import Tell, Telling
from cif_emulator.api.xrm import global_context, xrm
from cif_emulator.records.errors import RecordError
from cif_emulator.workspace.rules import notifications, providers
from cif_emulator.workspace.state.panel import ASSUMED_SCREEN_WIDTH
from cif_emulator.workspace.state.provider import Provider
from cif_emulator.workspace.state.refusals import Refusal, UnknownName, Untrusted, nearest, quoted
from cif_emulator.workspace.workspace import Workspace

NAMESPACES: tuple[Contract, ...] = (apm, ciframework)
# Beside `Microsoft`, on the window itself.
GLOBALS: tuple[Contract, ...] = (xrm,)
OBJECTS: tuple[Contract, ...] = (session_object, tab_object, context_object, global_context)
CONTRACTS: tuple[Contract, ...] = (*NAMESPACES, *GLOBALS, *OBJECTS, gestures)
METHODS: dict[str, Method] = {
    method.method_id: method for contract in CONTRACTS for method in contract.methods.values()
}
# By the numbers that the page calls them by: a text costs more to hand over than a short call takes.
NUMBERED: tuple[Method, ...] = tuple(METHODS.values())

# Where the workspace's own page is unless the page says otherwise: the address that `serve` prints.
USUAL_ADDRESS = "http://localhost:4280"

NO_ARGUMENTS = "[]"


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
        self._telling = Telling(tell, self._clock, page_id)
        self._screen_width = ASSUMED_SCREEN_WIDTH
        self._hidden = False
        self._take(workspace)

    def _take(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.log = CallLog()
        settings = workspace.settings
        self.deliveries = Deliveries(self.log, self._clock, settings.time_out, strict=settings.strict)
        self._telling.follow(workspace, self.log, self.deliveries)
        # By caller: those of frames are known providers' alone.
        self._calls: dict[str, Call] = {}
        workspace.now = self._clock()
        workspace.panel.screen_width = self._screen_width
        workspace.screen.hidden = self._hidden
        workspace.open_at(self.address)

    def open(self) -> None:
        """Tell the outside how the workspace begins, or what has become of it outside a call."""
        self.workspace.now = self._clock()
        self._telling.tell()

    def restart(self, workspace: Workspace) -> None:
        """Go on with a fresh workspace and an empty log; answers that were promised are refused."""
        self._telling.end(Refusal("the workspace was reset before there was an answer"))
        self._take(workspace)
        self._telling.tell()

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

    def page_answer(self, number: int, text: str = NO_ARGUMENTS) -> str:
        """Carry out a call of the page's own; its method is ``NUMBERED``."""
        method = NUMBERED[number]
        return self._answer(method, method.method_id, PAGE, text, values.read)

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
        now = self.workspace.now = self._clock()
        arguments: object = None
        later: Later | None = None
        answer = "="
        error = ""
        try:
            arguments = read(text)
            result = self._carry_out(method, method_id, caller, arguments)
            if isinstance(result, Later):
                later = result
            elif method is not None:
                answer = result_text(method, result)
        except Exception as problem:  # noqa: BLE001 - told as ours, the traceback is in the log
            answer = error = self._failed(method, method_id, caller, text, problem)
        if error or method is None or method.logged:
            entry = self.log.add(
                now,
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
                answer = f"?{self._telling.promise(later, method, entry)}"
        self._telling.tell(caller)
        return answer

    def short_answer(self, number: int) -> bool | str:
        """Carry out a call of the page's own, without arguments, of a method that takes none: the short way.

        Gives a truth value as it is, anything else as ``answer`` does. The method is ``NUMBERED`` and a
        look-up: it takes less time than a browser's clock can tell.
        """
        method = NUMBERED[number]
        now = self.workspace.now = self._clock()
        answer: bool | str
        try:
            result = method.function(self._call_of(PAGE))
            text = values.write(result)
        except Exception as problem:  # noqa: BLE001 - told as ours, the traceback is in the log
            answer = error = self._failed(method, method.method_id, PAGE, NO_ARGUMENTS, problem)
            self.log.add(now, "refusal", PAGE, method.title, input=NO_ARGUMENTS, error=error[1:])
        else:
            answer = result if isinstance(result, bool) else f"={text}"
            self.log.add(now, "call", PAGE, method.title, input=NO_ARGUMENTS, result=text)
        self._telling.tell(PAGE)
        return answer

    def _failed(
        self, method: Method | None, method_id: str, caller: str, text: str, problem: Exception
    ) -> str:
        """The answer that tells why a call was not carried out; a fault of ours is logged besides."""
        if isinstance(problem, Refusal):
            return refusal_text(method, method_id, problem)
        if isinstance(problem, RecordError):
            return refusal_text(method, method_id, refused_record(problem))
        self.log.add(
            self._clock(),
            "fault",
            caller,
            method_id,
            input=text,
            error="".join(traceback.format_exception(problem)),
        )
        return fault_text(method, method_id, problem)

    def _carry_out(self, method: Method | None, method_id: str, caller: str, arguments: object) -> object:
        if method is None:
            near = nearest(method_id, ciframework.methods) if "." not in method_id else ""
            raise UnknownName(f"there is no method {quoted(method_id)}. {near}".rstrip())
        return method.function(self._call_of(caller), *method.read(arguments))

    def _call_of(self, caller: str) -> Call:
        call = self._calls.get(caller)
        if call is None:
            call = self._calls[caller] = Call(self.workspace, caller, self.page_id, self.deliveries)
        return call

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
            self._telling.tell(provider_id)
            return answer
        if provider.document_id and provider.document_id != document_id:
            self._leave(provider)
        providers.arrived(self.workspace, provider, document_id)
        self.log.add(self.workspace.now, "event", provider_id, "CIFInitDone", input=values.write(origin))
        self._telling.tell(provider_id)
        return "=" + values.write({"timeOut": round(self.workspace.settings.time_out * 1000)})

    def frame_gone(self, provider_id: str) -> None:
        """A provider's document is gone, or on its way to another page."""
        self.workspace.now = self._clock()
        provider = self.workspace.providers.find(provider_id)
        if provider is not None:
            self._leave(provider)
            self._telling.tell(provider_id)

    def _leave(self, provider: Provider) -> None:
        self.deliveries.forget(provider.provider_id, "its page has gone")
        notifications.withdraw_all(self.workspace, provider.provider_id)
        providers.left(self.workspace, provider)

    def _refuse_sender(self, refusal: Untrusted, provider_id: str, origin: str, name: str, text: str) -> str:
        answer = refusal_text(ciframework.methods.get(name), name, refusal)
        who = provider_id or origin
        self.log.add(self._clock(), "refusal", who, name, input=text, error=answer[1:])
        self.deliveries.warn_once(who, origin, "untrusted", f"{refusal.message}: {refusal.details}")
        self._telling.tell(who)
        return answer

    # -- reports from outside ---------------------------------------------------------------------

    def delivered(self, delivery_id: str, text: str) -> None:
        """What a listener's handlers did with an event that was delivered."""
        self.workspace.now = self._clock()
        self.deliveries.delivered(delivery_id, text)
        self._telling.tell()

    def timer_elapsed(self, timer_id: str) -> None:
        """A timer that was asked for has elapsed."""
        self.workspace.now = self._clock()
        self._telling.elapsed(timer_id)
        if not self.deliveries.time_is_up(timer_id) and not notifications.time_is_up(
            self.workspace, timer_id
        ):
            providers.handshake_missed(self.workspace, timer_id)
        self._telling.tell()

    def resized(self, pixels: int) -> None:
        """The page is so wide now."""
        self._screen_width = self.workspace.panel.screen_width = max(1, pixels)

    def hidden(self, hidden: bool) -> None:
        """The page has gone to the background, or has come back."""
        self._hidden = self.workspace.screen.hidden = hidden
        self.workspace.touch()
        self._telling.tell()
