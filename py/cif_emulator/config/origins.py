"""Origins whose pages may show the workspace in a frame: ``embed_origins``, ``--embed-origin``."""

from __future__ import annotations

import re

from cif_emulator.workspace.state.provider import origin_of
from cif_emulator.workspace.state.refusals import quoted

EXAMPLE = "https://portal.example.com or http://localhost:3000"
# A policy is a header: what is written into it must hold nothing that could end it.
_ORIGIN = re.compile(r"https?://[a-z0-9_-]+(\.[a-z0-9_-]+)*(:[0-9]{1,5})?")
# Of a scheme, a host name's 253 characters (RFC 1035, 2.3.4) and a port.
_LONGEST = 253 + len("https://:65535")

_WITHOUT_SCHEME = re.compile(r"[\w.-]+(:\d+)?(/.*)?")


def embedding_problem(origin: str) -> str:
    """What is wrong with an origin, and what would be right; empty if nothing is.

    It has to be written as browsers write it (RFC 6454, 6.1), and as a policy's ``frame-ancestors`` takes it.
    """
    if _ORIGIN.fullmatch(origin) and origin_of(origin) == origin:
        return ""
    if "*" in origin or origin.strip().lower() == "null":
        return f"{quoted(origin)} would be anybody: expected one origin, such as {EXAMPLE}"
    named = origin.strip()
    right = origin_of(f"https://{named}" if _WITHOUT_SCHEME.fullmatch(named) else named)
    if right and "[" in right:
        return f"{quoted(origin)} is an IPv6 address, which browsers do not take here: use a host name"
    if right and len(right) <= _LONGEST and _ORIGIN.fullmatch(right):
        form = "an origin, with its scheme, in lower case, without a path"
        return f"expected {form}: {right}; got {quoted(origin)}"
    return f"expected an origin such as {EXAMPLE}, got {quoted(origin)}"
