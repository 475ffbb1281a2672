"""What is on the agent's screen beside the sessions: messages and the question that waits for an answer."""

from __future__ import annotations

from typing import Literal

from attrs import define, field

from cif_emulator.workspace.frozen import frozen

MessageKind = Literal["info", "warning", "error"]

# More messages of one place than this push the oldest out: nobody reads further.
SHOWN_MESSAGES = 5


@frozen
class Message:
    """A message bar; ``action`` is a link's label and address.

    ``session_id`` is the session that it belongs to, where alone it is shown; ``None``: it is shown in all.
    """

    message_id: str
    kind: MessageKind
    text: str
    action: tuple[str, str] | None = None
    session_id: str | None = None


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

    def show_message(
        self,
        kind: MessageKind,
        text: str,
        action: tuple[str, str] | None = None,
        session_id: str | None = None,
    ) -> str:
        """Show a message; one that is shown already moves to the end. Gives its id."""
        self.withdraw_message(text, session_id)
        message = Message(self.next_id("message"), kind, text, action, session_id)
        self.messages.append(message)
        beside = [each for each in self.messages if each.session_id == session_id]
        for oldest in beside[:-SHOWN_MESSAGES]:
            self.messages.remove(oldest)
        return message.message_id

    def withdraw_message(self, text: str, session_id: str | None = None) -> None:
        """Take a message away whose cause is gone."""
        gone = (text, session_id)
        self.messages = [each for each in self.messages if (each.text, each.session_id) != gone]

    def messages_in(self, session_id: str) -> list[Message]:
        """The messages that are shown while a session has the focus."""
        return [each for each in self.messages if each.session_id in (None, session_id)]

    def dismiss_message(self, message_id: str) -> None:
        """The agent has read a message."""
        self.messages = [message for message in self.messages if message.message_id != message_id]

    def forget_session(self, session_id: str) -> None:
        """Withdraw the messages of a session that no longer exists, and a question about it."""
        self.messages = [each for each in self.messages if each.session_id != session_id]
        if self.dialog is not None and self.dialog.session_id == session_id:
            self.dialog = None
