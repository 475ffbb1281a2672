"""A method that is added to the contracts alone is everywhere: seen on a copy of the sources, built once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.testing.workspace_page import POLLING, Workspace

ROOT = Path(__file__).parents[2]

DECLARATION = '''

@ciframework.method("demonstrate", source="ciframework.md 1")
def demonstrate(call: Call, text: str, times: int = 1) -> str:
    """A text, again and again."""
    return text * times
'''


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources with one method more, built."""
    root = tmp_path_factory.mktemp("copy") / "project"
    for name in ("py", "web"):
        left_out = shutil.ignore_patterns("__pycache__", "node_modules", "generated")
        shutil.copytree(ROOT / name, root / name, ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", root)
    # With what is built already, as in the checkout of somebody who adds a method: the build makes what that changes.
    shutil.copytree(ROOT / "build/page", root / "build/page", ignore=shutil.ignore_patterns("lock"))
    (root / "web/node_modules").symlink_to(ROOT / "web/node_modules")
    with (root / "py/cif_emulator/api/cif/environment.py").open("a", encoding="utf-8") as file:
        file.write(DECLARATION)
    subprocess.run(
        [sys.executable, "-m", "page_build"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "py")},
        check=True,
        timeout=300,
    )
    return root


@pytest.fixture
def workspace(copy: Path, cif_new_context: Any) -> Iterator[Workspace]:
    with serving(application(Service(page=copy / "py/cif_emulator/_page"))) as url:
        page = cif_new_context().new_page()
        opened = Workspace(page=page, url=url)
        opened.open(120_000)
        yield opened


def test_a_declared_method_is_in_the_window_in_the_library_and_in_the_types(workspace: Workspace) -> None:
    page = workspace.page
    assert page.evaluate("Microsoft.CIFramework.demonstrate('ab', 2)") == "abab"
    refused = page.evaluate("Microsoft.CIFramework.demonstrate(5).catch((error) => error.message)")
    assert "text is the number 5" in refused
    types = page.request.get(f"{workspace.url}types/microsoft.d.ts").text()
    assert "function demonstrate(text: string, times?: number | null, correlationId?" in types
    page.route(
        "**/widget.html",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<script src="{workspace.url}webresources/Widget/msdyn_ciLibrary.js"></script>',
        ),
    )
    row = {"unique_name": "own", "name": "Own", "channel_url": f"{workspace.url}widget.html"}
    page.evaluate("(row) => cifEmulator.reset({ config: { provider: [row] } })", row)
    frame = page.wait_for_selector("iframe[data-provider=own]", state="attached").content_frame()
    assert frame is not None
    frame.wait_for_function("() => Microsoft.CIFramework.demonstrate", polling=POLLING)
    assert frame.evaluate("Microsoft.CIFramework.demonstrate('c', 3)") == "ccc"
