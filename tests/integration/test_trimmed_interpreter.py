"""The interpreter without what only compiled packages need (web/pyodide/trim.js)."""

import json
import subprocess
from pathlib import Path

import pytest

from page_build import BuildFailed, commands, web
from page_build.project import read_project

PUBLISHED = Path(__file__).parents[2] / "web" / "node_modules" / "pyodide"


@pytest.fixture(scope="module")
def project():
    return read_project(Path(__file__).parents[2])


def run_script(name, *arguments):
    script = Path(__file__).with_name(name)
    done = subprocess.run([commands.node(), script, *arguments], capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def cases():
    return run_script("trim_cases.mjs")


def test_what_no_kept_export_reaches_goes_and_the_rest_works(cases):
    assert cases["whole"] == {
        "imports": ["spare", "used", "unread", "base"],
        "exports": ["unused", "answer", "table"],
        "answer": 1140,
        "inTable": 7,
    }
    # What is in the table is called by its place there.
    assert cases["small"] == {
        "imports": ["used", "base"],
        "exports": ["answer", "table"],
        "answer": 1140,
        "inTable": 7,
    }
    assert cases["again"] == 0


def test_a_module_that_cannot_be_read_is_refused(cases):
    assert cases["padded"] == "a number before byte 165 is not in its shortest form"
    assert cases["cutOff"] == "the module is cut off"


def test_the_script_loses_what_nobody_asks_for(cases):
    script = cases["script"]
    assert all(name in script for name in ("_used", "Module.kept", "_alpha", "_gamma", "Module.wanted"))
    gone = ("_spare", "drawing", "hidden", "_beta", "_e1", "runText", ".sig", "publish", "read")
    assert [name for name in gone if name in script] == []
    assert cases["exports"] == ["alpha", "gamma", "main"]


def test_the_loader_is_a_classic_script_that_takes_a_module_and_asks_for_none_then(cases):
    refusal = cases["loader"].pop("other")
    assert cases["loader"] == {
        "version": "314.0.0",
        "own": "asked for /folder/pyodide.asm.wasm",
        "isSame": True,
        "answer": 1140,
    }
    assert refusal.startswith("the interpreter's loader has nothing like /")


def test_the_script_runs_as_a_classic_one(cases):
    assert cases["inNode"] == {"address": "file:///", "isShared": True}
    # The browser would say, slowly, that a page has no such memory.
    assert cases["inAPage"] == {"address": "http://localhost/", "isShared": False}


def test_another_script_is_refused(cases):
    assert cases["others"] == [
        "the interpreter's script is not one function, _createPyodideModule",
        'the interpreter\'s script has nothing like /[\\w$]+\\.sig="[^"]*";/g',
    ]


def test_the_build_stops_and_says_where_to_read(project, tmp_path):
    for name in ("pyodide.asm.mjs", "pyodide.mjs"):
        (tmp_path / name).write_text("export default 1;\n", encoding="utf-8")
    (tmp_path / "pyodide.asm.wasm").write_bytes(b"\0asm\1\0\0\0")
    command = [commands.node(), "trim.mjs", tmp_path, tmp_path]
    with pytest.raises(BuildFailed, match=r"is not one function.*\(see docs/pyodide-release\.md\)"):
        commands.run("trimming the interpreter", command, project.web)
    assert (tmp_path / "pyodide.asm.mjs").read_text(encoding="utf-8") == "export default 1;\n"


def test_the_pages_interpreter_is_smaller(project):
    folder = project.page / web.interpreter_folder(project)
    for name, most in (("pyodide.asm.mjs", 0.3), ("pyodide.asm.wasm", 0.91)):
        assert (folder / name).stat().st_size < most * (PUBLISHED / name).stat().st_size, name


def test_its_modules_are_those_of_the_published_one(project):
    published = run_script("builtin_modules.mjs", PUBLISHED)
    assert len(published) > 80
    assert run_script("builtin_modules.mjs", project.page / web.interpreter_folder(project)) == published
