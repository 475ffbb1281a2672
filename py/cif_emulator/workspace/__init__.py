"""The model of the agent workspace: sessions, tabs, templates, slugs, notifications, panel, providers.

No JavaScript, no clock, no input or output may be known here: the whole room runs under plain CPython. Its
layers, each of which knows those before it: ``state`` (plain data, events, and the one holder of them),
``slugs``, ``rules``, and ``workspace``, the façade for the contracts and extensions. All that the outside
must learn leaves as events. Extensions import from here.
"""

from __future__ import annotations

from cif_emulator.workspace.state.refusals import Refusal
from cif_emulator.workspace.state.requests import NotificationRequest, SessionRequest, TabRequest
from cif_emulator.workspace.state.session import Session, Tab
from cif_emulator.workspace.workspace import Workspace

__all__ = [
    "NotificationRequest",
    "Refusal",
    "Session",
    "SessionRequest",
    "Tab",
    "TabRequest",
    "Workspace",
]
