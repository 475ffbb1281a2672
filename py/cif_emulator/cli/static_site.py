"""The workspace as files that any web server can carry, under any path."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from cif_emulator.cli.http_headers import POLICY_HEADER, policy_of
from cif_emulator.cli.server_rules import HEADERS_FILE, NGINX_FILE, write_rules
from cif_emulator.cli.static_files import COPIES, has_content_hash
from cif_emulator.cli.web_resources import BUILT_IN, all_names
from cif_emulator.cli.wheels import addresses

DOCUMENT = "index.html"
CONFIGURATION = "config.json"
SERVICE_WORKER = "service_worker.js"

# In the built service worker, in the place of the site's description.
SITE_PLACE = re.compile(r"([\"'`])the site's files\1")
PARTS = re.compile(r'(<script type="application/json" id="boot-parts">)(.*?)(</script>)', re.DOTALL)
CHARSET = '<meta charset="utf-8" />'

# A static server has no paths without letter case: these are the spellings that widgets are written with.
LIBRARY = "provider/msdyn_ciLibrary.js"
LIBRARY_SPELLINGS = tuple(
    f"{folder}/{widget}/{name}"
    for folder in ("webresources", "WebResources", "Webresources")
    for widget in ("Widget", "widget")
    for name in ("msdyn_ciLibrary.js", "msdyn_cilibrary.js")
)

# The one that is kept for a page of the site's own; widgets on other origins load theirs from the network.
KEPT_LIBRARY = LIBRARY_SPELLINGS[0]

WEB_RESOURCES = "webresources"

# Says that a folder was written by this command, and so may be written again; names its files, a line each.
MARK = ".cif-emulator-site"
# File managers put these beside any files.
OF_FILE_MANAGERS = {".DS_Store", "Thumbs.db", "desktop.ini"}


class FolderRefused(Exception):
    """The folder cannot take the site; the text says why."""


def unpack(folder: Path) -> list[Path]:
    """Make the large files of which the package has compressed copies alone; gives the copies.

    A server may send the copies as they are.
    """
    copies = sorted(folder.rglob(f"*{COPIES['gzip']}"))
    for copy in copies:
        if not (file := copy.with_suffix("")).is_file():
            file.write_bytes(gzip.decompress(copy.read_bytes()))
    return copies


def write_site(
    page: Path,
    folder: Path,
    configuration: str,
    *,
    records: Path | None = None,
    web_resources: Path | None = None,
    wheels: Sequence[Path] = (),
    embed_origins: Sequence[str] = (),
) -> int:
    """Write the built ``page`` with a configuration (JSON text) into ``folder``; gives the bytes written.

    ``records`` is the file of prepared records that the configuration names.
    ``web_resources`` is a folder whose files the site has under ``webresources/``, ``wheels`` are the files
    that the configuration names by their addresses, ``embed_origins`` may show the page in a frame. A folder
    that holds something else is refused (``FolderRefused``); an earlier site in it is replaced.
    """
    take_folder(folder)
    try:
        shutil.copytree(page, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(BUILT_IN))
        unpack(folder)
        for document in sorted(folder.rglob("*.html")):
            _put(document, _with_policy(document, policy_of(document.relative_to(folder).as_posix())))
        resources = all_names(page / BUILT_IN, web_resources)
        for name, file in resources.items():
            _copy(file, folder / WEB_RESOURCES / name)
        libraries = _distinguished(folder, LIBRARY_SPELLINGS)
        for spelling in libraries:
            _copy(folder / LIBRARY, folder / spelling)
        installed = addresses(wheels)
        for name, file in zip(installed, wheels, strict=True):
            _copy(file, folder / name)
        _put(folder / CONFIGURATION, configuration)
        if records:
            _put_compressed(records, folder / records.name)
        parts = _parts(folder)
        _put(folder / DOCUMENT, _document((folder / DOCUMENT).read_text(encoding="utf-8"), parts))
        worker = (folder / SERVICE_WORKER).read_text(encoding="utf-8")
        kept = [
            *([records.name] if records else []),
            *(f"{WEB_RESOURCES}/{name}" for name in resources),
            KEPT_LIBRARY,
        ]
        if installed:
            kept += [*installed, *_needed_by_wheels(parts)]
        site = json.dumps(_site(folder, parts, kept, worker))
        _put(folder / SERVICE_WORKER, SITE_PLACE.sub(lambda _: site, worker))
        write_rules(folder, web_resources=WEB_RESOURCES, libraries=libraries, embed_origins=embed_origins)
    except OSError as error:
        raise FolderRefused(f"--out {folder}: cannot be written ({error.strerror})") from error
    note_files(folder)
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def check_apart(folder: Path, inputs: Iterable[tuple[str, Path]]) -> None:
    """See that the site's folder holds nothing that it is made from, nor lies within it.

    ``inputs`` are files and folders with the names of their options. Raises ``FolderRefused``.
    """
    site = folder.resolve()
    for option, given in inputs:
        place = given.resolve()
        if place.is_relative_to(site) or site.is_relative_to(place):
            raise FolderRefused(
                f"--out {folder}: overlaps {option} {given}, and its content is replaced: name another folder"
            )


def take_folder(folder: Path) -> None:
    """Make an empty folder for a site, an earlier one of this command goes; raises ``FolderRefused``."""
    try:
        _check(folder)
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        (folder / MARK).touch()
    except OSError as error:
        raise FolderRefused(f"--out {folder}: cannot be written ({error.strerror})") from error


def note_files(folder: Path) -> None:
    """Note in the site's mark which files it has, so that others in its folder are not taken for its own.

    Raises ``FolderRefused``.
    """
    try:
        (folder / MARK).write_text("\n".join(_names(folder)), encoding="utf-8")
    except OSError as error:
        raise FolderRefused(f"--out {folder}: cannot be written ({error.strerror})") from error


def _names(folder: Path) -> list[str]:
    return sorted(
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.name not in OF_FILE_MANAGERS and (file.is_symlink() or not file.is_dir())
    )


def _check(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise FolderRefused(f"--out {folder}: expected a folder, and this is a file")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise FolderRefused(
            f"--out {folder}: is not empty, and was not written by this command: name a new or empty folder"
        )
    if others := _others(folder):
        raise FolderRefused(
            f'--out {folder}: a new site replaces everything in the folder, and "{others[0]}" is not part of '
            "the earlier site: move it elsewhere, or name another folder"
        )


def _others(folder: Path) -> list[str]:
    """Files beside those of the earlier site, if its mark names its own."""
    mark = folder / MARK
    noted = set(mark.read_text(encoding="utf-8").splitlines()) if mark.is_file() else set()
    # The mark is empty where the command did not come to its end.
    return [name for name in _names(folder) if name not in {*noted, MARK}] if noted else []


def _clear(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)


def _put_compressed(file: Path, target: Path) -> None:
    """Copy a large file, and write its compressed copy beside it."""
    _copy(file, target)
    with target.open("rb") as content, gzip.open(f"{target}{COPIES['gzip']}", "wb", compresslevel=6) as copy:
        shutil.copyfileobj(content, copy)


def _distinguished(folder: Path, spellings: tuple[str, ...]) -> tuple[str, ...]:
    """All spellings, or one where the file system does not tell letter case apart."""
    return spellings[:1] if (folder / MARK.upper()).exists() else spellings


def _put(file: Path, text: str) -> None:
    """Write a text; the compressed copies of what was there before go."""
    for copy in COPIES.values():
        file.with_name(file.name + copy).unlink(missing_ok=True)
    file.write_text(text, encoding="utf-8")


def _parts(folder: Path) -> dict[str, object]:
    found = PARTS.search((folder / DOCUMENT).read_text(encoding="utf-8"))
    if found is None:
        raise FolderRefused(
            f"the built page's {DOCUMENT} says nothing of its parts: install cif-emulator again"
        )
    parts: dict[str, object] = json.loads(found[2])
    return parts


def _with_policy(document: Path, policy: str) -> str:
    """The text of a document of ours with its policy, which no server's header brings."""
    text = document.read_text(encoding="utf-8")
    if CHARSET not in text:
        raise FolderRefused(f"the built page's {document.name} has no {CHARSET}: install cif-emulator again")
    content = escape(policy, quote=False)
    meta = f'<meta http-equiv="{POLICY_HEADER}" content="{content}" />'
    return text.replace(CHARSET, f"{CHARSET}\n    {meta}", 1)


def _document(text: str, parts: dict[str, object]) -> str:
    """The page's document with its service worker."""
    written = json.dumps({**parts, "serviceWorker": SERVICE_WORKER}, separators=(",", ":")).replace(
        "</", "<\\/"
    )
    return PARTS.sub(lambda found: found[1] + written + found[3], text)


def _site(folder: Path, parts: dict[str, object], resources: Iterable[str], worker: str) -> dict[str, object]:
    """What the service worker keeps, and a version that changes with it and with any file of the site.

    ``hashes`` has the files whose names do not tell their content: no other version's are taken for them.
    """
    prepared = parts.get("prepared")
    prepared = prepared if isinstance(prepared, dict) else {}
    interpreter = str(parts["interpreter"])
    scripts = [
        file.name
        for file in sorted(folder.iterdir())
        if file.suffix in {".js", ".css", ".svg", ".woff2", ".png"}
    ]
    common = ["./", CONFIGURATION, *(name for name in scripts if name != SERVICE_WORKER)]
    common += [f"{interpreter}pyodide.{kind}" for kind in ("mjs", "asm.mjs", "asm.wasm")]
    common += [name for name in dict.fromkeys(resources) if (folder / name).is_file()]
    ways = {
        "snapshot": [prepared["snapshot"]["file"], prepared["noLibrary"]] if prepared else [],
        "library": [prepared["library"], prepared["application"], prepared["later"]["file"]]
        if prepared
        else [],
    }
    digests = {name: hashlib.sha256(file.read_bytes()) for name, file in _served(folder)}
    whole = hashlib.sha256(worker.encode())
    for name, digest in digests.items():
        whole.update(f"\0{name}\0".encode() + digest.digest())
    hashes = {
        "./" if name == DOCUMENT else name: digest.hexdigest()
        for name, digest in digests.items()
        if name.startswith(f"{WEB_RESOURCES}/") or not has_content_hash(folder / name)
    }
    version = base64.b32encode(whole.digest()).decode()[:16]
    return {"version": version, "common": common, **ways, "hashes": hashes}


def _needed_by_wheels(parts: dict[str, object]) -> list[str]:
    """The whole standard library, and the page's own packages with their metadata."""
    own = parts["wheels"]
    names = own if isinstance(own, dict) else {}
    return [f"{parts['interpreter']}python_stdlib.zip", *(f"wheels/{name}" for name in names)]


def _served(folder: Path) -> Iterable[tuple[str, Path]]:
    """The files that have an address of their own, but the service worker, in a fixed order."""
    unasked = (*COPIES.values(), ".map")
    unserved = (MARK, SERVICE_WORKER, HEADERS_FILE, NGINX_FILE)
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name not in unserved and not name.endswith(unasked):
            yield name, file
