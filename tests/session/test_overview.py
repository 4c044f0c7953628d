"""Checks the rows of `coach list`, and that rows from the cache are never older than what decides them."""

import shutil
from pathlib import Path

import pytest

from coach.session import overview, voices
from coach.session.overview import ScriptRow, list_scripts
from coach.session.session import plan_session
from coach.settings.values import Settings
from coach.soundscape.names import find_theme
from tests.fakes import FakeVoice


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every voice's place to a fake one, and keep its clips in a folder of the test."""
    monkeypatch.setenv("COACH_CACHE_DIR", str(tmp_path / "cache"))
    for module in (overview, voices):
        monkeypatch.setattr(module, "find_voice", lambda _: FakeVoice())
    return tmp_path / "cache"


def rows(settings: Settings | None = None) -> dict[str, ScriptRow]:
    return {row.name: row for row in list_scripts(settings or Settings())}


def forbid_scheduling(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Settings) -> None:
        raise AssertionError("The scripts were scheduled again.")

    monkeypatch.setattr(overview, "_make_rows", refuse)


def test_routines_come_first_and_stretches_have_a_position_and_a_dose() -> None:
    listed = list_scripts(Settings())
    routines = [row for row in listed if row.stretches]
    assert listed[: len(routines)] == routines
    assert [row.name for row in routines] == sorted(row.name for row in routines)
    cobra, twist = rows()["cobra"], rows()["seated-spinal-twist"]
    assert (cobra.title, cobra.position, cobra.dose) == ("Cobra pose", "prone", "5–8 breaths")
    assert twist.dose == "20–30 s each side"
    assert rows()["middle-back"].stretches == 9


def test_what_was_listed_is_not_scheduled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows()
    forbid_scheduling(monkeypatch)
    assert rows() == before


def test_a_length_is_exact_as_soon_as_the_session_was_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(row.is_estimated for row in rows().values())
    length_s = plan_session("cobra", Settings()).timeline().duration_s
    after = rows()
    assert (after["cobra"].length_s, after["cobra"].is_estimated) == (length_s, False)
    assert after["middle-back"].is_estimated
    for name in after:
        plan_session(name, Settings()).timeline()
    assert not any(row.is_estimated for row in rows().values())
    forbid_scheduling(monkeypatch)
    rows()


def test_an_exact_length_outlives_its_clips(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in rows():
        plan_session(name, Settings()).timeline()
    exact = rows()
    kept = {path: path.read_bytes() for path in cache.rglob("*") if path.is_file() and path.stat().st_size < 5_000}
    shutil.rmtree(cache)
    for path, content in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    forbid_scheduling(monkeypatch)
    assert rows() == exact


def test_other_settings_have_other_rows() -> None:
    assert rows(Settings(speed=0.7))["cobra"].length_s > rows()["cobra"].length_s


@pytest.mark.parametrize("changed", ["breath.toml", "switch.wav"])
def test_another_sound_in_the_same_folder_has_the_scripts_scheduled_again(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    shutil.copytree(find_theme("bowl"), own)
    rows(Settings(theme=str(own)))
    shutil.copy(find_theme("soft") / changed, own)
    forbid_scheduling(monkeypatch)
    with pytest.raises(AssertionError, match="again"):
        rows(Settings(theme=str(own)))


def test_rows_that_are_damaged_are_made_again(cache: Path) -> None:
    before = rows()
    for path in cache.rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    assert rows() == before


def test_a_coach_that_was_changed_lists_its_scripts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    rows()
    monkeypatch.setattr(overview, "_stamp", lambda _: "another engine")
    forbid_scheduling(monkeypatch)
    with pytest.raises(AssertionError, match="scheduled again"):
        rows()
