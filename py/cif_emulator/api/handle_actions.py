"""What a test, or whoever sits before the page, does by ``window.cifEmulator``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from attrs import frozen

from cif_emulator.api import scenarios
from cif_emulator.api.apm import SessionInput
from cif_emulator.api.apm import create_session as open_by_apm
from cif_emulator.api.call import PAGE, Call
from cif_emulator.api.cif.events import EventName, event_name_of, raise_for
from cif_emulator.api.cif.sessions import CreateSessionInput
from cif_emulator.api.cif.sessions import create_session as open_by_cif
from cif_emulator.api.contract import Contract, Deferred, ResultKind
from cif_emulator.api.deliveries import unanswered
from cif_emulator.api.kinds import Anything, PlainObject, member
from cif_emulator.api.values import UNDEFINED, write
from cif_emulator.workspace.rules import click_to_act, presence
from cif_emulator.workspace.state.refusals import UnknownName, WrongArgument, nearest, quoted
from cif_emulator.workspace.state.templates import SessionType

handle_actions = Contract("cifEmulator")


@frozen
class RaiseOptions:
    """Who hears of an event."""

    provider: str = member("Unique name of a channel provider")


@handle_actions.method("raiseEvent", result_type=bool, source="ciframework.md 3")
def raise_event(
    call: Call,
    event_name: EventName,
    payload: Annotated[object, Anything()] = UNDEFINED,
    options: RaiseOptions | None = None,
) -> Deferred:
    """Call the handlers that one provider has for an event, built-in or custom."""
    if options is None:
        raise WrongArgument('options is missing; right is like {provider: "own_phone"}')
    name = event_name_of(call, event_name, "raiseEvent")
    known = [provider.provider_id for provider in call.workspace.providers]
    if options.provider not in (*known, PAGE):
        near = nearest(options.provider, known) or "No channel provider is configured."
        raise UnknownName(f"there is no channel provider {quoted(options.provider)}. {near}")
    if not call.deliveries.listens(options.provider, name):
        raise unanswered(name, f"{quoted(options.provider)} has no handler of {quoted(name)}")
    return raise_for(call, name, payload, "", [options.provider])


@handle_actions.method("clickToAct", result=ResultKind.NOTHING, source="ciframework.md 3")
def dial(call: Call, number: str) -> None:
    """Click a phone number, which need not be in a record."""
    click_to_act.dial(call.workspace, number)


@handle_actions.method("setPresence", result=ResultKind.NOTHING, source="ciframework.md 2.7")
def set_presence(call: Call, name: str) -> None:
    """Choose a presence as the agent does, by its text in any letter case."""
    presence.choose_by_text(call.workspace, name)


@handle_actions.method("openSession", source="app-profile-manager.md 3.1")
def open_session(
    call: Call, template: str, values: Annotated[Mapping[str, object] | None, PlainObject()] = None
) -> str:
    """Open a session from a template and give its id.

    Of a generic template ``values`` are slug values, and objects of parameters per tab template; of an entity
    template they are the page's parameters, like ``entityId``.
    """
    found = call.workspace.catalog.session_template(template.strip())
    given = values or {}
    if found.session_type is SessionType.GENERIC:
        return open_by_cif(call, CreateSessionInput(template_name=template, template_parameters=given))
    pairs = write([[key, value] for key, value in given.items()])
    context: dict[str, object] = {"parametersStr": pairs} if given else {}
    return open_by_apm(call, SessionInput(template_name=template, session_context=context))


@handle_actions.method("scenario", result_type=scenarios.ScenarioResult, source="ciframework.md 5.5")
def play_scenario(call: Call, name: str) -> Deferred:
    """Play a configured scenario; resolves when it has ended."""
    return Deferred(scenarios.begin(call.workspace, name).key)
