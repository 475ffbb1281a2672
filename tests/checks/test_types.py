"""Types for users: ``tsc --strict`` reads them with examples of every method, right ones and wrong ones."""

import re
import subprocess
from pathlib import Path

import pytest

from cif_emulator.api.agent_actions import agent_actions
from cif_emulator.api.contract import Contract
from cif_emulator.api.handle_actions import handle_actions
from cif_emulator.api.methods import CONTRACTS
from cif_emulator.typescript import DOCUMENTS, microsoft
from cif_emulator.typescript.handle import Handle

ROOT = Path(__file__).parents[2]
EXAMPLES = Path(__file__).with_name("types")

# What examples call the contracts' objects.
CALLED = {
    "Apm": "Microsoft.Apm",
    "CIFramework": "Microsoft.CIFramework",
    "Xrm": "Xrm",
    "Session": "session",
    "Tab": "tab",
    "Context": "context",
    "GlobalContext": "globalContext",
}


def check(folder, *files):
    """What tsc says of the files, with the types beside them."""
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text(), encoding="utf-8")
    options = [
        "--strict",
        "--noEmit",
        "--target",
        "es2023",
        "--lib",
        "ES2024,DOM",
        "--moduleDetection",
        "force",
    ]
    # TypeScript's own libraries are not looked at for faults, which takes as long as all else.
    options += ["--module", "esnext", "--allowJs", "--checkJs", "--skipDefaultLibCheck"]
    command = ["node", ROOT / "web/node_modules/typescript/bin/tsc", *options]
    declared = [folder / name for name in DOCUMENTS]
    done = subprocess.run(
        [*command, *declared, *files], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_examples_are_right_where_they_say_so_and_wrong_where_they_say_so(tmp_path):
    examples = sorted(EXAMPLES.glob("*.ts"))
    assert len(examples) == 5
    assert check(tmp_path, *examples) == ""


@pytest.mark.parametrize(
    "contract",
    [each for each in CONTRACTS if each not in (agent_actions, handle_actions)],
    ids=lambda each: each.name,
)
def test_every_method_is_in_the_examples(contract: Contract):
    text = "".join(file.read_text(encoding="utf-8") for file in EXAMPLES.glob("*.ts"))
    missing = [
        name
        for name, method in contract.methods.items()
        if not method.is_missing
        and not re.search(rf"\b{CALLED[contract.name]}\.{re.escape(name.removesuffix('='))}\b", text)
    ]
    assert missing == []


def test_every_member_of_the_handle_is_in_the_examples():
    text = (EXAMPLES / "handle.ts").read_text(encoding="utf-8")
    members = {*Handle.__annotations__, *(name for name in vars(Handle) if not name.startswith("_"))}
    assert [name for name in members if f"cifEmulator.{name}" not in text] == []


def test_the_examples_of_the_documentation_are_right_as_they_stand(tmp_path):
    block = re.search(r"```js\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    assert "sessionContext" in block[1]
    assert "templateParameters" in block[1]
    (tmp_path / "example.js").write_text(block[1], encoding="utf-8")
    # On the console an undeclared name becomes a global one.
    (tmp_path / "console.d.ts").write_text("declare global { var x: Map<string, unknown> }\nexport {};\n")
    assert check(tmp_path, "console.d.ts", "example.js") == ""


def test_what_the_declaration_says_stands_in_the_comment():
    text = microsoft()
    function = text[: text.index("function createSession(")]
    comment = function[function.rindex("/**") :]
    for part in (
        "Open a session from a session template",
        "@param sessionInput",
        "@returns",
        "@throws",
        "@see app-profile",
    ):
        assert part in comment
