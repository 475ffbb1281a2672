"""Classes that do not change: held to it here, ordinary ones in the page, alike in all else."""

import importlib.util
import sys
from types import ModuleType
from typing import Any

import attrs
import pytest

from cif_emulator.workspace import frozen as here


@pytest.fixture
def in_the_page(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as the page's Python reads it."""
    monkeypatch.setattr(sys, "platform", "emscripten")
    spec = importlib.util.spec_from_file_location("frozen_in_the_page", here.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def declared(frozen: Any) -> tuple[Any, Any]:
    @frozen
    class Point:
        x: int
        y: int = 0

    @frozen(eq=False, kw_only=True)
    class Thing:
        name: str

    return Point, Thing


def test_code_is_held_to_it_outside_the_page() -> None:
    point, thing = declared(here.frozen)
    for instance, name in ((point(1), "x"), (thing(name="a"), "name")):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(instance, name, 2)


def test_the_page_has_ordinary_instances(in_the_page: ModuleType) -> None:
    point, _ = declared(in_the_page.frozen)
    instance = point(1)
    instance.x = 2
    assert instance == point(2)


def test_instances_compare_and_hash_alike_everywhere(in_the_page: ModuleType) -> None:
    for frozen in (here.frozen, in_the_page.frozen):
        point, thing = declared(frozen)
        assert point(1) == point(1, 0) != point(1, 1)
        assert len({point(1), point(1, 0), point(2)}) == 2
        assert thing(name="a") != thing(name="a")
        assert len({thing(name="a"), thing(name="a")}) == 2
        with pytest.raises(AttributeError):
            point(1).z = 3
