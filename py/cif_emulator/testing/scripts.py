"""JavaScript that Python runs in the browser: the functions of the ``.js`` file beside a Python file."""

from __future__ import annotations

import json
import re
from pathlib import Path

FUNCTION = re.compile(r"^export (?:async )?function (\w+)\(", re.MULTILINE)


class Scripts:
    """The exported functions of the JavaScript file beside a Python file, with the same name.

    The file is a module that imports nothing. Playwright takes texts, so a function comes as an expression.
    """

    def __init__(self, python_file: str) -> None:
        self._file = Path(python_file).with_suffix(".js")
        module = self._file.read_text(encoding="utf-8")
        self._names = FUNCTION.findall(module)
        self._declarations = re.sub(r"^export ", "", module, flags=re.MULTILINE)

    def __call__(self, name: str) -> str:
        """An expression whose value is the function, as ``evaluate`` takes it.

        Raises LookupError when the file exports no function of this name.
        """
        if name not in self._names:
            raise LookupError(
                f"{self._file.name} exports no function {name!r}, only {', '.join(self._names)}"
            )
        return f"(() => {{\n{self._declarations}\nreturn {name};\n}})()"

    def call(self, name: str, *arguments: object) -> str:
        """A script that calls the function with plain data, for ``add_init_script`` and ``<script>``."""
        return f"{self(name)}({', '.join(json.dumps(each) for each in arguments)});"
