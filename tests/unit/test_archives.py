"""Archives of compiled modules: what tracebacks can still say of them."""

import ast
import sys
import traceback
import zipfile
from pathlib import Path

import pytest

from page_build import archives
from page_build.interpreter.annotations import without_annotations
from page_build.interpreter.lines import lines_alone, without_lines
from page_build.interpreter.typing_names import with_typing_names

LOST = (
    "def find():\n    return seek([1])\n\n\ndef seek(found):\n"
    + "    found = found + found\n" * 9
    + "    return found[9999]\n"
)

TYPED = """
from typing import NamedTuple

def plain(one: int, /, two: int, *three: int, four: int, **five: int) -> int: ...

async def later(one: int) -> int: ...

@(lambda function: function)
def declared(one: int) -> int: ...

class Point(NamedTuple):
    x: int
    def moved(self, by: int) -> int: ...
"""


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """An archive with a package that keeps the numbers of its lines and a module that does not."""
    source, target = tmp_path / "source.zip", tmp_path / "target.zip"
    with zipfile.ZipFile(source, "w") as written:
        written.writestr("lost_lines.py", LOST)
        written.writestr("kept_lines/__init__.py", LOST)
        written.writestr("kept_lines/typed.py", TYPED)
        written.writestr("typed_elsewhere.py", TYPED)
    place = "/lib/target.zip"
    own_changes = lines_alone, without_annotations
    archives.compile_archive(
        [str(source)], str(target), place, 2, (without_lines,), "kept_lines", own_changes
    )
    monkeypatch.syspath_prepend(str(target))
    yield target
    for name in ("lost_lines", "kept_lines", "kept_lines.typed", "typed_elsewhere"):
        sys.modules.pop(name, None)


def told(find):
    try:
        find()
    except IndexError:
        return traceback.format_exc()
    raise AssertionError("it has found something")


def test_tracebacks_name_the_functions_of_modules_without_lines(archive):
    import lost_lines

    text = told(lost_lines.find)
    assert "/lib/target.zip/lost_lines.py" in text
    assert "in find" in text
    assert "in seek" in text
    assert text.endswith("IndexError: list index out of range\n")


def test_the_own_package_keeps_its_lines(archive):
    import kept_lines

    assert 'kept_lines/__init__.py", line 15, in seek' in told(kept_lines.find)


def test_code_with_its_lines_alone_has_the_same_lines_and_no_columns():
    source = Path(archives.__file__).parent / "interpreter" / "lines.py"
    code = compile(source.read_text(encoding="utf-8"), "lines", "exec")
    whole, plain = [code], [lines_alone(code)]
    assert len(plain[0].co_linetable) < len(code.co_linetable) / 2
    while whole:
        one, other = whole.pop(), plain.pop()
        assert [line for line, *_ in other.co_positions()] == [line for line, *_ in one.co_positions()]
        assert {column for _, _, *columns in other.co_positions() for column in columns} == {None}
        whole += [each for each in one.co_consts if isinstance(each, type(code))]
        plain += [each for each in other.co_consts if isinstance(each, type(code))]


def test_all_functions_of_a_module_share_one_table():
    code = compile(LOST, "lost", "exec")
    plain = without_lines(code)
    inner = [each for each in plain.co_consts if isinstance(each, type(code))]
    assert len(inner) == 2
    assert all(each.co_linetable is plain.co_linetable for each in inner)


def test_the_own_packages_functions_have_no_annotations_unless_they_are_decorated(archive):
    import typed_elsewhere
    from kept_lines import typed

    assert typed.declared.__annotations__ == {"one": int, "return": int}
    assert typed.Point.__annotations__ == {"x": int}
    for own in (typed.plain, typed.later, typed.Point.moved):
        assert own.__annotations__ == {}
    assert len(typed_elsewhere.plain.__annotations__) == 6
    assert typed_elsewhere.Point.moved.__annotations__ == {"by": int, "return": int}


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("from typing_extensions import Self, Annotated as A", "from typing import Self, Annotated as A"),
        ("from typing_extensions import Self, NoSuchName", None),
        ("from .typing_extensions import Self", None),
        ("import typing_extensions", None),
        ("def inner():\n    from typing_extensions import Any", "def inner():\n    from typing import Any"),
    ],
)
def test_what_typing_has_is_taken_from_it(asked, answered):
    assert ast.unparse(with_typing_names(asked.encode(), "package.py")) == (answered or asked)
