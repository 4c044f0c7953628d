"""Checks what a command that shapes a session receives, also with `--resume`, through a command of the tests' own."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from coach.cli._typer import CommandApp
from coach.cli.session.command import FittedSessionCommand, ResumeOption, session_choices
from coach.errors import CoachError, SettingsError, SpeechError
from coach.practice.bookmark import Bookmark, BookmarkError, write_bookmark
from coach.practice.unfinished import new_bookmark_path
from coach.speech import hibari_models


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command declared like `coach play`; return what it received, or raise what a person would be told."""
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    received: dict[str, Any] = {}

    app = CommandApp()

    @app.command(cls=FittedSessionCommand)
    def command(
        *, context: typer.Context, name: str = "cobra", sink: str = "none", resume: ResumeOption = False
    ) -> None:
        choices = session_choices(context)
        received.update(name=name, sink=sink, resume=resume, settings=choices.settings)
        received.update(minutes=choices.minutes, chosen=choices.chosen)

    def run(*arguments: str) -> dict[str, Any]:
        result = CliRunner().invoke(app, arguments)
        if isinstance(result.exception, CoachError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return received

    return run


def leave_unfinished(**options: str) -> None:
    """Keep the bookmark of a session with these options."""
    saved_at = datetime.fromisoformat("2026-07-23T07:41:05+02:00")
    write_bookmark(Bookmark("middle-back", options, 3, "cobra", 123_456, saved_at), new_bookmark_path())


def remember(tmp_path: Path, content: str) -> None:
    """Write the configuration file."""
    (tmp_path / "config.toml").write_text(content)


DEFAULTS = {"voice": "heart", "speed": "1.0", "pause": "1.0", "breath": "4:6", "verbosity": "full"}


def test_every_option_with_a_value_is_chosen_as_it_was_written_wherever_that_was(
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


def test_the_chosen_texts_make_the_same_session_again(play: Any) -> None:
    before = dict(play(*EVERYTHING.split()))
    leave_unfinished(**before["chosen"])
    after = play("--resume")
    assert after["resume"]
    for received in ("settings", "minutes", "chosen"):
        assert after[received] == before[received]


def test_the_file_of_a_voice_is_chosen_by_a_path_that_holds_in_every_folder(
    play: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert play("--voice", "piper:mine.onnx")["chosen"]["voice"] == f"piper:{tmp_path / 'mine.onnx'}"


def test_a_theme_and_a_sound_from_files_are_chosen_by_paths_that_hold_in_every_folder(
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
    leave_unfinished(speed="0.8", minutes="12")
    resumed = play("--resume")
    assert {**DEFAULTS, "speed": "0.8", "minutes": "12"}.items() <= resumed["chosen"].items()
    assert "level" not in resumed["chosen"]
    assert resumed["sink"] == "simpleaudio"
    assert play()["chosen"]["speed"] == "2.0"


@pytest.mark.parametrize("arguments", [("--resume", "--speed", "1.2"), ("--speed", "1.2", "--resume")])
def test_the_command_line_wins_over_the_sessions_options(play: Any, arguments: tuple[str, ...]) -> None:
    leave_unfinished(speed="0.8", breath="4:7")
    resumed = play(*arguments)
    assert resumed["settings"].speed == 1.2
    assert resumed["chosen"]["breath"] == "4:7"


@pytest.mark.parametrize("arguments", ["--resume --profile evening", "--profile evening --resume"])
def test_resuming_with_a_profile_is_refused(play: Any, tmp_path: Path, arguments: str) -> None:
    remember(tmp_path, "[profile.evening]\nspeed = 0.8\n")
    leave_unfinished()
    with pytest.raises(SettingsError, match=r"--resume .*--profile .*Leave one of them out\."):
        play(*arguments.split())


def test_resuming_without_an_unfinished_session_says_so(play: Any) -> None:
    with pytest.raises(BookmarkError, match=r"No session is unfinished\."):
        play("--resume")


def test_a_damaged_bookmark_disturbs_only_resuming(play: Any, tmp_path: Path) -> None:
    leave_unfinished()
    (bookmark,) = tmp_path.rglob("unfinished/*.json")
    bookmark.write_text("{")
    play()
    with pytest.raises(BookmarkError, match="is damaged"):
        play("--resume")


def test_a_voice_that_is_gone_is_named_as_the_sessions_and_can_be_replaced(
    play: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hibari_models, "_is_whole", lambda _: False)
    leave_unfinished(voice="emma")
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
    leave_unfinished(speed="0.8", scent="pine")
    assert play("--resume")["chosen"]["speed"] == "0.8"
