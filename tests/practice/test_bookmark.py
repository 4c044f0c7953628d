"""The place in an unfinished session; and, through a command of one's own, the options that it brings back."""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from coach.cli.options import ResumeOption, shapes_session
from coach.errors import CoachError, SettingsError, SpeechError
from coach.practice.bookmark import (
    Bookmark,
    BookmarkError,
    bookmark_path,
    lasting_name,
    place_in,
    read_bookmark,
    remove_bookmark,
    write_bookmark,
)
from coach.speech import hibari_models
from coach.timeline import Section, SectionKind

BOOKMARK = Bookmark(
    "middle-back",
    {"voice": "heart", "speed": "0.90", "minutes": "12:30"},
    section=3,
    stretch="cobra",
    frame=123_456,
    saved_at=datetime.fromisoformat("2026-07-23T07:41:05+02:00"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bookmark.json"


def test_without_a_file_there_is_no_place_and_none_is_made(path: Path) -> None:
    assert read_bookmark(path) is None
    remove_bookmark(path)
    assert not path.parent.exists()


@given(st.text(), st.dictionaries(st.text(), st.text()), st.integers(0), st.text(), st.integers(0))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, options: dict[str, str], section: int, stretch: str, frame: int
) -> None:
    path = tmp_path_factory.mktemp("any") / "bookmark.json"
    bookmark = Bookmark(name, MappingProxyType(options), section, stretch, frame, BOOKMARK.saved_at)
    write_bookmark(bookmark, path)
    assert read_bookmark(path) == replace(bookmark, options=options)


def test_the_last_place_replaces_the_one_before_and_leaves_no_litter(path: Path) -> None:
    write_bookmark(BOOKMARK, path)
    later = replace(BOOKMARK, frame=999_999)
    write_bookmark(later, path)
    assert read_bookmark(path) == later
    assert os.listdir(path.parent) == ["bookmark.json"]
    remove_bookmark(path)
    assert os.listdir(path.parent) == []


def test_a_disk_that_refuses_keeps_the_place_before_and_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_bookmark(BOOKMARK, path)

    def fill_up(file: Path, *_: object, **__: object) -> None:
        file.touch()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", fill_up)
        with pytest.raises(BookmarkError, match=r"could not be kept in .*bookmark\.json: No space left on device\."):
            write_bookmark(replace(BOOKMARK, frame=1), path)
    assert read_bookmark(path) == BOOKMARK
    assert os.listdir(path.parent) == ["bookmark.json"]


def test_a_place_where_no_file_can_be_is_told(path: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(BookmarkError, match="COACH_DATA_DIR"):
        write_bookmark(BOOKMARK, path)
    with pytest.raises(BookmarkError, match="could not be read"):
        read_bookmark(tmp_path)
    with pytest.raises(BookmarkError, match="could not be deleted"):
        remove_bookmark(tmp_path)


DAMAGES = [
    ('"name": "middle-back"', '"name": 5'),
    ('"name": "middle-back", ', ""),
    ('"speed": "0.90"', '"speed": 0.9'),
    ('"options": {', '"options": 5, "other": {'),
    ('"options": {', '"options": ["a"], "other": {'),
    ('"section": 3', '"section": -1'),
    ('"section": 3', '"section": true'),
    ('"frame": 123456', '"frame": 1.5'),
    ('"stretch": "cobra"', '"stretch": null'),
    ("+02:00", ""),
    ("2026-07-23T", "soon"),
    ('"format": 1', '"format": 0'),
    ('"format": 1', '"format": "1"'),
    ('{"format": 1', '[{"format": 1'),
    ("}", ""),
]


@pytest.mark.parametrize(("old", "new"), DAMAGES)
def test_a_damaged_bookmark_is_a_sentence_with_what_to_do(path: Path, old: str, new: str) -> None:
    write_bookmark(BOOKMARK, path)
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))
    with pytest.raises(BookmarkError, match=r"bookmark\.json is damaged\. Begin again without --resume\."):
        read_bookmark(path)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b"null"])
def test_a_file_that_is_no_bookmark_is_damaged(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(BookmarkError, match="is damaged"):
        read_bookmark(path)


def test_a_newer_bookmark_asks_for_a_newer_program(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"format": 2, "place": "elsewhere"}')
    with pytest.raises(BookmarkError, match=r"newer version of coach\. Update coach"):
        read_bookmark(path)


@pytest.mark.parametrize("name", ["mine.yaml", "./mine.yaml", "../mine.yml", "scripts/mine.yaml", "/mine.yaml"])
def test_a_path_is_kept_so_that_it_holds_in_every_folder(name: str) -> None:
    assert Path(lasting_name(name)).is_absolute()
    assert Path(lasting_name(name)).resolve() == Path(name).resolve()


def test_a_name_is_kept_as_it_is() -> None:
    assert lasting_name("middle-back") == "middle-back"


def sections(*stretches: str) -> list[Section]:
    return [
        Section(SectionKind.STRETCH, stretch, stretch.title(), None, 1000 * number, 1000 * (number + 1), (), ())
        for number, stretch in enumerate(stretches)
    ]


NINE = ("", "cat-cow", "cobra", "twist", "cobra", "")
PLACES = [
    (("cobra", 2, 400), NINE, (2, 2400)),
    (("cobra", 4, 400), NINE, (4, 4400)),
    (("", 0, 400), NINE, (0, 400)),
    (("", 5, 400), NINE, (5, 5400)),
    (("cobra", 5, 400), NINE, (4, 4400)),
    (("cobra", 1, 400), NINE, (2, 2400)),
    (("twist", 8, 0), NINE, (3, 3000)),
    (("child", 2, 400), NINE, (0, 0)),
    (("", 2, 400), NINE, (0, 0)),
    (("", 9, 400), NINE, (0, 0)),
    (("cobra", 2, 999), NINE, (2, 2999)),
    (("cobra", 2, 1000), NINE, (2, 2000)),
    (("cobra", 2, 9999), NINE, (2, 2000)),
    (("cobra", 2, 400), (), (0, 0)),
]


@pytest.mark.parametrize(("kept", "stretches", "expected"), PLACES)
def test_one_goes_on_in_the_same_stretch_or_from_the_beginning(
    kept: tuple[str, int, int], stretches: tuple[str, ...], expected: tuple[int, int]
) -> None:
    stretch, section, frame = kept
    assert place_in(replace(BOOKMARK, stretch=stretch, section=section, frame=frame), sections(*stretches)) == expected


# From here on: what a command gets that asks for `resume` and `chosen`.


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command as `coach play` is declared; gives what it received, or raises what the person would be told."""
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    received: dict[str, Any] = {}

    @shapes_session
    def command(
        *,
        name: str = "cobra",
        sink: str = "none",
        resume: ResumeOption = False,
        settings: Any,
        minutes: Any,
        chosen: Any,
    ) -> None:
        received.update(name=name, sink=sink, resume=resume, settings=settings, minutes=minutes, chosen=chosen)

    app = typer.Typer()
    app.command()(command)

    def run(*arguments: str) -> dict[str, Any]:
        result = CliRunner().invoke(app, arguments)
        if isinstance(result.exception, CoachError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return received

    return run


def keep(**options: str) -> None:
    write_bookmark(replace(BOOKMARK, options=options), bookmark_path())


def remember(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.toml").write_text(content)


DEFAULTS = {"voice": "heart", "speed": "1.0", "pause": "1.0", "breath": "4:6", "verbosity": "full"}


def test_chosen_is_every_option_that_has_a_value_as_it_was_written_wherever_that_was(
    play: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert DEFAULTS.items() <= play()["chosen"].items()
    assert not {"level", "minutes", "sink"} & set(play()["chosen"])
    remember(tmp_path, 'speed = 0.90\nsink = "miniaudio"\n[profile.evening]\nlevel = "gentle"\n')
    monkeypatch.setenv("COACH_BREATH", "4:7")
    chosen = play("--minutes", "12:30", "--profile", "evening")["chosen"]
    expected = DEFAULTS | {"speed": "0.90", "level": "gentle", "breath": "4:7", "minutes": "12:30"}
    assert expected.items() <= chosen.items()


EVERYTHING = (
    "--speed 0.9 --pause 1.5,settle=6 --level full,cobra=gentle --breath 5.5 --minutes 12.5 "
    "--chimes -12 --sounds soft --breath-prompts tone --ambient rain --ambient-level -30"
)


def test_from_what_was_chosen_the_same_session_comes_out(play: Any) -> None:
    before = dict(play(*EVERYTHING.split()))
    keep(**before["chosen"])
    after = play("--resume")
    assert after["resume"]
    for received in ("settings", "minutes", "chosen"):
        assert after[received] == before[received]


def test_a_voices_file_is_chosen_by_a_path_that_holds_in_every_folder(
    play: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert play("--voice", "piper:mine.onnx")["chosen"]["voice"] == f"piper:{tmp_path / 'mine.onnx'}"


def test_a_theme_and_a_sound_of_ones_own_are_chosen_by_paths_that_hold_in_every_folder(
    play: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bells").mkdir()
    (tmp_path / "sea.wav").touch()
    chosen = play("--sounds", "bells", "--ambient", "sea.wav", "--ambient-level", "-30")["chosen"]
    assert [chosen[name] for name in ("sounds", "ambient", "ambient-level")] == [
        str(tmp_path / "bells"),
        str(tmp_path / "sea.wav"),
        "-30",
    ]
    chosen = play("--sounds", "soft", "--ambient", "rain", "--breath-prompts", "tone")["chosen"]
    assert [chosen[name] for name in ("sounds", "ambient", "breath-prompts")] == ["soft", "rain", "tone"]


def test_resuming_takes_the_sessions_options_before_what_is_remembered(
    play: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(tmp_path, 'level = "full"\npause = 3\nsink = "simpleaudio"\n')
    monkeypatch.setenv("COACH_SPEED", "2.0")
    keep(speed="0.8", minutes="12")
    resumed = play("--resume")
    assert {**DEFAULTS, "speed": "0.8", "minutes": "12"}.items() <= resumed["chosen"].items()
    assert "level" not in resumed["chosen"]
    assert resumed["sink"] == "simpleaudio"
    assert play()["chosen"]["speed"] == "2.0"


@pytest.mark.parametrize("arguments", [("--resume", "--speed", "1.2"), ("--speed", "1.2", "--resume")])
def test_the_command_line_wins_over_the_sessions_options(play: Any, arguments: tuple[str, ...]) -> None:
    keep(speed="0.8", breath="4:7")
    resumed = play(*arguments)
    assert resumed["settings"].speed == 1.2
    assert resumed["chosen"]["breath"] == "4:7"


@pytest.mark.parametrize("arguments", ["--resume --profile evening", "--profile evening --resume"])
def test_resuming_with_a_profile_says_two_things(play: Any, tmp_path: Path, arguments: str) -> None:
    remember(tmp_path, "[profile.evening]\nspeed = 0.8\n")
    keep()
    with pytest.raises(SettingsError, match=r"--resume .*--profile .*Leave one of them out\."):
        play(*arguments.split())


def test_resuming_without_an_unfinished_session_says_so(play: Any) -> None:
    with pytest.raises(BookmarkError, match=r"No session is unfinished\."):
        play("--resume")


def test_a_damaged_bookmark_harms_only_who_wants_to_resume(play: Any) -> None:
    keep()
    bookmark_path().write_text("{")
    play()
    with pytest.raises(BookmarkError, match="is damaged"):
        play("--resume")


def test_a_voice_that_is_gone_is_told_as_the_sessions_and_can_be_replaced(
    play: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hibari_models, "_is_whole", lambda _: False)
    keep(voice="emma")
    with pytest.raises(
        BookmarkError,
        match=r"^The unfinished session had --voice emma: .*emma is not installed\. "
        r"Get it with `coach voices install emma`\. Or give another --voice with --resume\.$",
    ):
        play("--resume")
    assert play("--resume", "--voice", "heart")["settings"].voice == "heart"
    with pytest.raises(SpeechError, match=r"^The voice emma"):
        play("--resume", "--voice", "emma")


def test_an_option_that_this_version_does_not_know_is_left_out(play: Any) -> None:
    keep(speed="0.8", scent="pine")
    assert play("--resume")["chosen"]["speed"] == "0.8"
