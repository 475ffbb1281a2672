"""Namespaces and objects as TypeScript, from their contracts."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Union, get_args, get_origin

from cif_emulator.api.contract import Contract, Method, ResultKind, ReturnStyle
from cif_emulator.typescript.hints import Types, comment, indented

# What stands inside a name with dots: members by name.
Tree = dict[str, "str | Tree"]

_LIVE = {ResultKind.SESSION, ResultKind.TAB, ResultKind.CONTEXT, ResultKind.GLOBAL_CONTEXT}


def result_of(method: Method, types: Types) -> str:
    """What a caller gets in the end."""
    if method.result is ResultKind.NOTHING:
        return "void"
    if method.result in _LIVE:
        may_be_none = get_origin(method.result_type) in (UnionType, Union) and type(None) in get_args(
            method.result_type
        )
        return str(method.result.value) + (" | null" if may_be_none else "")
    result = types.of(method.result_type)
    if method.result is ResultKind.COLLECTION:
        item = result.removesuffix("[]")
        one = f"get(name: string): {item} | null; get(index: number): {item} | null"
        return f"{result} & {{ get(): {result}; {one}; getLength(): number }}"
    wrapped = {ResultKind.JSON_TEXT: "JsonText", ResultKind.MAP: "MapOf"}.get(method.result)
    return f"{wrapped}<{result}>" if wrapped else result


def _answer_of(method: Method, types: Types) -> str:
    if method.returns is ReturnStyle.TEXT_PROMISE:
        return "TextPromise"
    result = result_of(method, types)
    return f"Promise<{result}>" if method.returns is ReturnStyle.PROMISE else result


def _text_of(method: Method, types: Types, own: int) -> str:
    if method.is_missing:
        return comment(f"@deprecated {method.function.__doc__}", [f"@see {method.source}"])
    taken = method.parameters[own:]
    tags = [f"@param {each.name} {each.kind.right}" for each in taken]
    if method.result is ResultKind.JSON_TEXT:
        tags.append(f"@returns JSON text of {types.of(method.result_type)}")
    elif method.returns is ReturnStyle.TEXT_PROMISE:
        tags.append("@returns a promise that can stand for its text at once")
    if method.returns is not ReturnStyle.VALUE or taken:
        refused = "thrown" if method.returns is ReturnStyle.VALUE else "as a rejection"
        wrong = ", a `TypeError` for a wrong argument" if taken else ""
        tags.append(f"@throws {{Refusal}} {refused}{wrong}")
    tags.append(f"@see {method.source}")
    return comment(method.function.__doc__, tags)


def signature(method: Method, types: Types, own: int = 0) -> str:
    """Type parameters, parameters and result; the first ``own`` parameters are the object's."""
    if method.is_missing:
        answer = "Promise<never>" if method.returns is ReturnStyle.PROMISE else "never"
        return f"(...ignored: unknown[]): {answer}"
    given = [types.optional(each.name, each.kind, required=each.required) for each in method.parameters[own:]]
    generic = f"<{method.type_parameters}>" if method.type_parameters else ""
    return f"{generic}({', '.join(given)}): {_answer_of(method, types)}"


def namespace(contract: Contract, types: Types) -> str:
    """The functions of a namespace, those of inner ones in namespaces of their own."""
    tree: Tree = {}
    for method in contract.methods.values():
        outer, _, name = method.name.rpartition(".")
        text = _text_of(method, types, 0)
        if name == "*":
            name = outer.rpartition(".")[2]
            _put(
                tree, outer, f"{text}const {name}: {{ [name: string]: (...ignored: unknown[]) => never }};\n"
            )
        elif name.endswith("="):
            continue
        elif method.is_property:
            _put(tree, method.name, f"{text}const {name}: {result_of(method, types)};\n")
        else:
            _put(tree, method.name, f"{text}function {name}{signature(method, types)};\n")
    return _written(tree, "namespace {} {{\n{}}}\n")


def interface(contract: Contract, types: Types, own: int) -> str:
    """An object's properties and methods; its methods' first ``own`` parameters are the object's."""
    tree: Tree = {}
    methods = contract.methods
    for name, method in methods.items():
        last = name.rpartition(".")[2]
        if not method.is_property:
            _put(tree, name, f"{_text_of(method, types, own)}{last}{signature(method, types, own)};\n")
        elif not name.endswith("="):
            written = "" if f"{name}=" in methods else "readonly "
            text = comment(method.function.__doc__, [f"@see {method.source}"])
            _put(tree, name, f"{text}{written}{last}: {result_of(method, types)};\n")
    inner = _written(tree, "readonly {}: {{\n{}}};\n")
    return f"interface {contract.name} {{\n{indented(inner)}}}\n"


def events(name: str, text: str, payloads: Mapping[str, type], types: Types) -> str:
    """An interface with the payload of each event."""
    members = "".join(f"{event}: {types.of(payload)};\n" for event, payload in payloads.items())
    return f"{comment(text)}interface {name} {{\n{indented(members)}}}\n"


def _put(tree: Tree, name: str, text: str) -> None:
    *outer, last = name.split(".")
    for part in outer:
        inner = tree.setdefault(part, {})
        assert isinstance(inner, dict), f"{part} is a method and holds others"  # noqa: S101
        tree = inner
    tree[last] = text


def _written(tree: Tree, around: str) -> str:
    return "\n".join(
        text if isinstance(text, str) else around.format(name, indented(_written(text, around)))
        for name, text in tree.items()
    )
