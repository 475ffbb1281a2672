"""The answer to a call as text: ``=`` and a result's JSON, ``!`` and an error's, ``?`` and a number.

Errors cross the border as values, never as exceptions: a Python exception in JavaScript is a traceback.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from cif_emulator.api import values
from cif_emulator.api.contract import Method, ResultKind
from cif_emulator.records.errors import RecordError
from cif_emulator.workspace.state.refusals import ErrorCode, NotEmulated, ProductText, Refusal, WrongArgument
from cif_emulator.workspace.state.settings import Rejections


class ErrorDescription(TypedDict):
    """An error as it crosses the border.

    ``details`` explain a message that is the product's own text, word for word; ``properties`` are further
    ones that a family of methods gives its errors. ``warnings``, in the call log only, are those of a
    call that was then refused.
    """

    name: str
    message: str
    errorCode: int
    family: str
    method: str
    details: NotRequired[str]
    properties: NotRequired[dict[str, object]]
    warnings: NotRequired[list[str]]


class Welcome(TypedDict):
    """What a document in a frame is told when it is let in; ``timeOut`` in milliseconds.

    ``consoleErrors`` says whether to tell what it writes with ``console.error``.
    """

    timeOut: int
    rejections: Rejections
    consoleErrors: bool


class LoadResult(TypedDict):
    """What `cifEmulator.load` has done."""

    rows: int
    """How many records were added."""
    replaced: int
    """How many of them took the place of one with the same id."""
    remarks: list[str]
    """What was mended or left out, a line for each kind."""


class FamilyRefusal(ProductText):
    """A refusal with the properties that a family of methods gives its errors (``ciframework.md`` 1.5)."""

    def __init__(
        self, message: str, code: int, *, details: str = "", properties: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message, code, details=details)
        self.properties = dict(properties or {})


def result_text(method: Method, result: object) -> str:
    """The answer that carries a result."""
    if method.result is ResultKind.NOTHING or result is values.UNDEFINED:
        return "="
    if method.result is ResultKind.JSON_TEXT:
        return "=" + values.write(values.write(result))
    return "=" + values.write(result)


def refused_record(error: RecordError) -> Refusal:
    """A refusal by the records; its code is the number that Dataverse publishes."""
    return Refusal(error.message.replace("\n", " "), int(error.code, 16))


def refusal_text(
    method: Method | None, method_id: str, refusal: Refusal, warnings: list[str] | None = None
) -> str:
    """The answer that carries a refusal; ``details``, ``properties``, ``warnings`` where there are any."""
    title = method.title if method else method_id
    is_whole = isinstance(refusal, (ProductText, NotEmulated))
    details = refusal.details if isinstance(refusal, ProductText) else ""
    properties = refusal.properties if isinstance(refusal, FamilyRefusal) else {}
    error: ErrorDescription = {
        "name": "TypeError" if isinstance(refusal, WrongArgument) else "Error",
        "message": refusal.message if is_whole else f"{title}: {refusal.message}",
        "errorCode": int(refusal.code),
        "family": method.owner if method else "",
        "method": method.name if method else method_id,
    }
    if details:
        error["details"] = f"{title}: {details}"
    if properties:
        error["properties"] = properties
    if warnings:
        error["warnings"] = warnings
    return "!" + values.write(error)


def fault_text(method: Method | None, method_id: str, fault: Exception) -> str:
    """The answer to a call during which the emulator itself failed."""
    message = (
        f"{method_id}: the emulator itself failed ({type(fault).__name__}: {fault}); "
        "cifEmulator.calls() holds the details"
    )
    error: ErrorDescription = {
        "name": "Error",
        "message": message,
        "errorCode": int(ErrorCode.INTERNAL),
        "family": method.owner if method else "",
        "method": method.name if method else method_id,
    }
    return "!" + values.write(error)
