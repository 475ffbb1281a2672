"""``python -m page_build``: bring the page of this checkout up to date."""

import sys
from pathlib import Path

from page_build import BuildFailed, build_page


def main() -> None:
    """Build, saying each step that was necessary; a failure is one message and exit code 1."""
    try:
        build_page(Path(__file__).parents[2], report=lambda step: print(step, flush=True))  # noqa: T201
    except BuildFailed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
