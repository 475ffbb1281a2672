"""Sphinx's settings. All that a page needs comes with it: no font, script or style from elsewhere."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "py"))

from sphinx.application import Sphinx  # noqa: E402

from cif_emulator import __version__  # noqa: E402
from documentation.markdown import with_labels, with_live_blocks, with_navigation, without_outside  # noqa: E402

# Beside the site; the site's script takes it away where there is no server.
PLAYGROUND = "workspace/play/"
PLAYGROUND_ENTRY = (
    '<ul><li class="toctree-l1">'
    '<a class="reference internal playground" href="{}">Open the playground</a></li></ul>'
)
EMPTY_HEAD = re.compile(r'<th class="head">(?:<p></p>)?</th>')

project = "cif-emulator"
author = "cif-emulator contributors"
project_copyright = author
version = release = __version__
language = "en"

extensions = ["myst_parser"]
root_doc = "README"
myst_enable_extensions = ["attrs_block"]
myst_heading_anchors = 5
# JSX of custom elements is unknown to Pygments, which colours what it can.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = f"cif-emulator {__version__}"
html_static_path = [str(ROOT / "web" / "documentation")]
html_js_files = [("site.js", {"defer": "defer"})]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options: dict[str, object] = {"footer_icons": []}
highlight_language = "text"
# Two hyphens begin an option, and messages are found by their very text.
smartquotes = False


def setup(app: Sphinx) -> None:
    """Read the Markdown as GitHub shows it: its index is the navigation, its live blocks are marked."""

    def read(_: Sphinx, page: str, text: list[str]) -> None:
        text[0] = with_live_blocks(with_labels(with_navigation(page, without_outside(text[0]))))

    def complete(*given: Any) -> None:
        """The playground in the navigation, and what screen readers miss in the pages.

        That is a level of captions, and words in the heads of columns.
        """
        context: dict[str, Any] = given[3]
        if "furo_navigation_tree" in context:
            level = ('role="heading"', 'role="heading" aria-level="2"')
            playground = PLAYGROUND_ENTRY.format(context["pathto"](PLAYGROUND, 1))
            context["furo_navigation_tree"] = playground + context["furo_navigation_tree"].replace(*level)
        if "body" in context:
            context["body"] = EMPTY_HEAD.sub("<td></td>", context["body"])

    app.connect("source-read", read)
    # After the theme has written its navigation.
    app.connect("html-page-context", complete, priority=900)
