"""Sockets: loopback twice, busy ports, addresses."""

import asyncio
import socket
import threading
import urllib.request

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from cif_emulator.cli.listening import CannotListen, address_of, listen, serving


def close(sockets):
    for one in sockets:
        one.close()


def test_loopback_has_one_port_for_both_families():
    sockets = listen("127.0.0.1", 0)
    try:
        families = {one.family for one in sockets}
        assert socket.AF_INET in families
        assert families == {socket.AF_INET, socket.AF_INET6} or not has_ipv6()
        assert len({one.getsockname()[1] for one in sockets}) == 1
        assert address_of("127.0.0.1", sockets) == f"http://localhost:{sockets[0].getsockname()[1]}/"
    finally:
        close(sockets)


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_a_port_taken_in_either_family_is_busy():
    sockets = listen("localhost", 0)
    try:
        for taken in sockets:
            port = taken.getsockname()[1]
            with pytest.raises(CannotListen, match=f"port {port} is in use"):
                listen("localhost", port)
            close([taken])
    finally:
        close(sockets)


def test_other_hosts_are_named_as_given():
    sockets = listen("0.0.0.0", 0)
    port = sockets[0].getsockname()[1]
    close(sockets)
    sockets = listen("0.0.0.0", port)
    try:
        assert address_of("0.0.0.0", sockets) == f"http://localhost:{port}/"
        assert address_of("workspace.test", sockets) == f"http://workspace.test:{port}/"
        assert address_of("2001:db8::1", sockets) == f"http://[2001:db8::1]:{port}/"
    finally:
        close(sockets)


def test_an_unknown_host_is_refused():
    with pytest.raises(CannotListen, match="--host"):
        listen("no such host", 0)


def test_a_server_in_a_thread_ends_with_its_block():
    app = Starlette(routes=[Route("/", lambda request: PlainTextResponse("here"))])
    before = set(threading.enumerate())
    with serving(app) as url:
        [server] = [one for one in threading.enumerate() if one not in before and one.name == "cif-emulator"]
        for host in ("localhost", "127.0.0.1"):
            with urllib.request.urlopen(url.replace("localhost", host)) as answer:
                assert answer.read() == b"here"
    assert not server.is_alive()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(url)


def test_a_server_without_visitors_ends_without_waiting(monkeypatch):
    """Tests start one after another: uvicorn by itself sleeps for a fifth of a second."""
    naps, sleep = [], asyncio.sleep

    def noted(seconds):
        naps.append(seconds)
        return sleep(seconds)

    monkeypatch.setattr(asyncio, "sleep", noted)
    with serving(PlainTextResponse("here")):
        pass
    assert set(naps) == {0}
