"""Sources without the annotations that nobody reads. Runs in the page's own interpreter under Node."""

from __future__ import annotations

import ast


def without_annotations(source: bytes, filename: str) -> ast.Module:
    """A module whose functions have lost the types of their parameters and results.

    Those of decorated functions stay: a decorator may read them, as the contracts' do. Those of classes stay,
    too: their fields are made from them. Raises ``SyntaxError``.
    """
    tree = ast.parse(source, filename)
    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) and not function.decorator_list:
            function.returns = None
            for parameter in _parameters(function.args):
                parameter.annotation = None
    return tree


def _parameters(declared: ast.arguments) -> list[ast.arg]:
    rest = [each for each in (declared.vararg, declared.kwarg) if each is not None]
    return [*declared.posonlyargs, *declared.args, *declared.kwonlyargs, *rest]
