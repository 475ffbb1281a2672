"""Knowledge search as the agent uses it (``ciframework.md`` 3, ``onsendkbarticle``)."""

from __future__ import annotations

from cif_emulator.workspace.rules.navigation import known_tab
from cif_emulator.workspace.state.state import State

ARTICLES = "knowledgearticle"


def search_articles(state: State, tab_id: str, text: str) -> None:
    """The agent types into the box of a knowledge search."""
    known_tab(state, tab_id).state.search = text
    state.touch()


def show_article(state: State, tab_id: str, record_id: str | None) -> None:
    """The agent opens an article in a knowledge search, or goes back to the list."""
    known_tab(state, tab_id).state.article = record_id
    state.touch()
