"""The wheel as people install it: how large it is, and that the page in it is whole."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from cif_emulator import __version__
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from page_build.project import read_project
from release.artifacts import wheel_faults

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(built_wheel: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(built_wheel) as archive:
        yield archive


def test_it_has_what_a_release_asks_for(built_wheel: Path) -> None:
    assert wheel_faults(built_wheel, __version__) == []


def test_it_has_the_documentation(wheel: zipfile.ZipFile) -> None:
    pages = {name for name in wheel.namelist() if name.startswith("cif_emulator/_documentation/")}
    assert {
        f"cif_emulator/_documentation/{name}" for name in ("start/widget.html.gz", "reference/apm.html.gz")
    } <= pages


def test_source_maps_are_of_our_own_sources(wheel: zipfile.ZipFile) -> None:
    maps = [json.loads(wheel.read(name)) for name in wheel.namelist() if name.endswith(".map")]
    sources = [pair for each in maps for pair in zip(each["sources"], each["sourcesContent"], strict=True)]
    assert {text is None for name, text in sources if "node_modules" in name} == {True}
    assert all(text for name, text in sources if "node_modules" not in name)


def test_a_bill_of_materials_names_all_that_others_made(wheel: zipfile.ZipFile) -> None:
    # Loading them takes seconds, which those who run none of these tests are spared.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    (name,) = [name for name in wheel.namelist() if name.endswith("/sboms/sbom.cdx.json")]
    bill = wheel.read(name).decode()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    components = json.loads(bill)["components"]
    assert all(len(each["hashes"][0]["content"]) in (64, 128) for each in components)
    named = {each["purl"] for each in components}
    project = read_project(ROOT)
    pinned = [one.split()[0].replace("==", "@").replace("_", "-") for one in project.wheels]
    assert {f"pkg:pypi/{one}" for one in pinned} <= named
    assert {each.split("@")[0] for each in named} >= {"pkg:npm/pyodide", "pkg:npm/lit-html"}
    licences = wheel.read("cif_emulator/_page/licences.txt").decode()
    assert all(
        f"{each['name']} {each['version']} (" in licences
        for each in components
        if "npm/" in each["purl"] and each["name"] != "pyodide"
    )


def test_the_page_in_it_is_whole(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """What the page of the checkout has, the installed one has, too, for every browser."""
    wheel.extractall(tmp_path)
    checkout = ROOT / "py" / "cif_emulator" / "_page"
    with serving(application(Service(page=tmp_path / "cif_emulator" / "_page"))) as address:
        for file in checkout.rglob("*"):
            is_left_out = file.name.endswith(".css.map") or (
                file.suffix == ".map" and file.parent.name == "play"
            )
            is_served = file.suffix not in {".br", ".gz", ".html"} and "web_resources" not in file.parts
            if file.is_file() and is_served and not is_left_out:
                path = file.relative_to(checkout).as_posix()
                request = Request(f"{address}{path}", headers={"Accept-Encoding": "identity"})
                with urlopen(request) as answer:
                    assert answer.read() == file.read_bytes(), path
