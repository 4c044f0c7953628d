"""Checks what a session's addresses answer: waiting or playing, ranges of sound, its progress, and the practice."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from zlib import decompress

import pytest

from coach.errors import SettingsError
from coach.page.serve.kept import CONTENTS, KeptSession, KeptSessions
from coach.page.serve.renderings import UNWATCHED_S
from coach.practice.history import HistoryError, Practice
from tests.page.serve.serving import SOUND, Served, served
from tests.playback.null_sink import wait_until


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as server:
        yield server


def test_a_session_waits_and_then_plays(server: Served) -> None:
    server.maker.waits = True
    key = server.order()
    assert server.progress(key)["state"] in {"queued", "preparing"}
    assert 'id="waiting"' in server.client.get(f"/sessions/{key}").text
    assert server.progress(key) == {"state": "preparing", "done": 1, "total": 4, "ahead": 0, "error": ""}
    assert server.client.get(f"/sessions/{key}/audio.mp3").status_code == 404
    server.finish(key)
    server.wait_for(key, "ready")
    page = server.client.get(f"/sessions/{key}").text
    assert f'href="/sessions/{key}/audio.mp3?download=1"' in page
    told = json.loads(decompress(b64decode(re.search(r'id="contents"[^>]*>([^<]+)<', page)[1]), -15))  # type: ignore[index]
    assert told["audio"] == {"session": f"/sessions/{key}/audio.mp3", "words": f"/sessions/{key}/words.mp3"}
    assert told["links"]["practised"] == f"/sessions/{key}/practised"
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    sent = server.client.get(f"/sessions/{key}").headers["content-security-policy"]
    assert sent == policy.replace("&#39;", "'") + "; frame-ancestors 'none'"


def test_a_session_is_made_once_and_found_after_a_restart(server: Served, tmp_path: Path) -> None:
    key = server.ready()
    assert server.ready() == key
    assert len(server.maker.asked) == 1
    with served(tmp_path) as again:
        assert again.progress(key)["state"] == "ready"
        assert again.ready() == key
        assert again.maker.asked == []


@pytest.mark.parametrize(
    ("asked", "status", "sent"),
    [
        ("bytes=0-1", 206, SOUND[:2]),
        ("bytes=100-", 206, SOUND[100:]),
        ("bytes=-10", 206, SOUND[-10:]),
        (f"bytes=0-{10**30}", 206, SOUND),
        (f"bytes={len(SOUND)}-", 416, b""),
        ("bytes=-0", 416, b""),
        ("lines=0-1", 400, b"Only support bytes range"),
        ("bytes=" + "0-0," * 500, 200, SOUND),
    ],
)
def test_a_range_of_the_sound_is_sent(server: Served, asked: str, status: int, sent: bytes) -> None:
    answer = server.client.get(f"/sessions/{server.ready()}/audio.mp3", headers={"Range": asked})
    assert (answer.status_code, answer.content) == (status, sent)


def test_a_range_counts_only_for_the_sound_that_it_was_meant_for(server: Served) -> None:
    path = f"/sessions/{server.ready()}/audio.mp3"
    tag = server.client.get(path).headers["etag"]
    for condition, status in ((tag, 206), ('"another"', 200), (f"W/{tag}", 200)):
        answer = server.client.get(path, headers={"Range": "bytes=0-1", "If-Range": condition})
        assert answer.status_code == status
    assert server.client.get(path).headers["cache-control"] == "private, max-age=31536000, immutable"
    assert server.client.head(path).headers["content-length"] == str(len(SOUND))


def test_the_sound_can_be_saved_under_its_name(server: Served) -> None:
    answer = server.client.get(f"/sessions/{server.ready('wind-down')}/audio.mp3?download=1")
    assert answer.headers["content-disposition"] == 'attachment; filename="wind-down.mp3"'
    assert (answer.content, answer.headers["content-type"]) == (SOUND, "audio/mpeg")


def test_a_session_that_failed_says_why_and_can_be_asked_for_again(server: Served) -> None:
    server.maker.error = OSError(28, "No space left on device")
    key = server.order()
    server.wait_for(key, "failed")
    page = server.client.get(f"/sessions/{key}").text
    assert "No space left on device" in page
    assert f'action="/sessions/{key}"' in page
    server.maker.error = None
    answer = server.post(f"/sessions/{key}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sessions/{key}")
    server.wait_for(key, "ready")


def test_a_page_that_was_away_asks_again(server: Served) -> None:
    server.maker.waits = True
    key = server.order()
    server.progress(key)
    server.clock.wait(UNWATCHED_S + 1)
    assert wait_until(lambda: server.maker.stopped == [key])  # looked for each second
    assert server.progress(key)["state"] == "cancelled"
    server.post(f"/sessions/{key}")
    assert server.progress(key)["state"] in {"queued", "preparing"}


def test_a_practice_is_logged(server: Served) -> None:
    key = server.ready()
    told = {"stretches": ["cobra", "wall-angels"], "practised_s": 100.25}
    answer = server.client.post(f"/sessions/{key}/practised", json=told)
    assert (answer.status_code, answer.content) == (204, b"")
    (practice,) = server.practices
    assert (practice.name, practice.title, practice.practised_s) == ("cobra", "Cobra pose", 100.25)
    assert practice.stretches == ("cobra", "wall-angels")


@pytest.mark.parametrize("damage", [None, b"", b"{"])
def test_a_session_that_is_lost_or_damaged_after_it_was_found_is_no_fault(
    server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    key = server.ready()
    session = KeptSession(key, tmp_path / ("gone" if damage is None else f"sessions/{key}"))
    if damage is not None:
        (session.folder / CONTENTS).write_bytes(damage)
    monkeypatch.setattr(KeptSessions, "find", lambda *_: session)
    told = {"stretches": ["cobra"], "practised_s": 1}
    answers = [
        server.client.get(f"/sessions/{key}"),
        server.client.get(f"/sessions/{key}/audio.mp3?download=1"),
        server.client.post(f"/sessions/{key}/practised", json=told),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert all("This session is not here any more." in answer.text for answer in answers)
    assert server.faults == []


@pytest.mark.parametrize("content", [b"", b"\0" * 9999])
def test_a_session_that_was_damaged_is_made_again_when_it_is_ordered_again(
    server: Served, tmp_path: Path, content: bytes
) -> None:
    key = server.ready()
    file = tmp_path / "sessions" / key / CONTENTS
    file.write_bytes(content[: file.stat().st_size])
    assert server.client.get(f"/sessions/{key}").status_code == 404
    assert server.ready() == key
    assert 'id="contents"' in server.client.get(f"/sessions/{key}").text
    assert len(server.maker.asked) == 2


def test_a_form_that_cannot_be_done_comes_back_with_the_mistake_and_what_was_typed(server: Served) -> None:
    server.maker.error = SettingsError("Wind down cannot last 1:00.", "Choose a length from 5:00 to 20:00.")
    server.maker.error.settings = ("minutes",)
    key = server.order("wind-down", minutes="1", level="gentle")
    server.wait_for(key, "failed")
    page = server.client.get(f"/sessions/{key}")
    assert [each.status_code for each in page.history] == [303]
    assert 'id="field-minutes-error"' in page.text
    assert "Choose a length from 5:00 to 20:00." in page.text
    assert 'value="1"' in page.text
    assert '<option value="gentle" selected>' in page.text


def test_the_way_back_to_the_settings_keeps_what_was_typed(server: Served) -> None:
    server.maker.error = OSError(28, "No space left on device")
    key = server.order("wind-down", minutes="12", wording="")
    server.wait_for(key, "failed")
    back = f"/routines/wind-down?session={key}"
    assert f'href="{back}"' in server.client.get(f"/sessions/{key}").text
    settings = server.client.get(back).text
    assert 'name="minutes" type="number" inputmode="decimal" min="1" max="1440" step="any" value="12"' in settings
    assert "field-minutes-error" not in settings
    assert "No space" not in settings
    for other in (f"/routines/cobra?session={key}", "/routines/wind-down?session=x"):
        assert 'value="12"' not in server.client.get(other).text


def test_nothing_is_logged_where_no_stretch_was_done(server: Served) -> None:
    told = {"stretches": [], "practised_s": 3}
    assert server.client.post(f"/sessions/{server.ready()}/practised", json=told).status_code == 204
    assert server.practices == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{}",
        "[" * 5000,
        '{"stretches": ["cobra"]}',
        '{"stretches": ["nobody"], "practised_s": 1}',
        '{"stretches": ["cobra", "cobra"], "practised_s": 1}',
        '{"stretches": "cobra", "practised_s": 1}',
        '{"stretches": [["cobra"]], "practised_s": 1}',
        '{"stretches": ["cobra"], "practised_s": -1}',
        '{"stretches": ["cobra"], "practised_s": NaN}',
        '{"stretches": ["cobra"], "practised_s": Infinity}',
        '{"stretches": ["cobra"], "practised_s": true}',
        '{"stretches": ["cobra"], "practised_s": "1"}',
        '{"stretches": ["cobra"], "practised_s": ' + "9" * 400 + "}",
    ],
)
def test_what_is_no_practice_of_this_session_is_refused(server: Served, body: str) -> None:
    answer = server.client.post(f"/sessions/{server.ready()}/practised", content=body)
    assert answer.status_code == 422
    assert server.practices == []


def test_a_practice_needs_the_origin_of_the_page(server: Served) -> None:
    key = server.ready()
    del server.client.headers["Origin"]
    told = json.dumps({"stretches": ["cobra"], "practised_s": 1})
    assert server.client.post(f"/sessions/{key}/practised", content=told).status_code == 403


def test_a_history_that_refuses_is_told(tmp_path: Path) -> None:
    def refuse(_: Practice) -> None:
        raise HistoryError("The disk is full.", "Make room.")

    with served(tmp_path, log=refuse) as server:
        told = {"stretches": ["cobra"], "practised_s": 1}
        answer = server.client.post(f"/sessions/{server.ready()}/practised", json=told)
        assert answer.status_code == 503
        assert "The disk is full." in answer.text
