"""A ``$filter`` text as odata-query's tree."""

from __future__ import annotations

from odata_query import ast
from odata_query.exceptions import ArgumentCountException, ODataException, ParsingException
from odata_query.grammar import ODataParser

from .errors import QueryRefused, quoted
from .odata_tokens import Node, filter_tokens, refused


def parse_filter(text: str) -> Node:
    """The tree of a filter.

    Raises ``QueryRefused`` with the place of what is wrong. Names and values in the tree are
    ``odata_tokens.Placed`` texts. Trees of ``and`` and ``or`` lean to the left as long as the text is: walk
    them without recursion.
    """
    tokens = filter_tokens(text)
    if not tokens:
        raise QueryRefused("$filter is empty: expected a condition such as statecode eq 0")
    try:
        tree = ODataParser().parse(iter(tokens))
    except ParsingException as error:
        raise _misplaced(text, error) from None
    except ArgumentCountException as error:
        call = next(
            (token for token in tokens if token.value == ast.Identifier(error.function_name)), tokens[0]
        )
        raise refused(
            "$filter",
            text,
            call.index,
            f"{error.function_name} takes two values, a column and a text: "
            f"{error.function_name}(fullname,'Ada'); found {error.n_args_given}",
        ) from None
    except (ODataException, AttributeError, TypeError):
        # The grammar's own code stumbles over long paths that end in a lambda expression.
        tree = None
    if not isinstance(tree, Node):
        raise QueryRefused(
            f"$filter is not understood: {quoted(text)}. Before /any( and /all( stands one collection "
            "of the row itself."
        )
    return tree


def _misplaced(text: str, error: ParsingException) -> QueryRefused:
    token = error.token
    if token is None:
        hint = "a closing parenthesis is missing" if _unclosed(text) else "a value or a condition is missing"
        return refused("$filter", text, len(text), f"the filter ends too soon: {hint}")
    found = text[token.index : token.index + 1]
    if found == ")" and not _unclosed(text[: token.index]):
        return refused("$filter", text, token.index, "a closing parenthesis without an opening one")
    word = text[token.index : token.index + 20].split(" ", 1)[0]
    return refused("$filter", text, token.index, f"{quoted(word)} is not expected here")


def _unclosed(text: str) -> bool:
    """Whether more parentheses open than close, outside of quoted texts."""
    outside = "".join(text.split("'")[::2])
    return outside.count("(") > outside.count(")")
