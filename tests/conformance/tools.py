"""Scripts with tools in reach: what the callers of both folders have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen
from playwright.sync_api import Frame, Page


@frozen
class Tools:
    """What each script finds: the tools that the function ``make`` gives, by ``names``, and ``constants``."""

    make: str
    names: str
    constants: Mapping[str, object]

    def run(self, place: Page | Frame, script: str, given: Mapping[str, object]) -> Any:
        """Run the body of an async function with the tools and what is given in reach; give what it returns."""
        known = ", ".join([self.names, *{**self.constants, **given}])
        return self.run_script(place, f"async ({{ {known} }}) => {{ {script} }}", given)

    def run_script(self, place: Page | Frame, function: str, given: Mapping[str, object]) -> Any:
        """Call a function with an object of the tools and what is given; give what it returns."""
        return place.evaluate(
            f"(given) => ({function})({{ ...{self.make}(given), ...given }})",
            {**self.constants, **given},
        )
