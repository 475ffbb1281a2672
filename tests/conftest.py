"""Fixtures for all tests; those of the page come from ``cif_emulator.testing``."""

pytest_plugins = ["pytester"]


def pytest_addoption(parser):
    """The project's own options."""
    parser.addoption("--update-picture", action="store_true", help="write the README's picture")
    parser.addoption("--without", metavar="FUNCTION", help="put a stub that does nothing in a function's place")
