"""Every key of ``workspace.toml``, out of its schema; examples are the built-in configuration's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import tomli_w

from cif_emulator.config.json_schema import workspace_schema
from documentation.reference.markup import cited, code, fence, plain, table

Schema = Mapping[str, Any]

# Where nothing built in has the key.
_SAMPLES: Mapping[str, object] = {"string": "…", "integer": 1, "number": 1.5, "boolean": True}
A_PART = "not run: one key of a section"


def configuration_page() -> str:
    """The page: the sections, in each its keys."""
    parts = [
        "# workspace.toml\n",
        (
            "Every section and key. `cif-emulator schema` gives the same as a JSON Schema for editors; "
            "[the guide](../guides/configuration.md) explains how they work together.\n"
        ),
    ]
    for name, section in _sections().items():
        written = f"[{name}]" if section["type"] == "object" else f"[[{name}]]"
        parts += [f"## {written}\n", plain(section.get("description", "")) + "\n"]
        item = _item(section)
        for key, schema in item["properties"].items():
            parts.append(_key(name, key, schema, required=key in item.get("required", ())))
        if not isinstance(item.get("additionalProperties", False), bool):
            parts.append(
                "Other keys are columns by their logical names: texts, numbers, booleans, or a lookup "
                "`{table, id}`.\n"
            )
    return "\n".join(parts)


def keys_table(section: str) -> str:
    """The keys of a section with default and meaning, in one table."""
    return table(
        ("Key", "Default", "Meaning"),
        (
            (code(key), _default(schema), cited(schema.get("description", "")))
            for key, schema in _item(_sections()[section])["properties"].items()
        ),
    )


def _sections() -> Mapping[str, Schema]:
    schema: Any = workspace_schema()
    sections: Mapping[str, Schema] = schema["properties"]
    return sections


def _item(section: Schema) -> Schema:
    return section if section["type"] == "object" else section["items"]


def _key(section: str, key: str, schema: Schema, *, required: bool) -> str:
    facts = [f"Type: {_type(schema)}.", "Required." if required else f"Default: {_default(schema)}."]
    return "\n".join(
        [
            f"### {section}.{key}\n",
            f"{plain(schema.get('description', ''))} {' '.join(facts)}\n",
            _members(schema),
            fence("toml", _example(section, key, schema), A_PART),
        ]
    )


def _members(schema: Schema) -> str:
    """The keys of a table inside."""
    inner = schema.get("items", schema)
    extra = inner.get("additionalProperties")
    if isinstance(extra, dict) and "properties" in extra:
        inner = extra
    rows = [
        (code(key), _type(each), _default(each), cited(each.get("description", "")))
        for key, each in inner.get("properties", {}).items()
    ]
    return table(("Key inside", "Type", "Default", "Meaning"), rows)


def _type(schema: Schema) -> str:
    if "enum" in schema:
        return " or ".join(code(f'"{each}"') for each in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    kind = schema.get("type", "any value")
    if kind == "array":
        inner = _type(schema["items"])
        return f"an array ({inner})" if inner != "object" else "an array of tables"
    return {"object": "a table", "string": "text", "pattern": "a GUID"}.get(str(kind), str(kind))


def _default(schema: Schema) -> str:
    if "default" not in schema:
        return "none"
    return code(_toml_value(schema["default"]))


def _toml_value(value: object) -> str:
    return tomli_w.dumps({"value": value}).removeprefix("value = ").strip()


def _example(section: str, key: str, schema: Schema) -> str:
    used = _used().get((section, key))
    value = used if used is not None else _sample(schema)
    head = f"[{section}]" if section == "workspace" else f"[[{section}]]"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"{head}\n{key} = [{_inline(value[0])}]"
    return f"{head}\n{key} = {_inline(value)}"


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_name(name)} = {_inline(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(each) for each in value) + "]"
    return _toml_value(value)


def _name(name: str) -> str:
    return tomli_w.dumps({name: 0}).partition(" = ")[0]


def _sample(schema: Schema) -> object:
    """A value that the key may have, other than its default where there is one."""
    if "enum" in schema:
        others = [each for each in schema["enum"] if each != schema.get("default")]
        return (others or schema["enum"])[0]
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0])
    kind = schema.get("type")
    if kind == "array":
        return [_sample(schema["items"])]
    if kind == "object":
        inner = schema.get("properties", {})
        wanted = schema.get("required") or list(inner)[:2]
        if inner:
            return {name: _sample(inner[name]) for name in wanted}
        extra = schema.get("additionalProperties")
        return {"name": _sample(extra) if isinstance(extra, dict) else "…"}
    if kind == "boolean":
        return not schema.get("default", False)
    if "default" in schema and schema["default"] not in ("", 0):
        return schema["default"]
    return _SAMPLES.get(str(kind), "…")


@cache
def _used() -> Mapping[tuple[str, str], object]:
    """The first value of each key in the built-in configuration."""
    found: dict[tuple[str, str], object] = {}
    for file in files("cif_emulator.config").joinpath("builtin").iterdir():
        if not file.name.endswith(".toml"):
            continue
        for section, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for entry in entries if isinstance(entries, list) else [entries]:
                for key, value in entry.items():
                    found.setdefault((section, key), value)
    return found
