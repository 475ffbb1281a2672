"""Builds the page and the documentation when the distribution is built (hatchling calls this)."""

from __future__ import annotations

import sys
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
        try:
            is_wheel = version == "standard"
            build_page(Path(self.root), report=self.app.display_info, for_networks=is_wheel)
            if is_wheel:
                # A checkout builds its documentation when it is asked for; its install has no Sphinx.
                from documentation.site import build_documentation  # noqa: PLC0415

                build_documentation(Path(self.root))
        except BuildFailed as failure:
            self.app.abort(str(failure))
        if version == "editable":
            # A checkout rebuilds its page when its sources change, and takes a lock for it.
            build_data["dependencies"].append("filelock>=3.15")
