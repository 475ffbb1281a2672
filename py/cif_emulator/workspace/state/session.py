"""Sessions and their application tabs: plain state, changed by the rules only."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from cif_emulator.workspace.state.page_state import Content, PageState
from cif_emulator.workspace.state.pages import Page
from cif_emulator.workspace.state.panel import PanelMode
from cif_emulator.workspace.state.record_source import Row
from cif_emulator.workspace.state.templates import ApplicationTabTemplate, SessionTemplate


@define(eq=False, kw_only=True)
class Tab:
    """One application tab. ``load`` grows with each reload; ``values`` are its own slug values.

    ``unsaved`` are the fields of its form that the agent has changed and not saved, by column;
    ``create_form`` is the page as it was before a new record was saved in it.
    """

    tab_id: str
    title: str
    page: Page
    template: ApplicationTabTemplate | None = None
    is_anchor: bool = False
    can_close: bool = True
    values: Mapping[str, object] = field(factory=dict)
    load: int = 0
    unsaved: dict[str, Content] = field(factory=dict)
    create_form: Page | None = None
    state: PageState = field(factory=PageState)

    @property
    def has_unsaved(self) -> bool:
        """Whether closing it would lose what the agent has typed."""
        return bool(self.unsaved or self.state.note.strip())


@define(eq=False, kw_only=True)
class Session:
    """One session of the session panel; Home is the default one.

    ``owner`` is the provider that created it through ``Microsoft.CIFramework`` (``ciframework.md`` 5.3),
    ``None`` otherwise. ``values`` is its context ("automation dictionary"), ``anchor`` the anchor record's
    row as it was when the session began (``templates.md`` 6.4), ``passed_context`` what ``createSession`` got
    as ``context``, ``title_values`` what ``setSessionTitle`` got, ``conversation_id`` its row of
    ``msdyn_ocliveworkitem`` where analytics are on, ``looks_since`` the version of the state with which its
    entry in the rail has last changed.
    """

    session_id: str
    title: str = ""
    template: SessionTemplate | None = None
    owner: str | None = None
    is_default: bool = False
    can_close: bool = True
    values: dict[str, object] = field(factory=dict)
    passed_context: Mapping[str, object] | None = None
    title_values: dict[str, object] = field(factory=dict)
    conversation_id: str | None = None
    anchor: Row = field(factory=dict)
    tabs: dict[str, Tab] = field(factory=dict)
    focused_tab_id: str = ""
    panel: PanelMode = PanelMode.HIDDEN
    attention: bool = False
    unread: int = 0
    urgent: bool = False
    urgent_text: str = ""
    looks_since: int = 0

    @property
    def focused_tab(self) -> Tab:
        """The selected tab; a session always has one."""
        return self.tabs[self.focused_tab_id]

    @property
    def anchor_tab(self) -> Tab:
        """The first tab, which lives as long as the session."""
        return next(iter(self.tabs.values()))
