"""Wheels of the user's own: ``[workspace] wheels`` names them, the page installs them.

The page has no network: all that a wheel requires must be among the wheels or in the page already. It is
looked at here, where a mistake can be told before anybody opens the page.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from attrs import frozen
from packaging.markers import Environment, default_environment
from packaging.metadata import InvalidMetadata, Metadata
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import (
    InvalidWheelFilename,
    canonicalize_name,
    parse_wheel_filename,
)
from packaging.version import Version

from cif_emulator.config import Configuration
from cif_emulator.config.data.archive import UNREADABLE

# Where they are below the page.
ADDRESS = "user_wheels"
# Below the built page's folder: its own packages, and what its interpreter is.
OWN_WHEELS = "wheels"
INTERPRETERS = "pyodide"
LOCK = "pyodide-lock.json"
# The emulator by the name that packages require, and as the page has it.
PUBLISHED = "cif-emulator"
INSTALLED = "cif-emulator-page"


class UnusableWheel(Exception):
    """A wheel that the page cannot install; the text names it, and what would be right."""


@frozen(kw_only=True)
class Wheel:
    """What a wheel file says of itself; ``shown`` is its path as the configuration names it."""

    file: Path
    shown: str
    name: str
    version: Version
    requires: tuple[Requirement, ...]


@frozen(kw_only=True)
class Interpreter:
    """The page's Python: its version, its platforms' tags, how markers of requirements are read."""

    version: Version
    platforms: tuple[str, ...]

    def tags(self) -> frozenset[Tag]:
        """All tags that its wheels may have."""
        python = self.version.release[:2]
        name = "cp" + "".join(str(part) for part in python)
        native = cpython_tags(python, platforms=self.platforms)
        return frozenset((*native, *compatible_tags(python, name, self.platforms)))

    def environment(self) -> Environment:
        """What markers are compared with."""
        told = {
            "implementation_name": "cpython",
            "implementation_version": str(self.version),
            "os_name": "posix",
            "platform_machine": "wasm32",
            "platform_python_implementation": "CPython",
            "platform_system": "Emscripten",
            "python_full_version": str(self.version),
            "python_version": ".".join(str(part) for part in self.version.release[:2]),
            "sys_platform": "emscripten",
        }
        return cast("Environment", {**default_environment(), **told})


def user_wheels(page: Path, configuration: Path | None, configured: Configuration) -> tuple[Path, ...]:
    """The files of the wheels that a configuration (read from that file) names, checked; usually none.

    ``page`` is the built page's folder. Raises ``UnusableWheel`` for the first that cannot be installed.
    """
    if configuration is None or not configured.wheels:
        return ()
    interpreter = _interpreter(page)
    tags, own = interpreter.tags(), _own_packages(page)
    wheels: dict[str, Wheel] = {}
    for shown in configured.wheels:
        wheel = _read(configuration.parent / shown, shown, interpreter, tags)
        if wheel.name in own:
            raise UnusableWheel(
                f"{shown}: the page has its own {wheel.name} {own[wheel.name]}: leave the wheel out"
            )
        if wheel.name in wheels:
            raise UnusableWheel(f"{shown}: {wheels[wheel.name].shown} is the same package: leave one out")
        wheels[wheel.name] = wheel
    there = {**own, **{wheel.name: wheel.version for wheel in wheels.values()}}
    for wheel in wheels.values():
        _check_requirements(wheel, interpreter, there)
    return tuple(wheel.file for wheel in wheels.values())


def addresses(files: Iterable[Path]) -> list[str]:
    """Where the page finds wheels, relative to itself."""
    return [f"{ADDRESS}/{file.name}" for file in files]


def _interpreter(page: Path) -> Interpreter:
    lock = next((page / INTERPRETERS).glob(f"*/{LOCK}"))
    told = json.loads(lock.read_text(encoding="utf-8"))["info"]
    kinds = (f"pyemscripten_{told['abi_version']}", f"pyodide_{told['abi_version']}", told["platform"])
    return Interpreter(
        version=Version(told["python"]), platforms=tuple(f"{kind}_{told['arch']}" for kind in kinds)
    )


def _own_packages(page: Path) -> Mapping[str, Version]:
    named = [parse_wheel_filename(file.name) for file in (page / OWN_WHEELS).glob("*.whl")]
    own = {str(name): version for name, version, *_ in named}
    return {**own, PUBLISHED: own[INSTALLED]} if INSTALLED in own else own


def _read(file: Path, shown: str, interpreter: Interpreter, tags: frozenset[Tag]) -> Wheel:
    try:
        name, version, _, own_tags = parse_wheel_filename(file.name)
    except InvalidWheelFilename:
        raise UnusableWheel(
            f"{shown}: is not a wheel's file name; right is one like my_package-1.0-py3-none-any.whl"
        ) from None
    if not file.is_file():
        raise UnusableWheel(f"{shown}: there is no such wheel ({file})")
    if not own_tags & tags:
        platforms = ", ".join(sorted({f"{tag.interpreter}-{tag.abi}-{tag.platform}" for tag in own_tags}))
        python = ".".join(str(part) for part in interpreter.version.release[:2])
        raise UnusableWheel(
            f"{shown}: is for {platforms}; the page takes wheels of pure Python (py3-none-any) "
            f"or for Python {python} on {interpreter.platforms[0]}"
        )
    told = _metadata(file, shown)
    try:
        requires = tuple(told.requires_dist or ())
        python_wanted = told.requires_python
        same = canonicalize_name(told.name) == name and told.version == version
    except InvalidMetadata as error:
        raise UnusableWheel(f"{shown}: its metadata cannot be read ({error}): build it again") from None
    if not same:
        raise UnusableWheel(f"{shown}: is {told.name} {told.version} by its own metadata: name the file so")
    if python_wanted is not None and not python_wanted.contains(interpreter.version, prereleases=True):
        raise UnusableWheel(
            f"{shown}: requires Python {python_wanted}, and the page has {interpreter.version}"
        )
    return Wheel(file=file, shown=shown, name=name, version=version, requires=requires)


def _metadata(file: Path, shown: str) -> Metadata:
    try:
        with zipfile.ZipFile(file) as wheel:
            for entry in wheel.infolist():
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise UnusableWheel(
                        f"{shown}: is compressed in a way that the page cannot read ({entry.filename}): "
                        "build it again (with deflate)"
                    )
            broken = wheel.testzip()
            if broken is not None:
                raise UnusableWheel(f"{shown}: is damaged ({broken}): build it again")
            inside = [name for name in wheel.namelist() if _is_metadata(name)]
            if len(inside) != 1:
                raise UnusableWheel(f"{shown}: is no wheel: it has no METADATA; build it again")
            return Metadata.from_email(wheel.read(inside[0]), validate=False)
    except UNREADABLE as error:
        raise UnusableWheel(f"{shown}: cannot be read ({error}): build it again") from None


def _is_metadata(name: str) -> bool:
    folder, _, file = name.partition("/")
    return folder.endswith(".dist-info") and file == "METADATA"


def _check_requirements(wheel: Wheel, interpreter: Interpreter, there: Mapping[str, Version]) -> None:
    for requirement in _applicable(wheel.requires, interpreter.environment()):
        name = canonicalize_name(requirement.name)
        found = there.get(name)
        if found is None:
            raise UnusableWheel(
                f"{wheel.shown}: requires {requirement.name}, which is neither in the page nor among the "
                f"wheels: put a wheel of {requirement.name} beside it"
            )
        if not requirement.specifier.contains(found, prereleases=True):
            raise UnusableWheel(f"{wheel.shown}: requires {requirement}, and there is {name} {found}")


def _applicable(requirements: Iterable[Requirement], environment: Environment) -> Iterator[Requirement]:
    told = cast("dict[str, str]", {**environment, "extra": ""})
    for requirement in requirements:
        if requirement.marker is None or requirement.marker.evaluate(told):
            yield requirement
