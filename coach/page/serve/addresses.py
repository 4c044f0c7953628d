"""Finds the addresses at which a phone in the same network reaches this machine, and draws one as a code to scan.

Nothing is sent for it: the system is asked which of its addresses it would take.
"""

import io
import socket
from contextlib import suppress
from ipaddress import IPv4Address

LOOPBACK = "127.0.0.1"

DEFAULT_PORT = 8421
"""The port where none is chosen. Nobody has registered it, and it is outside the systems' ranges for passing ports."""

MORE_PORTS = 9
"""How many ports after the default one are tried when it is taken."""

PROBES = ("192.0.2.255", "192.168.255.255", "10.255.255.255", "172.31.255.255")
"""Addresses to which the system would go by its various networks: one that is nowhere (RFC 5737), for which it takes
its usual way out, and one in each block for private networks (RFC 1918)."""

QUIET_ZONE = 2
"""Modules of white around a code. The standard has four; phones read two, and a terminal is small."""


def lan_addresses() -> list[str]:
    """Return the private IPv4 addresses of this machine in the networks that it is in, its usual one first.

    A datagram socket is connected, which sends nothing: it makes the system choose an own address for the way. An
    address of the public internet is left out, since `--lan` opens to the local network alone.
    """
    found = dict.fromkeys(filter(None, map(_own_address, PROBES)))
    return [address for address in found if _is_local(address)]


def _own_address(destination: str) -> str:
    """Return the address that the system would send from; empty if there is no way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect((destination, 9))
        name: tuple[str, int] = probe.getsockname()
        return name[0]
    return ""


def _is_local(address: str) -> bool:
    """Tell whether an address belongs to a private network, and can be reached from elsewhere in it."""
    parsed = IPv4Address(address)
    return parsed.is_private and not parsed.is_loopback and not parsed.is_unspecified


def code_svg(address: str) -> str:
    """Draw an address as a code, as an SVG image in an XML document of its own."""
    import segno

    image = io.BytesIO()
    segno.make(address, micro=False).save(image, kind="svg", scale=4, border=4, dark="#000", light="#fff")
    return image.getvalue().decode()


def code_lines(address: str) -> list[str]:
    """Draw an address as a code for a terminal, in half blocks that stand for the light modules.

    Every line has the same width. It looks right where letters are lighter than their ground.
    """
    import segno

    code = segno.make(address, micro=False, error="l")
    rows = [[not dark for dark in row] for row in code.matrix_iter(border=QUIET_ZONE)]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    shapes = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    return [
        "".join(map(shapes.__getitem__, zip(*pair, strict=True))) for pair in zip(rows[::2], rows[1::2], strict=True)
    ]
