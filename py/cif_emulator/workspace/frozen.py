"""attrs classes whose instances do not change.

Type checkers and every run outside the browser hold code to it. In the page an instance is an ordinary one:
there each field that refuses assignment takes several times as long to set, and a call makes dozens.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING or sys.platform != "emscripten":
    from attrs import frozen
else:
    from attrs import define

    def frozen(cls=None, *, eq=True, **options):
        """As ``attrs.frozen``, but for the refusal to assign."""
        return define(cls, eq=eq, unsafe_hash=eq or None, **options)


__all__ = ["frozen"]
