"""What strangers send to ``cif-emulator serve``: nothing but its own files comes back, and it goes on answering."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving

SECRET = "not for you"
PAGE = "<!doctype html><title>page</title>"
# Seconds.
PATIENCE = 5


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page and web resources with links out of both, beside a secret."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    page, resources = folder / "page", folder / "resources"
    for place in (page, resources):
        (place / "inner").mkdir(parents=True)
        (place / "index.html").write_text(PAGE, encoding="utf-8")
        (place / "inner/script.js").write_bytes(b"/" * 100_000)
        (place / "link.txt").symlink_to(folder / "secret.txt")
        (place / "linked").symlink_to(folder)
        (place / "round").symlink_to(place / "round")
    service = Service(page=page, web_resources=resources, allowed_hosts=("desk",))
    with serving(application(service)) as url:
        yield url


def connected(server: str) -> socket.socket:
    at = urlsplit(server)
    return socket.create_connection((at.hostname, at.port), timeout=PATIENCE)


def answer_to(server: str, request: bytes) -> bytes:
    """All that comes back for these very bytes, until the server closes or waits for more."""
    with connected(server) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
        answer = b""
        # Where a server waits for the rest of a body that never comes, there is nothing more to read.
        with contextlib.suppress(ConnectionError, TimeoutError):
            while part := connection.recv(65_536):
                answer += part
        return answer


def asked(server: str, path: str, *lines: str, method: str = "GET") -> bytes:
    """The answer to one request."""
    head = "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *lines, "", ""))
    return answer_to(server, head.encode("utf-8"))


def status_of(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    return int(found[1]) if found else 0


def goes_on(server: str) -> None:
    answer = asked(server, "/")
    assert status_of(answer) == 200
    assert PAGE.encode() in answer


UPWARDS = [
    "..",
    "%2e%2e",
    ".%2e",
    "%252e%252e",
    "%c0%ae%c0%ae",
    "..%00",
    "....",
    "..;",
    "\uff0e\uff0e",
    "%u002e%u002e",
]
SLASHES = ["/", "//", "%2f", "%252f", "\\", "%5c", "%c0%af", "/./"]
PREFIXES = ["/", "/webresources/", "/WebResources/Widget/", "/pyodide/", "/wheels/", "/providers/softphone/"]


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("upwards", UPWARDS)
def test_no_path_leads_out(server: str, prefix: str, upwards: str) -> None:
    for slash in SLASHES:
        for count in (1, 4):
            for inner in ("", f"inner{slash}"):
                answer = asked(server, prefix + inner + f"{upwards}{slash}" * count + "secret.txt")
                assert SECRET.encode() not in answer
                assert status_of(answer) in {400, 404}, answer[:200]


@pytest.mark.parametrize(
    "path",
    [
        "link.txt",
        "linked/secret.txt",
        "linked%2fsecret.txt",
        "LINK.TXT",
        "round",
        "round/index.html",
        "inner",
        "/secret.txt",
        "C:/secret.txt",
        "C:%5csecret.txt",
        "CON",
        "inner/script.js::$DATA",
        "~root/secret.txt",
        "inner/script.js%00.html",
        "%",
        "%zz",
        "%ff%fe",
        "a/" * 20_000,
    ],
)
@pytest.mark.parametrize("prefix", ["/x/../", "/webresources/"])
def test_links_and_strange_names_give_nothing(server: str, prefix: str, path: str) -> None:
    answer = asked(server, prefix + path)
    assert SECRET.encode() not in answer
    assert status_of(answer) in {400, 404, 414, 431}, answer[:200]


@pytest.mark.parametrize(
    ("method", "status"),
    [
        *((method, {405}) for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "M-SEARCH")),
        ("OPTIONS", {200, 204, 405}),
        ("CONNECT", {400, 405}),
        ("get", {400, 405}),
        ("G" * 100_000, {0, 400, 405, 414, 431}),
        ("G\x00T", {400, 405}),
        ("", {400}),
    ],
)  # fmt: skip
def test_other_methods_change_and_tell_nothing(server: str, method: str, status: set[int]) -> None:
    answer = asked(server, "/", "X-Echo: my-own-header", method=method)
    assert status_of(answer) in status, answer[:200]
    assert b"my-own-header" not in answer
    goes_on(server)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.1.nip.io", "desk.evil.example",
     "localhost:80:80", "localhost/evil.example", "\u24dbocalhost", "[::1].evil.example", "evil.example#localhost", ""],
)  # fmt: skip
def test_other_hosts_read_nothing(server: str, host: str) -> None:
    for path in ("/", "/config.json", f"http://{host}/config.json"):
        request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: localhost\r\nConnection: close\r\n\r\n"
        )
        answer = answer_to(server, request.encode("utf-8"))
        assert status_of(answer) in {400, 421}, answer[:200]
        assert PAGE.encode() not in answer


BODY = b"GET /webresources/index.html HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([b"X-Long: " + b"x" * 2_000_000], id="a header of 2 MB"),
        pytest.param([b"X-%d: y" % number for number in range(50_000)], id="50,000 headers"),
        pytest.param([b"X" * 300_000 + b": y"], id="a long name"),
        pytest.param([b"Cookie: " + b"a=b; " * 100_000], id="cookies"),
        pytest.param([b"Content-Length: 99999999999999999999"], id="a body without end"),
        pytest.param([b"Content-Length: -1"], id="a negative body"),
        pytest.param([b"Content-Length: 5", b"Content-Length: 500"], id="two lengths"),
        pytest.param([b"Content-Length: 4", b"Transfer-Encoding: chunked", b"", BODY], id="two kinds of length"),
        pytest.param([b"Transfer-Encoding: chunked", b"", b"zz", BODY], id="a chunk that is none"),
        pytest.param([b"Transfer-Encoding: chunked", b"", b"f" * 20, BODY], id="a chunk without end"),
        pytest.param([b"Folded: a", b" b", b"\x00: c"], id="folded and broken"),
        pytest.param([b"Upgrade: websocket", b"Connection: Upgrade", b"Sec-WebSocket-Key: x"], id="a web socket"),
        pytest.param([b"Expect: " + b"100-continue, " * 1_000], id="expectations"),
        pytest.param([b"Accept-Encoding: " + b"gzip;q=0.1, br;q=x, " * 2_000], id="encodings"),
    ],
)  # fmt: skip
def test_strange_headers_harm_nothing(server: str, lines: list[bytes]) -> None:
    head = b"\r\n".join(
        (b"GET /inner/script.js HTTP/1.1", b"Host: localhost", b"Connection: close", *lines, b"", b"")
    )
    answer = answer_to(server, head)
    # A connection that is ended without a word is an answer, too.
    assert status_of(answer) in {0, 100, 200, 400, 404, 405, 413, 414, 431}, answer[:200]
    # What stands in a body is no request.
    assert PAGE.encode() not in answer
    goes_on(server)


@pytest.mark.parametrize("length", [8_000, 70_000, 2_000_000])
def test_long_addresses(server: str, length: int) -> None:
    for path in ("/" + "x" * length, "/?" + "x" * length, "/" + "%41" * (length // 3)):
        assert status_of(asked(server, path)) in {0, 200, 400, 404, 414, 431}
    goes_on(server)


@pytest.mark.parametrize(
    "wanted",
    ["0-0", "-1", "99999-", "9-1", "0-99999999999999999999", "-99999999999999999999", "a-b", "0-0,", "-", "",
     ",".join(["0-"] * 5_000), ",".join(f"{n}-{n + 1}" for n in range(5_000)), "0-\u00b2"],
)  # fmt: skip
def test_ranges_give_no_more_than_the_file(server: str, wanted: str) -> None:
    for path in ("/inner/script.js", "/webresources/inner/script.js"):
        answer = asked(server, path, f"Range: bytes={wanted}", 'If-Range: "other"')
        assert status_of(answer) in {0, 200, 206, 400, 416, 431}, answer[:200]
        assert len(answer) < 200_000
        answer = asked(server, path, f"Range: bytes={wanted}")
        assert status_of(answer) in {0, 200, 206, 400, 416, 431}, answer[:200]
        assert len(answer) < 200_000
    goes_on(server)


@pytest.mark.parametrize(
    "condition",
    [
        "If-None-Match: " + '"x", ' * 10_000,
        "If-None-Match: W/",
        'If-None-Match: "',
        "If-Modified-Since: Thu, 99 Foo 99999 99:99:99 GMT",
        "If-Modified-Since: -1",
        "If-Modified-Since: " + "9" * 5_000,
        "If-Unmodified-Since: never",
        "If-Match: \x01",
    ],
)
def test_conditions_that_are_none(server: str, condition: str) -> None:
    for path in ("/", "/inner/script.js", "/webresources/inner/script.js", "/config.json"):
        assert status_of(asked(server, path, condition)) in {200, 400, 412, 431}


def test_half_requests_keep_nobody_waiting(server: str) -> None:
    with contextlib.ExitStack() as open_ones:
        for number in range(300):
            half = open_ones.enter_context(connected(server))
            half.sendall((b"GET / HTTP/1.1\r\nHost: loc", b"G", b"")[number % 3])
        goes_on(server)
    goes_on(server)


def test_answers_that_nobody_reads_keep_nobody_waiting(server: str) -> None:
    request = b"GET /inner/script.js HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100
    with contextlib.ExitStack() as open_ones:
        for _ in range(50):
            open_ones.enter_context(connected(server)).sendall(request)
        goes_on(server)
    goes_on(server)
