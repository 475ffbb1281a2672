"""Sources that take from ``typing`` what it has. Runs in the page's own interpreter under Node."""

from __future__ import annotations

import ast
import typing


def with_typing_names(source: bytes, filename: str) -> ast.Module:
    """A module that asks ``typing_extensions`` for nothing that this Python's ``typing`` has.

    Packages that run on older Pythons ask it for all; it is as large as ``typing`` itself, and a start can do
    without. Raises ``SyntaxError``.
    """
    tree = ast.parse(source, filename)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    for node in imports:
        is_asked = node.level == 0 and node.module == "typing_extensions"
        if is_asked and all(hasattr(typing, each.name) for each in node.names):
            node.module = "typing"
    return tree
