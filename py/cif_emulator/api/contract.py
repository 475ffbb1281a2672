"""One declaration per method, many uses.

    @apm.method("createSession", returns=ReturnStyle.TEXT_PROMISE, source="app-profile-manager.md 3.1")
    def create_session(call: Call, session_input: SessionInput) -> str: ...

The function's parameters after ``call`` are the method's: names in camelCase, kinds from the annotations,
optional if they have a default. Surplus arguments are ignored (``ciframework.md`` 1.3), so a trailing
correlation id does no harm; in a ``correlated`` contract it belongs to every method and is logged.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from attrs import Factory, define, field

from cif_emulator.api.kinds import Anything, Described, Kind, camel_case, kind_of
from cif_emulator.api.values import UNDEFINED, Refused, described
from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.pages import guid
from cif_emulator.workspace.state.refusals import NotEmulated, WrongArgument


class ReturnStyle(str, Enum):
    """How a method answers its caller (``app-profile-manager.md`` 2)."""

    VALUE = "value"
    PROMISE = "promise"
    TEXT_PROMISE = "text-promise"


class ResultKind(str, Enum):
    """What becomes of a method's result in the caller's JavaScript (``ciframework.md`` 1.4)."""

    VALUE = "value"
    NOTHING = "nothing"
    JSON_TEXT = "json-text"
    MAP = "map"
    COLLECTION = "collection"
    SESSION = "Session"
    TAB = "Tab"
    CONTEXT = "Context"
    GLOBAL_CONTEXT = "GlobalContext"


@frozen
class Deferred:
    """A result that is not known yet, like the answer to a notification; it settles under the key."""

    key: str


@frozen
class Parameter:
    """A method's parameter; one that is not ``passed`` does not reach the function."""

    name: str
    kind: Kind
    required: bool
    default: object = None
    passed: bool = True


# What stands on `Microsoft`.
_OF_MICROSOFT = ("Apm", "CIFramework", "Omnichannel", "ProductivityMacros")

# So much of a name that a caller has made up is told.
_LONGEST_NAME = 100

# Groups related calls in diagnostics, without any effect (``ciframework.md`` 1.3).
CORRELATION_ID = Anything(Described("string", "an id that groups related calls in the call log"))
CORRELATION = Parameter("correlationId", CORRELATION_ID, required=False, passed=False)


@frozen(kw_only=True)
class Method:
    """A declared method, getter (``properties`` of objects) or setter.

    ``method_id`` is what the page calls it: ``Apm.createSession``, ``Session.title``, ``Session.title=``;
    ``title`` its name in messages, as a caller would write it. One that is not ``logged`` appears in the
    call log only when it is refused. ``returns`` says how the caller gets the answer, ``result`` what it
    becomes in JavaScript. ``result_type`` is its Python type, ``type_parameters`` are those of its TypeScript
    signature. One that ``is_missing`` refuses every call. One that ``is_short`` can take the fast path where
    it is called without arguments: there is nothing to check.
    """

    owner: str
    name: str
    function: Callable[..., object]
    parameters: tuple[Parameter, ...]
    returns: ReturnStyle
    result: ResultKind
    source: str
    is_property: bool = False
    logged: bool = True
    result_type: Any = None
    type_parameters: str = ""
    is_missing: bool = False

    method_id: str = field(init=False)
    title: str = field(init=False)
    is_short: bool = field(init=False)

    @method_id.default
    def _method_id(self) -> str:
        return f"{self.owner}.{self.name}"

    @title.default
    def _title(self) -> str:
        return f"Microsoft.{self.method_id}" if self.owner in _OF_MICROSOFT else self.method_id

    @is_short.default
    def _is_short(self) -> bool:
        return (
            self.returns is ReturnStyle.VALUE
            and not (self.parameters or self.is_property)
            and self.result not in (ResultKind.NOTHING, ResultKind.JSON_TEXT)
        )

    def read(self, arguments: object) -> list[object]:
        """The checked arguments of a call."""
        if isinstance(arguments, Refused):
            if self.is_missing:
                # Whatever is passed, that it is missing matters more.
                return []
            raise WrongArgument(f"{self._place(arguments.path)} {arguments.reason}")
        if not isinstance(arguments, list):
            raise WrongArgument(f"the arguments are {described(arguments)}; right is an array")
        read: list[object] = []
        if not self.parameters:
            return read
        for index, parameter in enumerate(self.parameters):
            if not parameter.passed:
                continue
            value = arguments[index] if index < len(arguments) else UNDEFINED
            if value is not UNDEFINED and (value is not None or parameter.required):
                read.append(parameter.kind.read(value, parameter.name))
            elif parameter.required:
                raise WrongArgument(f"{parameter.name} is missing; {self._signature()}")
            else:
                read.append(parameter.default)
        return read

    def correlation_of(self, arguments: object) -> str:
        """The correlation id among a call's arguments, ``""`` without one.

        It stands in its place, or behind the parameters, or as the last argument where an optional one may
        stand.
        """
        if not arguments or not isinstance(arguments, list):
            return ""
        for index, value in enumerate(arguments):
            if isinstance(value, str) and self._may_be_correlation(
                index, value, last=index == len(arguments) - 1
            ):
                return value
        return ""

    def _may_be_correlation(self, index: int, value: str, *, last: bool) -> bool:
        if index >= len(self.parameters):
            return guid(value) is not None
        parameter = self.parameters[index]
        if parameter.name == CORRELATION.name:
            return True
        return (
            last
            and not parameter.required
            and isinstance(parameter.kind, Anything)
            and guid(value) is not None
        )

    def _place(self, path: str) -> str:
        """``[0].templateName`` with the parameter's name instead of its index."""
        number, _, rest = path.removeprefix("[").partition("]")
        if number.isdecimal() and int(number) < len(self.parameters):
            return self.parameters[int(number)].name + rest
        return f"argument {int(number) + 1}{rest}" if number.isdecimal() else path or "the call"

    def _signature(self) -> str:
        names = ", ".join(each.name if each.required else f"{each.name}?" for each in self.parameters)
        return f"right is {self.name}({names})"


Function = TypeVar("Function", bound=Callable[..., Any])


@define
class Contract:
    """A namespace or object whose methods are declared; ``name`` is ``Apm``, ``CIFramework``, ``Session``.

    In a ``correlated`` one every method takes a correlation id as its last parameter, unless it names one
    itself or is declared without.
    """

    name: str
    correlated: bool = False
    methods: dict[str, Method] = Factory(dict)

    def method(  # noqa: PLR0913 - each is a fact of its own
        self,
        name: str,
        *,
        source: str,
        returns: ReturnStyle = ReturnStyle.PROMISE,
        result: ResultKind = ResultKind.VALUE,
        is_property: bool = False,
        correlated: bool | None = None,
        logged: bool = True,
        result_type: Any = None,
        type_parameters: str = "",
    ) -> Callable[[Function], Function]:
        """Declare the decorated function as the method ``name``, which ``source`` specifies.

        ``result_type`` is the type of its result where the function's annotation cannot say it.
        """

        def declare(function: Function) -> Function:
            hints = typing.get_type_hints(function, include_extras=True)
            declared = list(inspect.signature(function).parameters.values())[1:]
            parameters = [
                Parameter(
                    camel_case(each.name), kind_of(hints[each.name]), each.default is each.empty, each.default
                )
                for each in declared
            ]
            named = any(parameter.name == CORRELATION.name for parameter in parameters)
            if not named and (self.correlated if correlated is None else correlated):
                parameters.append(CORRELATION)
            self.methods[name] = Method(
                owner=self.name,
                name=name,
                function=function,
                parameters=tuple(parameters),
                returns=returns,
                result=result,
                source=source,
                is_property=is_property,
                logged=logged,
                result_type=result_type or hints.get("return"),
                type_parameters=type_parameters,
            )
            return function

        return declare

    def refuse(self, name: str, *, reason: str, instead: str, returns: ReturnStyle, source: str) -> None:
        """Declare that the method ``name`` exists and refuses every call: why, and what to do instead.

        ``Internal.*`` stands for whatever name is called there; the page passes it before the arguments.
        ``sidePanes.state=`` is a property that refuses to be assigned.
        """
        whatever = name.endswith(".*")

        def refused(call: object, member: object = None) -> typing.Never:  # noqa: ARG001 - whatever is passed
            title = method.title.rstrip("*=") + (str(member or "")[:_LONGEST_NAME] if whatever else "")
            raise NotEmulated(f"{title.removesuffix('.')} is not emulated: {reason}. {instead}.")

        refused.__doc__ = f"Not emulated: {reason}. {instead}."
        method = self.methods[name] = Method(
            owner=self.name,
            name=name,
            function=refused,
            parameters=(Parameter("member", Anything(), required=False),) if whatever else (),
            returns=returns,
            result=ResultKind.VALUE,
            source=source,
            is_property=name.endswith("="),
            result_type=typing.Never,
            is_missing=True,
        )

    def getter(
        self, name: str, *, source: str, result: ResultKind = ResultKind.VALUE
    ) -> Callable[[Function], Function]:
        """Declare a readable property of an object; its function takes the object's id."""
        return self.method(name, source=source, returns=ReturnStyle.VALUE, result=result, is_property=True)

    def setter(self, name: str, *, source: str) -> Callable[[Function], Function]:
        """Declare that a property can be assigned."""
        return self.method(
            f"{name}=", source=source, returns=ReturnStyle.VALUE, result=ResultKind.NOTHING, is_property=True
        )
