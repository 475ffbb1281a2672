"""Under which names the server answers; other names are somebody's who has them resolve to this machine."""

import json
import re
import socket
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from cif_emulator.cli.demonstration import demonstration
from cif_emulator.cli.hosts import NoSuchName, host_name
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.cli.main import main

ALLOWED = ("Emulator", "desk.example.com")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    (folder / "providers/softphone").mkdir(parents=True)
    for name in ("index.html", "providers/softphone/index.html"):
        (folder / name).write_text("<!doctype html><title>page</title>", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def server(page):
    with serving(application(Service(page=page, allowed_hosts=ALLOWED))) as url:
        yield url


def asked(server, *host_lines, version="1.1", path="/config.json"):
    """Status and body of a request with these very ``Host`` lines."""
    at = urlsplit(server)
    lines = [f"GET {path} HTTP/{version}", *host_lines, "Connection: close", "", ""]
    with socket.create_connection((at.hostname, at.port), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode("latin-1"), body


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:4280",
        "LOCALHOST:4280",
        "localhost.",
        "localhost.:4280",
        "localhost:",
        "desk.localhost",
        "127.0.0.1:4280",
        "127.8.9.10",
        "[::1]",
        "[::1]:4280",
        "[0:0:0:0:0:0:0:1]:4280",
        "[::ffff:127.0.0.1]",
        "[2001:DB8::7]:4280",
        "192.0.2.7:4280",
        "emulator",
        "EMULATOR:4280",
        "emulator.",
        "desk.example.com",
        " localhost ",
    ],
)
def test_loopback_names_addresses_and_allowed_names_are_answered(server, host):
    status, _, body = asked(server, f"Host: {host}")
    assert status == 200
    assert "workspace" in json.loads(body.split(b"\r\n", 1)[-1] if not body.startswith(b"{") else body)


@pytest.mark.parametrize(
    ("host", "told"),
    [
        (
            "evil.example",
            "does not answer as evil.example: if that is right, start it with --allowed-host evil.example.",
        ),
        ("EVIL.example.:4280", "start it with --allowed-host evil.example."),
        ("other.emulator", "--allowed-host other.emulator"),
        ("emulator.example", "--allowed-host emulator.example"),
        ("localhost.evil.example", "--allowed-host localhost.evil.example"),
        ("127.0.0.1.evil.example", "--allowed-host 127.0.0.1.evil.example"),
        ("", "no Host header"),
        ("   ", "no Host header"),
        (":4280", "names no host"),
        (".localhost", "names no host"),
        ("evil.example@localhost", "names no host"),
        ("user:secret@localhost:4280", "names no host"),
        ("localhost@evil.example", "names no host"),
        ("http://localhost", "names no host"),
        ("localhost/evil.example", "names no host"),
        ("localhost, evil.example", "names no host"),
        ("localhost evil.example", "names no host"),
        ("localhost:http", "names no host"),
        ("localhost:4280:4280", "names no host"),
        ("localhost:123456", "names no host"),
        ("::1", "names no host"),
        ("[::1", "names no host"),
        ("::1]", "names no host"),
        ("[::1]x", "names no host"),
        ("[localhost]", "names no host"),
        ("[127.0.0.1]", "names no host"),
        ("[1:2]", "names no host"),
        ("localhost..", "names no host"),
        ("*", "names no host"),
        ("l\xf6calhost", "names no host"),
        ("a" * 5000, "names no host"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/config.json", "/nothing", "/webresources/Widget/msdyn_ciLibrary.js"])
def test_other_names_are_refused_everywhere_in_one_line(server, host, told, path):
    status, head, body = asked(server, f"Host: {host}", path=path)
    assert status == 421, head
    assert told in body.decode()
    assert body.count(b"\n") == 1
    assert len(body) < 400
    assert "nosniff" in head
    assert b"title" not in body


def test_no_host_and_two_hosts_are_refused(server):
    assert asked(server, version="1.0")[0] == 421
    assert asked(server)[0] == 400
    assert asked(server, "Host: localhost", "Host: evil.example")[0] == 400
    assert asked(server, "Host: localhost", "Host: localhost")[0] == 400
    status, _, body = asked(server, "Host: localhost", "Host: evil.example", version="1.0")
    assert status in {400, 421}
    assert b"workspace" not in body or b"Host header" in body


def test_the_softphone_is_as_careful(page):
    with serving(demonstration(page, ALLOWED)) as url:
        assert [
            asked(url, f"Host: {host}", path="/")[0] for host in ("localhost", "emulator", "evil.example")
        ] == [
            200,
            200,
            421,
        ]


@pytest.mark.parametrize(
    ("given", "name"),
    [("Emulator", "emulator"), ("a.example.com.", "a.example.com"), ("10.0.0.7", "10.0.0.7")],
)
def test_a_name_is_compared_in_one_form(given, name):
    assert host_name(given) == name


@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        "*",
        ".example.com",
        "*.example.com",
        "http://emulator",
        "emulator:4280",
        "a/b",
        "a@b",
        "-a",
        "a..b",
        "bücher.example",
        "a b",
    ],
)
def test_what_is_no_name_is_refused_with_what_would_be_right(given):
    with pytest.raises(NoSuchName, match=re.escape(f"--allowed-host {given}: expected a host's name alone")):
        host_name(given)
    done = CliRunner().invoke(main, ["serve", "--port", "0", "--allowed-host", given])
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert "such as emulator or workspace.example.com" in done.output
