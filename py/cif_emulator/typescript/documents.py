"""The files that users get: ``microsoft.d.ts``, ``xrm.d.ts`` and ``embed.d.ts``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from cif_emulator import __version__
from cif_emulator.api import xrm as xrm_contracts
from cif_emulator.api.apm import apm
from cif_emulator.api.apm_objects import context_object, session_object, tab_object
from cif_emulator.api.call import BROADCAST_EVENTS
from cif_emulator.api.cif import ciframework
from cif_emulator.api.element_events import NotificationDetail, ReadyDetail, SessionDetail, SwitchDetail
from cif_emulator.api.global_context import global_context
from cif_emulator.api.not_emulated import macros, omnichannel
from cif_emulator.api.payloads import CustomEvent
from cif_emulator.api.provider_events import BUILT_IN_EVENTS
from cif_emulator.typescript.contracts import events, interface, namespace
from cif_emulator.typescript.handle import Handle
from cif_emulator.typescript.hints import Types, comment, indented
from cif_emulator.view.page_shapes import PageView
from cif_emulator.workspace.state.refusals import ErrorCode

# What no declaration says: how errors, promises and Maps look in JavaScript.
_HERE = files("cif_emulator.typescript")
BASE = (_HERE / "base.d.ts").read_text(encoding="utf-8")
# What no declaration says of the element: its attributes, and how it differs from the page's own handle.
ELEMENT = (_HERE / "embed.d.ts").read_text(encoding="utf-8")


def _heading(name: str) -> str:
    return (
        f"// {name}, by cif-emulator {__version__} (`cif-emulator types`).\n"
        "// Chapters after @see, like ciframework.md 2.1, are those of the project's docs/contracts/.\n"
    )


def _block(name: str, *parts: str) -> str:
    return f"namespace {name} {{\n{indented(chr(10).join(part for part in parts if part))}}}\n"


def _error_codes() -> str:
    members = "".join(f"{each.name}: {each.value};\n" for each in ErrorCode)
    return f"{comment(ErrorCode.__doc__)}interface ErrorCodes {{\n{indented(members)}}}\n"


def _namespace_apm() -> str:
    types = Types()
    live = [interface(each, types, own=1) for each in (session_object, tab_object, context_object)]
    functions = namespace(apm, types)
    payloads = events("BroadcastEvents", "Broadcasts and their payloads.", BROADCAST_EVENTS, types)
    return _block("Apm", functions, *live, payloads, types.interfaces)


def _namespace_ciframework() -> str:
    types = Types()
    functions = namespace(ciframework, types)
    payloads = events("EventPayloads", "Events and what their JSON texts hold.", BUILT_IN_EVENTS, types)
    types.of(CustomEvent)
    return _block("CIFramework", functions, payloads, types.interfaces)


@cache
def microsoft() -> str:
    """The text of ``microsoft.d.ts``: both namespaces, their objects and events, ``cifEmulator``."""
    types = Types({"PageView": PageView})
    handle = types.protocol(Handle)
    missing = (_block(each.name, namespace(each, types)) for each in (omnichannel, macros))
    parts = (_error_codes(), _namespace_apm(), _namespace_ciframework(), *missing)
    return "\n".join(
        [
            _heading("Microsoft.Apm, Microsoft.CIFramework and cifEmulator"),
            BASE,
            f"declare {_block('Microsoft', *parts)}",
            f"declare {_block('CifEmulator', handle, types.interfaces)}",
        ]
    )


@cache
def xrm() -> str:
    """The text of ``xrm.d.ts``: what the emulator has of ``Xrm``. It takes the place of ``@types/xrm``."""
    types = Types()
    functions = namespace(xrm_contracts.xrm, types)
    context = interface(global_context, types, own=0)
    return "\n".join(
        [
            _heading("Xrm as the emulator has it (beside @types/xrm leave this file out)"),
            f"declare {_block('Xrm', functions, context, types.interfaces)}",
            "interface Window {\n  Xrm: typeof Xrm;\n}\n",
        ]
    )


@cache
def embed() -> str:
    """The text of ``embed.d.ts``: ``<agent-workspace>``, its members, attributes and events."""
    types = Types()
    for detail in (ReadyDetail, SessionDetail, SwitchDetail, NotificationDetail):
        types.of(detail)
    return "\n".join(
        [
            '/// <reference path="./microsoft.d.ts" />',
            _heading("The element agent-workspace of embed.js"),
            f"declare global {{\n{indented(_block('CifEmulator', types.interfaces))}}}\n",
            ELEMENT,
        ]
    )


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "microsoft.d.ts": microsoft,
    "xrm.d.ts": xrm,
    "embed.d.ts": embed,
}
