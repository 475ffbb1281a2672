"""Archives of compiled modules.

They are compiled by the page's own interpreter, which runs this file under Node: a compiled module fits one
version of Python.

The archives are stored, not compressed: Python reads modules out of them as they are, and the web server's
compression of the whole is better than a zip file's of each member. The same sources give the same bytes.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType

# The oldest time that a zip file can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)

# In a compiled module's header: it belongs to its source by hash, and nobody needs to compare them.
UNCHECKED_HASH = (0b01).to_bytes(4, "little")

# What is done to a module: to its code, and to its source before.
Change = Callable[[CodeType], CodeType]
Read = Callable[[bytes, str], ast.Module]
Changes = tuple[()] | tuple[Change] | tuple[Change, Read]


def compile_archive(
    sources: Iterable[str],
    target: str,
    path: str,
    optimize: int,
    changes: Changes = (),
    own_package: str = "",
    own_changes: Changes = (),
) -> None:
    """Write one archive with the members of several (a library's zip file, wheels, a module), compiled.

    ``path`` is where the archive will lie, as tracebacks name it; ``optimize`` as in ``compile``.
    ``own_changes`` are those of the modules of ``own_package``, ``changes`` all others'. Members that two
    archives hold are taken from the first.
    """
    members: dict[str, bytes] = {}
    for source in sources:
        if source.endswith(".py"):
            members[Path(source).name] = Path(source).read_bytes()
            continue
        with zipfile.ZipFile(source) as archive:
            for entry in archive.infolist():
                if not entry.is_dir() and entry.filename not in members:
                    members[entry.filename] = archive.read(entry)
    compiled = (
        _compiled(
            name, content, path, optimize, own_changes if name.startswith(f"{own_package}/") else changes
        )
        for name, content in members.items()
    )
    _write(target, compiled)


def choose_members(
    sources: Iterable[str],
    target: str,
    modules: Iterable[str],
    whole_package: str = "",
    without: Iterable[str] = (),
    more: Iterable[tuple[str, bytes]] = (),
) -> None:
    """Write an archive with the compiled ``modules`` (dotted names) of others, a package whole, and more.

    The modules ``without`` are left out of the package.
    """
    wanted, unwanted = set(modules), set(without)
    kept = list(more)
    for source in sources:
        with zipfile.ZipFile(source) as archive:
            for name in archive.namelist():
                module = _module_name(name)
                of_package = bool(whole_package) and name.startswith(f"{whole_package}/")
                if module in wanted or (of_package and module not in unwanted):
                    kept.append((name, archive.read(name)))
    _write(target, kept)


def leave_out(source: str, target: str, modules: Iterable[str]) -> None:
    """Write an archive with all of another but the ``modules`` (dotted names), as sources or compiled."""
    left_out = set(modules)
    with zipfile.ZipFile(source) as archive:
        kept = [name for name in archive.namelist() if _module_name(name) not in left_out]
        _write(target, [(name, archive.read(name)) for name in kept])


def _module_name(member: str) -> str:
    """The dotted name of a module that a member is; empty for other members."""
    path = Path(member)
    name = path.parent if path.stem == "__init__" else path.with_suffix("")
    return name.as_posix().replace("/", ".") if path.suffix in {".py", ".pyc"} else ""


def module_names(archive: str) -> list[str]:
    """The dotted names of an archive's modules."""
    with zipfile.ZipFile(archive) as opened:
        modules = [name.removesuffix(".pyc") for name in opened.namelist() if name.endswith(".pyc")]
    return [name.removesuffix("/__init__").replace("/", ".") for name in modules]


def _compiled(name: str, content: bytes, path: str, optimize: int, changes: Changes) -> tuple[str, bytes]:
    if not name.endswith(".py"):
        return name, content
    place = f"{path}/{name}"
    change, read = (*changes, None, None)[:2]
    try:
        source = read(content, place) if read else content
        code = compile(source, place, "exec", dont_inherit=True, optimize=optimize)
    except SyntaxError:
        # Test data of the library's: a file that is no Python of this version.
        return name, content
    if change:
        code = change(code)
    header = importlib.util.MAGIC_NUMBER + UNCHECKED_HASH + importlib.util.source_hash(content)
    return f"{name}c", header + marshal.dumps(code)


def _write(target: str, members: Iterable[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(members):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
