"""What a fault does to the call or the event that it strikes.

Decided where calls and events pass (``dispatcher``, ``deliveries``); the faults in force and their counts are
the workspace's (``workspace/state/faults.py``).
"""

from __future__ import annotations

from collections.abc import Mapping

from cif_emulator.api.contract import Method, ResultKind, ReturnStyle
from cif_emulator.api.responses import FamilyRefusal
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.rules.life_cycle import MAXIMUM_SESSIONS
from cif_emulator.workspace.state.faults import ActiveFault, Fault, Faults, FaultyAnswer, FaultySessions
from cif_emulator.workspace.state.provider import UNKNOWN_SENDER
from cif_emulator.workspace.state.refusals import (
    ErrorCode,
    LimitReached,
    ProductText,
    Refusal,
    Untrusted,
    quoted,
)

# What Dataverse answers where it says nothing more particular (ErrorCodes.UnExpected).
UNEXPECTED = 0x80040216

_OPENING = ("Apm.createSession", "CIFramework.createSession")
# What these resolve to while the fault is in force.
_FULL: Mapping[str, object] = {"Apm.canCreateSession": False, "CIFramework.canCreateSession": False}
_FAILED: Mapping[str, object] = {"CIFramework.getPresence": "FAILED", "CIFramework.setPresence": False}


@frozen(kw_only=True)
class Struck:
    """A call or an event that a fault has struck; ``text`` is what the call log says, ``delay`` milliseconds.

    The call is refused with ``refusal``, or answered with ``value`` if it ``has_value``.
    """

    text: str
    delay: float = 0.0
    answer: FaultyAnswer | None = None
    refusal: Refusal | None = None
    value: object = None
    has_value: bool = False

    @property
    def is_unanswered(self) -> bool:
        """Whether the caller's time-out is all that comes."""
        return self.answer is not None

    @property
    def is_carried_out(self) -> bool:
        """Whether the call is carried out."""
        return self.refusal is None and not self.has_value and self.answer is not FaultyAnswer.NEVER

    def result(self) -> object:
        """The result of a call that is not carried out; raises its refusal."""
        if self.refusal is not None:
            raise self.refusal
        return self.value


def is_synchronous(method: Method) -> bool:
    """Whether its caller has the answer when the call returns."""
    return method.returns is ReturnStyle.VALUE


def reads_or_writes_records(method: Method) -> bool:
    """Whether its first argument is the table whose records it reads or writes."""
    names = [parameter.name for parameter in method.parameters]
    return names[:1] == ["entityLogicalName"] and method.result is not ResultKind.NOTHING


# -- what is struck -------------------------------------------------------------------------------


def strike_call(faults: Faults, method: Method, caller: str, arguments: object) -> Struck | None:
    """What the first fault that strikes a call does to it."""
    for active in faults.active:
        if _concerns(active.fault, method, caller, arguments) and active.strikes():
            return _struck_call(active, method)
    return None


def _concerns(fault: Fault, method: Method, caller: str, arguments: object) -> bool:
    if fault.provider not in (None, caller) or method.owner == "Agent":
        return False
    if fault.method is not None:
        if not matches(fault.method, method.method_id) or method.is_property:
            return False
    elif fault.table is not None:
        if not reads_or_writes_records(method):
            return False
        table = arguments[0] if isinstance(arguments, list) and arguments else None
        if not isinstance(table, str) or not matches(fault.table, table.strip().lower()):
            return False
    elif fault.sessions is not None:
        return method.method_id in _OPENING or method.method_id in _FULL
    else:
        return fault.presence is not None and method.method_id in _FAILED
    return not (is_synchronous(method) and (fault.delay is not None or fault.answer is not None))


def _struck_call(active: ActiveFault, method: Method) -> Struck:
    fault = active.fault
    if fault.sessions is FaultySessions.FULL and method.method_id in _OPENING:
        return Struck(text=str(fault), refusal=LimitReached(MAXIMUM_SESSIONS))
    if fault.sessions is not None or fault.presence is not None:
        return Struck(text=str(fault), value={**_FULL, **_FAILED}[method.method_id], has_value=True)
    return Struck(
        text=fault.effect,
        delay=active.delay(),
        answer=fault.answer,
        refusal=None if fault.reject is None else _refusal(fault.reject, fault.code, method),
        value=fault.value,
        has_value=fault.value is not None,
    )


def _refusal(message: str, code: int | None, method: Method) -> Refusal:
    """A refusal of the method's own family, with this message word for word."""
    if method.method_id == "CIFramework.notifyEvent":
        properties = {"msdyn_name": "NotifyEvent"}
        return FamilyRefusal(message, code or ErrorCode.NOT_ALLOWED, properties=properties)
    usual = UNEXPECTED if reads_or_writes_records(method) else ErrorCode.NOT_ALLOWED
    return ProductText(message, usual if code is None else code, details="a fault on demand")


def strike_event(faults: Faults, event: str, target: str) -> Struck | None:
    """What the first fault that strikes the delivery of an event does to it."""
    for active in faults.active:
        fault = active.fault
        if (
            fault.event is not None
            and fault.provider in (None, target)
            and matches(fault.event.lower(), event.lower())
            and active.strikes()
        ):
            return Struck(text=fault.effect, delay=active.delay(), answer=fault.answer)
    return None


class OriginRefused(Untrusted):
    """A provider's page is refused as if its origin were not trusted; ``fault`` is what the log says."""

    def __init__(self, provider_id: str, fault: Fault) -> None:
        page = f"the page in the frame of {quoted(provider_id)}"
        super().__init__(UNKNOWN_SENDER, details=f"a fault on demand: {page} is not trusted")
        self.fault = str(fault)


def refuse_origin(faults: Faults, provider_id: str) -> None:
    """Raise ``OriginRefused`` if a fault strikes a message of a provider's page."""
    for active in faults.active:
        fault = active.fault
        if fault.refuse_origin and fault.provider in (None, provider_id) and active.strikes():
            raise OriginRefused(provider_id, fault)


def library_fault(faults: Faults) -> str:
    """What is wrong with the library that the server sends, for the log; empty if nothing is."""
    return next((str(active.fault) for active in faults.active if active.fault.library), "")


def matches(pattern: str, name: str) -> bool:
    """Whether a name fits a pattern that may begin or end with ``*``."""
    begins, ends = pattern.startswith("*"), pattern.endswith("*")
    if begins and ends:
        return pattern.strip("*") in name
    if ends:
        return name.startswith(pattern[:-1])
    return name.endswith(pattern[1:]) if begins else name == pattern
