"""What is noted at a test's item: the workspaces that it uses, and whether it failed.

Only the standard library and pytest are imported here, as in the plugin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cif_emulator.testing.workspace_page import Workspace

IN_USE: pytest.StashKey[list[Workspace]] = pytest.StashKey()
# Which configuration, data and providers a test has.
MARKER = "cif_emulator"
FAILED: pytest.StashKey[bool] = pytest.StashKey()
