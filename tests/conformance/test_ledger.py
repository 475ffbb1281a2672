"""The ledger against what there is: its tests exist, its functions exist, every conformance test stands in it."""

from __future__ import annotations

import ast

from cif_emulator.api.methods import METHODS

from .ledger import FOLDER, facts, files_with_tests, passing_without


def defined_tests() -> set[str]:
    return {
        f"{name}::{node.name}"
        for name, file in files_with_tests().items()
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_files_have_names_of_their_own() -> None:
    names = [file.name for file in FOLDER.rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_every_line_names_tests_that_exist() -> None:
    known = defined_tests()
    unknown = [f"{fact.place}: {test}" for fact in facts() for test in fact.tests if test not in known]
    assert unknown == []


def test_every_conformance_test_stands_in_the_ledger() -> None:
    named = {test for fact in facts() for test in fact.tests}
    assert sorted(defined_tests() - named) == []


def test_every_line_names_functions_that_exist() -> None:
    unknown = [f"{fact.place}: {name}" for fact in facts() for name in fact.functions if name not in METHODS]
    assert unknown == []


def test_lines_say_a_fact_once() -> None:
    lines = [(fact.document, fact.section, fact.text) for fact in facts()]
    assert len(lines) == len(set(lines)) > 0


def test_every_public_function_has_a_line() -> None:
    named = {name for fact in facts() for name in fact.functions}
    # What `Xrm` has is taken from the client API reference; the specifications say nothing of it.
    others = ("Agent.", "Xrm.", "GlobalContext.")
    public = {name for name, method in METHODS.items() if not (method.is_missing or name.startswith(others))}
    assert sorted(public - named) == []


def test_a_stub_takes_a_functions_place() -> None:
    needs_it, does_not = (
        "test_apm_tabs.py::test_create_tab_unfocused",
        "test_apm_sessions.py::test_fresh_workspace_has_home_only",
    )
    assert passing_without("Apm.createTab", [needs_it, does_not]) == {does_not}
