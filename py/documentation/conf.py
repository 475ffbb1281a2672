"""Sphinx's settings. All that a page needs comes with it: no font, script or style from elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "py"))

from sphinx.application import Sphinx  # noqa: E402

from cif_emulator import __version__  # noqa: E402
from documentation.markdown import with_live_blocks, with_navigation, without_outside  # noqa: E402

project = "cif-emulator"
author = "cif-emulator contributors"
project_copyright = author
version = release = __version__
language = "en"

extensions = ["myst_parser"]
root_doc = "README"
myst_enable_extensions = ["attrs_block"]
myst_heading_anchors = 5

html_theme = "furo"
html_title = f"cif-emulator {__version__}"
html_static_path = [str(ROOT / "web" / "documentation")]
html_js_files = [("live.js", {"type": "module"})]
html_css_files = ["live.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"footer_icons": []}
highlight_language = "text"


def setup(app: Sphinx) -> None:
    """Read the Markdown as GitHub shows it: its index is the navigation, its live blocks are marked."""

    def read(_: Sphinx, page: str, text: list[str]) -> None:
        text[0] = with_live_blocks(with_navigation(page, without_outside(text[0])))

    app.connect("source-read", read)
