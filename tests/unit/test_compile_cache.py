"""What imports make of texts, noted at build time and taken from the notes in the page."""

import builtins
import dataclasses
import re
import zipfile
import zipimport

import pytest

from page_build.interpreter import compile_cache
from page_build.interpreter.lines import without_lines

LONG = "def answer(x):\n    return x  # " + "generated " * 20
GENERATED = "def generated(x):\n    return x + 1"


@pytest.fixture
def archive(tmp_path):
    """An archive with two modules and the notes of what importing them makes."""
    re.purge()
    compile_cache.record(without_lines)
    namespace: dict[str, object] = {"compile": builtins.compile}
    exec("code = compile('1 + 1', 'short', 'eval')", namespace)
    exec(f"code = compile({LONG!r}, 'long', 'exec')", namespace)
    exec(GENERATED, namespace)
    re.compile(r"(?P<name>a+)|ready-made", re.IGNORECASE)
    notes = compile_cache.recorded()
    file = tmp_path / "packages.zip"
    with zipfile.ZipFile(file, "w") as written:
        written.writestr(compile_cache.NOTES, notes)
        written.writestr("first_of_archive.py", "import second_of_archive\nnumber = second_of_archive.number")
        written.writestr("second_of_archive.py", "number = 7")
    re.purge()
    yield str(file)
    compile_cache.end()


def no_compiler(*_args, **_named):
    raise AssertionError("this is in the notes")


def test_what_is_noted_is_not_made_again(archive, monkeypatch):
    monkeypatch.setattr(compile_cache, "_original_compile", no_compiler)
    monkeypatch.setattr(compile_cache, "_original_pattern", no_compiler)
    compile_cache.begin(archive)
    assert eval(compile("1 + 1", "short", "eval")) == 2
    namespace: dict[str, object] = {}
    exec(compile(LONG, "long", "exec"), namespace)
    assert namespace["answer"](3) == 3
    found = re.compile(r"(?P<name>a+)|ready-made", re.IGNORECASE).match("AAb")
    assert found is not None
    assert found["name"] == "AA"


def test_what_is_executed_as_text_is_taken_from_the_notes_too(archive, monkeypatch):
    monkeypatch.setattr(compile_cache, "_original_compile", no_compiler)
    compile_cache.begin(archive)
    namespace: dict[str, object] = {}
    exec(GENERATED, namespace)
    assert namespace["generated"](1) == 2
    assert compile_cache.end() == ""


def test_other_texts_are_executed_where_they_would_be(archive):
    compile_cache.begin(archive)
    seen: dict[str, object] = {}
    exec("a = 1\nexec('b = a + 1')", seen)
    assert (seen["a"], seen["b"]) == (1, 2)

    def inside():
        inner = [1]
        exec("inner.append(len(inner))")
        return inner

    assert inside() == [1, 1]
    own: dict[str, object] = {}
    exec("c = 3", {}, own)
    assert own == {"c": 3}


def test_the_end_names_what_was_not_in_the_notes(archive):
    compile_cache.begin(archive)
    compile("1 + 2", "<own text>", "eval")
    re.compile("c+d")
    assert compile_cache.end() == "<own text>, the regular expression 'c+d'"


def test_dataclasses_are_made_as_ever_but_for_their_docstrings(archive):
    text = (
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Point:\n    x: int\n    y: int = 2"
    )
    compile_cache.begin(archive)
    namespace: dict[str, object] = {"__name__": "own"}
    exec(text, namespace)
    compile_cache.end()
    point = namespace["Point"]
    assert point(1) == point(1, 2)
    assert point.__doc__ == "Point"


def test_any_other_text_is_compiled_as_ever(archive):
    compile_cache.begin(archive)
    assert eval(compile("1 + 2", "short", "eval")) == 3
    with pytest.raises(SyntaxError):
        compile("1 +", "short", "eval")
    assert re.compile("b+").match("bb")


def test_features_are_those_of_the_calling_module(archive):
    text = "def f(x: nowhere): pass"
    with_feature: dict[str, object] = {}
    compile_cache.begin(archive)
    exec(f"from __future__ import annotations\nexec(compile({text!r}, 'a', 'exec'))", with_feature)
    assert with_feature["f"].__annotations__ == {"x": "nowhere"}


def test_modules_come_out_of_archives_as_ever(archive, monkeypatch):
    monkeypatch.syspath_prepend(archive)
    compile_cache.begin(archive)
    import first_of_archive

    assert first_of_archive.number == 7
    assert first_of_archive.__spec__.loader.get_source("second_of_archive") == "number = 7"


def test_afterwards_all_is_as_before(archive):
    places = [
        (builtins, "compile"),
        (builtins, "exec"),
        (dataclasses, "inspect"),
        (re._compiler, "compile"),
        (zipimport, "_get_data"),
        (zipimport, "_get_module_code"),
    ]
    before = [getattr(*place) for place in places]
    compile_cache.begin(archive)
    assert all(getattr(*place) is not was for place, was in zip(places, before, strict=True))
    compile_cache.end()
    assert [getattr(*place) for place in places] == before
