"""Tests of every format, read back by ffprobe, ffmpeg, mutagen, sox and libsndfile.

Covers also: mp3, tags, vorbis_comment.
"""

import base64
import io
import os
import shutil
import sys
import wave
from fractions import Fraction
from pathlib import Path

import mutagen
import mutagen.flac
import mutagen.id3
import numpy as np
import pytest
import soundfile

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE, SESSION_FORMAT, AudioFormat
from coach.audio.pcm import samples_to_pcm16
from coach.errors import ExportError
from coach.export.audio.formats import LOSSLESS, FileFormat, stream_audio, write_audio
from coach.export.audio.tags import Tags
from coach.export.text.chapters import Chapter, chapters
from coach.render.mix import mix
from coach.timeline import Timeline
from tests.export.reading import decode, probe, sox_frames
from tests.export.sessions import tags_of, timeline_of, tone, write_timeline
from tests.require import require

OPUS_PRE_SKIP_S = 312 / 48_000
"""The padding that the Opus encoder puts before the first sample. ffprobe counts it into the length of the stream."""
MP3_FRAME_S = 576 / SAMPLE_RATE
"""The length of an MP3 frame. The last one is filled with silence; players that read the LAME tag know how much."""

AAC_FRAME_S = 1024 / SAMPLE_RATE
"""The length of an AAC frame. One comes before the first sample; players that read the edit list leave it out."""

PADDING_S = {"wav": 0.0, "flac": 0.0, "opus": OPUS_PRE_SKIP_S, "mp3": 4 * MP3_FRAME_S, "m4b": 0.0}
ENDINGS = list(PADDING_S)
MPEG_4 = ("m4b", "m4a")
"""Both are encoded alike, so that most tests take the first."""


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return timeline_of("seated-spinal-twist")


@pytest.fixture(scope="module")
def written(timeline: Timeline, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("formats")
    at_hand = [ending for ending in ENDINGS if ending not in MPEG_4 or shutil.which("ffmpeg")]
    return {ending: write_timeline(folder / f"a.{ending}", timeline) for ending in at_hand}


@pytest.fixture(autouse=True)
def encoder(request: pytest.FixtureRequest) -> None:
    """The program that a test's format needs, or the test is skipped."""
    parameters = getattr(request.node, "callspec", None)
    if parameters and set(MPEG_4) & set(map(str, parameters.params.values())):
        require(shutil.which("ffmpeg"), "no ffmpeg")


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_duration_is_the_sessions_to_the_frame_except_for_the_codecs_padding(
    written: dict[str, Path], timeline: Timeline, ending: str
) -> None:
    found_s = probe(written[ending]).duration_s
    assert -1 / SAMPLE_RATE <= found_s - timeline.duration_s <= PADDING_S[ending] + 1 / SAMPLE_RATE


@pytest.mark.parametrize("ending", ENDINGS)
def test_players_that_read_the_padding_get_the_session_to_the_frame(
    written: dict[str, Path], timeline: Timeline, ending: str
) -> None:
    if ending not in MPEG_4:  # of which mutagen does not read the edit list
        assert mutagen.File(written[ending]).info.length == pytest.approx(timeline.duration_s, abs=1 / SAMPLE_RATE)
    if ending != "opus":  # which ffmpeg decodes at 48 kHz
        padding_frames = {"mp3": 2 * 576, "m4b": 1024}.get(ending, 0)
        assert abs(len(decode(written[ending])) - timeline.frames) <= padding_frames


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_stretch_is_a_chapter_with_its_title_and_times(
    written: dict[str, Path], timeline: Timeline, ending: str
) -> None:
    expected = [(each.title, float(each.start_s), float(each.end_s)) for each in chapters(timeline)]
    found = probe(written[ending]).chapters
    assert [title for title, _, _ in found] == [title for title, _, _ in expected]
    assert [title for title, _, _ in found] == ["Opening", "Seated spinal twist", "Closing"]
    starts = np.array([times[1:] for times in found]) - np.array([times[1:] for times in expected])
    assert np.max(np.abs(starts[:, 0])) <= (1 / SAMPLE_RATE if ending == "wav" else 0.0006)


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_tag_is_read(written: dict[str, Path], ending: str) -> None:
    tags = probe(written[ending]).tags
    assert tags["title"] == "Seated spinal twist"
    assert tags["artist"] == "coach (heart)"
    assert tags["comment"] == "coach 1.2.3, voice heart, speed 0.9"
    assert tags["album"] == "Album"
    assert tags["track"] == "3"
    assert tags["genre"] == "Health & Fitness"
    assert tags["date"] == "2026-11-25"


@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending != "wav"])
def test_the_cover_is_a_picture_in_the_file(written: dict[str, Path], ending: str, timeline: Timeline) -> None:
    assert [stream for stream in probe(written[ending]).streams[1:] if stream != "bin_data"] == ["png"]
    file = mutagen.File(written[ending])
    if ending == "mp3":
        data = file.tags["APIC:"].data
    elif ending == "flac":
        data = file.pictures[0].data
    elif ending in MPEG_4:
        data = bytes(file["covr"][0])
    else:
        block = base64.b64decode(file["metadata_block_picture"][0])
        data = mutagen.flac.Picture(block).data
    assert data == tags_of(timeline).cover_png


def test_the_sides_are_in_a_description_of_their_chapter(written: dict[str, Path], timeline: Timeline) -> None:
    twist = list(chapters(timeline))[1]
    assert [label.name for label in twist.labels] == ["left", "right"]
    chapter = mutagen.id3.ID3(written["mp3"])["CHAP:chapter2"]
    assert chapter.sub_frames["TIT2"].text == ["Seated spinal twist"]
    assert chapter.sub_frames["TIT3"].text == [twist.description]
    assert twist.description.encode() in written["wav"].read_bytes()


def test_the_table_of_contents_lists_the_chapters_in_order(written: dict[str, Path]) -> None:
    tags = mutagen.id3.ID3(written["mp3"])
    assert tags["CTOC:toc"].child_element_ids == ["chapter1", "chapter2", "chapter3"]
    assert tags["CHAP:chapter3"].sub_frames["TIT2"].text == ["Closing"]
    assert tags.version == (2, 3, 0)


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_a_lossless_file_holds_the_session_sample_for_sample(
    written: dict[str, Path], timeline: Timeline, ending: str
) -> None:
    expected = np.concatenate([samples_to_pcm16(block.samples) for block in mix(timeline)])
    assert np.array_equal(decode(written[ending]), expected)
    assert sox_frames(written[ending]) == timeline.frames


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_24_bits_hold_more_of_it(timeline: Timeline, tmp_path: Path, ending: str) -> None:
    path = write_timeline(tmp_path / f"a.{ending}", timeline, bits=24)
    with soundfile.SoundFile(path) as file:
        assert (file.subtype, file.frames, file.samplerate) == ("PCM_24", timeline.frames, SAMPLE_RATE)
        pcm = file.read(dtype="int32") >> 8
    expected = np.concatenate([block.samples for block in mix(timeline)]) * 0x7FFFFF
    assert np.max(np.abs(pcm - expected)) <= 0.5
    assert probe(path).chapters[1][0] == "Seated spinal twist"


@pytest.mark.parametrize("ending", ENDINGS)
def test_two_exports_are_the_same_to_the_bit(
    timeline: Timeline, written: dict[str, Path], tmp_path: Path, ending: str
) -> None:
    again = write_timeline(tmp_path / f"a.{ending}", timeline)
    assert again.read_bytes() == written[ending].read_bytes()


@pytest.mark.parametrize(("ending", "brand", "kind"), [("m4a", "M4A ", None), ("m4b", "M4B ", [2])])
def test_an_audiobook_says_that_it_is_one(tmp_path: Path, ending: str, brand: str, kind: list[int] | None) -> None:
    path = tmp_path / f"a.{ending}"
    write_audio(path, [tone(SAMPLE_RATE)], SESSION_FORMAT, SAMPLE_RATE, tags=Tags("A", "coach", "x"))
    assert probe(path).tags["major_brand"] == brand
    assert mutagen.File(path).get("stik") == kind


def test_ogg_is_another_ending_of_opus(tmp_path: Path) -> None:
    for name in ("a.ogg", "a.OPUS"):
        write_audio(tmp_path / name, [tone(SAMPLE_RATE)], SESSION_FORMAT, SAMPLE_RATE)
    assert (tmp_path / "a.ogg").read_bytes() == (tmp_path / "a.OPUS").read_bytes()
    assert probe(tmp_path / "a.ogg").streams == ["opus"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(("sample_rate", "channels"), [(48_000, 2), (16_000, 1), (8_000, 2)])
def test_other_rates_and_two_channels_are_written(tmp_path: Path, ending: str, sample_rate: int, channels: int) -> None:
    audio = tone(sample_rate + 7, channels=channels, sample_rate=sample_rate)
    path = tmp_path / f"a.{ending}"
    write_audio(path, [audio], AudioFormat(sample_rate, channels), audio.frames)
    if ending in MPEG_4:
        heard, heard_rate = decode(path).reshape(-1, channels) / 0x7FFF, probe(path).sample_rate
    else:
        heard, heard_rate = soundfile.read(path, always_2d=True, dtype="float32")
    assert heard_rate == sample_rate
    assert heard.shape[1] == channels
    assert abs(len(heard) - audio.frames) <= (0 if ending in ("wav", "flac") else 2_000)
    middle = slice(sample_rate // 4, sample_rate // 2)
    assert np.std(heard[middle], axis=0) == pytest.approx(0.2 / np.sqrt(2), rel=0.1)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_without_tags_has_only_sound(tmp_path: Path, ending: str) -> None:
    audio = tone(SAMPLE_RATE)
    write_audio(tmp_path / f"a.{ending}", [audio], SESSION_FORMAT, audio.frames)
    found = probe(tmp_path / f"a.{ending}")
    assert (found.chapters, found.streams[1:]) == ([], [])


@pytest.mark.parametrize("ending", ENDINGS)
def test_titles_in_any_script_are_kept(tmp_path: Path, ending: str) -> None:
    audio = tone(SAMPLE_RATE)
    title = "Rücken – 背中 & <b>\n"
    tags = Tags(title, "coach", "x", chapters=(Chapter(title, Fraction(0), Fraction(1)),))
    write_audio(tmp_path / f"a.{ending}", [audio], SESSION_FORMAT, audio.frames, tags=tags)
    found = probe(tmp_path / f"a.{ending}")
    assert found.chapters[0][0].strip() == title.strip()
    assert found.tags["title"].strip() == title.strip()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_thousand_chapters_are_kept(tmp_path: Path, ending: str) -> None:
    audio = tone(10 * SAMPLE_RATE)
    many = tuple(Chapter(f"Stretch {n}", Fraction(n, 100), Fraction(n + 1, 100)) for n in range(999))
    tags = Tags("Many", "coach", "x", chapters=many)
    write_audio(tmp_path / f"a.{ending}", [audio], SESSION_FORMAT, audio.frames, tags=tags)
    assert [title for title, _, _ in probe(tmp_path / f"a.{ending}").chapters] == [each.title for each in many]


@pytest.mark.parametrize("wanted", ENDINGS)
def test_a_stream_is_a_whole_file_that_knows_its_length(
    timeline: Timeline, written: dict[str, Path], tmp_path: Path, wanted: str
) -> None:
    stream = io.BytesIO(b"before")
    stream.seek(0, io.SEEK_END)
    stream_audio(
        stream, mix(timeline), SESSION_FORMAT, timeline.frames, file_format=FileFormat(wanted), tags=tags_of(timeline)
    )
    assert stream.getvalue().startswith(b"before")
    path = tmp_path / f"a.{wanted}"
    path.write_bytes(stream.getvalue()[len(b"before") :])
    found_s = probe(path).duration_s
    assert -1 / SAMPLE_RATE <= found_s - timeline.duration_s <= PADDING_S[wanted] + 1 / SAMPLE_RATE
    assert len(probe(path).chapters) == 3
    assert wanted in LOSSLESS or path.read_bytes() == written[wanted].read_bytes()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("ending", ["mp3", "m4b"])
def test_a_named_pipe_gets_the_same_bytes_as_a_file(tmp_path: Path, ending: str) -> None:
    os.mkfifo(tmp_path / f"pipe.{ending}")
    reading = os.open(tmp_path / f"pipe.{ending}", os.O_RDONLY | os.O_NONBLOCK)
    for name in (f"pipe.{ending}", f"a.{ending}"):
        write_audio(tmp_path / name, [tone(5_000)], SESSION_FORMAT, 5_000)
    assert os.read(reading, 65_536) == (tmp_path / f"a.{ending}").read_bytes()
    os.close(reading)


@pytest.mark.parametrize("frames", [99, 101])
def test_a_header_that_would_lie_about_the_length_is_refused(tmp_path: Path, frames: int) -> None:
    with pytest.raises(ExportError, match="frames instead of"):
        write_audio(tmp_path / "a.wav", [tone(100)], SESSION_FORMAT, frames)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("audio", [tone(100, channels=2), tone(100, sample_rate=48_000)])
def test_a_block_of_another_format_is_refused(tmp_path: Path, audio: Audio) -> None:
    with pytest.raises(ExportError, match="another format"):
        write_audio(tmp_path / "a.wav", [audio], SESSION_FORMAT, 100)


def test_a_sample_rate_that_a_codec_does_not_know_is_refused_with_the_ones_it_knows(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"opus cannot hold 44100 Hz\. Choose one of 8000, .* 48000 Hz"):
        write_audio(tmp_path / "a.opus", [], AudioFormat(44_100), 0)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_failure_halfway_is_raised_as_it_is_and_leaves_nothing(tmp_path: Path, ending: str) -> None:
    def blocks() -> object:
        yield tone(SAMPLE_RATE)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_audio(tmp_path / f"a.{ending}", blocks(), SESSION_FORMAT, 2 * SAMPLE_RATE)
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no limit to set")
@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending not in MPEG_4])
def test_a_disk_that_is_full_leaves_the_old_file_and_no_litter(tmp_path: Path, ending: str) -> None:
    import resource

    target = tmp_path / f"a.{ending}"
    target.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(ExportError, match="too large"):
            write_audio(target, [tone(60 * SAMPLE_RATE)], SESSION_FORMAT, 60 * SAMPLE_RATE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [target.name]


def test_python_reads_the_wav_file_too(written: dict[str, Path], timeline: Timeline) -> None:
    with wave.open(str(written["wav"])) as file:
        assert file.getparams()[:4] == (1, 2, SAMPLE_RATE, timeline.frames)
