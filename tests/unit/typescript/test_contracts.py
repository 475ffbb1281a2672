"""A contract's methods as TypeScript."""

from collections.abc import Mapping
from typing import Annotated

from cif_emulator.api.call import Call
from cif_emulator.api.contract import Contract, ResultKind, ReturnStyle
from cif_emulator.api.kinds import Anything, Text, member
from cif_emulator.api.results import RowId
from cif_emulator.typescript.contracts import interface, namespace
from cif_emulator.typescript.hints import Types
from cif_emulator.workspace.frozen import frozen


@frozen(kw_only=True)
class OwnInput:
    """What it takes."""

    name: str = member("The name")
    size: int = member("The size", default=5)
    rest: Mapping[str, object] = member("The others", factory=dict)


def demonstration() -> Contract:
    contract = Contract("Demo", correlated=True)

    @contract.method("demonstrate", source="Demo.1")
    def demonstrate(call: Call, text: Annotated[str, Text("own")], times: int = 1) -> str:
        """A ``text``, again and again."""
        return text * times

    @contract.method("deep.ask", result=ResultKind.JSON_TEXT, correlated=False, source="Demo.2")
    def ask(
        call: Call, own: OwnInput, key: Annotated[object, Anything(Text(), expected=True)] = None
    ) -> RowId:
        """Ask."""
        return {"id": own.name}

    return contract


def test_a_declared_method_is_a_function_with_its_comment() -> None:
    text = namespace(demonstration(), Types())
    assert text.startswith(
        "/**\n * A `text`, again and again.\n *\n * @param text a text like own\n * @param times a whole number\n"
    )
    assert " * @throws {Refusal} as a rejection, a `TypeError` for a wrong argument\n * @see Demo.1\n" in text
    function = "function demonstrate(text: string, times?: number | null, correlationId?: string | null): Promise<string>;"
    assert function in text


def test_names_with_dots_are_namespaces_and_shapes_interfaces() -> None:
    types = Types()
    text = namespace(demonstration(), types)
    assert "namespace deep {\n" in text
    assert "function ask(own: OwnInput | string, key: string): Promise<JsonText<RowId>>;" in text
    assert "@returns JSON text of RowId" in text
    assert (
        "/** What it takes. */\ninterface OwnInput {\n  /** The name. */\n  name: string;\n"
        "  /** The size. */\n  size?: number | null;\n  [name: string]: any;\n}\n" in types.interfaces
    )


def test_objects_have_properties_and_methods_without_their_id() -> None:
    contract = Contract("Thing")

    @contract.getter("title", source="Demo.3")
    def title(call: Call, thing: str) -> str:
        """Its title."""
        return thing

    @contract.setter("title", source="Demo.3")
    def set_title(call: Call, thing: str, title: str) -> None:
        """Change it."""

    @contract.getter("inner.size", source="Demo.3")
    def size(call: Call, thing: str) -> int | None:
        """Its size."""
        return None

    @contract.method("twin", returns=ReturnStyle.VALUE, result=ResultKind.TAB, source="Demo.3")
    def twin(call: Call, thing: str) -> str | None:
        """Its twin."""
        return None

    text = interface(contract, Types(), own=1)
    assert text.startswith("interface Thing {\n")
    assert "\n  title: string;\n" in text
    assert "\n  readonly inner: {\n" in text
    assert "\n    readonly size: number | null;\n" in text
    assert "\n  twin(): Tab | null;\n" in text
