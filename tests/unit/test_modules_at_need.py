"""Modules that are fetched when they are imported."""

import importlib
import sys
import zipfile

import pytest

from cif_emulator.page.modules_at_need import NotFetchedError, provide

NAMES = ("kept_away", "kept_away.inner", "kept_away_too")


class Server:
    """Puts the archive in its place, unless it is down."""

    def __init__(self, archive):
        self.archive = archive
        self.why = ""
        self.asked = 0

    def fetch(self):
        self.asked += 1
        if not self.why:
            with zipfile.ZipFile(self.archive, "w") as written:
                written.writestr("kept_away/__init__.py", "")
                written.writestr("kept_away/inner.py", "VALUE = 1")
                written.writestr("kept_away_too.py", "VALUE = 2")
        return self.why


@pytest.fixture
def server(tmp_path):
    found = Server(tmp_path / "later.zip")
    finders = [*sys.meta_path]
    provide(NAMES, str(found.archive), found.fetch)
    yield found
    sys.meta_path[:] = finders
    for name in NAMES:
        sys.modules.pop(name, None)


def test_they_are_fetched_once_when_the_first_is_imported(server):
    assert server.asked == 0
    assert importlib.import_module("kept_away.inner").VALUE == 1
    assert importlib.import_module("kept_away_too").VALUE == 2
    assert server.asked == 1


def test_no_other_module_is_asked_for(server):
    with pytest.raises(ModuleNotFoundError, match="No module named 'kept_away_from_all'"):
        importlib.import_module("kept_away_from_all")
    assert server.asked == 0


def test_why_they_cannot_be_fetched_is_told_and_the_next_import_tries_again(server):
    server.why = "the server answered 503"
    for times in (1, 2):
        with pytest.raises(NotFetchedError, match=r"needed only now is missing: the server answered 503$"):
            importlib.import_module("kept_away_too")
        assert server.asked == times
    server.why = ""
    assert importlib.import_module("kept_away_too").VALUE == 2


def test_what_lies_on_the_path_comes_first(server, tmp_path, monkeypatch):
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "kept_away_too.py").write_text("VALUE = 3")
    monkeypatch.syspath_prepend(str(tmp_path / "path"))
    assert importlib.import_module("kept_away_too").VALUE == 3
    assert server.asked == 0
