"""The library's front door: what README shows, choices as text and as values, and nothing heavy before it is used.

Covers also: coach
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

import coach
from coach.errors import ExportError, PlaybackError, SettingsError, UnknownNameError
from coach.settings.values import Breath
from tests.require import require

ROOT = Path(__file__).resolve().parent.parent
SHORT = (
    "stretch: Short\nposition: seated\nsource: hold 2 s\nsteps:\n  - say: Sit tall.\n  - hold: 2 s\n  - say: Done.\n"
)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "short.yaml"
    path.write_text(SHORT)
    return path


def readme_example() -> str:
    return next(block for block in re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL))


def test_the_example_of_the_readme_works(tmp_path: Path) -> None:
    command = [sys.executable, "-c", readme_example()]
    run = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("Middle back relief ")
    assert (tmp_path / "middle-back.mp3").stat().st_size > 1_000_000


def test_a_session_gives_its_timeline_and_its_files(script: Path, tmp_path: Path) -> None:
    session = coach.open(script, speed=1.2, chimes="off")
    timeline = session.timeline()
    assert (session.title, timeline.title) == ("Short", "Short")
    assert session.timeline() is timeline
    written = session.export(tmp_path / "a.flac", sample_rate=48_000, channels=2, bits=24, beside=["captions", "text"])
    with soundfile.SoundFile(written) as file:
        assert (file.samplerate, file.channels, file.subtype) == (48_000, 2, "PCM_24")
        assert file.frames == round(timeline.duration_s * 48_000)
    assert {path.name for path in tmp_path.iterdir()} == {"short.yaml", "a.flac", "a.vtt", "a.txt"}


def test_scripts_of_ones_own_are_found_in_their_folder_and_chosen_in(script: Path) -> None:
    choices = "choices: {place: [floor, chair]}\nsteps:\n  - {say: Sit on it., when: chair}\n"
    (script.parent / "own.yaml").write_text(SHORT.replace("steps:\n", choices))
    session = coach.open("own", scripts=script.parent, choose={"place": "chair"})
    assert "Sit on it." in [cue.text for cue in session.timeline().cues()]
    assert session.settings == coach.open("own", scripts=str(script.parent), choose="place=chair").settings
    with pytest.raises(UnknownNameError, match="“roof” is no choice"):
        coach.open("own", scripts=script.parent, choose={"place": "roof"})
    with pytest.raises(UnknownNameError):
        coach.open("own")


def test_text_and_values_make_the_same_session(script: Path) -> None:
    text = coach.open(script, breath="3:5", pause="0.5", minutes="2")
    values = coach.open(script, breath=Breath(3, 5), pause=0.5, minutes=2)  # type: ignore[arg-type]
    assert (text.settings, text.minutes) == (values.settings, values.minutes)


def test_a_script_is_checked_against_the_laws(script: Path) -> None:
    assert not [found for found in coach.open(script).check() if found.broken]


def test_progress_is_told(script: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    written: list[float] = []
    session = coach.open(script)
    duration_s = session.timeline(on_progress=lambda done, total: told.append((done, total))).duration_s
    session.export(tmp_path / "a.wav", on_written=written.append)
    assert told[-1][0] == told[-1][1] >= 1
    assert written[-1] == pytest.approx(duration_s)


@pytest.mark.parametrize(
    ("choices", "error", "sentence"),
    [
        ({"speed": 9}, SettingsError, "“9” is not a speed. Give a number from 0.5 to 2.0, such as 0.9."),
        ({"speed": "fast"}, SettingsError, "“fast” is not a speed. Give a number from 0.5 to 2.0, such as 0.9."),
        ({"level": "cobraa=full"}, UnknownNameError, "There is no stretch “cobraa” to set a level for."),
        ({"voice": "hart"}, UnknownNameError, "There is no voice “hart”."),
        ({"verbosity": "tones", "chimes": "off"}, SettingsError, "Verbosity `tones` has nothing left to lead with."),
    ],
)
def test_a_wrong_choice_is_refused_at_once(choices: dict[str, object], error: type[Exception], sentence: str) -> None:
    with pytest.raises(error) as caught:
        coach.open("cobra", **choices)  # type: ignore[arg-type]
    assert str(caught.value).startswith(sentence)


def test_an_unknown_script_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean “middle-back”"):
        coach.open("midle-back")


def test_a_file_that_cannot_be_written_is_refused_before_the_work(script: Path, tmp_path: Path) -> None:
    session = coach.open(script)
    with pytest.raises(ExportError, match="does not exist"):
        session.export(tmp_path / "nowhere" / "a.wav")
    with pytest.raises(ExportError, match="opus cannot hold 44100 Hz"):
        session.export(tmp_path / "a.opus", sample_rate=44_100)
    with pytest.raises(SettingsError, match="does not write samples of “8” bits"):
        session.export(tmp_path / "a.wav", bits=8)


def test_playing_refuses_what_it_cannot_do(script: Path) -> None:
    session = coach.open(script)
    with pytest.raises(SettingsError, match="is not a time in seconds"):
        session.play(lead_in=601)
    with pytest.raises(UnknownNameError, match="no sink “tape”"):
        session.play(sink="tape")
    with pytest.raises(SettingsError, match="Short has no stretch 2"):
        session.play(first=2)


def test_without_a_loudspeaker_playing_ends_with_a_sentence(script: Path) -> None:
    require(sys.platform == "linux", "takes the sound server away")
    run = subprocess.run(
        [sys.executable, "-c", f"import coach; coach.open({str(script)!r}).play(lead_in=0)"],
        check=False,
        env={"PULSE_SERVER": "/nowhere", "PATH": "/usr/bin", "HOME": str(script.parent)},
        capture_output=True,
        encoding="utf-8",
    )
    assert PlaybackError.__name__ in run.stderr


def test_every_name_that_is_offered_is_there_and_nothing_else_is() -> None:
    for name in coach.__all__:
        assert getattr(coach, name) is not None
    assert set(coach.__all__) <= set(dir(coach))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        coach.nothing  # noqa: B018


def test_importing_coach_loads_nothing_heavy() -> None:
    script = "import sys, coach; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    ).stdout.split()
    assert not {"numpy", "yaml", "soundfile", "miniaudio", "hibari", "onnxruntime", "typer", "rich"} & {*loaded}
