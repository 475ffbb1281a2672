"""What all tests of this project start from."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def emulator_config():
    """The configuration that the workspace starts from."""
    return Path(__file__).with_name("workspace.toml")
