"""``serve --https``: the certificate that is made, and one's own."""

import contextlib
import socket
import ssl
import sys
from urllib.parse import urlsplit

import pytest
import trustme
from cryptography import x509
from starlette.applications import Starlette

from cif_emulator.cli.certificates import NoCertificate, certificate
from cif_emulator.cli.listening import serving


def names_of(url, context):
    """What a client finds in the certificate of the server at ``url``."""
    host, port = urlsplit(url).hostname, urlsplit(url).port
    with (
        socket.create_connection((host, port)) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        found = x509.load_der_x509_certificate(secure.getpeercert(binary_form=True))
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(each.value) for each in names}


def test_it_is_made_for_the_machine_and_the_names_that_are_allowed():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        certificate(None, None, ["0.0.0.0", "workspace.example", "[::1]"], https=True) as made,
        serving(Starlette(), certificate=made) as url,
    ):
        assert url.startswith("https://localhost:")
        assert names_of(url, context) == {"localhost", "127.0.0.1", "::1", "workspace.example"}
        assert made.file.stat().st_mode & 0o077 == 0
    assert not made.file.exists()


@pytest.mark.parametrize("together", [True, False])
def test_ones_own_is_used(tmp_path, together):
    authority = trustme.CA()
    own = authority.issue_cert("localhost")
    file, key = tmp_path / "own.pem", tmp_path / "own.key"
    own.cert_chain_pems[0].write_to_path(file)
    (own.private_key_pem).write_to_path(file if together else key, append=together)
    context = ssl.create_default_context()
    authority.configure_trust(context)
    with (
        certificate(file, None if together else key, [], https=False) as used,
        serving(Starlette(), certificate=used) as url,
    ):
        assert names_of(url, context) == {"localhost"}


def test_without_any_it_is_http():
    with certificate(None, None, [], https=False) as none:
        assert none is None


@pytest.mark.parametrize(
    ("file", "key", "told"),
    [
        ("none.pem", None, "there is no file .*none.pem"),
        ("own.pem", "none.key", "--key .*none.key: there is no file .*none.key"),
        ("own.pem", None, "not a certificate with its key, both as PEM"),
        ("own.pem", "other.key", "not a certificate with its key"),
        ("text.pem", None, "not a certificate with its key"),
        ("binary.pem", "own.key", "not a certificate with its key"),
        (None, "own.key", "there is no certificate; name it with --certificate"),
    ],
)
def test_what_is_no_certificate_is_told(tmp_path, file, key, told):
    for name in ("own", "other"):
        made = trustme.CA().issue_cert("localhost")
        made.cert_chain_pems[0].write_to_path(tmp_path / f"{name}.pem")
        made.private_key_pem.write_to_path(tmp_path / f"{name}.key")
    (tmp_path / "text.pem").write_text("hello", encoding="utf-8")
    (tmp_path / "binary.pem").write_bytes(b"\x30\x82\x00\xff" * 9)
    opened = certificate(file and tmp_path / file, key and tmp_path / key, [], https=True)
    with pytest.raises(NoCertificate, match=told), opened:
        pass


@pytest.mark.parametrize(
    "name", ["-- no name --", "a_b", "ab--c", "xn--ü", "xn--0", "-a", "a..b", f"{'x' * 64}.example"]
)
def test_a_name_that_none_can_be_made_for_is_told(name):
    opened = certificate(None, None, [name], https=True)
    with pytest.raises(NoCertificate, match=f"no certificate can be made for .*{name}; right are"), opened:
        pass


def test_what_makes_one_is_an_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "trustme", None)
    with contextlib.ExitStack() as running, pytest.raises(NoCertificate, match=r"cif-emulator\[https\]"):
        running.enter_context(certificate(None, None, [], https=True))
