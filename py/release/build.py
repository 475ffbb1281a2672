"""The order of the steps."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from page_build.build import build_page
from page_build.commands import BuildFailed, run
from page_build.npm_package import build_package
from release.artifacts import sdist_faults, tarball_faults, wheel_faults
from release.readiness import NotReady, ready_version
from release.trial import installed_tarball, installed_wheel, try_command

SUMS = "SHA256SUMS"


def build_release(root: Path, out: Path, tag: str | None, report: Callable[[str], None]) -> None:
    """Write packages and documentation of ``root`` into ``out``; ``report`` learns of each step.

    ``out`` gets ``python/`` (wheel and source distribution), ``npm/`` (the tarball), ``site/`` (the
    documentation), and ``SHA256SUMS`` of the packages. Raises ``NotReady`` before anything is written, and
    ``BuildFailed`` with all faults of a package.
    """
    if out.is_dir() and any(out.iterdir()):
        raise NotReady(f"--out {out}: holds something already: name a new or empty folder")
    version = ready_version(root, tag)
    report(f"building version {version}")
    python = out.resolve() / "python"
    # Before they are packed, which takes the compressed copies as it finds them.
    build_page(root, report, for_networks=True)
    builder: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "-d", python]
    run("building the Python packages", [*builder, "-t", "sdist", "-t", "wheel"], root)
    (wheel,), (sdist,) = python.glob("*.whl"), python.glob("*.tar.gz")
    tarball = build_package(root, out / "npm")
    report("checking the packages")
    faults = [
        *(f"{wheel.name}: {fault}" for fault in wheel_faults(wheel, version)),
        *(f"{sdist.name}: {fault}" for fault in sdist_faults(sdist, version)),
        *(f"{tarball.name}: {fault}" for fault in tarball_faults(tarball, version)),
    ]
    if faults:
        raise BuildFailed("\n".join(faults))
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        report("trying them in fresh folders")
        command = installed_wheel(wheel, fresh / "python")
        try_command(command, version, fresh)
        try_command(installed_tarball(tarball, fresh / "npm"), version, fresh)
        report("writing the documentation's site with the installed command")
        run("writing the documentation", [command, "docs", "--out", out.resolve() / "site"], fresh)
    packages = (wheel, sdist, tarball)
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in packages]
    (out / SUMS).write_text("".join(sums), encoding="utf-8")
    for file in packages:
        report(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    report(f"{out / 'site'}: the documentation")
