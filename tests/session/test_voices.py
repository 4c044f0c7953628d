"""Names of voices become concrete voices; no engine is loaded to find one."""

import subprocess
import sys
from pathlib import Path

import pytest

from coach.errors import SpeechError, UnknownNameError
from coach.script.library import Library
from coach.session.voices import clip_cache, find_speaker, find_voice, read_voice
from coach.settings.values import Settings
from coach.speech.placed_clips import PlacedClips


@pytest.mark.parametrize("name", ["heart", "system", "system:gmw/en-us", "piper:/voices/a.onnx"])
def test_a_voice_is_called_what_the_command_line_calls_it(name: str) -> None:
    assert find_voice(name).name == name


def test_an_unknown_voice_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"no voice “hart”.*Did you mean “heart”.*coach voices"):
        find_voice("hart")


def test_a_known_voice_that_is_not_installed_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    with pytest.raises(SpeechError, match=r"emma is not installed.*coach voices install emma"):
        find_voice("emma")


def test_a_voice_is_read_as_its_name() -> None:
    assert [read_voice(name) for name in ("heart", "system")] == ["heart", "system"]
    with pytest.raises(UnknownNameError):
        read_voice("nobody")


def test_a_speaker_has_the_chosen_voice_at_its_speed() -> None:
    speaker = find_speaker(Settings(voice="system", speed=1.2), Library().phrasebook())
    assert speaker.kept_clip("A sentence that nobody has spoken yet, at this speed.") is None


def test_clips_are_kept_in_a_folder_or_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_CACHE_DIR", str(tmp_path))
    for clips, folder in (("", tmp_path / "clips"), (str(tmp_path / "others"), tmp_path / "others")):
        clip_cache(clips).write_bytes("abcd", b"kept")
        assert (folder / "ab" / "abcd").is_file()
    assert isinstance(clip_cache("memory://clips"), PlacedClips)


def test_finding_the_built_in_voice_loads_no_engine() -> None:
    script = (
        "import sys; from coach.session.voices import find_voice, read_voice\n"
        "read_voice('heart'); find_voice('heart')\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    ).stdout.split()
    assert not {"hibari", "onnxruntime", "piper", "pyttsx3"} & {*loaded}
