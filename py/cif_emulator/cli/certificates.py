"""``serve --https``: a certificate that is made on the spot, or one's own.

Making one is the work of ``trustme``, an optional extra: it makes an authority of its own and a certificate
that browsers find well-formed, in two calls, and few need it. In the npm package a library of Node does it.
"""

from __future__ import annotations

import re
import ssl
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from cif_emulator.cli.node import border

# What the machine itself is called.
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# They stand for all addresses, and are none.
EVERY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound
# A part of a domain's name (RFC 5890, 2.3.1); hyphens in the third and fourth place are kept for A-labels.
LABEL = re.compile(r"(?!(?!xn)..--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


class NoCertificate(Exception):
    """There is no certificate to serve https with; the text says why, and what to do."""


@frozen(kw_only=True)
class Certificate:
    """The files of a certificate and its key (PEM); ``key`` is ``None`` where the one file holds both."""

    file: Path
    key: Path | None = None


@contextmanager
def certificate(
    file: Path | None, key: Path | None, names: Iterable[str], *, https: bool
) -> Iterator[Certificate | None]:
    """The given certificate, or one made for loopback and ``names`` while the block runs; ``None`` for http.

    Raises ``NoCertificate``.
    """
    if file is not None:
        yield _checked(Certificate(file=file, key=key))
    elif key is not None:
        raise NoCertificate(f"--key {key}: there is no certificate; name it with --certificate")
    elif https:
        with TemporaryDirectory(prefix="cif-emulator-") as folder:
            yield _made(Path(folder, "certificate.pem"), names)
    else:
        yield None


def _checked(given: Certificate) -> Certificate:
    named = f"--certificate {given.file}" + (f" --key {given.key}" if given.key else "")
    for file in (given.file, given.key):
        if file is not None and not file.is_file():
            raise NoCertificate(f"{named}: there is no file {file}")
    try:
        if sys.platform == "emscripten":
            border.call("checkCertificate", str(given.file), str(given.key or given.file))
        else:
            # A key with a password would have to be asked for at each start.
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(given.file, given.key, password="")
    except (OSError, ValueError) as error:
        # Each library has its own words for the reason.
        raise NoCertificate(
            f"{named}: not a certificate with its key, both as PEM and the key without a password"
        ) from error
    return given


def _made(file: Path, names: Iterable[str]) -> Certificate:
    found = dict.fromkeys([*LOOPBACK, *(name.strip("[]") for name in names)])
    wanted = [name for name in found if name not in EVERY_ADDRESS]
    wrong = [name for name in wanted if not _can_be_certified(name)]
    if wrong:
        raise _unfit(wrong)
    content = _made_in_node(wanted) if sys.platform == "emscripten" else _made_by_trustme(wanted)
    file.touch(mode=0o600)
    file.write_bytes(content)
    return Certificate(file=file)


def _made_in_node(names: list[str]) -> bytes:
    return str(border.call("makeCertificate", names)).encode()


def _made_by_trustme(names: list[str]) -> bytes:
    try:
        import trustme  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        raise NoCertificate(
            "--https makes its certificate with trustme, which is not installed: pip install "
            "'cif-emulator[https]', or name a certificate of your own with --certificate and --key"
        ) from missing
    try:
        made = trustme.CA().issue_cert(*names)
    except ValueError as error:
        # It looks into labels that begin with xn--.
        raise _unfit(names) from error
    return made.private_key_and_cert_chain_pem.bytes()


def _can_be_certified(name: str) -> bool:
    """Whether it is a host's name, as domains have them, or an address."""
    try:
        ip_address(name)
    except ValueError:
        return len(name) <= 253 and all(LABEL.fullmatch(label) for label in name.split("."))
    return True


def _unfit(names: Iterable[str]) -> NoCertificate:
    return NoCertificate(
        f"--https: no certificate can be made for {', '.join(names)}; right are addresses, and names of "
        "letters a-z, digits, hyphens and dots, such as workspace.example.com"
    )
