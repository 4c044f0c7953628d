"""Checks that an address is found without a packet, that only local ones are opened, and that its code can be read."""

import socket

import pytest

from coach.page.serve import addresses
from coach.page.serve.addresses import PROBES, code_lines, code_svg, lan_addresses

ADDRESS = "http://192.168.178.123:8421/?token=" + "x" * 32


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Says which own address the system takes for each probe."""
    own: dict[str, str] = {}
    monkeypatch.setattr(addresses, "_own_address", lambda probe: own.get(probe, ""))
    return own


def test_a_machine_has_an_address_in_each_of_its_networks_the_usual_one_first(own: dict[str, str]) -> None:
    own |= dict(zip(PROBES, ["192.168.1.5", "192.168.1.5", "10.8.0.2", "192.168.1.5"], strict=True))
    assert lan_addresses() == ["192.168.1.5", "10.8.0.2"]


@pytest.mark.parametrize("address", ["", "8.8.8.8", "127.0.0.1", "0.0.0.0", "100.64.0.1"])
def test_neither_the_internet_nor_the_machine_itself_is_the_local_network(own: dict[str, str], address: str) -> None:
    own |= dict.fromkeys(PROBES, address)
    assert lan_addresses() == []


def test_the_system_is_asked_with_sockets_that_send_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = []

    class Probe(socket.socket):
        def __init__(self, family: int, kind: int) -> None:
            kinds.append((family, kind))
            super().__init__(family, kind)

        def send(self, *_: object) -> int:
            raise AssertionError("It sends.")

        sendto = send

    monkeypatch.setattr(socket, "socket", Probe)
    for address in lan_addresses():
        socket.inet_aton(address)
    assert kinds == [(socket.AF_INET, socket.SOCK_DGRAM)] * len(PROBES)


def test_a_code_fits_into_a_small_terminal_and_has_the_modules_of_the_picture() -> None:
    lines = code_lines(ADDRESS)
    assert len({len(line) for line in lines}) == 1
    assert (len(lines[0]), len(lines)) == (37, 19)
    rows = [row for line in lines for row in (line.translate(UPPER), line.translate(LOWER))]
    light = [[cell == "#" for cell in row] for row in rows]
    finder = ["#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"]  # dark modules
    corner = ["".join(" " if light[y][x] else "#" for x in range(2, 9)) for y in range(2, 9)]
    assert corner == finder
    assert all(light[0]), "the ground around it is light"


UPPER = str.maketrans({"█": "#", "▀": "#", "▄": " "})
LOWER = str.maketrans({"█": "#", "▀": " ", "▄": "#"})


def test_the_picture_has_a_light_ground_of_its_own() -> None:
    svg = code_svg(ADDRESS)
    assert svg.startswith('<?xml version="1.0"')
    assert "<script" not in svg
    assert 'fill="#fff"' in svg
