"""The reference pages, made from the declarations; nothing in them is written twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cif_emulator.api.apm import apm
from cif_emulator.api.cif import ciframework
from cif_emulator.api.not_emulated import macros, omnichannel
from cif_emulator.api.xrm import xrm
from documentation.reference.command_line import command_line_page
from documentation.reference.configuration import configuration_page
from documentation.reference.differences import differences_page
from documentation.reference.fixtures import fixtures_page
from documentation.reference.handle import handle_page
from documentation.reference.messages import errors_page, findings_page
from documentation.reference.methods import events_page, namespace_page, objects_page
from documentation.reference.typescript_fixtures import typescript_fixtures_page

FOLDER = "reference"
PAGES: Mapping[str, tuple[str, Callable[[], str]]] = {
    "apm.md": (
        "Sessions and tabs, for scripts in the workspace's own window",
        lambda: namespace_page(
            "Microsoft.Apm", "Sessions and tabs, from scripts in the workspace's own window.", apm
        ),
    ),
    "ciframework.md": (
        "What a channel provider calls",
        lambda: namespace_page(
            "Microsoft.CIFramework",
            "What a channel provider's page calls, and a script in the page of the workspace.",
            ciframework,
        ),
    ),
    "objects.md": ("Session, tab, context, global context", objects_page),
    "events.md": ("Events of providers and broadcasts, with their payloads", events_page),
    "xrm.md": (
        "`Xrm`, as far as scripts need it, and what is not emulated of `Microsoft`",
        lambda: namespace_page(
            "Xrm and the rest",
            "`Xrm` in the window; `Microsoft.Omnichannel` and macros.",
            xrm,
            omnichannel,
            macros,
        ),
    ),
    "configuration.md": ("Every key of `workspace.toml`", configuration_page),
    "command_line.md": ("Every command and option", command_line_page),
    "handle.md": ("`window.cifEmulator`", handle_page),
    "fixtures.md": ("Fixtures of the pytest plugin, their objects and settings", fixtures_page),
    "typescript_fixtures.md": (
        "Fixtures, objects and matchers of `cif-emulator/playwright`",
        typescript_fixtures_page,
    ),
    "findings.md": ("Every rule of findings", findings_page),
    "errors.md": ("Error messages by their text, with cause and remedy", errors_page),
    "differences.md": (
        "Every setting that chooses, and every decision that no source settles",
        differences_page,
    ),
}


def write_reference(root: Path) -> None:
    """Write the pages, and their index, into ``docs/reference/`` below ``root``."""
    folder = root / "docs" / FOLDER
    folder.mkdir(exist_ok=True)
    written = {name: make() for name, (_, make) in PAGES.items()}
    rows = []
    for name, (meaning, _) in PAGES.items():
        title = written[name].partition("\n")[0].removeprefix("# ")
        rows.append(f"| [{title}]({name}) | {meaning} |\n")
    written["README.md"] = (
        "# Reference\n\nMade from the declarations in the code.\n\n| Page | |\n|---|---|\n" + "".join(rows)
    )
    for file in folder.iterdir():
        if file.name not in written:
            file.unlink()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
