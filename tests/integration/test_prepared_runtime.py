"""The build's step under Node: the archive that pages over a network start from."""

import json
import subprocess
from pathlib import Path

import pytest

from page_build import BuildFailed, archives, commands, prepared
from page_build.project import read_project

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project():
    return read_project(ROOT)


def test_the_pages_archive_is_the_same_each_time(project, tmp_path):
    folder = project.cache / "prepared"
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    made = ("packages", "notes")
    again = {**job, **{name: str(tmp_path / name) for name in made}, "libraryIsThere": True}
    (tmp_path / "job.json").write_text(json.dumps(again), encoding="utf-8")
    step = [commands.node(), prepared.SCRIPT, "packages", tmp_path / "job.json"]
    commands.run("preparing the runtime once more", step, project.web)
    for name in made:
        assert (tmp_path / name).read_bytes() == Path(job[name]).read_bytes(), name


def test_the_pages_library_leaves_out_what_the_interpreter_holds_itself(project):
    names = archives.module_names(str(project.cache / "prepared" / "library.zip"))
    assert {"typing", "asyncio.base_events", "traceback"} < set(names)
    script = Path(__file__).with_name("frozen_modules.mjs")
    done = subprocess.run([commands.node(), script, "os", *names], capture_output=True, check=True)
    assert json.loads(done.stdout) == ["os"]


def test_what_comes_later_is_in_no_archive_of_the_start(project):
    library, application, later = (
        set(archives.module_names(str(project.cache / "prepared" / f"{name}.zip")))
        for name in ("library", "application", "later")
    )
    assert {
        "cif_emulator.config.rules.slugs",
        "cif_emulator.config.data.files",
        "csv",
        "encodings.cp1252",
        "html.entities",
        "typing_extensions",
        "xml.etree.ElementTree",
    } < later
    assert later.isdisjoint(library | application)
    whole = set(archives.module_names(str(project.cache / "prepared" / "packages.zip")))
    assert {name for name in whole if name.startswith("cif_emulator")} <= application | later


def test_what_is_free_inside_the_memory_is_not_in_the_snapshot(project):
    job = json.loads((project.cache / "prepared" / "job.json").read_text(encoding="utf-8"))
    holes = json.loads(Path(job["facts"]).read_text(encoding="utf-8"))["snapshot"]["holes"]
    # The largest is the stack; what was allocated lies between it and the last one.
    stack = max(holes, key=lambda hole: hole[1] - hole[0])
    free = sum(end - begin for begin, end in holes[:-1] if begin > stack[1])
    assert free > 3_000_000


def test_a_release_of_pyodide_without_an_adapter_is_refused(project, tmp_path):
    script = 'globalThis.pyodideScripts = { version: "999.0.1", loadPyodide() {} };\n'
    (tmp_path / "pyodide.mjs").write_text(script)
    (tmp_path / "pyodide.asm.mjs").write_text("")
    (tmp_path / "job.json").write_text(json.dumps({"runtime": str(tmp_path)}))
    step = [commands.node(), prepared.SCRIPT, "packages", tmp_path / "job.json"]
    with pytest.raises(BuildFailed, match=r"Pyodide 999\.0\.1 is not supported; right is 314\.x"):
        commands.run("preparing the runtime", step, project.web)
