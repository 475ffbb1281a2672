"""Every declared method, by what the page calls it."""

from __future__ import annotations

from cif_emulator.api.agent_actions import agent_actions
from cif_emulator.api.apm import apm
from cif_emulator.api.apm_objects import context_object, session_object, tab_object
from cif_emulator.api.cif import ciframework
from cif_emulator.api.contract import Contract, Method
from cif_emulator.api.global_context import global_context
from cif_emulator.api.handle_actions import handle_actions
from cif_emulator.api.not_emulated import macros, omnichannel
from cif_emulator.api.xrm import xrm

NAMESPACES: tuple[Contract, ...] = (apm, ciframework, omnichannel, macros)
# Beside `Microsoft`, on the window itself.
GLOBALS: tuple[Contract, ...] = (xrm,)
OBJECTS: tuple[Contract, ...] = (session_object, tab_object, context_object, global_context)
CONTRACTS: tuple[Contract, ...] = (*NAMESPACES, *GLOBALS, *OBJECTS, agent_actions, handle_actions)
METHODS: dict[str, Method] = {
    method.method_id: method for contract in CONTRACTS for method in contract.methods.values()
}
# What scripts and providers call: no properties, and not what the agent or a test does.
CALLERS_METHODS: dict[str, Method] = {
    name: method
    for name, method in METHODS.items()
    if not method.is_property and method.owner not in (agent_actions.name, handle_actions.name)
}
