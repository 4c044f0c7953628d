import os
from pathlib import Path

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE
from coach.audio.loudness import loudness_lufs
from coach.audio.true_peak import true_peak
from coach.errors import SpeechError
from coach.script.pronunciation import Pronunciation
from coach.speech.cache import ClipCache
from coach.speech.finishing import AUDIBLE_DBFS, CLIP_LUFS, FADE_S, PEAK_DBTP, TAIL_S
from coach.speech.packed_audio import PackedAudio
from coach.speech.speaker import LIFT_S, Speaker
from coach.speech.voice import articulation_wpm
from coach.units import db_to_gain
from tests.fakes import FakeVoice

CALIBRATION_TEXT = ("a text of five words",)


def speaker(voice: FakeVoice, folder: Path | None = None, *, speed: float = 1.0) -> Speaker:
    return Speaker(voice, speed=speed, calibration_text=CALIBRATION_TEXT, cache=ClipCache(folder) if folder else None)


def test_a_clip_has_its_loudness_is_trimmed_and_held_below_the_ceiling() -> None:
    clip = speaker(FakeVoice()).clip("one two three")
    assert clip.sample_rate == SAMPLE_RATE
    assert clip.duration_s == pytest.approx(3 * 60 / articulation_wpm(1.0), abs=FADE_S + TAIL_S + 0.01)
    assert loudness_lufs(clip) == pytest.approx(CLIP_LUFS, abs=0.2)
    assert true_peak(clip.samples) <= db_to_gain(PEAK_DBTP) + 1e-4


def test_a_clip_begins_with_its_first_audible_sample() -> None:
    clip = speaker(FakeVoice()).clip("one two")
    audible = np.flatnonzero(np.abs(clip.samples) > db_to_gain(AUDIBLE_DBFS))
    assert audible[0] <= 0.005 * SAMPLE_RATE
    assert clip.frames - audible[-1] <= 0.026 * SAMPLE_RATE


def test_a_sentence_is_spoken_once() -> None:
    voice = FakeVoice()
    mouth = speaker(voice)
    assert mouth.clip("one") is mouth.clip("one")
    assert voice.spoken == [*CALIBRATION_TEXT, "one"]


def test_a_cached_clip_is_the_spoken_one_sample_for_sample(tmp_path: Path) -> None:
    first, second = FakeVoice(), FakeVoice()
    spoken = speaker(first, tmp_path).clip("one")
    cached = speaker(second, tmp_path).clip("one")
    assert np.array_equal(spoken.samples, cached.samples)
    assert second.spoken == []


def test_what_follows_a_colon_is_a_phrase_of_its_own_after_a_lift(tmp_path: Path) -> None:
    voice = FakeVoice()
    mouth = speaker(voice, tmp_path)
    clip, next_, name = mouth.clip("Next: Cobra pose."), mouth.clip("Next:"), mouth.clip("Cobra pose.")
    assert voice.spoken == [*CALIBRATION_TEXT, "Next:", "Cobra pose."]
    lift = clip.samples[next_.frames : clip.frames - name.frames]
    assert len(lift) == round(LIFT_S * SAMPLE_RATE)
    assert not np.any(lift)
    again = speaker(FakeVoice(), tmp_path)
    kept = again.kept_clip("Next: Cobra pose.")
    assert kept is not None
    assert np.array_equal(kept.samples, clip.samples)
    assert again.kept_clip("Next: Wall angels.") is None


def test_a_word_is_spelt_for_the_voice_and_a_new_spelling_is_a_new_clip(tmp_path: Path) -> None:
    voice = FakeVoice()
    cache = ClipCache(tmp_path)
    for respelt in ({}, {"W": "double you"}, {"W": "double yoo"}):
        mouth = Speaker(
            voice, speed=1.0, calibration_text=CALIBRATION_TEXT, cache=cache, pronunciation=Pronunciation(respelt)
        )
        mouth.clip("Like a W.")
    assert voice.spoken == [*CALIBRATION_TEXT, "Like a W.", "Like a double you.", "Like a double yoo."]


def test_another_speed_voice_or_version_is_another_clip(tmp_path: Path) -> None:
    speaker(FakeVoice(), tmp_path).clip("one")
    faster, other, newer = FakeVoice(), FakeVoice(), FakeVoice()
    other.name, newer.version = "other", "2"
    speaker(faster, tmp_path, speed=1.1).clip("one")
    speaker(other, tmp_path).clip("one")
    speaker(newer, tmp_path).clip("one")
    assert [voice.spoken for voice in (faster, other, newer)] == [[*CALIBRATION_TEXT, "one"]] * 3


def test_a_voice_that_gives_silence_is_an_error_and_not_a_cue_that_never_comes(tmp_path: Path) -> None:
    voice = FakeVoice()
    mouth = speaker(voice, tmp_path)
    mouth.clip("two")
    kept = sorted(tmp_path.rglob("*"))
    voice.speak = lambda text, *, speed: Audio(np.zeros(SAMPLE_RATE, np.float32))  # type: ignore[method-assign]
    with pytest.raises(SpeechError, match="no sound for “one”"):
        mouth.clip("one")
    assert sorted(tmp_path.rglob("*")) == kept


def test_a_voice_that_never_gives_a_sound_is_an_error() -> None:
    voice = FakeVoice()
    voice.speak = lambda text, *, speed: Audio(np.zeros(SAMPLE_RATE, np.float32))  # type: ignore[method-assign]
    with pytest.raises(SpeechError, match="gave no sound"):
        speaker(voice).clip("one")


def test_closing_releases_the_voice() -> None:
    voice = FakeVoice()
    speaker(voice).close()
    assert voice.closed == 1


SENTENCES = ("one", "Next: Cobra pose.", "two three")


def session_speaker(folder: Path) -> Speaker:
    session = ClipCache.key(session="a")
    return Speaker(FakeVoice(), speed=1.0, calibration_text=CALIBRATION_TEXT, cache=ClipCache(folder), session=session)


def clips_of(mouth: Speaker) -> list[bytes]:
    return [mouth.clip(sentence).samples.tobytes() for sentence in SENTENCES]


def test_a_session_that_was_made_before_is_read_from_one_file_sample_for_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = session_speaker(tmp_path)
    spoken = clips_of(first)
    first.keep_together()
    assert clips_of(speaker(FakeVoice(), tmp_path)) == spoken
    monkeypatch.setattr(ClipCache, "read", lambda *_: pytest.fail("a clip was read by itself"))
    monkeypatch.setattr(ClipCache, "write_pack", lambda *_: pytest.fail("the same was written again"))
    again = session_speaker(tmp_path)
    assert clips_of(again) == spoken
    assert again.kept_clip("one") is not None
    again.keep_together()


def test_a_session_that_says_more_than_before_is_kept_anew(tmp_path: Path) -> None:
    first = session_speaker(tmp_path)
    first.clip("one")
    first.keep_together()
    second = session_speaker(tmp_path)
    spoken = clips_of(second)
    second.keep_together()
    for path in tmp_path.glob("??/*"):
        path.unlink()
    third = session_speaker(tmp_path)
    speaker(FakeVoice(), tmp_path).clip("one")  # its pace is measured again
    assert [third.kept_clip(sentence).samples.tobytes() for sentence in SENTENCES] == spoken  # type: ignore[union-attr]


def test_clips_that_are_read_on_demand_are_the_same_and_are_kept_anew(tmp_path: Path) -> None:
    first = session_speaker(tmp_path)
    first.clip("one")
    first.keep_together()
    second, third = session_speaker(tmp_path), session_speaker(tmp_path)
    second.reads_on_demand = third.reads_on_demand = True
    spoken = clips_of(second)
    second.keep_together()
    assert clips_of(second) == clips_of(third) == clips_of(session_speaker(tmp_path)) == spoken
    assert isinstance(third.clip("one"), PackedAudio) == hasattr(os, "pread")


def test_a_damaged_pack_changes_nothing(tmp_path: Path) -> None:
    first = session_speaker(tmp_path)
    spoken = clips_of(first)
    first.keep_together()
    (path,) = (tmp_path / "packs").iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    second = session_speaker(tmp_path)
    assert clips_of(second) == spoken
    second.keep_together()
    assert path.read_bytes()[-1:] != b"x"
