"""Knowledge articles' HTML as paragraphs of plain text: records are shown as text, never as markup."""

from __future__ import annotations


def paragraphs(content: str) -> list[str]:
    """The paragraphs of an article's content, which may be HTML or plain text."""
    if "<" not in content:
        return [line.strip() for line in content.splitlines() if line.strip()]
    # Over a network what reads HTML comes when it is needed.
    from cif_emulator.view.html_text import html_paragraphs

    return html_paragraphs(content)
