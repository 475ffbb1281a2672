"""Addresses that Node listens at."""

from __future__ import annotations

from attrs import frozen

from cif_emulator.cli.node import border


@frozen
class Socket:
    """One of them; ``number`` is its name on the other side."""

    address: str
    port: int
    number: int

    def getsockname(self) -> tuple[str, int]:
        """The address and the port."""
        return (self.address, self.port)

    def close(self) -> None:
        """Listen no longer."""
        border.tell("close", self.number)


def first_address(host: str, port: int) -> str:  # noqa: ARG001 - the twin's signature
    """The first address of a host name. Raises ``OSError``."""
    return str(border.call("resolve", host))


def listening_socket(address: str, port: int) -> Socket:
    """Listen at an IPv4 or IPv6 address alone. Raises ``OSError``."""
    found = border.call("listen", address, port)
    return Socket(address, found["port"], found["number"])
