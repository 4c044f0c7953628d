import io
import os
import sys
from datetime import date
from pathlib import Path

import mutagen
import pytest

from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.errors import CoachError, ExportError
from coach.export.audio.formats import FileFormat
from coach.export.job import Job, session_tags, stream_session, with_target, write_part, write_session
from coach.export.parts import parts
from coach.export.text.companions import Companion
from coach.settings.values import Settings
from coach.timeline import Timeline
from coach.version import RELEASED
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
    assert sorted(os.listdir(tmp_path)) == ["a.json", "a.jsonl", "a.srt", "a.txt", "a.vtt", "a.wav"]
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
    assert (file["genre"], file["date"]) == (["Health & Fitness"], [RELEASED])
    assert told[0] > part.section.start_frame
    assert told[-1] == part.section.end_frame


def test_a_stream_gets_the_same_bytes_as_a_file(timeline: Timeline, tmp_path: Path) -> None:
    job = job_for(tmp_path / "a.wav")
    stream = io.BytesIO()
    write_session(job, timeline, None)
    stream_session(job, timeline, None, stream)
    assert stream.getvalue() == (tmp_path / "a.wav").read_bytes()


def test_a_whole_session_is_an_album_of_its_own_with_the_date_of_the_version(timeline: Timeline) -> None:
    tags = session_tags(job_for(Path("a.wav")), timeline)
    assert (tags.title, tags.album, tags.track) == ("Desk break", "Desk break", "")
    assert date.fromisoformat(tags.date) == date.fromisoformat(RELEASED)


@pytest.mark.parametrize(
    ("given", "wanted", "written", "file_format"),
    [
        ("x", None, "x.wav", FileFormat.WAV),
        ("x", FileFormat.FLAC, "x.flac", FileFormat.FLAC),
        ("x.", FileFormat.MP3, "x.mp3", FileFormat.MP3),
        (".x", None, ".x.wav", FileFormat.WAV),
        ("x.MP3", None, "x.MP3", FileFormat.MP3),
        ("x.ogg", FileFormat.OPUS, "x.ogg", FileFormat.OPUS),
        ("x.m4b", None, "x.m4b", FileFormat.M4B),
        ("x.srt", None, "x.srt", None),
    ],
)
def test_the_ending_is_the_format_and_a_name_without_one_gets_it(
    given: str, wanted: FileFormat | None, written: str, file_format: FileFormat | None, tmp_path: Path
) -> None:
    job = with_target(job_for(tmp_path, wanted), tmp_path / given)
    assert (job.target, job.file_format) == (tmp_path / written, file_format)


limited = pytest.mark.skipif(sys.platform == "win32", reason="Windows says of such names only that nothing is there")


@pytest.mark.parametrize(
    ("name", "wanted", "words"),
    [
        ("a.aiff", None, r"\.wav, \.flac, .*\.m4a, \.m4b.*\.vtt, \.srt, \.json, \.jsonl, \.txt.*\.html"),
        ("a.svg", None, "coach show --picture"),
        ("a.wav", FileFormat.MP3, "is no mp3 file"),
        pytest.param("a" * 300, None, "is too long for a file", marks=limited),
    ],
)
def test_a_name_that_cannot_be_written_is_refused_with_what_can(
    name: str, wanted: FileFormat | None, words: str, tmp_path: Path
) -> None:
    with pytest.raises(CoachError, match=words):
        with_target(job_for(tmp_path, wanted), tmp_path / name)


@limited
def test_a_file_beside_the_audio_whose_name_is_too_long_is_told_before_the_work(tmp_path: Path) -> None:
    job = job_for(tmp_path / f"{'a' * 251}.wav", beside=(Companion.CUESHEET,))
    with pytest.raises(ExportError, match="is too long for a file"):
        job.check()


def test_the_cover_is_drawn_only_for_a_format_with_a_place_for_it(timeline: Timeline) -> None:
    assert not session_tags(job_for(Path("a.wav")), timeline).cover_png
    assert session_tags(job_for(Path("a.mp3"), FileFormat.MP3), timeline).cover_png
