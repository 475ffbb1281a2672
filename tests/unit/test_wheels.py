"""``[workspace] wheels``: which wheels the page can install, and how the others are refused."""

import json
import zipfile

import pytest
from click.testing import CliRunner

from cif_emulator import config
from cif_emulator.cli import build, check, service_options
from cif_emulator.cli.built_page import PageNotBuilt
from cif_emulator.cli.http_service import ConfigurationDocument, Service
from cif_emulator.cli.main import main
from cif_emulator.cli.static_site import write_site
from cif_emulator.cli.wheels import UnusableWheel, user_wheels

from ..wheel_files import METADATA, write_wheel

LOCK = {
    "info": {"abi_version": "2026_0", "arch": "wasm32", "platform": "emscripten_5_0_3", "python": "3.14.2"}
}


@pytest.fixture
def page(tmp_path):
    """A built page, as far as wheels are concerned."""
    folder = tmp_path / "page"
    (folder / "pyodide" / "314.0.7-AAAAAAAA").mkdir(parents=True)
    (folder / "pyodide" / "314.0.7-AAAAAAAA" / "pyodide-lock.json").write_text(json.dumps(LOCK))
    (folder / "wheels").mkdir()
    for name in ("attrs-26.1.0", "cif_emulator_page-0.3.0", "typing_extensions-4.16.0"):
        (folder / "wheels" / f"{name}-py3-none-any.whl").touch()
    return folder


@pytest.fixture
def desk(tmp_path):
    """A configuration in a folder of its own that names those wheels; gives its path."""
    folder = tmp_path / "desk"
    folder.mkdir()

    def write(*names):
        file = folder / "workspace.toml"
        file.write_text(f"[workspace]\nwheels = {json.dumps(names)}\n", encoding="utf-8")
        return file

    return write


def found(page, file):
    return user_wheels(page, file, config.load(file))


def test_without_wheels_there_are_none(page, desk):
    assert found(page, desk()) == ()
    assert user_wheels(page, None, config.load(None)) == ()


def test_paths_are_relative_to_the_configuration(page, desk):
    file = desk("parts/own_part-1.0-py3-none-any.whl")
    (file.parent / "parts").mkdir()
    wheel = write_wheel(file.parent / "parts", "own_part")
    assert found(page, file) == (wheel,)


@pytest.mark.parametrize(
    "tags",
    [
        "py3-none-any",
        "py2.py3-none-any",
        "py314-none-any",
        "cp314-cp314-pyemscripten_2026_0_wasm32",
        "cp311-abi3-pyodide_2026_0_wasm32",
    ],
)
def test_wheels_for_the_pages_python_are_taken(page, desk, tags):
    file = desk(f"own-1.0-{tags}.whl")
    write_wheel(file.parent, "own", tags=tags)
    assert len(found(page, file)) == 1


@pytest.mark.parametrize(
    "tags",
    [
        "cp314-cp314-manylinux_2_17_x86_64",
        "cp311-cp311-pyodide_2026_0_wasm32",
        "py2-none-any",
        "cp314-cp314-pyodide_2025_0_wasm32",
    ],
)
def test_wheels_for_others_are_refused(page, desk, tags):
    file = desk(f"own-1.0-{tags}.whl")
    write_wheel(file.parent, "own", tags=tags)
    with pytest.raises(
        UnusableWheel, match=f"^own-1.0-{tags}.whl: is for .*{tags.split('-')[-1]}.*py3-none-any"
    ):
        found(page, file)


def test_what_a_wheel_requires_is_looked_for_in_the_page_and_beside_it(page, desk):
    file = desk("one-1.0-py3-none-any.whl", "Other_One-2.1-py3-none-any.whl")
    requires = (
        "attrs>=26",
        "other.one~=2.0",
        "CIF_Emulator>=0.3",
        "extra-thing; extra == 'more'",
        "pywin32; sys_platform == 'win32'",
    )
    write_wheel(file.parent, "one", requires=requires)
    write_wheel(file.parent, "Other_One", version="2.1")
    assert len(found(page, file)) == 2


@pytest.mark.parametrize(
    ("requirement", "says"),
    [
        ("requests", "requires requests, which is neither in the page nor among the wheels"),
        ("requests; sys_platform == 'emscripten'", "requires requests"),
        ("backport; python_version >= '3.14'", "requires backport"),
        ("attrs<20", "requires attrs<20, and there is attrs 26.1.0"),
        ("cif-emulator>=1", "requires cif-emulator>=1, and there is cif-emulator 0.3.0"),
    ],
)
def test_what_is_not_there_is_named(page, desk, requirement, says):
    file = desk("own-1.0-py3-none-any.whl")
    write_wheel(file.parent, "own", requires=(requirement,))
    with pytest.raises(UnusableWheel, match=f"^own-1.0-py3-none-any.whl: .*{says}"):
        found(page, file)


def damaged(file):
    write_wheel(file.parent, "own", "A = 1\n" * 100)
    wheel = file.parent / "own-1.0-py3-none-any.whl"
    content = wheel.read_bytes()
    wheel.write_bytes(content.replace(b"A = 1", b"B = 2"))


def no_archive(file):
    (file.parent / "own-1.0-py3-none-any.whl").write_text("no wheel")


def encrypted(file):
    wheel = write_wheel(file.parent, "own")
    content = bytearray(wheel.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] = 0x1
    wheel.write_bytes(content)


def bad_names(file):
    """A wheel with a name in it that is no UTF-8, though it says so."""
    wheel = file.parent / "own-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("é", "")
    wheel.write_bytes(wheel.read_bytes().replace("é".encode(), b"\xff\xff", 1))


def without_metadata(file):
    wheel = write_wheel(file.parent, "other")
    wheel.rename(file.parent / "own-1.0-py3-none-any.whl")


def another_python(file):
    metadata = METADATA.format(name="own", version="1.0") + "Requires-Python: <3.14\n"
    write_wheel(file.parent, "own", metadata=metadata)


def bad_requirement(file):
    write_wheel(file.parent, "own", requires=("no requirement at all !",))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda file: None, "there is no such wheel"),
        (damaged, "is damaged"),
        (no_archive, "cannot be read"),
        (encrypted, "is encrypted"),
        (bad_names, "cannot be read ('utf-8' codec"),
        (without_metadata, "is other 1.0 by its own metadata"),
        (another_python, "requires Python <3.14, and the page has 3.14.2"),
        (bad_requirement, "its metadata cannot be read"),
    ],
)
def test_broken_wheels_are_refused(page, desk, make, says):
    file = desk("own-1.0-py3-none-any.whl")
    make(file)
    with pytest.raises(UnusableWheel) as refusal:
        found(page, file)
    assert str(refusal.value).startswith("own-1.0-py3-none-any.whl: ")
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["own.zip"], "is not a wheel's file name"),
        (["own-1.0-py3-none-any.whl", "own-1.0-py3-none-any.whl"], "is the same package"),
        (["attrs-27.0-py3-none-any.whl"], "the page has its own attrs 26.1.0"),
    ],
)
def test_names_that_cannot_be_are_refused(page, desk, names, says):
    file = desk(*names)
    write_wheel(file.parent, "own")
    write_wheel(file.parent, "attrs", version="27.0")
    with pytest.raises(UnusableWheel, match=says):
        found(page, file)


def test_the_page_is_told_addresses_and_the_server_has_the_files(page, desk):
    file = desk("parts/own-1.0-py3-none-any.whl")
    (file.parent / "parts").mkdir()
    wheel = write_wheel(file.parent / "parts", "own")
    document = ConfigurationDocument(Service(page=page, configuration=file))
    assert json.loads(document.text())["workspace"]["wheels"] == ["user_wheels/own-1.0-py3-none-any.whl"]
    # A wheel that is damaged while the server runs is told at the next load.
    wheel.write_text("damaged")
    with pytest.raises(UnusableWheel):
        document.text()
    write_wheel(file.parent / "parts", "own")
    assert "user_wheels/own" in document.text()


def test_what_the_page_downloads_names_no_wheels(page, desk):
    file = desk("own-1.0-py3-none-any.whl")
    write_wheel(file.parent, "own")
    text = ConfigurationDocument(Service(page=page, configuration=file)).text()
    assert "wheels" not in json.loads(config.to_json(config.from_json(text, checked=True)))["workspace"]


@pytest.fixture
def checked_wheel(page, desk, monkeypatch):
    """Checks a configuration with a wheel that requires what is nowhere."""
    monkeypatch.setattr(check, "built_page", lambda: page)
    file = desk("own-1.0-py3-none-any.whl")
    write_wheel(file.parent, "own", requires=("requests",))
    return lambda *options: CliRunner().invoke(main, ["check", str(file), *options])


def test_the_check_counts_an_unusable_wheel_as_an_error(checked_wheel):
    done = checked_wheel()
    assert done.exit_code == 1
    told, counted = done.stdout.splitlines()
    assert "workspace.wheels: own-1.0-py3-none-any.whl: requires requests" in told
    assert counted.endswith("workspace.toml: 1 error, 0 warnings")


def test_the_check_has_it_in_json_too(checked_wheel):
    done = checked_wheel("--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["errors"], told["problems"][0]["place"]) == (1, "workspace.wheels")


def test_the_check_says_nothing_of_errors_where_it_cannot_look(checked_wheel, monkeypatch):
    def not_built():
        raise PageNotBuilt("no page")

    monkeypatch.setattr(check, "built_page", not_built)
    done = checked_wheel()
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", "no page\n")


@pytest.mark.parametrize("command", ["serve", "build"])
def test_the_commands_refuse_in_one_line(page, desk, tmp_path, monkeypatch, command):
    for module in (service_options, build):
        monkeypatch.setattr(module, "built_page", lambda: page)
    file = desk("own-1.0-py3-none-any.whl")
    write_wheel(file.parent, "own", requires=("requests",))
    options = {
        "serve": ["--config", str(file)],
        "build": ["--config", str(file), "--out", str(tmp_path / "site")],
    }
    done = CliRunner().invoke(main, [command, *options[command]])
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert "own-1.0-py3-none-any.whl: requires requests" in done.stderr


def test_a_static_site_has_them_with_what_they_need(page, desk, tmp_path):
    parts = {
        "interpreter": "pyodide/314.0.7-AAAAAAAA/",
        "wheels": {"attrs-26.1.0-py3-none-any.whl": ""},
        "prepared": None,
    }
    document = f'<meta charset="utf-8" /><script type="application/json" id="boot-parts">{json.dumps(parts)}</script>'
    (page / "index.html").write_text(document)
    (page / "provider").mkdir()
    (page / "provider" / "msdyn_ciLibrary.js").write_text("library()")
    (page / "service_worker.js").write_text('const site = "the site\'s files";')
    for kind in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        (page / parts["interpreter"] / kind).touch()
    wheel = write_wheel(desk().parent, "own")
    write_site(page, tmp_path / "site", "{}", wheels=(wheel,))
    assert (tmp_path / "site" / "user_wheels" / wheel.name).read_bytes() == wheel.read_bytes()
    kept = (tmp_path / "site" / "service_worker.js").read_text()
    for name in (f"user_wheels/{wheel.name}", "python_stdlib.zip", "wheels/attrs-26.1.0-py3-none-any.whl"):
        assert name in kept.partition('"hashes"')[0], name
