"""``python -m release --out DIR [--tag TAG]``: all that a release publishes, in one folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from page_build import BuildFailed
from release.build import build_release
from release.readiness import NotReady


def main() -> None:
    """Build, saying each step; a refusal is one message and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m release", description="Build and check a release.")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="A new or empty folder.")
    parser.add_argument("--tag", help="The tag that is published. Without it this is a rehearsal.")
    given = parser.parse_args()
    try:
        build_release(
            Path(__file__).parents[2],
            given.out,
            given.tag,
            lambda step: print(step, file=sys.stderr),  # noqa: T201
        )
    except (BuildFailed, NotReady) as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
