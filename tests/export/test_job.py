import io
import os
from pathlib import Path

import mutagen
import pytest

from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.errors import ExportError
from coach.export.audio.formats import FileFormat
from coach.export.job import Job, session_tags, stream_session, write_part, write_session
from coach.export.parts import parts
from coach.export.text.companions import Companion
from coach.settings.values import Settings
from coach.timeline import Timeline
from tests.export.sessions import timeline_of

WAV_IN_CD_QUALITY = AudioFormat(44_100, channels=2)


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return timeline_of()


def job_for(target: Path, file_format: FileFormat | None = FileFormat.WAV, **more: object) -> Job:
    return Job("desk-break", target, file_format, Settings(), **more)


def test_the_targets_are_the_audio_and_the_files_beside_it() -> None:
    job = job_for(Path("out/a.wav"), beside=(Companion.CAPTIONS, Companion.TEXT))
    assert job.targets == (Path("out/a.wav"), Path("out/a.vtt"), Path("out/a.txt"))


def test_without_an_audio_format_only_the_other_files_are_targets() -> None:
    job = job_for(Path("a.vtt"), None, beside=(Companion.CAPTIONS, Companion.CHAPTERS))
    assert job.targets == (Path("a.vtt"), Path("a.json"))


@pytest.mark.parametrize(
    ("file_format", "audio_format", "problem"),
    [
        (FileFormat.OPUS, AudioFormat(44_100), "opus cannot hold 44100 Hz"),
        (FileFormat.MP3, AudioFormat(bits=24), "24 bits are for WAV and FLAC only"),
    ],
)
def test_a_format_that_the_file_cannot_hold_is_refused(
    file_format: FileFormat, audio_format: AudioFormat, problem: str
) -> None:
    with pytest.raises(ExportError, match=problem):
        job_for(Path("a"), file_format, audio_format=audio_format).check()


@pytest.mark.parametrize("file_format", [FileFormat.WAV, FileFormat.FLAC, None])
def test_a_format_that_the_file_can_hold_is_accepted(file_format: FileFormat | None) -> None:
    job_for(Path("a"), file_format, audio_format=AudioFormat(44_100, bits=24)).check()


def test_a_session_is_written_with_the_files_beside_it(timeline: Timeline, tmp_path: Path) -> None:
    job = job_for(tmp_path / "a.wav", beside=tuple(Companion))
    write_session(job, timeline, None)
    assert sorted(os.listdir(tmp_path)) == ["a.json", "a.jsonl", "a.txt", "a.vtt", "a.wav"]
    assert mutagen.File(tmp_path / "a.wav").info.length == pytest.approx(timeline.duration_s, abs=1 / SAMPLE_RATE)


def test_without_an_audio_format_no_audio_is_written(timeline: Timeline, tmp_path: Path) -> None:
    write_session(job_for(tmp_path / "a.vtt", None, beside=(Companion.CAPTIONS,)), timeline, None)
    assert os.listdir(tmp_path) == ["a.vtt"]


def test_progress_is_told_in_frames_of_the_session_at_any_sample_rate(timeline: Timeline, tmp_path: Path) -> None:
    told: list[int] = []
    write_session(job_for(tmp_path / "a.wav", audio_format=WAV_IN_CD_QUALITY), timeline, None, told.append)
    assert told == sorted(told)
    assert told[-1] == timeline.frames


def test_a_part_is_written_as_a_track_of_the_session(timeline: Timeline, tmp_path: Path) -> None:
    part = list(parts(timeline))[2]
    told: list[int] = []
    write_part(job_for(tmp_path / "a.flac", FileFormat.FLAC), part, timeline.title, None, told.append)
    file = mutagen.File(tmp_path / "a.flac")
    assert file.info.total_samples == part.timeline.frames
    assert (file["title"], file["album"], file["tracknumber"]) == (["Chair twist"], ["Desk break"], ["02"])
    assert told[0] > part.section.start_frame
    assert told[-1] == part.section.end_frame


def test_a_stream_gets_the_same_bytes_as_a_file(timeline: Timeline, tmp_path: Path) -> None:
    job = job_for(tmp_path / "a.wav")
    stream = io.BytesIO()
    write_session(job, timeline, None)
    stream_session(job, timeline, None, stream)
    assert stream.getvalue() == (tmp_path / "a.wav").read_bytes()


def test_the_cover_is_drawn_only_for_a_format_with_a_place_for_it(timeline: Timeline) -> None:
    assert not session_tags(job_for(Path("a.wav")), timeline).cover_png
    assert session_tags(job_for(Path("a.mp3"), FileFormat.MP3), timeline).cover_png
