"""Lint and types: what the tools say of the sources."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def generated():
    """What tsc reads of Python is that of the present sources."""
    command = [sys.executable, ROOT / "py/page_build/generated.py", ROOT / "web/generated"]
    subprocess.run(command, check=True)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param([sys.executable, "-m", "ruff", "check", "--no-fix"], id="ruff"),
        pytest.param([sys.executable, "-m", "ruff", "format", "--check"], id="ruff format"),
        pytest.param([sys.executable, "-m", "mypy"], id="mypy"),
        pytest.param(
            ["node", "web/node_modules/typescript/bin/tsc", "--noEmit", "--project", "web"], id="tsc"
        ),
        pytest.param(
            ["npm", "--prefix", "web", "run", "lint"],
            id="biome",
        ),
    ],
)
def test_the_sources_are_clean(command):
    program = shutil.which(command[0])
    assert program is not None, f"{command[0]} is not on PATH"
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_the_lock_file_names_no_download_addresses():
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
