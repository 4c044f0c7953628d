"""Checks who may ask the server: by the name it is called, by the token, and by the page that a request comes from."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from coach.page.assets import source_hash
from coach.page.serve.access import Origin, hosts_at, origin_of
from tests.page.serve.serving import ADDRESS, PORT, Served, served

TOKEN = "a-token-of-the-test"


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as server:
        yield server


@pytest.fixture
def lan(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, token=TOKEN) as server:
        yield server


@pytest.mark.parametrize("host", [f"localhost:{PORT}", f"LOCALHOST:{PORT}", f"[::1]:{PORT}", f"192.168.1.5:{PORT}"])
def test_the_servers_own_names_are_answered(local: Served, host: str) -> None:
    assert local.client.get("/", headers={"Host": host, "Origin": f"http://{host}"}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:80", f"127.0.0.1.evil.example:{PORT}", ""]
)
def test_any_other_name_is_misdirected(local: Served, host: str) -> None:
    answer = local.client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "coach has another address." in answer.text


def test_the_usual_port_of_the_web_may_be_left_out() -> None:
    assert {"192.168.1.5", "192.168.1.5:80"} <= hosts_at(["192.168.1.5"], 80)
    assert "192.168.1.5" not in hosts_at(["192.168.1.5"], 8080)


@pytest.mark.parametrize("path", ["/", "/routines/cobra", "/assets/site.css", "/code.svg", "/nothing"])
@pytest.mark.parametrize("query", ["", "?token=", "?token=a-token", f"?token={TOKEN}x", "?token=%FF"])
def test_without_the_token_nothing_is_shown(lan: Served, path: str, query: str) -> None:
    answer = lan.client.get(path + query, follow_redirects=False)
    assert answer.status_code == 403
    assert "Scan its code, or type it anew." in answer.text
    assert "set-cookie" not in answer.headers


def test_the_token_is_exchanged_for_a_cookie_that_no_script_reads_and_leaves_the_address(lan: Served) -> None:
    answer = lan.client.get(f"/routines/cobra?token={TOKEN}&x=%26", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/routines/cobra?x=%26")
    cookie = answer.headers["set-cookie"]
    assert cookie == f"coach-{PORT}={lan.rules.cookie_value}; HttpOnly; Path=/; SameSite=lax"
    assert TOKEN not in cookie
    assert lan.client.get("/").status_code == 200
    lan.client.cookies.set(f"coach-{PORT}", "something else", domain="127.0.0.1")


def test_a_wrong_cookie_is_refused(lan: Served) -> None:
    assert lan.client.get("/", headers={"Cookie": f"coach-{PORT}={lan.rules.cookie_value}x"}).status_code == 403
    assert lan.client.get("/", headers={"Cookie": f"coach-{PORT}={lan.rules.cookie_value}"}).status_code == 200


def test_the_exchange_leads_to_no_other_server(lan: Served) -> None:
    answer = lan.client.get(f"{ADDRESS}//evil.example/?token={TOKEN}", follow_redirects=False)
    assert answer.headers["location"] == "/evil.example/"


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        ({"origin": "http://me:1"}, Origin.OWN),
        ({"sec-fetch-site": "same-origin"}, Origin.OWN),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, Origin.OWN),
        ({}, Origin.UNKNOWN),
        ({"origin": "null"}, Origin.UNKNOWN),
        ({"sec-fetch-site": "none"}, Origin.UNKNOWN),
        ({"origin": "http://me:2"}, Origin.FOREIGN),
        ({"origin": "https://me:1"}, Origin.FOREIGN),
        ({"origin": "http://evil.example", "sec-fetch-site": "same-origin"}, Origin.FOREIGN),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, Origin.FOREIGN),
        ({"sec-fetch-site": "same-site"}, Origin.FOREIGN),
    ],
)
def test_a_browser_tells_where_a_request_comes_from(headers: dict[str, str], origin: Origin) -> None:
    assert origin_of(Headers({"host": "me:1", **headers})) is origin


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
def test_another_origin_is_refused_and_told_nothing_by_cors(local: Served, method: str) -> None:
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    answer = local.client.request(method, "/routines/cobra", headers=headers)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_another_site_may_lead_here_and_embed_nothing(local: Served) -> None:
    del local.client.headers["Origin"]
    site = {"Sec-Fetch-Site": "cross-site"}
    assert local.client.get("/", headers={**site, "Sec-Fetch-Mode": "navigate"}).status_code == 200
    assert local.client.get("/", headers={**site, "Sec-Fetch-Mode": "no-cors"}).status_code == 403
    assert local.client.post("/routines/cobra", headers={**site, "Sec-Fetch-Mode": "navigate"}).status_code == 403


def test_whoever_is_not_let_in_reads_a_page_with_its_style_in_it(lan: Served, local: Served) -> None:
    answers = [lan.client.get("/"), local.client.get("/", headers={"Host": "evil.example"})]
    assert [answer.status_code for answer in answers] == [403, 421]
    for answer in answers:
        (css,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
        assert f"style-src {source_hash(css)};" in answer.headers["content-security-policy"]
        assert "--ground" in css
        assert 'rel="stylesheet"' not in answer.text
        assert 'href="/' not in answer.text, "it leads to the same page again"


def test_a_form_without_an_origin_needs_the_form_key(local: Served) -> None:
    del local.client.headers["Origin"]
    for headers in ({}, {"Origin": "null"}):
        send = {"url": "/routines/cobra", "headers": headers, "follow_redirects": False}
        assert local.client.post(**send, data={"level": "gentle"}).status_code == 403
        assert local.client.post(**send, data={"form-key": "x" * 32}).status_code == 403
        assert local.client.post(**send, data={"form-key": local.rules.form_key}).status_code == 303
