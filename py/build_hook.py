"""Builds the page and the documentation when the distribution is built (hatchling calls this)."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from page_build import BuildFailed, build_page


class PageBuildHook(BuildHookInterface[BuilderConfig]):
    """Puts the built page into the package before its files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is out of date; ``version`` is ``editable`` or ``standard``."""
        root, is_wheel = Path(self.root), version == "standard"
        try:
            with ThreadPoolExecutor(max_workers=1) as beside:
                # A checkout builds its documentation when it is asked for; its install has no Sphinx.
                documentation = beside.submit(self._build_documentation, root) if is_wheel else None
                build_page(root, report=self.app.display_info)
                if documentation:
                    documentation.result()
        except BuildFailed as failure:
            self.app.abort(str(failure))
        if version == "editable":
            # A checkout rebuilds its page when its sources change, and takes a lock for it.
            build_data["dependencies"].append("filelock>=3.15")

    def _build_documentation(self, root: Path) -> None:
        from documentation.site import build_documentation  # noqa: PLC0415

        build_documentation(root, report=self.app.display_info)
