"""Each phrase of a catalogue is spoken once, whoever needs it, and a session is never mixed without one.

Covers also: planning.
"""

from collections import Counter
from pathlib import Path

import pytest

from coach.export import speaking
from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.export.planning import Planner, Speech
from coach.export.runner import Report
from coach.export.speaking import BATCH_PHRASES, Batch, Mixing, batches, mix, speak
from coach.session import voices
from coach.settings.notation import read_levels
from coach.settings.values import Settings
from coach.speech.cache import ClipCache
from tests.fakes import FakeVoice


def ignore(_report: Report) -> None:
    """Tell nobody."""


@pytest.fixture
def voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeVoice:
    voice = FakeVoice()
    monkeypatch.setenv("COACH_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(voices, "find_voice", lambda _name: voice)
    monkeypatch.setattr(speaking, "_kept_voice", lambda _name: voice)
    return voice


def jobs_in(folder: Path) -> list[Job]:
    settings = [Settings(levels=read_levels(level)) for level in ("gentle", "standard", "full")]
    return [
        Job("cobra", folder / f"{number}.{ending}", FileFormat(ending), each)
        for number, each in enumerate(settings)
        for ending in ("wav", "flac")
    ]


def test_each_phrase_is_spoken_once_however_many_sessions_say_it(tmp_path: Path, voice: FakeVoice) -> None:
    planner, jobs = Planner(), jobs_in(tmp_path)
    missing = planner.missing(planner.speech(jobs))
    speak(Batch("heart", 1.0, ()), ignore)
    voice.spoken.clear()  # of the sentences on which its pace is measured
    work = batches(missing)
    assert sum(speak(batch, ignore).spoken for batch in [*work, *work]) == len(missing)
    assert set(Counter(voice.spoken).values()) == {1}
    assert planner.missing(planner.speech(jobs)) == []
    left = [mix(Mixing(job, job.target.name), ignore).missing for job in jobs]
    late = Batch("heart", 1.0, tuple(phrase for phrases in left for phrase in phrases))
    speak(late, ignore)
    assert not any(mix(Mixing(job, job.target.name), ignore).missing for job in jobs)
    assert set(Counter(voice.spoken).values()) == {1}
    assert all(job.target.is_file() for job in jobs)


def test_a_session_is_not_mixed_before_its_phrases_are_spoken(tmp_path: Path, voice: FakeVoice) -> None:
    job = jobs_in(tmp_path)[0]
    report = mix(Mixing(job, "0"), ignore)
    assert report.missing
    assert not job.target.exists()
    assert voice.spoken == []
    report = mix(Mixing(job, "0", may_speak=True), ignore)
    assert report.total_s > 60
    assert len(report.digests) == 1


def test_a_clip_that_is_damaged_in_a_place_is_never_left_silent(
    tmp_path: Path, voice: FakeVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = jobs_in(tmp_path)[0]
    mix(Mixing(job, "0", may_speak=True), ignore)
    whole = job.target.read_bytes()
    clip = max((tmp_path / "cache" / "clips").glob("*/*"), key=lambda path: path.stat().st_size)
    clip.write_bytes(b"damaged")
    monkeypatch.setattr(ClipCache, "is_whole", ClipCache.has)  # as a place does, which would have to be read for it
    assert len(mix(Mixing(job, "0"), ignore).missing) == 1
    mix(Mixing(job, "0", may_speak=True), ignore)
    assert job.target.read_bytes() == whole


def test_an_outlook_counts_what_is_still_to_be_done(tmp_path: Path, voice: FakeVoice) -> None:
    before = Planner().outlook(jobs_in(tmp_path))
    assert (before.sessions, before.missing) == (6, before.phrases)
    assert before.sound_s > 6 * 60
    mix(Mixing(jobs_in(tmp_path)[0], "0", may_speak=True), ignore)
    after = Planner().outlook(jobs_in(tmp_path))
    assert 0 < after.missing < before.missing
    assert after.core_s < before.core_s


def test_batches_are_of_one_voice_and_speed_and_not_large() -> None:
    speech = [Speech("heart", speed, str(number)) for number in range(50) for speed in (0.8, 1.0)]
    made = batches(speech)
    assert sorted(len(batch.phrases) for batch in made) == [50 - BATCH_PHRASES] * 2 + [BATCH_PHRASES] * 2
    assert len({batch.name for batch in made}) == 4
