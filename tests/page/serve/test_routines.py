"""Checks the pages of the library, and that a form leads to its session or comes back with what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.page.serve.renderings import AT_ONCE, MOST_WAITING
from tests.page.serve.serving import Served, served


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as server:
        yield server


def test_the_library_has_every_script_with_its_length_and_its_picture(server: Served) -> None:
    page = server.client.get("/").text
    assert 'href="/routines/middle-back"' in page
    assert 'src="/routines/cobra/picture.svg"' in page
    picture = server.client.get("/routines/cobra/picture.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["content-security-policy"].endswith("sandbox")
    assert picture.text.startswith("<svg")


def test_on_this_machine_alone_there_is_no_code_but_the_way_to_a_phone(server: Served) -> None:
    assert "coach serve --lan" in server.client.get("/").text
    assert server.client.get("/code.svg").status_code == 404


def test_in_the_network_the_code_is_shown_with_its_address(tmp_path: Path) -> None:
    with served(tmp_path, address="http://192.168.1.5:8421/?token=x") as server:
        page = server.client.get("/").text
        assert "http://192.168.1.5:8421/?token=x" in page
        assert 'src="/code.svg"' in page
        assert server.client.get("/code.svg").headers["content-type"] == "image/svg+xml"


def test_a_form_begins_with_what_is_remembered(tmp_path: Path) -> None:
    with served(tmp_path, defaults={"speed": "0.9", "level": "gentle"}) as server:
        page = server.client.get("/routines/cobra").text
        assert 'name="speed"' in page
        assert 'value="0.9"' in page
        assert '<option value="gentle" selected>' in page
        assert f'name="form-key" value="{server.rules.form_key}"' in page


def test_a_form_leads_to_its_session(server: Served) -> None:
    server.maker.waits = True
    key = server.order("wind-down", level="gentle", minutes="20")
    page = server.client.get(f"/sessions/{key}").text
    assert f'data-address="/sessions/{key}/progress"' in page
    assert f'href="/routines/wind-down?session={key}"' in page
    (order,) = server.maker.asked
    assert (order.name, order.texts["level"], order.texts["minutes"]) == ("wind-down", "gentle", "20")


def test_a_form_with_a_mistake_comes_back_as_it_was_filled_in(server: Served) -> None:
    answer = server.post("/routines/cobra", speed="9", level="gentle")
    assert answer.status_code == 422
    assert 'value="9"' in answer.text
    assert '<option value="gentle" selected>' in answer.text
    assert "0.5" in answer.text
    assert server.maker.asked == []


def test_a_script_that_is_not_there_has_no_form(server: Served) -> None:
    answer = server.client.get("/routines/cobr")
    assert answer.status_code == 404
    assert "Did you mean “cobra”?" in answer.text
    assert server.post("/routines/cobr").status_code == 404


def test_when_all_places_are_taken_a_form_is_told_when_to_come_back(server: Served) -> None:
    server.maker.waits = True
    for number in range(AT_ONCE + MOST_WAITING):
        server.order(wording=str(number))
    answer = server.post("/routines/cobra", wording="99")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert "30" in answer.text
