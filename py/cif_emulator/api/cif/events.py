"""Handlers and events (``ciframework.md`` 2.11).

The functions stay where they were added: only the events' names come here.
"""

from __future__ import annotations

import difflib
from typing import Annotated
from uuid import uuid4

from cif_emulator.api import values
from cif_emulator.api.call import Call
from cif_emulator.api.cif.namespace import ciframework
from cif_emulator.api.contract import CORRELATION_ID, Deferred
from cif_emulator.api.deliveries import payload_text, unanswered
from cif_emulator.api.kinds import Anything, Described, Text
from cif_emulator.api.provider_events import BUILT_IN_EVENTS, ON_CLICK_TO_ACT, everybody
from cif_emulator.api.values import UNDEFINED, described
from cif_emulator.workspace.rules.click_to_act import targets
from cif_emulator.workspace.state.refusals import WrongArgument, quoted

_SOURCE = "ciframework.md 2.11"

EventName = Annotated[str, Text("onclicktoact")]
HandledEvent = Annotated[str, Text("onclicktoact", "Name")]
# What a handler gets depends on the event that it handles.
_NAME = "Name extends keyof EventPayloads | (string & {})"
HANDLER = Described("Handler<Name>", "a function")

_BUILT_IN = {name.lower(): name for name in BUILT_IN_EVENTS}
_LIBRARY_READY = "cifinitdone"
# A custom name this similar to a built-in one is probably a typing error.
_LIKENESS = 0.85


def event_name_of(call: Call, event_name: str, method: str) -> str:
    """A built-in event's name as it is documented, any other as it is."""
    if not event_name.strip():
        raise WrongArgument("eventName is empty; right is a text like onclicktoact")
    lowered = event_name.lower()
    if lowered == _LIBRARY_READY:
        what = 'CIFInitDone is an event of the window; use window.addEventListener("CIFInitDone", …)'
        call.workspace.warn("unknown-event", method=method, what=what)
    elif lowered not in _BUILT_IN and len(lowered) < 64:
        near = difflib.get_close_matches(lowered, _BUILT_IN, n=1, cutoff=_LIKENESS)
        if near:
            right = quoted(_BUILT_IN[near[0]])
            what = f"{quoted(event_name)} is no built-in event, so it is a custom one; did you mean {right}?"
            call.workspace.warn("unknown-event", method=method, what=what)
    return _BUILT_IN.get(lowered, event_name)


@ciframework.method("addHandler", correlated=False, source=_SOURCE, type_parameters=_NAME)
def add_handler(
    call: Call,
    event_name: HandledEvent,
    handler_function: Annotated[object, Anything(HANDLER, expected=True)] = UNDEFINED,
) -> bool:
    """Call a function whenever the event comes, after the functions added before."""
    # The function stays in the caller's realm. Its place in the arguments is empty, or says that it was added
    # for the event before.
    if handler_function is not UNDEFINED and handler_function is not True:
        raise WrongArgument(f"handlerFunction is {described(handler_function)}; right is {HANDLER.right}")
    name = event_name_of(call, event_name, "addHandler")
    call.deliveries.subscribe(call.caller, call.document, name)
    if handler_function is True:
        call.workspace.warn("handler-registered-twice", caller=call.caller, event=quoted(name))
    return True


@ciframework.method("removeHandler", correlated=False, source=_SOURCE, type_parameters=_NAME)
def remove_handler(
    call: Call,
    event_name: HandledEvent,
    handler_function: Annotated[object, Anything(HANDLER, expected=True)] = True,
) -> bool:
    """Stop calling a function; gives ``false`` if it was no handler of the event."""
    # In the function's place stands whether it is a handler in the caller's realm.
    if not isinstance(handler_function, bool):
        raise WrongArgument(f"handlerFunction is {described(handler_function)}; right is {HANDLER.right}")
    name = event_name_of(call, event_name, "removeHandler")
    removed = handler_function and call.deliveries.unsubscribe(call.caller, call.document, name)
    if not removed:
        call.workspace.warn("handler-not-removed", caller=call.caller, event=quoted(event_name))
    return removed


@ciframework.method("raiseEvent", result_type=bool, source=_SOURCE)
def raise_event(
    call: Call,
    event_name: EventName,
    event_input_parameters: Annotated[object, Anything()] = UNDEFINED,
    correlation_id: Annotated[object, CORRELATION_ID] = None,
) -> Deferred:
    """Call the handlers of an event, everywhere; resolves when they have answered, rejects if none does.

    Handlers of a built-in event get the text that was passed, those of a custom one a Map with ``value`` and
    ``correlationId``.
    """
    name = event_name_of(call, event_name, "raiseEvent")
    listeners = call.deliveries.listeners(name, everybody(call.workspace))
    if name == ON_CLICK_TO_ACT:
        listeners = list(targets(call.workspace, listeners))
    if not listeners:
        raise unanswered(name, f"nobody has a handler of {quoted(name)}; add one with addHandler")
    correlation = correlation_id if isinstance(correlation_id, str) else ""
    return raise_for(call, name, event_input_parameters, correlation, listeners)


def raise_for(call: Call, name: str, given: object, correlation: str, listeners: list[str]) -> Deferred:
    """Call these listeners' handlers of an event; ``given`` is what its raiser passes."""
    if not any(call.deliveries.has_room(each) for each in listeners):
        raise unanswered(name, f"too many events wait for the handlers of {', '.join(listeners)} already")
    if name in BUILT_IN_EVENTS:
        text = "" if given is UNDEFINED else payload_text(given)
        raised = call.deliveries.raise_event(name, listeners, text, "json-text")
    else:
        told = {"value": None if given is UNDEFINED else given, "correlationId": correlation or str(uuid4())}
        text = values.write(told)
        raised = call.deliveries.raise_event(name, listeners, text, "map")
    return Deferred(raised.key)
