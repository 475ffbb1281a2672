"""What callers ask for: a session, a tab, a notification, a search."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    NotificationTemplate,
    SessionTemplate,
)


@frozen(kw_only=True)
class SessionRequest:
    """What a caller asks for when it opens a session.

    ``values`` go into the session's context; ``parameterised`` says that slugs inside them are written out
    (CIF). ``page_parameters`` are the anchor page's own (``parametersStr``); ``anchor_values`` may fill its
    parameters by name, weaker than these. ``tab_parameters`` holds a section per application tab template.
    """

    template: SessionTemplate
    owner: str | None = None
    values: Mapping[str, object] = Factory(dict)
    parameterised: bool = False
    page_parameters: Mapping[str, object] = Factory(dict)
    anchor_values: Mapping[str, object] = Factory(dict)
    tab_parameters: Mapping[str, Mapping[str, object]] = Factory(dict)
    passed_context: Mapping[str, object] | None = None
    focused: bool = True


@frozen(kw_only=True)
class TabRequest:
    """What a caller asks for when it opens a tab.

    ``values`` are parameters of the page and slug values of the tab; ``parameterised`` says that they may
    hold slugs (CIF).
    """

    template: ApplicationTabTemplate
    values: Mapping[str, object] = Factory(dict)
    parameterised: bool = False
    focused: bool = True


@frozen(kw_only=True)
class NotificationRequest:
    """What a caller asks for; ``values`` fill the slugs, ``token`` is for cancelling it."""

    template: NotificationTemplate
    owner: str
    values: Mapping[str, object] = Factory(dict)
    token: str | None = None


@frozen(kw_only=True)
class Search:
    """What a search page shows: what ``text`` finds, or the rows of ``table`` that query ``options`` give.

    ``search_type`` is 0 for relevance search, 1 for categorized search (``ciframework.md`` 2.8).
    """

    text: str = ""
    table: str | None = None
    search_type: int | None = None
    options: str = ""
