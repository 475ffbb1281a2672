"""Message bars of the whole app, which some clients use (``ciframework.md`` 2.13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from cif_emulator.api.call import Call
from cif_emulator.api.cif.namespace import ciframework
from cif_emulator.api.contract import ResultKind
from cif_emulator.api.kinds import Anything, Described, Text, member
from cif_emulator.api.values import described
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.refusals import WrongArgument
from cif_emulator.workspace.state.screen import MessageKind

_SOURCE = "ciframework.md 2.13"

# Levels as `Xrm.App.addGlobalNotification` numbers them, and their names.
_KINDS: Mapping[object, MessageKind] = {
    1: "info",
    2: "error",
    3: "warning",
    4: "info",
    "SUCCESS": "info",
    "INFO": "info",
    "INFORMATION": "info",
    "WARNING": "warning",
    "ERROR": "error",
}
LEVEL = Described("number | string", "1 to 4, or a word like INFO")


@frozen(kw_only=True)
class GlobalNotificationInput:
    """What ``showGlobalNotification`` takes."""

    message: str = member("The text that is shown")
    level: Annotated[object, Anything(LEVEL)] = member("1 to 4, or a word like INFO", default="INFO")
    action_label: str | None = member("What the link says", default=None)
    action_link: str | None = member("The link's address", default=None)
    rest: Mapping[str, object] = member("type, showCloseButton", factory=dict)


@ciframework.method("showGlobalNotification", source=_SOURCE)
def show_global_notification(call: Call, input_: GlobalNotificationInput) -> str:
    """Show a message on top of the page; gives its id. The agent can always close it."""
    level = input_.level.upper() if isinstance(input_.level, str) else input_.level
    kind = _KINDS.get(level) if isinstance(level, (str, int, float)) and not isinstance(level, bool) else None
    if kind is None:
        raise WrongArgument(f"input.level is {described(input_.level)}; right is {LEVEL.right}")
    link = input_.action_link
    action = (input_.action_label or link, link) if link else None
    message_id = call.workspace.screen.show_message(kind, input_.message, action)
    call.workspace.touch()
    return message_id


@ciframework.method("clearGlobalNotification", result=ResultKind.NOTHING, source=_SOURCE)
def clear_global_notification(call: Call, id_: Annotated[str, Text("message-1")]) -> None:
    """Remove such a message; an unknown or removed one is no error."""
    call.workspace.screen.dismiss_message(id_)
    call.workspace.touch()
