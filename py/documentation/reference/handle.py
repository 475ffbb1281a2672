"""``window.cifEmulator``, out of its protocol."""

from __future__ import annotations

import inspect
from typing import get_type_hints

from cif_emulator.typescript.handle import FaultList, Handle
from cif_emulator.typescript.hints import Types
from cif_emulator.view.page_shapes import PageView
from documentation.reference.markup import DECLARATION, fence, plain


def handle_page() -> str:
    """The page: members with their texts, then the shapes that they give."""
    parts = [
        "# cifEmulator\n",
        (
            "The workspace's handle for tests and for pages that embed it: `window.cifEmulator` in the "
            "workspace's "
            "page. A page of another origin has the same through [`<agent-workspace>`](README.md).\n"
        ),
    ]
    types = Types({"PageView": PageView})
    whole = types.protocol(Handle)
    for prefix, declared in (("", Handle), ("faults.", FaultList)):
        for name, function in vars(declared).items():
            if not name.startswith("_") and inspect.isfunction(function):
                parts += [
                    f"## {prefix}{name}\n",
                    plain(function.__doc__) + "\n",
                    fence("ts", _written(name, function), DECLARATION),
                ]
    parts += ["## All of it as TypeScript\n", fence("ts", f"{whole}\n{types.interfaces}", DECLARATION)]
    return "\n".join(parts)


def _written(name: str, function: object) -> str:
    types = Types({"PageView": PageView})
    hints = get_type_hints(function)
    result = types.of(hints.pop("return"))
    assert callable(function)  # noqa: S101
    given = [
        f"{each.name}{'' if each.default is each.empty else '?'}: {types.of(hints[each.name])}"
        for each in list(inspect.signature(function).parameters.values())[1:]
    ]
    answer = f"Promise<{result}>" if inspect.iscoroutinefunction(function) else result
    return f"{name}({', '.join(given)}): {answer}"
