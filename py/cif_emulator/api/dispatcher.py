"""One way in: a call by its name, with its arguments as text, answered by text.

The answer begins with ``=`` and holds the result's JSON (nothing for ``undefined``), or with ``!`` and holds an
error's. Errors cross the border as values, never as exceptions: a Python exception in JavaScript is a traceback.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

from cif_emulator.workspace.events import Warned
from cif_emulator.workspace.refusals import ErrorCode, Refusal, WrongArgument
from cif_emulator.workspace.workspace import Workspace
from cif_emulator.api import values
from cif_emulator.api.apm import apm
from cif_emulator.api.apm_objects import context_object, session_object, tab_object
from cif_emulator.api.broadcasts import broadcasts
from cif_emulator.api.call import Call, topic
from cif_emulator.api.call_log import CallLog
from cif_emulator.api.ciframework import ciframework
from cif_emulator.api.contract import Contract, Gives, Method
from cif_emulator.api.gestures import gestures

NAMESPACES: tuple[Contract, ...] = (apm, ciframework)
OBJECTS: tuple[Contract, ...] = (session_object, tab_object, context_object)
CONTRACTS: tuple[Contract, ...] = (*NAMESPACES, *OBJECTS, gestures)
METHODS: dict[str, Method] = {
    method.method_id: method for contract in CONTRACTS for method in contract.methods.values()
}

# Tells the outside: kind of message, its text (JSON).
Tell = Callable[[str, str], None]


class Dispatcher:
    """Carries calls to the contracts and events to the outside.

    ``workspace`` may be exchanged by ``restart``; ``tell`` is called after a call that left events, warnings or a
    changed page, never inside the model's work. ``clock`` gives milliseconds since the epoch.
    """

    def __init__(
        self, workspace: Workspace, page_id: str, tell: Tell, clock: Callable[[], float] | None = None
    ) -> None:
        self.workspace = workspace
        self.page_id = page_id
        self.log = CallLog()
        self._tell = tell
        self._clock = clock or (lambda: time.time() * 1000)

    def restart(self, workspace: Workspace) -> None:
        """Go on with a fresh workspace and an empty log."""
        self.workspace = workspace
        self.log = CallLog()
        self._tell("changed", "")

    def answer(self, method_id: str, caller: str, text: str) -> str:
        """Carry out one call: ``text`` is the JSON array of its arguments, as the decoder wrote it."""
        began = time.perf_counter()
        workspace = self.workspace
        version = workspace.version
        method = METHODS.get(method_id)
        try:
            if method is None:
                raise Refusal(f"there is no method {method_id}")
            arguments = method.read(values.read(text))
            result = method.function(Call(workspace, caller, self.page_id), *arguments)
            answer = self._result(method, result)
            error = ""
        except Refusal as refusal:
            answer = error = self._refusal(method, method_id, refusal)
        except Exception as fault:
            # Not the caller's doing: the log keeps the traceback, the caller is told that it is ours.
            self.log.add(self._clock(), "fault", caller, method_id, input=text, error=traceback.format_exc())
            answer = error = self._fault(method, method_id, fault)
        duration = (time.perf_counter() - began) * 1000
        self._note(method, caller, method_id, text, answer, error, duration)
        if workspace.version != version:
            self.settle(caller)
        return answer

    def _note(
        self, method: Method | None, caller: str, method_id: str, text: str, answer: str, error: str, duration: float
    ) -> None:
        name = method.title if method else method_id
        result = "" if error else answer[1:]
        kind = "refusal" if error else "call"
        self.log.add(
            self._clock(), kind, caller, name, input=text, result=result, error=error[1:], duration=duration  # type: ignore[arg-type]
        )

    @staticmethod
    def _result(method: Method, result: object) -> str:
        if method.gives is Gives.NOTHING or result is values.UNDEFINED:
            return "="
        if method.gives is Gives.JSON_TEXT:
            return "=" + values.write(values.write(result))
        return "=" + values.write(result)

    @staticmethod
    def _refusal(method: Method | None, method_id: str, refusal: Refusal) -> str:
        name = "TypeError" if isinstance(refusal, WrongArgument) else "Error"
        title = method.title if method else method_id
        return "!" + values.write(
            {
                "name": name,
                "message": f"{title}: {refusal.message}" if not _is_product_text(refusal) else refusal.message,
                "errorCode": int(refusal.code),
                "family": method.owner if method else "",
                "method": method.name if method else method_id,
            }
        )

    @staticmethod
    def _fault(method: Method | None, method_id: str, fault: Exception) -> str:
        return "!" + values.write(
            {
                "name": "Error",
                "message": f"{method_id}: the emulator itself failed ({type(fault).__name__}: {fault}); "
                "cifEmulator.calls() holds the details",
                "errorCode": int(ErrorCode.INTERNAL),
                "family": method.owner if method else "",
                "method": method.name if method else method_id,
            }
        )

    def settle(self, caller: str) -> None:
        """Tell the outside what has happened since the last time."""
        events = self.workspace.drain()
        for event in events:
            if isinstance(event, Warned):
                self.log.add(self._clock(), "warning", caller, "warning", error=event.text)
                self._tell("warning", event.text)
        for name, payload in broadcasts(events):
            text = values.write(payload)
            self.log.add(self._clock(), "event", "emulator", name, input=text)
            self._tell("broadcast", values.write([topic(self.page_id, name), payload]))
        self._tell("changed", "")


def _is_product_text(refusal: Refusal) -> bool:
    # The limits' texts are the product's own, word for word (``app-profile-manager.md`` 3.2, 4).
    return refusal.code is ErrorCode.LIMIT_REACHED
