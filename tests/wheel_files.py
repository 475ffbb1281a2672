"""Makes small wheels for tests."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

METADATA = "Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def write_wheel(
    folder: Path,
    name: str,
    code: str = "",
    *,
    version: str = "1.0",
    tags: str = "py3-none-any",
    requires: tuple[str, ...] = (),
    extensions: Mapping[str, str] | None = None,
    metadata: str | None = None,
) -> Path:
    """Write the wheel of a package that is one module; ``metadata`` stands in the place of the usual one."""
    file = folder / f"{name}-{version}-{tags}.whl"
    told = METADATA.format(name=name, version=version) if metadata is None else metadata
    told += "".join(f"Requires-Dist: {requirement}\n" for requirement in requires)
    information = f"{name}-{version}.dist-info"
    members = {f"{name}.py": code, f"{information}/METADATA": told, f"{information}/WHEEL": WHEEL}
    if extensions:
        lines = [f"{key} = {function}" for key, function in extensions.items()]
        members[f"{information}/entry_points.txt"] = "\n".join(["[cif_emulator.extensions]", *lines, ""])
    members[f"{information}/RECORD"] = "".join(
        f"{member},,\n" for member in (*members, f"{information}/RECORD")
    )
    with zipfile.ZipFile(file, "w") as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    return file
