"""``serve --https``: a certificate that is made on the spot, or one's own.

Making one is the work of ``trustme``, an optional extra: it makes an authority of its own and a certificate
that browsers find well-formed, in two calls, and few need it.
"""

from __future__ import annotations

import ssl
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from cif_emulator.cli.node import border
from cif_emulator.cli.node.exceptions import NOT_IN_NODE

# What the machine itself is called.
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# They stand for all addresses, and are none.
EVERY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound


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
    if sys.platform == "emscripten":
        raise NoCertificate(f"--https: {NOT_IN_NODE['--https']}")
    try:
        import trustme  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        raise NoCertificate(
            "--https makes its certificate with trustme, which is not installed: pip install "
            "'cif-emulator[https]', or name a certificate of your own with --certificate and --key"
        ) from missing
    found = dict.fromkeys([*LOOPBACK, *(name.strip("[]") for name in names)])
    try:
        made = trustme.CA().issue_cert(*(name for name in found if name not in EVERY_ADDRESS))
    except ValueError as error:
        raise NoCertificate(f"--https: no certificate can be made for {', '.join(found)}: {error}") from error
    file.touch(mode=0o600)
    made.private_key_and_cert_chain_pem.write_to_path(file)
    return Certificate(file=file)
