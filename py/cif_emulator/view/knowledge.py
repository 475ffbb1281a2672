"""The knowledge search page: articles to find, read and send (``ciframework.md`` 3, ``onsendkbarticle``).

The product's own web resource for it is shown natively, whichever template names it.
"""

from __future__ import annotations

from cif_emulator.view.article_text import paragraphs
from cif_emulator.view.page_shapes import ArticleView, KnowledgePage, OpenArticleView
from cif_emulator.workspace.rules.field_values import FORMATTED
from cif_emulator.workspace.rules.knowledge import ARTICLES
from cif_emulator.workspace.state.pages import Page
from cif_emulator.workspace.state.record_source import RecordSource, Row
from cif_emulator.workspace.state.session import Tab
from cif_emulator.workspace.state.templates import PageType
from cif_emulator.workspace.state.values import as_text

WEB_RESOURCE = "msdyn_knowledge_search.html"
SHOWN_ARTICLES = 25
_EXCERPT = 160


def is_knowledge_search(page: Page) -> bool:
    """Whether a page is knowledge search."""
    name = page.text("webresourceName").partition("?")[0].strip().lower()
    return page.page_type is PageType.WEB_RESOURCE and name.rsplit("/", 1)[-1] == WEB_RESOURCE


def knowledge_view(records: RecordSource, tab: Tab) -> KnowledgePage:
    """The articles that the text finds, and the one that is read."""
    text = tab.state.search if tab.state.search is not None else tab.page.text("data").strip()
    rows = records.rows(ARTICLES, text, SHOWN_ARTICLES) if records.table(ARTICLES) else ()
    keys = [as_text(row.get("knowledgearticleid")) for row in rows]
    complete = [row for key in keys if (row := records.retrieve(ARTICLES, key)) is not None]
    shown = records.retrieve(ARTICLES, tab.state.article) if tab.state.article else None
    return {
        "kind": "knowledge",
        "tabId": tab.tab_id,
        "load": tab.load,
        "heading": tab.title,
        "searchText": text,
        "articles": [_entry(row) for row in complete],
        "article": _article(shown) if shown is not None else None,
    }


def _entry(row: Row) -> ArticleView:
    text = " ".join(_paragraphs(row))
    return {
        "recordId": as_text(row.get("knowledgearticleid")),
        "title": as_text(row.get("title")) or "(no title)",
        "number": as_text(row.get("articlepublicnumber")),
        "state": as_text(row.get("statecode" + FORMATTED)),
        "excerpt": text if len(text) <= _EXCERPT else text[: _EXCERPT - 1].rstrip() + "…",
    }


def _article(row: Row) -> OpenArticleView:
    return {**_entry(row), "paragraphs": _paragraphs(row)}


def _paragraphs(row: Row) -> list[str]:
    return paragraphs(as_text(row.get("content"))) or paragraphs(as_text(row.get("description")))
