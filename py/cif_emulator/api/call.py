"""What a method function gets beside its arguments: the workspace, who calls, and the page's own facts."""

from __future__ import annotations

from collections.abc import Mapping

from cif_emulator.api import payloads
from cif_emulator.api.deliveries import Deliveries
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.refusals import quoted
from cif_emulator.workspace.workspace import Workspace

# Calls made on the page itself: a built-in provider without a panel, not counted among the providers.
PAGE = "emulator_page"
# The agent's mouse and keyboard.
AGENT = "agent"

# Broadcast events of ``Microsoft.Apm`` (``app-profile-manager.md`` 7).
ON_SESSION_SWITCH = "ON_SESSION_SWITCH"
ON_SESSION_CLOSED = "ON_SESSION_CLOSED"
ON_TAB_SWITCH = "ON_TAB_SWITCH"
BROADCAST_EVENTS: Mapping[str, type] = {
    ON_SESSION_SWITCH: payloads.SessionSwitch,
    ON_SESSION_CLOSED: payloads.SessionEnd,
    ON_TAB_SWITCH: payloads.TabSwitch,
}


@frozen
class Call:
    """One call under way.

    ``page_id`` is unique per page load; topics of broadcasts are made from it. ``document`` is that of the
    frame that calls, ``""`` on the page itself.
    """

    workspace: Workspace
    caller: str
    page_id: str
    deliveries: Deliveries
    document: str = ""


def trimmed_name(call: Call, name: str) -> str:
    """A template's name without blanks at its ends, told; the documentation's examples have one (3.3)."""
    trimmed = name.strip()
    if trimmed != name:
        call.workspace.warn("blank-in-name", name=quoted(name), trimmed=quoted(trimmed))
    return trimmed


def topic(page_id: str, event_name: str) -> str:
    """Name of the BroadcastChannel of an event: the same for every caller, stable for the page's life (7)."""
    return f"cif-emulator/{page_id}/{event_name}"
