"""The compile cache: code that Python compiles from texts during imports. Runs in the page's own interpreter.

Half of the time of imports goes into classes whose methods are generated as text, and into regular
expressions. Under Node ``record`` and ``recorded`` note the compiled code of each text. In the page, between
``begin`` and ``end``, code is taken from these notes; other texts are compiled as usual. Some texts contain
hashes of others: only an interpreter with the same hash seed finds them. Meanwhile modules are read from a
copy of their archive, once instead of twice each, and dataclasses generate no docstrings.

In the archive of the page's packages this file is the module ``cif_emulator_compile_cache``, the notes lie
beside it.
"""

from __future__ import annotations
import __future__

import builtins
import dataclasses
import hashlib
import inspect
import marshal
import re
import sys
import zipimport
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType, SimpleNamespace
from typing import Any

NOTES = "cif_emulator_compile_cache.bin"

# Code is compiled with the features that its caller's module has asked for.
_FEATURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
# Texts from this length on are known by so many bytes of their hash.
_LONG = 100
_HASH_BYTES = 16
# The part of a zip file's member before its name, and where in it the lengths of what follows are.
_HEADER_SIZE = 30
_NAME_LENGTH = slice(26, 28)
_EXTRA_LENGTH = slice(28, 30)

_compiler: Any = vars(re)["_compiler"]
_engine: Any = vars(_compiler)["_sre"]
_reader = vars(zipimport)

_Text = tuple[str | bytes, str, str, int]
_codes: dict[_Text, CodeType] = {}
_patterns: dict[tuple[str | bytes, int], tuple[Any, ...]] = {}
_undo: list[Callable[[], None]] = []
_missed: list[str] = []


def record(without_lines: Callable[[CodeType], CodeType]) -> None:
    """Begin to note compiled code; ``without_lines`` removes its line numbers."""
    recorder = _Recorder(without_lines)
    _replace(builtins, "compile", recorder.compile)
    _replace(builtins, "exec", recorder.exec)
    _replace(_compiler, "compile", _recording_pattern)


def recorded() -> bytes:
    """End it; gives the notes."""
    end_of_replacing()
    codes = sorted(_codes.items(), key=lambda item: repr(item[0]))
    patterns = sorted(_patterns.items(), key=repr)
    # Loaded once more first: shared objects of two texts are then written alike in each build.
    plain = marshal.loads(marshal.dumps((codes, patterns)))  # noqa: S302
    _forget()
    return marshal.dumps(plain)


def begin(archive: str) -> None:
    """Use the notes in ``archive`` from now on."""
    _replace(zipimport, "_get_data", _Archives(_reader["_get_data"]))
    _replace(zipimport, "_get_module_code", _Once(_reader["_get_module_code"]))
    notes = zipimport.zipimporter(archive).get_data(f"{archive}/{NOTES}")
    codes, patterns = marshal.loads(notes)  # noqa: S302
    _codes.update(codes)
    _patterns.update(patterns)
    _replace(builtins, "compile", _compile)
    _replace(builtins, "exec", _exec)
    _replace(dataclasses, "inspect", _Undescribed())
    _replace(_compiler, "compile", _pattern)


def end() -> str:
    """Compile and read as usual again; gives the names of what was not in the notes."""
    end_of_replacing()
    missed = ", ".join(sorted(set(_missed)))
    _forget()
    return missed


def end_of_replacing() -> None:
    """Restore the original functions."""
    while _undo:
        _undo.pop()()


def _forget() -> None:
    _missed.clear()
    _codes.clear()
    _patterns.clear()


def _replace(place: Any, name: str, by: object) -> None:
    before = getattr(place, name)
    _undo.append(lambda: setattr(place, name, before))
    setattr(place, name, by)


_original_compile = compile
_original_exec = exec
_original_pattern = _compiler.compile


def _features(depth: int) -> int:
    """Those that the module of a calling function has asked for."""
    return int(sys._getframe(depth + 1).f_code.co_flags & _FEATURES)  # noqa: SLF001


def _compile(
    source: Any,
    filename: Any,
    mode: str,
    flags: int = 0,
    dont_inherit: bool = False,
    optimize: int = -1,
    **more: Any,
) -> Any:
    if not dont_inherit:
        flags |= _features(1)
    if optimize == -1 and not more and isinstance(source, str) and isinstance(filename, str):
        known = _codes.get(_text(source, filename, mode, flags))
        if known is not None:
            return known
        _missed.append(filename)
    return _original_compile(source, filename, mode, flags, dont_inherit=True, optimize=optimize, **more)


def _exec(source: Any, names: Any = None, *local_names: Any, **named: Any) -> None:
    if isinstance(source, str):
        source = _compile(source, "<string>", "exec", _features(1), dont_inherit=True)
    _exec_in(sys._getframe(1), source, names, local_names, named)  # noqa: SLF001


def _exec_in(
    caller: FrameType, source: Any, names: Any, local_names: tuple[Any, ...], named: dict[str, Any]
) -> None:
    """As ``exec``, which without names takes those of its caller."""
    if names is None:
        names = caller.f_globals
        local_names = () if caller.f_locals is names else (dict(caller.f_locals),)
    _original_exec(source, names, *local_names, **named)


class _Recorder:
    """Compiles, and notes the code without its lines."""

    def __init__(self, without_lines: Callable[[CodeType], CodeType]) -> None:
        self._without_lines = without_lines

    def compile(self, source: Any, filename: Any, mode: str, *options: Any, **named: Any) -> Any:
        if options or named or not isinstance(source, str) or not isinstance(filename, str):
            return _original_compile(source, filename, mode, *options, **named)
        return self._noted(source, filename, mode, _features(1))

    def exec(self, source: Any, names: Any = None, *local_names: Any, **named: Any) -> None:
        if isinstance(source, str):
            source = self._noted(source, "<string>", "exec", _features(1))
        _exec_in(sys._getframe(1), source, names, local_names, named)  # noqa: SLF001

    def _noted(self, source: str, filename: str, mode: str, flags: int) -> CodeType:
        code: CodeType = _original_compile(source, filename, mode, flags, dont_inherit=True)
        _codes[_text(source, filename, mode, flags)] = self._without_lines(code)
        return code


class _Undescribed:
    """What dataclasses need of ``inspect``, but for signatures, of which they make docstrings."""

    def __getattr__(self, name: str) -> Any:
        return getattr(inspect, name)

    def signature(self, *_args: Any, **_named: Any) -> str:
        return ""


def _text(source: str, filename: str, mode: str, flags: int) -> _Text:
    """A text as it is known: a long one by its hash."""
    if len(source) < _LONG:
        return source, filename, mode, flags
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()
    return digest[:_HASH_BYTES], filename, mode, flags


def _pattern(pattern: Any, flags: int = 0) -> Any:
    known = _patterns.get((pattern, int(flags))) if isinstance(pattern, (str, bytes)) else None
    if known:
        return _engine.compile(*known)
    _missed.append(f"the regular expression {pattern!r}")
    return _original_pattern(pattern, flags)


def _recording_pattern(pattern: Any, flags: int = 0) -> Any:
    def noting(text: Any, all_flags: int, code: list[int], groups: int, names: Any, numbers: Any) -> Any:
        plain = (text, int(all_flags), [int(each) for each in code], groups, dict(names), numbers)
        if text is not None:
            _patterns[text, int(flags)] = plain
        return _engine.compile(*plain)

    vars(_compiler)["_sre"] = SimpleNamespace(**{**vars(_engine), "compile": noting})
    try:
        return _original_pattern(pattern, flags)
    finally:
        vars(_compiler)["_sre"] = _engine


class _Archives:
    """Reads stored members out of a copy of the whole archive."""

    def __init__(self, otherwise: Callable[[str, Any], bytes]) -> None:
        self._otherwise = otherwise
        self._archives: dict[str, bytes] = {}

    def __call__(self, archive: str, entry: Any) -> bytes:
        _, compression, size, _, place, *_ = entry
        if compression:
            return self._otherwise(archive, entry)
        if archive not in self._archives:
            self._archives[archive] = Path(archive).read_bytes()
        content = self._archives[archive]
        header = content[place : place + _HEADER_SIZE]
        lengths = (int.from_bytes(header[part], "little") for part in (_NAME_LENGTH, _EXTRA_LENGTH))
        begin = place + _HEADER_SIZE + sum(lengths)
        return content[begin : begin + size]


class _Once:
    """Loads a module's code when it is asked for, and gives the same when it is asked for again at once."""

    def __init__(self, load: Callable[[Any, str], Any]) -> None:
        self._load = load
        self._last: tuple[Any, str, Any] | None = None

    def __call__(self, importer: Any, name: str) -> Any:
        last, self._last = self._last, None
        if last and last[0] is importer and last[1] == name:
            return last[2]
        code = self._load(importer, name)
        self._last = (importer, name, code)
        return code
