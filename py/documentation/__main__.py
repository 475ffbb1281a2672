"""``python -m documentation``: bring the documentation of this checkout up to date."""

import sys
from pathlib import Path

from documentation.site import build_documentation
from page_build import BuildFailed


def main() -> None:
    """Build if something changed, saying each step; a failure is one message and exit code 1."""
    try:
        build_documentation(Path(__file__).parents[2], report=lambda step: print(step, flush=True))  # noqa: T201
    except BuildFailed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
