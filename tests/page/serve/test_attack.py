"""Attacks on a real server: nothing from outside the sessions leaves it, nothing that was sent breaks or fills it."""

import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.page.serve.network import FAULT, KEY, KEYS, SECRET, SOUND_BYTES, Answer, Network, network

AUDIO = f"/sessions/{KEY}/audio.mp3"
EVIL = "http://evil.example"
TOKEN = "t" * 32
REQUESTS_OF_A_RUN, REQUESTS_AT_MOST = int(os.environ.get("STRANGE_REQUESTS", "1000")), 20
"""How many random requests are made, about, and the most of one example; STRANGE_REQUESTS=15000 makes 10,000."""

MOST_GROWTH_KIB = 32 * 1024
"""How much more memory the server may take after all random requests."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    with network(tmp_path_factory.mktemp("served")) as running:
        assert running.get("/").status == 200
        yield running


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    with network(tmp_path_factory.mktemp("guarded"), TOKEN) as running:
        yield running


def is_safe(answer: Answer) -> bool:
    """Tell whether an answer is neither a fault nor anything that is not to be served, and opens to no other origin."""
    foreign = any(name.startswith("access-control-") for name in answer.headers)
    return answer.status < 500 and not foreign and not {part for part in (SECRET, FAULT) if part in answer.body}


def form(**fields: str) -> bytes:
    return "&".join(f"{name}={text}" for name, text in fields.items()).encode()


FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "headers",
    [
        [f"Origin: {EVIL}"],
        ["Origin: null", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"],
        ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"],
        ["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors"],
        [f"Origin: {EVIL}", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"],
    ],
)
def test_another_origin_gets_nothing(server: Network, headers: list[str]) -> None:
    for path in ("/", "/routines/cobra", AUDIO, f"/sessions/{KEY}/progress", "/assets/page.css"):
        answer = server.get(path, *headers)
        assert (answer.status, is_safe(answer)) == (403, True)
    for path in ("/routines/cobra", f"/sessions/{KEY}", f"/sessions/{KEY}/practised"):
        for kind in (FORM, "Content-Type: text/plain", "Content-Type: application/json"):
            body = form(**{"form-key": KEYS.form_key})
            assert server.get(path, *headers, kind, method="POST", body=body).status == 403
        preflight = ["Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"]
        answer = server.get(path, *headers, *preflight, method="OPTIONS")
        assert (answer.status, is_safe(answer)) == (403, True)


def test_a_form_without_the_key_orders_nothing(server: Network) -> None:
    for headers, body in ([], b""), (["Origin: null"], b"form-key="), (["Origin: null"], b"form-key=" + b"f" * 31):
        assert server.get("/routines/cobra", FORM, *headers, method="POST", body=body or b"a=b").status == 403
    practice = json.dumps({"stretches": ["cobra"], "practised_s": 9}).encode()
    kind = "Content-Type: application/json"
    assert server.get(f"/sessions/{KEY}/practised", kind, method="POST", body=practice).status == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:{}", "127.0.0.1:{}.evil"])
def test_another_name_of_this_machine_gets_nothing(server: Network, host: str) -> None:
    for path in ("/", AUDIO):
        assert server.get(path, host=host.format(server.port)).status == 421


def test_a_request_has_exactly_one_host(server: Network) -> None:
    own = f"Host: {server.host}".encode()
    assert server.ask(b"GET / HTTP/1.1\r\n\r\n").status == 400
    assert server.ask(b"GET / HTTP/1.0\r\n\r\n").status == 421
    assert server.ask(b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + own + b"\r\n\r\n").status == 400
    assert server.ask(b"GET / HTTP/1.1\r\n" + own + b"\r\nHost: evil.example\r\n\r\n").status == 400
    assert server.ask(b"GET http://evil.example/ HTTP/1.1\r\n" + own + b"\r\n\r\n").status == 404
    assert (
        server.ask(b"GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: " + own[6:] + b"\r\n\r\n").status == 421
    )


def test_nothing_is_told_without_the_token(guarded: Network) -> None:
    own = f"Host: {guarded.host}\r\n"
    wrong = ["", "?token=", f"?token={TOKEN[:-1]}", f"?token={TOKEN}x", "?token=%ff%00", "?token=%ed%a0%80"]
    cookies = ["", f"Cookie: coach={'c' * 31}\r\n", "Cookie: coach=\r\n", f"Cookie: coach-1={KEYS.cookie_value}\r\n"]
    for path in ("/", "/assets/page.css", "/code.svg", AUDIO, "/no/such/page"):
        for query in wrong:
            for cookie in cookies:
                answer = guarded.ask(f"GET {path}{query} HTTP/1.1\r\n{own}{cookie}\r\n".encode())
                assert (answer.status, "set-cookie" in answer.headers) == (403, False)
    entered = guarded.ask(f"GET //evil.example/%0d%0aX:?token={TOKEN} HTTP/1.1\r\n{own}\r\n".encode())
    assert entered.status == 303
    assert re.match(r"/[^/\\]", entered.headers["location"])
    assert re.fullmatch("coach=c+; HttpOnly; Path=/; SameSite=lax", entered.headers["set-cookie"])
    assert guarded.get(AUDIO).status == 200  # with the cookie


CLIMBS = ["..", "%2e%2e", "%252e%252e", ".%2e", "..%2f..", "..%252f..", "..\\..", "%5c..", "..%5c", "%c0%ae%c0%ae"]
CLIMBS += ["%e0%80%ae%e0%80%ae", "..%00", "..;", "....//", "%uff0e%uff0e", "C:", "C:%5c", "%5c%5chost%5cshare", "file:"]
TARGETS = ["secret.mp3", "secret.mp3%00.css", "data/history.jsonl", "etc/passwd", "%65tc%2fpasswd", "kept.py", "."]
ROOTS = ["", "/assets", "/sessions", f"/sessions/{KEY}", f"/sessions/{KEY}/audio.mp3", "/routines", "/routines/cobra"]


def test_no_path_leads_out(server: Network) -> None:
    for root in ROOTS:
        for climb in CLIMBS:
            for target in TARGETS:
                for times in (1, 3):
                    answer = server.get(f"{root}/{'/'.join([climb] * times)}/{target}")
                    assert (is_safe(answer), answer.status in {400, 404, 405}) == (True, True), (root, climb, target)
    for path in ("//etc/passwd", "/assets//etc/passwd", "/assets/%2fetc%2fpasswd", "*", "/%00", "/%ff", "/\\"):
        assert server.get(path).status in {400, 404}
    answer = server.get("?")
    assert (answer.status, answer.headers["location"]) == (307, f"http://{server.host}/")


RANGES = {
    "bytes=0-0": 206,
    "bytes=5-": 206,
    "bytes=-5": 206,
    f"bytes=0-{10**30}": 206,
    f"bytes=-{10**30}": 206,
    f"bytes={10**30}-": 416,
    f"bytes={SOUND_BYTES}-": 416,
    "bytes=-0": 416,
    "bytes=9-5": 400,
    "bytes=--5": 416,
    "bytes=x-y": 400,
    "bytes=": 400,
    "items=0-5": 400,
    f"bytes={'9' * 8000}-": 400,
    "bytes="
    + ",".join(f"{n}-{n}" for n in range(0, 4000, 2))[:12_000]: 200,  # so many that it gets all, as asked by none
    "bytes=" + "0-," * 5_000: 200,
}


@pytest.mark.parametrize(("asked", "status"), RANGES.items(), ids=[name[:24] for name in RANGES])
def test_absurd_ranges_take_no_more_work_than_the_whole(server: Network, asked: str, status: int) -> None:
    answer = server.get(AUDIO, f"Range: {asked}")
    assert answer.status == status
    assert len(answer.body) <= SOUND_BYTES
    assert is_safe(answer)


def test_overlapping_ranges_are_sent_once(server: Network) -> None:
    answer = server.get(AUDIO, "Range: bytes=" + ",".join(["0-"] * 50))
    assert answer.status in {200, 206}
    assert len(answer.body) <= SOUND_BYTES + 1000


SMUGGLED = [
    "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "Content-Length: -1\r\n\r\n",
    "Content-Length: +5\r\n\r\nabcde",
    "Content-Length: 99999999999999999999999999\r\n\r\n",
    "X: a\r\n b\r\n\r\n",
    "X\x00: a\r\n\r\n",
    "X: a\nHost: evil.example\r\n\r\n",
]


@pytest.mark.parametrize("rest", SMUGGLED, ids=ascii)
def test_what_two_servers_would_read_in_two_ways_is_refused(server: Network, rest: str) -> None:
    answer = server.ask(f"POST /routines/cobra HTTP/1.1\r\nHost: {server.host}\r\n{rest}".encode("latin-1"))
    assert 400 <= answer.status < 500
    assert is_safe(answer)


def test_what_is_too_large_is_refused_at_once(server: Network) -> None:
    assert server.get("/", f"X: {'x' * 100_000}").status == 400
    assert server.get("/", *(f"X{number}: x" for number in range(20_000))).status == 400
    assert server.get("/" + "a" * 100_000).status == 400
    assert server.get("/routines/cobra", FORM, method="POST", body=b"a=" + b"b" * 100_000).status == 413
    many = "&".join(f"a{number}=b" for number in range(2_000)).encode()
    assert server.get("/routines/cobra", FORM, f"Origin: http://{server.host}", method="POST", body=many).status == 400
    deep = b"[" * 16_000
    kind = ["Content-Type: application/json", f"Origin: http://{server.host}"]
    assert server.get(f"/sessions/{KEY}/practised", *kind, method="POST", body=deep).status == 422


def test_a_body_without_an_end_is_cut(server: Network) -> None:
    with server.connect() as connection:
        head = f"POST /routines/cobra HTTP/1.1\r\nHost: {server.host}\r\n{FORM}\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head.encode())
        sent = 0
        with pytest.raises(ConnectionError):
            while sent < 1 << 28:
                connection.sendall(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")
                sent += 0x1000
    assert sent < 1 << 26
    assert server.get(AUDIO, "Range: bytes=0-9").status == 206


def test_requests_one_after_the_other_get_answers_in_their_order(server: Network) -> None:
    with server.connect() as connection:
        paths = [AUDIO, "/no", f"/sessions/{KEY}/words.mp3"] * 20
        connection.sendall(b"".join(server.request(path, "Range: bytes=0-0") for path in paths))
        data = b""
        while data.count(b"HTTP/1.1 ") < len(paths):
            more = connection.recv(1 << 16)
            assert more
            data += more
    statuses = [int(status) for status in re.findall(rb"HTTP/1.1 (\d+)", data)]
    assert statuses == [206, 404, 206] * 20


PIECES = st.sampled_from(
    (
        *CLIMBS,
        *TARGETS,
        KEY,
        KEY[:-1],
        KEY.upper(),
        "a" * 300,
        "",
        "cobra",
        "audio.mp3",
        "practised",
        "page.css",
        "%zz",
        "é",
    )
)
PATHS = st.one_of(
    st.sampled_from(["/", "/code.svg", "/assets/page.css", "/routines/cobra", "/routines/cobra/picture.svg"]),
    st.sampled_from([f"/sessions/{KEY}{rest}" for rest in ("", "/progress", "/audio.mp3", "/words.mp3", "/practised")]),
    st.builds(lambda root, parts: "/".join([root, *parts]), st.sampled_from(ROOTS), st.lists(PIECES, max_size=4)),
)
LINE = st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=20)
QUERIES = st.one_of(
    st.just(""), st.sampled_from(["?download=1", "?token=x", "?download=%00"]), LINE.map(lambda text: f"?{text}")
)
ODD_HEADERS = (
    FORM,
    f"Origin: {EVIL}",
    "Origin: null",
    "Sec-Fetch-Site: same-origin",
    "Content-Type: application/json",
    "Content-Type: multipart/form-data; boundary=x",
    "If-Range: x",
    "If-None-Match: *",
    "If-Modified-Since: x",
    "Accept-Encoding: gzip",
    "Upgrade: websocket",
    "Cookie: ;;=;coach",
)
HEADERS = st.lists(
    st.one_of(
        st.sampled_from(ODD_HEADERS),
        LINE.map(lambda text: f"Range: bytes={text}"),
        st.lists(st.integers(-9, 10**9), max_size=4).map(lambda ns: f"Range: bytes={'-'.join(map(str, ns))}"),
        LINE.map(lambda text: f"X-Y: {text}"),
    ),
    max_size=4,
)
FIELDS = ["form-key", "minutes", "level", "choose", "voice", "speed", "pause", "breath", "sounds", "ambient", "scripts"]
VALUES = st.one_of(
    LINE, st.sampled_from([KEYS.form_key, "12", "gentle", "/etc/passwd", "piper:/etc/passwd", "1e999", "nan"])
)
BODIES = st.one_of(
    st.just(b""),
    st.binary(max_size=200),
    st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6).map(
        lambda fields: form(**{"form-key": KEYS.form_key, **fields}).replace(b" ", b"+")
    ),
    st.fixed_dictionaries(
        {
            "stretches": st.one_of(st.none(), st.lists(st.one_of(st.just("cobra"), st.none(), st.integers()))),
            "practised_s": st.one_of(st.integers(), st.floats(), st.none(), st.booleans()),
        }
    ).map(lambda told: json.dumps(told).encode()),
)
FILLING = b"\r\n\r\n" + b"x" * (16 << 10)
"""Sent after each, so that the server waits for no end of a head or a body."""

METHODS = st.sampled_from(["GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "BREW", "get"])
REQUESTS = st.tuples(METHODS, PATHS, QUERIES, HEADERS, BODIES, st.one_of(st.none(), st.integers()))


def test_random_requests_find_no_fault_and_fill_no_memory(server: Network) -> None:
    @settings(
        max_examples=REQUESTS_OF_A_RUN // REQUESTS_AT_MOST, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(REQUESTS, min_size=REQUESTS_AT_MOST // 2, max_size=REQUESTS_AT_MOST))
    def ask(requests: Sequence[tuple[str, str, str, list[str], bytes, int | None]]) -> None:
        for method, path, query, headers, body, seed in requests:
            own = [] if any(line.startswith("Origin") for line in headers) else [f"Origin: http://{server.host}"]
            request = server.request(path + query, *headers, *own, method=method, body=body)
            if seed is not None and seed % 3 == 0:
                request = mutated(request, seed)
            answer = server.ask(request + FILLING)
            assert is_safe(answer), (request, answer.status, answer.body[:300])
            asked[answer.status] += 1

    before_kib, asked = server.memory_kib(), Counter[int]()
    ask()
    growth_kib = server.memory_kib() - before_kib
    print(f"\n{asked.total()} requests, {dict(sorted(asked.items()))}, {growth_kib / 1024:.1f} MiB more memory")
    assert growth_kib < MOST_GROWTH_KIB


def mutated(request: bytes, seed: int) -> bytes:
    """Change, cut out or double some bytes."""
    chance, data = random.Random(seed), bytearray(request)
    for _ in range(chance.randrange(1, 4)):
        at, length = chance.randrange(len(data)), chance.randrange(1, 9)
        match chance.randrange(3):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + length]
            case _:
                data[at:at] = data[at : at + length]
        if not data:
            break
    return bytes(data)
