"""`coach export` and `coach show --picture` as a person runs them: files, questions, interrupts, and sudden ends.

Covers also: show, export_one.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.cli.commands.export import with_split_value
from coach.export.manifest import NAME as MANIFEST
from coach.script.library import Library
from tests.export.reading import probe
from tests.terminals import open_terminal

COACH = [sys.executable, "-m", "coach"]
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
MOMENTS = 20
QUICK = ["--verbosity", "tones"]
"""Few words to be spoken."""

SHORT = "stretch: Short\nposition: seated\nsteps:\n  - say: Sit tall.\n  - hold: 2 s\n  - say: Rest.\n"
"""A session of half a minute, for what is encoded several times."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="has neither such signals nor such terminals")


@pytest.fixture
def coach(tmp_path: Path) -> Run:
    def run(*arguments: str | Path) -> "subprocess.CompletedProcess[bytes]":
        command = [*COACH, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, cwd=tmp_path, timeout=300, check=False)

    return run


@pytest.fixture
def short(tmp_path: Path) -> str:
    """Write the short script, and return its name."""
    (tmp_path / "short.yaml").write_text(SHORT, "utf-8")
    return "short.yaml"


def told(done: "subprocess.CompletedProcess[bytes]") -> str:
    return done.stderr.decode()


def unfinished(folder: Path) -> list[Path]:
    return list(folder.glob(".coach-*.part"))


def wait_for(condition: Callable[[], object]) -> None:
    until_s = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < until_s
        time.sleep(0.005)  # of another process there is no other sign


def test_the_ending_of_the_name_is_the_format(coach: Run, tmp_path: Path) -> None:
    assert coach("export", "cobra", "-o", "a.mp3").returncode == 0
    found = probe(tmp_path / "a.mp3")
    assert found.streams == ["mp3", "png"]
    assert [title for title, _, _ in found.chapters] == ["Opening", "Cobra pose", "Closing"]
    assert found.tags["artist"] == "coach (heart)"
    assert found.tags["comment"].startswith("coach ")
    assert found.duration_s > 120


def test_what_is_asked_for_is_written_beside_the_audio(coach: Run, tmp_path: Path) -> None:
    assert coach("export", "cobra", "--format", "flac", "--with", "captions,chapters,cuesheet,text").returncode == 0
    assert sorted(os.listdir(tmp_path)) == ["cobra.flac", "cobra.json", "cobra.jsonl", "cobra.txt", "cobra.vtt"]
    sheet = coach("timeline", "cobra", "--json").stdout
    assert (tmp_path / "cobra.jsonl").read_bytes() == sheet.replace(b"\r\n", b"\n")
    assert "Legs long behind you." in (tmp_path / "cobra.txt").read_text("utf-8")
    assert "Legs long behind you." in (tmp_path / "cobra.vtt").read_text("utf-8")


def test_a_page_is_written_with_its_size_told_and_replaced_only_by_force(coach: Run, tmp_path: Path) -> None:
    done = coach("export", "cobra", "-o", "a.html", "--with", "text", *QUICK)
    size = (tmp_path / "a.html").stat().st_size
    assert (done.returncode, done.stdout) == (0, b"")
    assert re.fullmatch(rf"a\.html, a\.txt · \d:\d\d · {size / 1_000_000:.1f} MB\s*", told(done))
    assert size > 1_000_000
    assert coach("export", "cobra", "-o", "a.html", *QUICK).returncode == 1
    assert (tmp_path / "a.html").stat().st_size == size
    assert coach("export", "cobra", "-o", "a.html", "--force", *QUICK).returncode == 0


def test_captions_alone_are_written_by_their_ending(coach: Run, tmp_path: Path) -> None:
    assert coach("export", "cobra", "-o", "session.vtt").returncode == 0
    assert os.listdir(tmp_path) == ["session.vtt"]


def test_the_settings_are_in_the_comment(coach: Run, tmp_path: Path) -> None:
    coach("export", "cobra", "--pause", "settle=6", "--verbosity", "tones")
    comment = probe(tmp_path / "cobra.wav").tags["comment"]
    assert comment.endswith("voice heart, pauses settle 6, verbosity tones")


@pytest.mark.parametrize("command", [["export", "cobra", "-o", "a.wav"], ["show", "cobra", "--picture", "a.svg"]])
def test_a_file_is_replaced_only_by_force(coach: Run, tmp_path: Path, command: list[str]) -> None:
    target = tmp_path / command[-1]
    target.write_bytes(b"old")
    done = coach(*command)
    assert done.returncode == 1
    assert f"{target.name} exists already. Give --force" in told(done)
    assert target.read_bytes() == b"old"
    assert coach(*command, "--force").returncode == 0
    assert target.stat().st_size > 1000


def test_a_file_beside_the_audio_is_kept_too(coach: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    assert coach("export", "cobra", "-o", "a.wav", "--with", "text").returncode == 1
    assert os.listdir(tmp_path) == ["a.txt"]


def test_not_even_by_force_is_a_script_replaced(coach: Run, tmp_path: Path) -> None:
    script = "stretch: Mine\nposition: seated\nsteps:\n  - say: Sit.\n"
    (tmp_path / "mine.txt").write_text(script)
    done = coach("export", "cobra", "-o", "mine.txt", "--force")
    assert done.returncode == 1
    assert "is a script" in told(done)
    assert (tmp_path / "mine.txt").read_text() == script


@contextmanager
def on_terminal(folder: Path, *arguments: str, stdout: bool = False) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A command whose stdin and stderr, and on request stdout, are a terminal of 100 columns."""
    ours, theirs = open_terminal(100, 40)
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    with subprocess.Popen(
        [*COACH, *arguments],
        stdin=theirs,
        stderr=theirs,
        stdout=theirs if stdout else subprocess.PIPE,
        cwd=folder,
        env={**environment, "TERM": "xterm"},
    ) as process:
        os.close(theirs)
        yield process, ours
    os.close(ours)


def read_terminal(terminal: int, until: bytes = b"never") -> bytes:
    seen = b""
    while until not in seen:
        try:
            seen += os.read(terminal, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
    return seen


@posix
@pytest.mark.parametrize(("answer", "code", "kept"), [(b"yes\n", 0, False), (b"no\n", 0, True)])
def test_on_a_terminal_it_asks_before_it_replaces(tmp_path: Path, answer: bytes, code: int, kept: bool) -> None:
    (tmp_path / "a.vtt").write_bytes(b"old")
    with on_terminal(tmp_path, "export", "cobra", "-o", "a.vtt") as (process, terminal):
        assert b"a.vtt exists already." in read_terminal(terminal, b"[y/N]")
        os.write(terminal, answer)
        seen = read_terminal(terminal)
    assert process.returncode == code
    assert (b"Nothing was written." in seen) is kept
    assert b"Error" not in seen
    assert ((tmp_path / "a.vtt").read_bytes() == b"old") is kept


@posix
def test_on_a_terminal_a_bar_tells_the_stretch_and_the_speed(tmp_path: Path) -> None:
    with on_terminal(tmp_path, "export", "cobra", "-o", "a.mp3") as (process, terminal):
        seen = read_terminal(terminal).decode()
    assert process.returncode == 0
    assert "Writing a.mp3" in seen
    assert "×" in seen
    assert "Cobra pose" in seen


@posix
def test_sound_is_not_written_to_a_terminal(tmp_path: Path) -> None:
    with on_terminal(tmp_path, "export", "cobra", "-o", "-", stdout=True) as (process, terminal):
        seen = read_terminal(terminal)
    assert process.returncode == 1
    assert b"Pipe it to a program" in seen
    assert b"RIFF" not in seen


@pytest.mark.parametrize("wanted", ["wav", "flac", "opus", "mp3"])
def test_a_pipe_gets_a_whole_file(coach: Run, tmp_path: Path, short: str, wanted: str) -> None:
    done = coach("export", short, "-o", "-", "--format", wanted)
    assert (done.returncode, done.stderr) == (0, b"")
    (tmp_path / "piped").write_bytes(done.stdout)
    coach("export", short, "--format", wanted)
    piped, file = probe(tmp_path / "piped"), probe(tmp_path / f"short.{wanted}")
    assert piped.chapters == file.chapters
    assert [title for title, _, _ in piped.chapters] == ["Opening", "Short", "Closing"]
    assert (wanted == "flac") or done.stdout == (tmp_path / f"short.{wanted}").read_bytes()


@posix
def test_a_closed_standard_output_is_one_sentence(tmp_path: Path) -> None:
    command = ["sh", "-c", 'exec "$@" >&-', "sh", *COACH, "export", "cobra", "-o", "-"]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert told(done) == (
        "Error: Standard output is closed, so that there is nowhere to write to. Name a file with -o.\n"
    )


def test_every_stretch_is_written_to_a_numbered_file(coach: Run, tmp_path: Path) -> None:
    options = ["--format", "flac", "--with", "captions", "--split"]
    assert coach("export", *options, "cobra").returncode == 0
    names = ["00-opening", "01-cobra", "02-closing"]
    files = [f"{name}.{ending}" for name in names for ending in ("flac", "vtt")]
    assert sorted(os.listdir(tmp_path / "cobra")) == files
    found = [probe(tmp_path / "cobra" / f"{name}.flac") for name in names]
    assert (found[1].tags["title"], found[1].tags["album"], found[1].tags["track"]) == (
        "Cobra pose",
        "Cobra pose",
        "01",
    )


LOUD_AND_WIDE = ["--sample-rate", "48k", "--channels", "2", "--ambient", "drone"]


@pytest.mark.parametrize("ending", ["wav", "flac", "opus", "mp3"])
def test_every_format_has_the_rate_and_the_channels_that_were_asked_for(
    coach: Run, tmp_path: Path, short: str, ending: str
) -> None:
    done = coach("export", short, "-o", f"a.{ending}", *LOUD_AND_WIDE)
    assert done.returncode == 0, told(done)
    coach("export", short, "-o", "b.wav")
    wide, usual = probe(tmp_path / f"a.{ending}"), probe(tmp_path / "b.wav")
    assert (wide.sample_rate, wide.channels) == (48_000, 2)
    assert abs(wide.duration_s - usual.duration_s) < 0.1
    assert [title for title, _, _ in wide.chapters] == [title for title, _, _ in usual.chapters]
    for (_, start_s, _), (_, usual_start_s, _) in zip(wide.chapters, usual.chapters, strict=True):
        assert abs(start_s - usual_start_s) < 0.002
    assert wide.tags["comment"].endswith("voice heart, ambient drone")


def test_parts_and_a_pipe_have_them_too(coach: Run, tmp_path: Path, short: str) -> None:
    done = coach("export", short, "--split", "stretch", "-o", "out", *LOUD_AND_WIDE)
    assert done.returncode == 0, told(done)
    found = [probe(path) for path in sorted((tmp_path / "out").iterdir())]
    assert [(part.sample_rate, part.channels) for part in found] == [(48_000, 2)] * 3
    piped = coach("export", short, "-o", "-", *LOUD_AND_WIDE).stdout
    coach("export", short, "-o", "a.wav", *LOUD_AND_WIDE)
    assert piped == (tmp_path / "a.wav").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--split", "stretch", "-o", "-"], "several files"),
        (["--split=side"], "not split by"),
        (["--format", "aiff"], "no format"),
        (["--format", "html"], "ends in .html with -o"),
        (["--format", "mp3", "-o", "a.html"], "is no mp3 file"),
        (["--split", "-o", "a.html"], "holds a whole session"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_before_any_work(
    coach: Run, tmp_path: Path, arguments: list[str], words: str
) -> None:
    done = coach("export", "cobra", *arguments)
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert words in done.stderr.decode()


def test_all_is_not_written_to_the_name_of_a_file(coach: Run, tmp_path: Path) -> None:
    for name in ("a.wav", "a.srt", "a.html"):
        assert coach("export", "--all", "-o", tmp_path / name).returncode == 2
    assert os.listdir(tmp_path) == []


def test_the_sound_that_lies_under_a_session_is_not_written_over_with_it(coach: Run, tmp_path: Path) -> None:
    sea = tmp_path / "sea.wav"
    sea.write_bytes(b"kept")
    done = coach("export", "cobra", "-o", sea, "--force", "--ambient", sea)
    assert (done.returncode, sea.read_bytes()) == (1, b"kept")
    assert "ambient sound of this session" in done.stderr.decode()


def test_a_part_is_not_written_over_the_sound_that_lies_under_it(coach: Run, tmp_path: Path) -> None:
    sea = tmp_path / "cobra" / "01-cobra.wav"
    sea.parent.mkdir()
    coach("voices", "try", "heart", "-o", sea)
    before = sea.read_bytes()
    done = coach("export", "cobra", "--split", "--force", "--ambient", sea, *QUICK)
    assert (done.returncode, os.listdir(sea.parent), sea.read_bytes()) == (1, [sea.name], before)
    assert "ambient sound of this session" in told(done)


def test_only_the_value_of_split_is_taken_for_one() -> None:
    assert [*with_split_value(["--split", "cobra"])] == ["--split", "stretch", "cobra"]
    assert [*with_split_value(["--split", "stretch", "cobra"])] == ["--split", "stretch", "cobra"]
    assert [*with_split_value(["cobra", "--split"])] == ["cobra", "--split", "stretch"]
    assert [*with_split_value(["--split=stretch", "--", "--split"])] == ["--split=stretch", "--", "--split"]


def test_a_rate_that_a_format_does_not_know_is_told_before_any_work(coach: Run, tmp_path: Path) -> None:
    done = coach("export", "cobra", "-o", "a.opus", "--sample-rate", "44100")
    assert done.returncode == 1
    assert "opus cannot hold 44100 Hz." in told(done)
    assert os.listdir(tmp_path) == []


def test_the_parts_of_a_named_file_carry_its_name(coach: Run, tmp_path: Path) -> None:
    assert coach("export", "cobra", "--split", "stretch", "-o", "mine.wav").returncode == 0
    assert sorted(os.listdir(tmp_path)) == ["mine-00-opening.wav", "mine-01-cobra.wav", "mine-02-closing.wav"]


def test_the_captions_of_the_parts_are_written_alone_by_their_ending(coach: Run, tmp_path: Path) -> None:
    assert coach("export", "cobra", "--split", "-o", "mine.srt").returncode == 0
    assert sorted(os.listdir(tmp_path)) == ["mine-00-opening.srt", "mine-01-cobra.srt", "mine-02-closing.srt"]


def test_all_routines_are_written_once(coach: Run, tmp_path: Path) -> None:
    command = ["export", "--all", "-o", "out", "--with", "captions", *QUICK]
    first = coach(*command)
    assert first.returncode == 0, told(first)
    names = Library().routine_names()
    files = {f"{name}.{ending}" for name in names for ending in ("vtt", "wav")}
    assert set(os.listdir(tmp_path / "out")) == {MANIFEST, *files}
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    second = coach(*command)
    assert second.returncode == 0
    assert told(second).splitlines()[-1] == "Nothing has changed, and nothing was done."
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before
    coach("export", "desk-break", "-o", "alone.wav", *QUICK)
    assert (tmp_path / "alone.wav").read_bytes() == (tmp_path / "out" / "desk-break.wav").read_bytes()
    third = coach(*command, "--pause", "2")
    assert third.returncode == 0
    assert "up to date" not in told(third)


def test_a_file_that_is_not_known_is_kept_and_does_not_stop_the_others(coach: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "desk-break.wav").write_bytes(b"mine")
    done = coach("export", "--all", "-o", "out", *QUICK)
    assert done.returncode == 1
    assert "desk-break failed." in told(done)
    assert (tmp_path / "out" / "desk-break.wav").read_bytes() == b"mine"
    assert (tmp_path / "out" / "middle-back.wav").is_file()
    others = {f"{name}.wav" for name in Library().routine_names() if name != "desk-break"}
    manifest = (tmp_path / "out" / MANIFEST).read_text().splitlines()
    assert {json.loads(line)[0] for line in manifest} == others


@posix
def test_one_that_fails_in_its_process_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    limited = ["sh", "-c", 'ulimit -f 20000 && exec "$@"', "sh"]  # blocks of 512 or 1024 bytes: 10 or 20 MB
    command = [*limited, *COACH, "export", "--all", "-o", "out", *QUICK]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert "middle-back failed." in told(done)
    assert "File too large" in told(done)
    assert "Traceback" not in told(done)
    assert "middle-back.wav" not in os.listdir(tmp_path / "out")
    assert not unfinished(tmp_path / "out")


def group_is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@posix
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_an_end_to_all_ends_every_process(tmp_path: Path, number: str) -> None:
    command = [*COACH, "export", "--all", "-o", "out", "--format", "opus", *QUICK]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True) as process:
        wait_for(lambda: (tmp_path / "out" / MANIFEST).exists() and unfinished(tmp_path / "out"))
        if number == "SIGINT":
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: everybody gets it
        else:
            process.send_signal(getattr(signal, number))
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == {"SIGINT": 130, "SIGTERM": 143, "SIGKILL": -signal.SIGKILL}[number]
    assert b"Traceback" not in complaints
    wait_for(lambda: group_is_gone(process.pid))
    assert os.listdir(tmp_path / "out") == [MANIFEST]


@posix
def test_kill_9_at_any_moment_leaves_the_old_file_or_the_new_one(coach: Run, tmp_path: Path) -> None:
    coach("export", "cobra", "-o", "new.flac")
    coach("export", "cobra", "-o", "old.flac", "--pause", "2")
    old, new = (tmp_path / "old.flac").read_bytes(), (tmp_path / "new.flac").read_bytes()
    folder = tmp_path / "out"
    folder.mkdir()
    target, dice = folder / "a.flac", random.Random(6)
    target.write_bytes(old)
    left, halfway = list[bytes](), 0
    for moment in range(MOMENTS):
        command = [*COACH, "export", "cobra", "-o", str(target), "--force"]
        before = unfinished(folder)  # what was left by the one before
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            if moment % 4:  # mostly while it writes, which is the short part
                wait_for(
                    lambda process=process, before=before: (
                        set(unfinished(folder)) - set(before) or process.poll() is not None
                    )
                )
                time.sleep(dice.uniform(0, 0.15))
            else:
                time.sleep(dice.uniform(0, 1.5))
            process.kill()
        halfway += bool(set(unfinished(folder)) - set(before))
        assert target.read_bytes() in (old, new)
        assert len(unfinished(folder)) <= 1  # what the one before left was cleaned, or is still there
        left.append(target.read_bytes())
        target.write_bytes(old)
    assert old in left
    assert halfway >= MOMENTS // 4  # else nothing was interrupted, and nothing proven
    assert coach("export", "cobra", "-o", target, "--force").returncode == 0
    assert os.listdir(folder) == ["a.flac"]
    assert target.read_bytes() == new
