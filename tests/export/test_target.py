import errno
import os
import shutil
import sys
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.audio.format import SAMPLE_RATE, SESSION_FORMAT
from coach.errors import ExportError
from coach.export.audio.formats import FileFormat, watched, write_audio
from coach.export.target import with_ending, writing
from tests.require import link

BLOCKS = [Audio(np.full(1000, 0.5, np.float32)), Audio(np.full(500, -0.25, np.float32))]


def write(target: Path, blocks: Iterator[Audio] | list[Audio] = BLOCKS) -> None:
    write_audio(target, blocks, SESSION_FORMAT, 1500)


def test_a_session_is_written_as_16_bit_mono(tmp_path: Path) -> None:
    write(tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert file.getparams()[:4] == (1, 2, SAMPLE_RATE, 1500)
        pcm = np.frombuffer(file.readframes(2000), "<i2")
    assert pcm.tolist() == [16_384] * 1000 + [-8_192] * 500
    assert os.listdir(tmp_path) == ["a.wav"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_reader_of_a_pipe_that_has_had_enough_is_no_failed_export(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(lambda: pipe.open("rb").close())
        with pytest.raises(BrokenPipeError), writing(pipe) as file:
            reading.result()
            file.write(b"nobody")
    assert os.listdir(tmp_path) == ["pipe"]


def test_progress_is_told_in_frames(tmp_path: Path) -> None:
    told: list[int] = []
    write(tmp_path / "a.wav", watched(BLOCKS, told.append))
    assert told == [1000, 1500]


def test_a_failure_halfway_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "a.wav"
    target.write_bytes(b"old")

    def blocks() -> Iterator[Audio]:
        yield BLOCKS[0]
        assert len(os.listdir(tmp_path)) == 2  # the new one stands beside the old one
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(target, blocks())
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.wav"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_leaves_the_old_file_and_no_litter(tmp_path: Path, code: int) -> None:
    target = tmp_path / "a.wav"
    target.write_bytes(b"old")
    with pytest.raises(ExportError, match=os.strerror(code)), writing(target) as file:
        file.write(b"new")
        raise OSError(code, os.strerror(code))
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.wav"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
def test_a_full_device_is_reported_and_stays_a_device() -> None:
    with pytest.raises(ExportError, match="No space left"):
        write(Path("/dev/full"))
    assert Path("/dev/full").is_char_device()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_gets_a_whole_file_with_a_right_header(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write(pipe)
    data = os.read(reading, 10_000)
    os.close(reading)
    assert len(data) == 44 + 3000
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    assert pipe.is_fifo()


def test_a_folder_or_a_missing_one_is_told_before_anything_is_written(tmp_path: Path) -> None:
    def unread() -> Iterator[Audio]:
        raise AssertionError
        yield

    with pytest.raises(ExportError, match="is a folder"):
        write(tmp_path, unread())
    with pytest.raises(ExportError, match="does not exist"):
        write(tmp_path / "none" / "a.wav", unread())


def test_a_link_is_refused_and_what_it_leads_to_is_untouched(tmp_path: Path) -> None:
    (tmp_path / "real.wav").write_bytes(b"old")
    link(tmp_path / "link.wav", tmp_path / "real.wav")
    with pytest.raises(ExportError, match="is a symbolic link"):
        write(tmp_path / "link.wav")
    assert (tmp_path / "link.wav").is_symlink()
    assert (tmp_path / "real.wav").read_bytes() == b"old"


@pytest.mark.parametrize("name", ["mine.yaml", "mine.YML"])
def test_nothing_is_written_under_the_name_of_a_script(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="is a script"):
        write_audio(tmp_path / name, BLOCKS, SESSION_FORMAT, 1500, file_format=FileFormat.WAV)
    assert os.listdir(tmp_path) == []


def test_a_script_under_another_name_is_kept(tmp_path: Path) -> None:
    script = tmp_path / "mine.wav"
    script.write_text("# My own.\nstretch: Mine\nposition: seated\n")
    with pytest.raises(ExportError, match="is a script"):
        write(script)
    assert script.read_text().startswith("# My own.")


def test_a_file_of_sound_that_holds_such_words_is_no_script(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF\0\0\0\0WAVE\nstretch: Mine\n")
    write(tmp_path / "a.wav")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no folder with an open file")
def test_a_folder_that_vanishes_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def blocks() -> Iterator[Audio]:
        yield BLOCKS[0]
        shutil.rmtree(folder)
        yield BLOCKS[1]

    with pytest.raises(ExportError, match="Its folder is gone"):
        write(folder / "a.wav", blocks())
    assert os.listdir(tmp_path) == []


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    write(tmp_path / f"{'a' * 251}.wav")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says of such names only that nothing is there")
@pytest.mark.parametrize("name", ["a" * 300 + ".wav", "é" * 130 + ".wav", "a\0.wav"])
def test_a_name_that_no_file_can_have_is_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"(is too long for a file|a NUL in it)\. Give (a shorter|another) name\.$"):
        write(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_the_name_of_a_folder_or_of_a_pipe_gets_no_ending(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [with_ending(tmp_path / name, ".wav").name for name in ("pipe", "", "a", "a.b")] == [
        "pipe",
        tmp_path.name,
        "a.wav",
        "a.b",
    ]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError):
        write(tmp_path / "file" / "a.wav")
