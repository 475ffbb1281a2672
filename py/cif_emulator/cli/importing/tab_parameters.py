"""The parameters of exported application tab templates, in today's form (``templates.md`` 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from attrs import frozen

from cif_emulator.workspace.json_text import JsonTextError, parse
from cif_emulator.workspace.state.pages import REQUIRED_PARAMETERS, parameter_names
from cif_emulator.workspace.state.templates import PageType

# Third-party websites were once pages inside this container, their address in its data.
_CONTAINER = "msdyn_cecexternalwebpagecontainer.html"
_CONTAINER_DATA = re.compile(r"cif_thirdpartyurl\s*[=:]?\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|\{", re.IGNORECASE)
# What an address's own structure and slugs are made of: the container's data has it percent-encoded in part,
# while other encoded characters belong to the values.
_STRUCTURE = re.compile(r"%(?:3A|2F|3F|3D|26|23|7B|7D|40|24)", re.IGNORECASE)


@frozen(kw_only=True)
class TabParameters:
    """A tab's page type and parameters, and what was changed or left out on the way, one line each."""

    page_type: PageType
    parameters: Mapping[str, object]
    remarks: tuple[str, ...] = ()


def tab_parameters(page_type: PageType, rows: Mapping[str, str], cached: str) -> TabParameters:
    """The parameters from their rows (an unset one is an empty text) and from the cached column.

    The rows are what the author wrote, so they win over the cache, unset ones too; the cache fills in
    parameters that have no row. A page of the older third-party form becomes a third-party website.
    """
    remarks: list[str] = []
    cached_older, cached_values = _today(_cached(cached, remarks))
    rows_older, row_values = _today(rows)
    kind = page_type
    if cached_older or rows_older:
        kind = PageType.THIRD_PARTY_WEBSITE
        remarks.append("was of the older third-party form, and is a third-party website now")
    remarks += [
        f"parameter {name}: its row says {row_values[name]!r}, the cached column {value!r}; the row is taken"
        for name, value in cached_values.items()
        if row_values.get(name, value) != value
    ]
    values = {**cached_values, **row_values}
    parameters: dict[str, object] = {}
    known = parameter_names(kind)
    for name, value in values.items():
        if name in known or kind is PageType.CONTROL:
            if value != "":
                parameters[name] = _typed(name, value)
        elif value != "":
            remarks.append(f"parameter {name} = {value!r} left out: its page type does not use it")
    for name in REQUIRED_PARAMETERS[kind]:
        parameters.setdefault(name, "")
    return TabParameters(page_type=kind, parameters=parameters, remarks=tuple(remarks))


def _cached(text: str, remarks: list[str]) -> Mapping[str, str]:
    """The cached column: ``{"<name>": {"value": <text or null>}, …}``."""
    if not text.strip():
        return {}
    try:
        data = parse(text)
    except JsonTextError as error:
        remarks.append(f"msdyn_templateparameters left out: it is no JSON, {error}")
        return {}
    values: dict[str, str] = {}
    for name, entry in data.items() if isinstance(data, dict) else ():
        value = entry.get("value") if isinstance(entry, dict) else entry
        if value is not None:
            values[name] = value if isinstance(value, str) else _json_scalar(value)
    return values


def _json_scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _today(values: Mapping[str, str]) -> tuple[bool, Mapping[str, str]]:
    """Whether the parameters are of the older third-party form, and what they are today."""
    container = values.get("webresourceName", "").rpartition("/")[2].lower() == _CONTAINER
    data = values.get("data", "").strip()
    prefix = _CONTAINER_DATA.match(data)
    if not container and prefix is None:
        return False, values
    today = {name: value for name, value in values.items() if name != "webresourceName"}
    if prefix is not None:
        del today["data"]
        today["url"] = today.get("url") or _decoded(data[prefix.end() :])
    return True, today


def _decoded(address: str) -> str:
    """The address with its structure decoded; what remains encoded belongs to values in it."""
    decoded = _STRUCTURE.sub(lambda found: unquote(found.group()), address)
    return decoded if _ADDRESS.match(decoded) else unquote(decoded)


def _typed(name: str, value: str) -> object:
    if name == "validateRecord" and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    if name == "searchType" and value.strip() in ("0", "1"):
        return int(value)
    return value
