"""JavaScript of some length stands in files of its own, where it is linted, not in Python's strings."""

import ast
import re
from pathlib import Path

import pytest

from cif_emulator.testing.scripts import FUNCTION

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "tests", ROOT / "py/cif_emulator/testing")
# Strings with this many lines of JavaScript belong into a file.
LONG = 6
# What JavaScript has and neither Python, TOML, HTML, CSS nor prose.
JAVASCRIPT = re.compile(
    r"=>|===|\b(?:const|let|var)\s+[\w$\[{]|\bfunction\b[\s*]*\w*\s*\(|\b(?:window|document)\.\w|\bawait\s.*;\s*$",
    re.MULTILINE,
)
PYTHON = re.compile(r"^\s*(?:from [\w.]+ )?import [\w., ]+$", re.MULTILINE)
ELEMENT = re.compile(r"<script\b[^>]*>(.*?)(?:</script>|\Z)", re.DOTALL)


def long_scripts(source: str) -> list[int]:
    """The lines on which strings with long JavaScript begin, f-strings and pages with scripts included."""
    tree = ast.parse(source)
    inner = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = []
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        if not is_text or node in inner or node in docstrings or node.end_lineno - node.lineno < LONG - 1:
            continue
        text = ast.get_source_segment(source, node)
        pieces = ELEMENT.findall(text) if "<script" in text else [] if PYTHON.search(text) else [text]
        if any(JAVASCRIPT.search(piece) and lines(piece) >= LONG for piece in pieces):
            found.append(node.lineno)
    return sorted(found)


def lines(text: str) -> int:
    """How many lines hold more than the signs around a string."""
    return sum(bool(line.strip(" \trbfRBF\"'")) for line in text.splitlines())


BODY = [
    "const found = [];",
    "for (const id of ids) {",
    "  found.push(id);",
    "}",
    "await done();",
    "return found;",
]


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('run("""\n' + "\n".join(BODY) + '\n""")', 1),
        ('X = f"""\n' + "\n".join(BODY).replace("{", "{{").replace("}", "}}") + '\n{more}"""', 1),
        ("run(\n" + "\n".join(repr(line) for line in BODY) + ")", 1),
        ('page("""<h1>A page</h1><script>\n' + "\n".join(BODY) + '\n</script>""")', 1),
        ('run("""\n' + "\n".join(BODY[:5]) + '\n""")', 0),
        ('page("""<h1>\n\n\n\n\n\nA page</h1><script>\n' + "\n".join(BODY[:5]) + '\n</script>""")', 0),
        ('"""Says\n' + "\n".join(BODY) + '"""', 0),
        (
            'X = """\n[[record]]\ntable = "contact"\nid = "1"\nfirstname = "A"\nlastname = "B"\nmore = {}\n"""',
            0,
        ),
    ],
)
def test_planted_examples_are_judged(source, count):
    assert len(long_scripts(source)) == count


def test_no_python_string_holds_long_javascript():
    files = [file for folder in ("py", "tests") for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 200
    found = {
        f"{file.relative_to(ROOT)}:{line}"
        for file in files
        for line in long_scripts(file.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_every_function_of_a_script_is_used():
    unused = []
    scripts = [file for folder in FOLDERS for file in folder.rglob("*.js")]
    assert scripts
    for script in scripts:
        python = script.with_suffix(".py").read_text(encoding="utf-8")
        names = FUNCTION.findall(script.read_text(encoding="utf-8"))
        unused += [
            f"{script.name}: {name}"
            for name in names
            if f'"{name}"' not in python and f"'{name}'" not in python
        ]
    assert unused == []
