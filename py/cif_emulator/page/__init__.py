"""The only room that knows JavaScript: it puts the dispatcher into the page.

Importing it touches nothing of the browser's, so that it can be part of a memory snapshot; ``starting`` does.
"""

from __future__ import annotations

from cif_emulator.page.baselines import checking
from cif_emulator.page.extensions import complete_library
from cif_emulator.page.modules_at_need import provide
from cif_emulator.page.start import starting

__all__ = ["checking", "complete_library", "provide", "starting"]
