"""Checks that a form becomes an order with the right settings, that its key stands for its content, and refusals."""

import threading
from collections.abc import Mapping
from pathlib import Path
from threading import Event

import pytest

from coach.errors import CoachError, SettingsError, UnknownNameError
from coach.page.serve import orders
from coach.page.serve.orders import LOOK_AGAIN_S, Order, OrderDesk, voices_here
from coach.practice.history import Practice, append_practice, history_path, local_now
from coach.session.choices import read_settings
from coach.session.overview import ScriptRow
from coach.session.session import plan_session
from tests.fakes import HandClock
from tests.page.serve.serving import NO_SCRIPTS

OWN = "stretch: Mine\nposition: seated\nsteps:\n  - say: Sit.\n  - hold: 10 s\n  - say: Come out, slowly.\n"


def desk(finished: int = 0, scripts: Path = NO_SCRIPTS, **defaults: str) -> OrderDesk:
    NO_SCRIPTS.mkdir(exist_ok=True)
    named = {name.replace("_", "-"): text for name, text in defaults.items()}
    return OrderDesk({"scripts": str(scripts), **named}, ["heart"], lambda: finished)


def take(at: OrderDesk, form: Mapping[str, str] | None = None, name: str = "cobra") -> Order:
    return at.order(at.row(name), (form or {}).items())


def test_what_a_form_does_not_send_has_its_default_and_what_it_empties_has_none() -> None:
    at = desk(speed="0.9", minutes="12", level="gentle")
    order = take(at, {"speed": "1.2", "minutes": ""}, "wind-down")
    settings, minutes = read_settings(order.texts)
    assert (settings.speed, minutes, settings.levels.share) == (1.2, None, 0)
    assert read_settings(take(at, name="wind-down").texts)[1] == 12


def test_a_stretch_is_not_fitted_to_the_length_that_is_meant_for_routines() -> None:
    assert "minutes" not in take(desk(minutes="12")).texts


def test_a_length_that_is_out_of_reach_is_told_at_once_where_all_was_spoken_before(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(f"routine: Mine\nstretches:\n  - {OWN.replace(chr(10), chr(10) + '    ')}")
    at = desk(scripts=tmp_path, verbosity="tones", lessons="off")
    order = take(at, {"minutes": "60"}, "mine")
    assert read_settings(order.texts)[1] == 60, "nothing was spoken yet"
    plan_session("mine", read_settings(order.texts)[0]).timeline()
    with pytest.raises(SettingsError, match="cannot last 60:00 with these settings") as caught:
        take(at, {"minutes": "60"}, "mine")
    assert caught.value.settings == ("minutes",)


def test_an_order_knows_what_was_typed() -> None:
    typed = {"minutes": "20", "wording": "", "level": "gentle"}
    assert take(desk(), typed, "wind-down").typed == typed


def test_the_key_stands_for_all_that_is_heard() -> None:
    at = desk()
    keys = [
        take(at).key,
        take(at, {"level": "gentle"}).key,
        take(at, {"speed": "1.1"}).key,
        take(at, {"ambient": "rain"}).key,
        take(at, {"sounds": "soft"}).key,
        take(at, name="wall-angels").key,
        take(desk(finished=1)).key,  # another wording
    ]
    assert len(set(keys)) == len(keys)
    assert take(at, {"speed": "1.0", "level": ""}).key == take(desk()).key


def test_the_key_changes_with_a_script_of_ones_own(tmp_path: Path) -> None:
    script = tmp_path / "mine.yaml"
    script.write_text(OWN)
    before = take(desk(scripts=tmp_path), name="mine").key
    script.write_text(OWN.replace("Sit.", "Sit tall."))
    assert take(desk(scripts=tmp_path), name="mine").key != before


def test_wording_and_lessons_go_on_with_the_history() -> None:
    assert {**take(desk()).texts} == {"scripts": str(NO_SCRIPTS), "wording": "0", "lessons": "on"}
    texts = take(desk(finished=103)).texts
    assert (texts["wording"], texts["lessons"]) == ("3", "off")
    assert take(desk(finished=5), {"wording": "7", "lessons": "on"}).texts["wording"] == "7"


def test_the_sessions_in_the_history_are_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    assert orders.finished_sessions() == 0
    append_practice(Practice(local_now(), "cobra", "Cobra pose", ("cobra",), 100.0), history_path())
    assert orders.finished_sessions() == 1
    history_path().unlink()
    history_path().mkdir()
    assert orders.finished_sessions() == 0


@pytest.mark.parametrize(
    "form",
    [
        {"scripts": "/etc"},
        {"voice": "piper:/etc/passwd"},
        {"voice": "system:/etc/passwd"},
        {"voice": "nobody"},
        {"sounds": "/etc"},
        {"sounds": ".."},
        {"ambient": "/etc/passwd"},
        {"ambient": "../x.wav"},
        {"speed": "100"},
        {"speed": "1e9999"},
        {"minutes": "99999"},
        {"level": "cobra=gentle,nobody=full"},
        {"choose": "a=b"},
        {"wording": "100"},
        {"breath": "1:1"},
        {"verbosity": "tones", "chimes": "off"},
        {"output": "x.mp3"},
    ],
)
def test_what_no_form_offers_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(CoachError):
        take(desk(), form, "middle-back")


def test_what_is_remembered_may_be_chosen_even_if_it_is_a_file(tmp_path: Path) -> None:
    at = desk(ambient=str(tmp_path / "sea.wav"))
    form = at.form(at.row("cobra"))
    assert form.settings["ambient"][0].values[0] == str(tmp_path / "sea.wav")
    assert at.values(form)["ambient"] == str(tmp_path / "sea.wav")


@pytest.mark.parametrize("name", ["", "nobody", "cobra.yaml", "../cobra", "/etc/passwd", "x" * 10_000])
def test_only_scripts_of_the_library_are_known(name: str) -> None:
    with pytest.raises(UnknownNameError):
        desk().row(name)


def test_ones_own_script_is_in_the_library_unless_it_is_broken(tmp_path: Path) -> None:
    (tmp_path / "cobra.yaml").write_text(OWN)
    (tmp_path / "broken.yaml").write_text("stretch: [")
    at = desk(scripts=tmp_path)
    assert (at.row("cobra").title, at.row("cobra").is_own) == ("Mine", True)
    with pytest.raises(UnknownNameError):
        at.row("broken")
    assert [row.problem != "" for row in at.rows() if row.name == "broken"] == [True]


def test_the_library_is_listed_at_most_every_two_seconds_and_nobody_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lists = [[ScriptRow(str(number), "", 1, "", "", 1.0, False)] for number in range(3)]
    go_on = Event()
    go_on.set()

    def list_slowly(_: object) -> list[ScriptRow]:
        go_on.wait()
        return lists.pop(0)

    monkeypatch.setattr(orders, "list_scripts", list_slowly)
    clock = HandClock()
    at = OrderDesk({}, [], now=clock.now)
    assert [at.rows()[0].name, at.rows()[0].name] == ["0", "0"]
    clock.wait(LOOK_AGAIN_S)
    go_on.clear()
    assert [at.rows()[0].name, at.rows()[0].name] == ["0", "0"]
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "library":
            thread.join()
    assert at.rows()[0].name == "1"
    clock.wait(LOOK_AGAIN_S)
    monkeypatch.setattr(OrderDesk, "own_stamp", lambda _: "changed")
    assert at.rows()[0].name == "2"


def test_the_voices_that_can_speak_are_offered() -> None:
    assert voices_here()[0] == "heart"
