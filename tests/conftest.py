"""Fixtures for all tests; those of the page come from ``cif_emulator.testing``."""

from hypothesis import settings

pytest_plugins = ["pytester"]

# A busy machine is no fault of the example's.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


def pytest_addoption(parser):
    """The project's own options."""
    parser.addoption("--update-picture", action="store_true", help="write the README's picture")
    parser.addoption(
        "--without", metavar="FUNCTION", help="put a stub that does nothing in a function's place"
    )
