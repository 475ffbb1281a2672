"""Icons that templates name: whether anybody serves them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cif_emulator.cli.built_page import page_folder
from cif_emulator.cli.web_resources import BUILT_IN, find
from cif_emulator.config import Configuration, Problem, Severity

_PREFIX = "/webresources/"
# What is somewhere else, or in the text itself.
_ELSEWHERE = ("http://", "https://", "data:", "//")


def unserved_icons(configuration: Configuration, folder: Path | None, file: str = "") -> Iterator[Problem]:
    """A warning for each icon of a template that is no file of the web resources.

    ``folder`` is that of the organisation's web resources, ``file`` the configuration's. Without a built
    page, which has the others, nothing is said.
    """
    built_in = page_folder() / BUILT_IN
    if not built_in.is_dir():
        return
    folders = [each.resolve() for each in (folder, built_in) if each is not None]
    setup = configuration.setup
    sessions = {f"session_template {each.unique_name}": each.session_icon for each in setup.session_templates}
    notifications = {
        f"notification_template {each.unique_name}": each.icon for each in setup.notification_templates
    }
    for place, icon in (*sessions.items(), *notifications.items()):
        path = _path(icon or "")
        if path and not any(find(each, path) for each in folders):
            where = folder or "the folder that workspace.web_resources names"
            text = f"nobody serves the icon {icon}: put the file {path} into {where}"
            yield Problem(place=place, text=text, severity=Severity.WARNING, file=file)


def _path(icon: str) -> str:
    """The web resource that an icon is; empty for what is somewhere else."""
    if not icon.strip() or icon.lower().startswith(_ELSEWHERE) or "{" in icon:
        return ""
    if icon.lower().startswith(_PREFIX):
        return icon[len(_PREFIX) :]
    return "" if icon.startswith("/") else icon
