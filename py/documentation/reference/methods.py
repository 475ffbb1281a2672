"""Methods, objects and events, out of their contracts."""

from __future__ import annotations

from collections.abc import Mapping

from cif_emulator.api.apm_objects import context_object, session_object, tab_object
from cif_emulator.api.call import BROADCAST_EVENTS
from cif_emulator.api.contract import Contract, Method, ResultKind, ReturnStyle
from cif_emulator.api.global_context import global_context
from cif_emulator.api.kinds import Anything, Kind, Shape
from cif_emulator.api.provider_events import BUILT_IN_EVENTS
from cif_emulator.typescript.contracts import events, result_of, signature
from cif_emulator.typescript.hints import Types
from documentation.reference.inferences import decisions_of
from documentation.reference.markup import DECLARATION, cited, code, fence, plain, sentence, table

_ANSWERS = {
    ReturnStyle.VALUE: "at once",
    ReturnStyle.PROMISE: "as a promise",
    ReturnStyle.TEXT_PROMISE: "as a promise that can be used like the text itself",
}


def namespace_page(title: str, opening: str, *contracts: Contract) -> str:
    """A page with every method of namespaces."""
    parts = [f"# {title}\n", f"{opening}\n"]
    for contract in contracts:
        parts += [_method(method, 0) for method in contract.methods.values()]
    return "\n".join(parts)


def objects_page() -> str:
    """The live objects that methods give."""
    parts = [
        "# Objects\n",
        (
            "What `getSession`, `getFocusedSession` and `Xrm.Utility.getGlobalContext` give. An object is "
            "live: it reads the workspace each time.\n"
        ),
    ]
    for contract in (session_object, tab_object, context_object, global_context):
        properties = [each for each in contract.methods.values() if each.is_property]
        parts += [f"## {contract.name}\n", _properties(contract, properties)]
        own = 0 if contract is global_context else 1
        parts += [_method(each, own, "###") for each in contract.methods.values() if not each.is_property]
    return "\n".join(parts)


def events_page() -> str:
    """Events and broadcasts, with what they carry."""
    return "\n".join(
        [
            "# Events\n",
            "## Events of the Channel Integration Framework\n",
            (
                "A provider listens with `Microsoft.CIFramework.addHandler(name, handler)`. A handler "
                "gets JSON text "
                "of these payloads; [the contract](../contracts/ciframework.md) says when each is raised.\n"
            ),
            _events("EventPayloads", "Events and what their JSON texts hold.", BUILT_IN_EVENTS),
            "## Broadcasts of the app profile manager\n",
            (
                "Scripts of the same origin hear them on a `BroadcastChannel` whose name "
                "`Microsoft.Apm.getFocusedSession().getContext()` and "
                "[the contract](../contracts/app-profile-manager.md) tell.\n"
            ),
            _events("BroadcastEvents", "Broadcasts and their payloads.", BROADCAST_EVENTS),
        ]
    )


def _events(name: str, text: str, payloads: Mapping[str, type]) -> str:
    types = Types()
    written = events(name, text, payloads, types)
    return fence("ts", f"{written}\n{types.interfaces}", DECLARATION)


def _properties(contract: Contract, properties: list[Method]) -> str:
    types = Types()
    rows = [
        (
            code(each.name),
            code(result_of(each, types)),
            "yes" if f"{each.name}=" in contract.methods else "no",
            sentence(each.function.__doc__),
            cited(each.source),
        )
        for each in properties
        if not each.name.endswith("=")
    ]
    return table(("Property", "Type", "Can be assigned", "Meaning", "Source"), rows)


def _method(method: Method, own: int, level: str = "##") -> str:
    types = Types()
    parts = [f"{level} {method.name}\n", plain(method.function.__doc__) + "\n"]
    if method.is_missing:
        parts.append(f"Every call is refused. Source: {cited(method.source)}.\n")
        return "\n".join(parts)
    last = method.name.rpartition(".")[2]
    written = f"{last}{signature(method, types, own)}"
    given = method.parameters[own:]
    rows = [
        (code(each.name), code(types.kind(each.kind)), "yes" if each.required else "no", each.kind.right)
        for each in given
    ]
    parts += [
        fence("ts", written, DECLARATION),
        table(("Parameter", "Type", "Required", "Right is"), rows),
        *(_shape(each.name, each.kind) for each in given),
        _answer(method, types, takes=bool(given)),
    ]
    if types.interfaces:
        parts.append(fence("ts", types.interfaces, DECLARATION))
    sheets = decisions_of(method.source, last)
    parts.append(f"What the product does: {cited(method.source)}.\n")
    if sheets:
        parts += ["Where the emulator decides:\n", *(f"* {each}" for each in sheets), ""]
    return "\n".join(part for part in parts if part) + "\n"


def _shape(name: str, kind: Kind) -> str:
    inner = kind.like if isinstance(kind, Anything) else kind
    if not isinstance(inner, Shape) or not inner.members:
        return ""
    types = Types()
    rows = [
        (
            code(f"{name}.{each.name}"),
            code(types.kind(each.kind)),
            "yes" if each.required else "no",
            f"{each.doc}.",
        )
        for each in inner.members
    ]
    return table(("Member", "Type", "Required", "Meaning"), rows)


def _answer(method: Method, types: Types, *, takes: bool) -> str:
    result = result_of(method, types)
    given = "nothing" if method.result is ResultKind.NOTHING else code(result)
    refused = "thrown" if method.returns is ReturnStyle.VALUE else "a rejection"
    wrong = f"A wrong argument is a `TypeError` ({refused}); " if takes else ""
    other = "what else is refused" if wrong else "What is refused"
    other += f" is an `Error` with `errorCode` ({refused}; [error messages](errors.md))."
    return f"Gives {given}, {_ANSWERS[method.returns]}. {wrong}{other}\n"
