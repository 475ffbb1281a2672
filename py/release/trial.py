"""The packages as people install them: in fresh folders, and asked for what people ask first."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from page_build.commands import BuildFailed, npm, run

# A configuration of one line, and the same with a mistake.
RIGHT = '[workspace]\ntitle = "Mine"\n'
WRONG = '[workspace]\ntitel = "Mine"\n'


def installed_wheel(wheel: Path, folder: Path) -> Path:
    """Install the wheel into a new virtual environment; gives its command."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    python = programs / ("python.exe" if sys.platform == "win32" else "python")
    options = ["--quiet", "--disable-pip-version-check"]
    command: list[str | Path] = [python, "-m", "pip", "install", *options, wheel.resolve()]
    run(f"installing {wheel.name}", command, folder)
    return programs / "cif-emulator"


def installed_tarball(tarball: Path, folder: Path) -> Path:
    """Install the npm package into a new folder; gives its command."""
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{ "private": true }\n', encoding="utf-8")
    options = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts"]
    run(f"installing {tarball.name}", [npm(), "install", *options, tarball.resolve()], folder)
    return folder / "node_modules" / ".bin" / "cif-emulator"


def try_command(command: Path, version: str, folder: Path) -> None:
    """Ask an installed command for its version, for a check, and for the page. Raises ``BuildFailed``."""
    told = _asked(command, folder, "--version").stdout.strip()
    _expect(command, "--version", told, f"cif-emulator, version {version}")
    for name, text, code in (("right.toml", RIGHT, 0), ("wrong.toml", WRONG, 1)):
        (folder / name).write_text(text, encoding="utf-8")
        _expect(command, f"check {name}", str(_asked(command, folder, "check", name).returncode), str(code))
    with _serving(command, folder) as ready:
        _expect(command, "serve --json", ready["version"], version)
        with urlopen(ready["url"], timeout=30) as page:  # noqa: S310 - the address of what was just started
            _expect(command, f"GET {ready['url']}", str(page.status), "200")


def _asked(command: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - what was just installed
        [command, *words], cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=120
    )


def _expect(command: Path, words: str, told: str, right: str) -> None:
    if told != right:
        raise BuildFailed(f"{command} {words} answers {told!r}: right is {right!r}")


@contextmanager
def _serving(command: Path, folder: Path) -> Iterator[dict[str, str]]:
    """A running workspace; gives what it says when it is ready."""
    words: Sequence[str | Path] = [command, "serve", "--port", "0", "--json", "--config", "right.toml"]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, encoding="utf-8") as server:  # noqa: S603
        try:
            line = server.stdout.readline() if server.stdout else ""
            if not line:
                raise BuildFailed(f"{command} serve ended with exit code {server.wait()} before it was ready")
            yield json.loads(line)
        finally:
            server.terminate()
