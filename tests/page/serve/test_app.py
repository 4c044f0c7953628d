"""Checks what holds for every answer: its headers, its sentence where something is wrong, and the bounds of a request.

Covers also: answers, bodies, headers.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.page.serve.bodies import MOST_BYTES
from coach.page.serve.headers import GUARDS
from tests.page.serve.serving import Served, served

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as server:
        yield server


def test_every_answer_is_guarded(server: Served) -> None:
    key = server.ready()
    paths = ["/", "/routines/cobra", "/routines/cobra/picture.svg", f"/sessions/{key}", f"/sessions/{key}/audio.mp3"]
    for path in [*paths, f"/sessions/{key}/progress", "/assets/site.css", "/nothing", "/sessions/x"]:
        answer = server.client.get(path)
        for name in GUARDS:
            assert name in answer.headers, (path, name)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; "), path
        assert "frame-ancestors 'none'" in policy
        assert "server" not in answer.headers
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_no_page_loads_anything_from_elsewhere(server: Served) -> None:
    for path in ("/", "/routines/cobra", f"/sessions/{server.ready()}"):
        policy = server.client.get(path).headers["content-security-policy"]
        sources = {source for directive in policy.split("; ") for source in directive.split()[1:]}
        assert {source for source in sources if not source.startswith("'")} <= {"data:", "blob:"}
        assert "'unsafe-inline'" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/assets/../app.py",
        "/assets/%2e%2e%2fapp.py",
        "/assets/..%5capp.py",
        "/assets/",
        "/routines/../../etc/passwd",
        "/routines/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/routines/cobra.yaml",
        "/routines/%00",
        "/routines/" + "x" * 5000,
        "/routines/%F0%9F%A7%98",
        "/sessions/%2e%2e/audio.mp3",
        "/sessions/" + "0" * 64,
        "/sessions/" + "0" * 64 + "/audio.mp3",
        "/sessions/" + "0" * 64 + "/progress",
        "/sessions/" + "0" * 64 + "/contents.json",
    ],
)
def test_there_is_nothing_beside_the_pages(server: Served, path: str) -> None:
    answer = server.client.get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text
    assert "Traceback" not in answer.text


def test_a_method_that_a_page_does_not_have_is_refused(server: Served) -> None:
    refused = server.client.delete("/")
    assert (refused.status_code, {*refused.headers["allow"].split(", ")}) == (405, {"GET", "HEAD"})
    assert server.client.put("/routines/cobra").status_code == 405
    assert server.client.get(f"/sessions/{'0' * 64}/practised").status_code == 405


def test_a_body_that_is_larger_than_a_form_is_refused(server: Served) -> None:
    answer = server.client.post("/routines/cobra", content=b"x" * (MOST_BYTES + 1), headers=FORM)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    in_pieces = (b"x" * 1000 for _ in range(MOST_BYTES // 1000 + 1))  # without a length before
    assert server.client.post("/routines/cobra", content=in_pieces, headers=FORM).status_code == 413
    assert server.client.post("/routines/cobra", content=b"x" * MOST_BYTES, headers=FORM).status_code == 422


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"level=gentle", "application/json", 415),
        (b"level=gentle", "multipart/form-data; boundary=x", 415),
        (b"%FF%FE=%FF", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"level=gentle" for _ in range(65)), "application/x-www-form-urlencoded", 400),
        ("level=✓".encode(), "application/x-www-form-urlencoded", 422),
    ],
)
def test_what_is_no_form_is_refused(server: Served, content: bytes, content_type: str, status: int) -> None:
    headers = {"Content-Type": content_type}
    assert server.client.post("/routines/cobra", content=content, headers=headers).status_code == status


def test_an_asset_is_sent_once(server: Served) -> None:
    answer = server.client.get("/assets/site.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    again = server.client.get("/assets/site.css", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_line_about_each_request_has_no_token_in_it(server: Served) -> None:
    server.client.get("/?token=secret")
    server.client.get("/nothing%0AGET / 200")
    assert server.lines == ["GET / 200", "GET /nothing%0AGET%20/%20200 404"]


def test_a_mistake_of_coach_is_reported_and_shown_as_a_sentence(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = ZeroDivisionError()

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr("coach.page.serve.orders.OrderDesk.rows", fail)
    answer = server.client.get("/")
    assert (answer.status_code, server.faults) == (500, [fault])
    assert "coach made a mistake." in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
