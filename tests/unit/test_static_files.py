"""Files over HTTP: types, copies, tags."""

import gzip
import http.client
import os

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from cif_emulator.cli.listening import serving
from cif_emulator.cli.static_files import PageFiles

from ..http_requests import request

SCRIPT = b"export const answer = 42;\n" * 400
BROTLI_COPY = b"stands for Brotli"
# A name over which it is asked for from elsewhere.
ELSEWHERE = "workspace.test"


@pytest.fixture
def folder(tmp_path):
    script = tmp_path / "boot.js"
    script.write_bytes(SCRIPT)
    (tmp_path / "boot.js.br").write_bytes(BROTLI_COPY)
    (tmp_path / "boot.js.gz").write_bytes(gzip.compress(SCRIPT))
    for copy in ("boot.js.br", "boot.js.gz"):
        os.utime(tmp_path / copy, ns=(script.stat().st_mtime_ns + 1,) * 2)
    return tmp_path


@pytest.fixture
def ask(folder):
    with serving(Starlette(routes=[Mount("/", PageFiles(directory=folder))])) as url:
        yield lambda path, **headers: request(url, path, **headers)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("A.MJS", "text/javascript; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.json", "application/json"),
        ("a.d.ts", "text/plain; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("a-1.0-py3-none-any.whl", "application/zip"),
        ("a.zip", "application/zip"),
        ("a.svg", "image/svg+xml"),
        ("a.png", "image/png"),
        ("a.unknown", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_media_types_do_not_depend_on_the_machine(ask, folder, name, media_type):
    (folder / name).write_bytes(b"content")
    response, body = ask(f"/{name}")
    assert (response.status, body) == (200, b"content")
    assert response.headers["Content-Type"] == media_type


@pytest.mark.parametrize(
    ("accepted", "coding", "body"),
    [
        ("gzip, deflate, br, zstd", "br", BROTLI_COPY),
        ("br;q=0.5, gzip;q=1.0", "br", BROTLI_COPY),
        ("*", "br", BROTLI_COPY),
        ("gzip", "gzip", None),
        ("br;q=0, gzip", "gzip", None),
        ("br; q=0, gzip", "gzip", None),
        ("identity", None, SCRIPT),
        ("br;q=x", None, SCRIPT),
        ("gzip;q=0, *;q=0", None, SCRIPT),
    ],
)
def test_the_copy_that_the_browser_accepts_is_sent(ask, accepted, coding, body):
    response, sent = ask("/boot.js", Accept_Encoding=accepted, Host=ELSEWHERE)
    assert response.headers["Content-Encoding"] == coding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert int(response.headers["Content-Length"]) == len(sent)
    assert (gzip.decompress(sent) if coding == "gzip" else sent) == (body or SCRIPT)


@pytest.mark.parametrize(("accepted", "coding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_a_file_that_has_only_copies_is_sent_all_the_same(ask, folder, accepted, coding):
    (folder / "boot.js").unlink()
    response, body = ask("/boot.js", Accept_Encoding=accepted, Host=ELSEWHERE)
    assert response.status == 200
    assert response.headers["Content-Encoding"] == coding
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert int(response.headers["Content-Length"]) == len(body)
    assert (gzip.decompress(body) if coding == "gzip" else body) == (
        BROTLI_COPY if coding == "br" else SCRIPT
    )
    again, _ = ask(
        "/boot.js", Accept_Encoding=accepted, Host=ELSEWHERE, If_None_Match=response.headers["ETag"]
    )
    assert again.status == 304


@pytest.mark.parametrize("host", ["localhost:4280", "desk.localhost", "127.0.0.1", "[::1]:4280"])
@pytest.mark.parametrize("has_copies_alone", [False, True])
def test_on_the_machine_itself_a_file_is_sent_as_it_is(ask, folder, host, has_copies_alone):
    if has_copies_alone:
        (folder / "boot.js").unlink()
    response, body = ask("/boot.js", Accept_Encoding="gzip, br", Host=host)
    assert (response.status, response.headers["Content-Encoding"], body) == (200, None, SCRIPT)
    assert int(response.headers["Content-Length"]) == len(SCRIPT)
    again, _ = ask("/boot.js", Accept_Encoding="br", Host=host, If_None_Match=response.headers["ETag"])
    assert again.status == 304


@pytest.mark.parametrize("end", [3, 60])
def test_of_a_copy_that_is_cut_off_nobody_gets_half(ask, folder, end):
    (folder / "boot.js").unlink()
    copy = folder / "boot.js.gz"
    copy.write_bytes(copy.read_bytes()[:end])
    try:
        response, _ = ask("/boot.js")
    except http.client.HTTPException:
        return
    assert response.status == 404


def test_a_copy_older_than_its_file_is_not_sent(ask, folder):
    script = folder / "boot.js"
    script.write_bytes(b"changed")
    os.utime(script, ns=((folder / "boot.js.gz").stat().st_mtime_ns + 10**9,) * 2)
    response, sent = ask("/boot.js", Accept_Encoding="gzip, br", Host=ELSEWHERE)
    assert sent == b"changed"
    assert response.headers["Content-Encoding"] is None


def test_copies_have_no_address_of_their_own(ask):
    assert ask("/boot.js.br")[0].status == 404


def test_an_unchanged_file_is_not_sent_again(ask, folder):
    first, _ = ask("/boot.js")
    (folder / "boot.js").write_bytes(SCRIPT)
    again, body = ask("/boot.js", If_None_Match=first.headers["ETag"])
    assert (again.status, body) == (304, b"")
    (folder / "boot.js").write_bytes(SCRIPT + b"// longer")
    changed, body = ask("/boot.js", If_None_Match=first.headers["ETag"])
    assert (changed.status, body) == (200, SCRIPT + b"// longer")


def test_each_coding_has_its_own_tag(ask):
    tags = {
        ask("/boot.js", Accept_Encoding=coding, Host=ELSEWHERE)[0].headers["ETag"]
        for coding in ("br", "gzip", "identity")
    }
    assert len(tags) == 3


@pytest.mark.parametrize(
    ("name", "caching"),
    [
        ("boot.js", "no-cache"),
        ("chunk-2XQ3ZKJA.js", "public, max-age=31536000, immutable"),
        ("chunk-2xq3zkja.js", "no-cache"),
        ("cif_emulator_page-0.1.0-py3-none-any.whl", "no-cache"),
        ("pyodide/314.0.7-2XQ3ZKJA/pyodide.mjs", "public, max-age=31536000, immutable"),
        ("pyodide/2XQ3ZKJA/pyodide.mjs", "no-cache"),
    ],
)
def test_only_names_with_a_content_hash_are_kept_for_ever(ask, folder, name, caching):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(SCRIPT)
    assert ask(f"/{name}")[0].headers["Cache-Control"] == caching
