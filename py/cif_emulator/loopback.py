"""Which hosts are the machine itself.

``web/border/boot/loopback.js`` says the same, and a test compares them.
"""

import re

_LOOPBACK = re.compile(r"localhost|.+\.localhost|127(\.\d+){3}|::1|\[::1\]", re.IGNORECASE)


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without a port, is the machine itself."""
    return _LOOPBACK.fullmatch(host) is not None
