"""What is on the agent's screen beside the sessions: messages and the question that waits for an answer."""

from __future__ import annotations

from typing import Literal

from attrs import define, field

from cif_emulator.workspace.frozen import frozen

MessageKind = Literal["info", "warning", "error"]

# More messages than this push the oldest out: nobody reads further.
SHOWN_MESSAGES = 5


@frozen
class Message:
    """A message bar; ``action`` is a link's label and address."""

    message_id: str
    kind: MessageKind
    text: str
    action: tuple[str, str] | None = None


@frozen(kw_only=True)
class Dialog:
    """A modal question about closing a session or a tab, or (``reloads``) about loading a tab's page anew."""

    dialog_id: str
    title: str
    text: str
    confirm: str
    cancel: str
    session_id: str
    tab_id: str | None = None
    reloads: bool = False


@define
class Screen:
    """Messages, newest last, each text once; at most one dialog. ``hidden``: in the background.

    ``sessions_folded``: the session panel shows icons alone. ``network_access`` is the browser's permission
    for pages on public addresses to load from this machine: ``prompt``, ``granted``, ``denied``, or empty
    where it has none. ``missing_pictures`` are addresses of icons that could not be loaded.
    """

    hidden: bool = False
    sessions_folded: bool = False
    network_access: str = ""
    messages: list[Message] = field(factory=list)
    dialog: Dialog | None = None
    missing_pictures: set[str] = field(factory=set)
    _counter: int = 0

    def next_id(self, what: str) -> str:
        """An id for a message or dialog."""
        self._counter += 1
        return f"{what}-{self._counter}"

    def show_message(self, kind: MessageKind, text: str, action: tuple[str, str] | None = None) -> str:
        """Show a message; one that is shown already moves to the end. Gives its id."""
        self.withdraw_message(text)
        message = Message(self.next_id("message"), kind, text, action)
        self.messages.append(message)
        del self.messages[:-SHOWN_MESSAGES]
        return message.message_id

    def withdraw_message(self, text: str) -> None:
        """Take a message away whose cause is gone."""
        self.messages = [message for message in self.messages if message.text != text]

    def dismiss_message(self, message_id: str) -> None:
        """The agent has read a message."""
        self.messages = [message for message in self.messages if message.message_id != message_id]

    def forget_session(self, session_id: str) -> None:
        """Withdraw a question about a session that no longer exists."""
        if self.dialog is not None and self.dialog.session_id == session_id:
            self.dialog = None
