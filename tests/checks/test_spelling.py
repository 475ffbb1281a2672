"""Spelling of documents and of the code's own words."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACES = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs",
    "py/documentation",
    "py/page_build",
    "py/release",
]


def test_words_are_spelled_right():
    command = [
        sys.executable,
        "-m",
        "codespell_lib",
        "--ignore-words-list=notin",
        "--skip=docs/reference,*.png,*.toml",
        *PLACES,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
