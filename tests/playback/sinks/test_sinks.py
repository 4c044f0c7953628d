"""Plays through both sinks on a null sink that is recorded, each in a process of its own, also when things go wrong.

Covers also: sink, miniaudio, simpleaudio
"""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, TypeAlias

import numpy as np
import pytest

from coach.audio.buffer import Samples
from coach.audio.format import SAMPLE_RATE
from coach.audio.pcm import samples_to_pcm16
from coach.errors import PlaybackError
from coach.playback.sinks import simpleaudio
from coach.playback.sinks.miniaudio import PERIOD_MS, MiniaudioSink
from coach.playback.sinks.simpleaudio import LEAD_S, SimpleaudioSink
from tests.playback.null_sink import Rig, in_real_time, null_sink, recorded, urgently, wait_until
from tests.playback.play_signal import BURST_FRAMES, BURSTS, Answer, bursts
from tests.require import require

SINKS = ["miniaudio", "simpleaudio"]
HANG_S = 40.0
"""Seconds after which a child has hung."""

STILL_S = 0.3
"""Seconds without a pull after which a sink has stopped pulling."""

CLOSED_S = 10.0
"""Seconds that `close` may take on a machine that is far too busy. It promises one; where it waits for a server that
hangs, it never returns."""

LOUD = 0.05
HALTED_AFTER = 3
"""The burst half a second after which some tests halt the program: no other burst is on its way then. It halts itself,
since a busy tester would come too late."""


Recordings: TypeAlias = dict[tuple[str, bool], Samples]


@dataclass
class Child:
    """A process that plays a signal in a rig."""

    process: subprocess.Popen[str]

    def tell(self, command: str) -> Answer:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the child ended: {self.process.communicate()[1]}"
        return Answer(**json.loads(line))

    def wait_until_pulled(self, frame: int) -> None:
        while self.tell("look").frame < frame:
            time.sleep(0.02)

    def wait_until_still(self) -> None:
        frame, since_s = -1, time.monotonic()
        while time.monotonic() - since_s < STILL_S:
            now = self.tell("look").frame
            if now != frame:
                frame, since_s = now, time.monotonic()
            time.sleep(0.02)


@contextmanager
def playing(rig: Rig, sink: str, signal_name: str, device: str = "") -> Iterator[Child]:
    require(importlib.util.find_spec(sink), f"{sink} is not installed")
    command = [*urgently(), sys.executable, "-m", "tests.playback.play_signal", sink, signal_name, device]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=rig.environment, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8"
    ) as process:
        watchdog = threading.Timer(HANG_S, process.kill)
        watchdog.start()
        try:
            yield Child(process)
        finally:
            watchdog.cancel()
            process.kill()


@pytest.fixture
def rig() -> Iterator[Rig]:
    with null_sink() as started:
        started.record()
        yield started


def burst_starts(heard: Samples) -> np.ndarray:
    """Return the first frame of each tone burst."""
    loud = np.flatnonzero(np.abs(heard) > LOUD)
    return loud[np.diff(loud, prepend=-SAMPLE_RATE) > BURST_FRAMES]


def hear_bursts(sink: str, halted: bool) -> Samples:
    def take(rig: Rig) -> Samples:
        with playing(rig, sink, "bursts") as child:
            if halted:
                child.tell(f"halt {BURSTS[HALTED_AFTER] + SAMPLE_RATE // 2}")
            assert child.tell("open").error == ""
            if halted:
                wake_after_a_second(child, rig)
            child.wait_until_pulled(len(bursts()))
            assert child.tell("drain").worked_s < PERIOD_MS / 1000  # late because it computed: that would be coach's
            child.tell("close")
        return rig.recording

    return recorded(take, underruns=1 if halted else 0)


def wake_after_a_second(child: Child, rig: Rig) -> None:
    os.waitpid(child.process.pid, os.WUNTRACED)
    enough_frames = len(rig.recording_so_far) + SAMPLE_RATE
    assert wait_until(lambda: len(rig.recording_so_far) >= enough_frames)
    child.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def recordings() -> Recordings:
    """Record each sink with and without halting the program, all at the same time: they last as long as they sound."""
    jobs = list(product(filter(importlib.util.find_spec, SINKS), [False, True]))
    with ThreadPoolExecutor() as pool:
        return dict(zip(jobs, pool.map(lambda job: hear_bursts(*job), jobs), strict=True))


@pytest.mark.parametrize("sink", SINKS)
def test_bursts_come_back_at_the_same_distances(recordings: Recordings, sink: str) -> None:
    require((sink, False) in recordings, f"{sink} is not installed")
    starts = burst_starts(recordings[sink, False])
    assert len(starts) == len(BURSTS)
    assert np.all(np.abs(np.diff(starts) - np.diff(BURSTS)) <= 0.005 * SAMPLE_RATE)


@pytest.mark.parametrize("sink", SINKS)
def test_the_signal_comes_back_bit_for_bit_from_the_first_tone_to_the_last(recordings: Recordings, sink: str) -> None:
    require((sink, False) in recordings, f"{sink} is not installed")
    first = int(burst_starts(recordings[sink, False])[0] - burst_starts(bursts())[0])
    heard = recordings[sink, False][first + BURSTS[0] : first + len(bursts())]
    assert np.array_equal(samples_to_pcm16(heard), samples_to_pcm16(bursts()[BURSTS[0] :]))
    assert not np.any(recordings[sink, False][first + len(bursts()) :])


@pytest.mark.parametrize("sink", SINKS)
def test_a_halted_program_goes_on_where_it_was(recordings: Recordings, sink: str) -> None:
    require((sink, False) in recordings, f"{sink} is not installed")
    distances = np.diff(burst_starts(recordings[sink, True]))
    assert len(distances) == len(BURSTS) - 1
    assert np.flatnonzero(distances != np.diff(BURSTS)).tolist() == [HALTED_AFTER]


FAULTS = {
    "removed": (Rig.remove_sink, Rig.add_sink),
    "suspended": (Rig.suspend, Rig.resume),
    "server ended": (Rig.end_server, Rig.start),
}
"""For each fault of a loudspeaker, how it is caused and how it is mended."""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("sink", SINKS)
def test_a_lost_loudspeaker_stops_pulling_and_a_new_sink_finds_it_again(rig: Rig, sink: str, fault: str) -> None:
    lose, mend = FAULTS[fault]
    with playing(rig, sink, "sine") as child:
        child.tell("open")
        child.wait_until_pulled(SAMPLE_RATE // 2)
        lose(rig)
        child.wait_until_still()
        assert child.tell("close").took_s < CLOSED_S
        if fault != "suspended":  # a suspended one can be opened, and takes nothing
            assert child.tell("open").error.endswith("`coach export` writes a file instead.")
        mend(rig)
        rig.record()
        silent_frames = len(rig.recording)
        again = child.tell("open")
        assert again.error == ""
        child.wait_until_pulled(again.frame + SAMPLE_RATE // 2)
        assert child.tell("close").took_s < CLOSED_S
    assert np.max(np.abs(rig.recording[silent_frames:])) == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize("sink", SINKS)
def test_the_threads_that_feed_the_loudspeaker_run_before_others_where_the_system_lets_them(
    rig: Rig, sink: str
) -> None:
    require(in_real_time()[:1] == ["chrt"], "this system grants no real time")
    with playing(rig, sink, "sine") as child:
        child.tell("open")
        child.wait_until_pulled(SAMPLE_RATE // 2)
        threads = [int(each.name) for each in Path(f"/proc/{child.process.pid}/task").iterdir()]
        in_time = sum(os.sched_getscheduler(each) & os.SCHED_RR for each in threads) // os.SCHED_RR
        assert in_time == {"miniaudio": 1, "simpleaudio": 3}[sink]  # the library's, the sound server's part, the feeder


def test_a_server_that_hangs_does_not_keep_miniaudio_from_closing(rig: Rig) -> None:
    with playing(rig, "miniaudio", "sine") as child:
        child.tell("open")
        child.wait_until_pulled(SAMPLE_RATE // 2)
        assert rig.server is not None
        rig.server.send_signal(signal.SIGSTOP)
        assert child.tell("close").took_s < CLOSED_S
        left = child.tell("look").frame
        rig.server.send_signal(signal.SIGCONT)
        assert child.tell("open").error == ""
        child.wait_until_pulled(left + SAMPLE_RATE // 2)


def test_miniaudio_pulls_one_short_period_at_a_time_and_keeps_several_on_the_way(rig: Rig) -> None:
    with playing(rig, "miniaudio", "sine") as child:
        child.tell("open")
        child.wait_until_pulled(SAMPLE_RATE // 2)
        assert child.tell("look").largest_pull_frames == PERIOD_MS * SAMPLE_RATE // 1000
        assert max(rig.queued_ms() for _ in range(5)) > PERIOD_MS


@pytest.mark.parametrize("sink", SINKS)
def test_a_device_that_cannot_be_opened_costs_nothing_of_the_session(rig: Rig, sink: str) -> None:
    rig.remove_sink()
    with playing(rig, sink, "sine") as child:
        assert child.tell("open").error.endswith("`coach export` writes a file instead.")
        assert child.tell("close").frame == 0


@pytest.mark.parametrize(("sink", "times"), [("miniaudio", 20), ("simpleaudio", 3)])
def test_opening_many_times_leaves_no_thread_and_no_file_behind(rig: Rig, sink: str, times: int) -> None:
    def open_and_close() -> tuple[int, int]:
        assert child.tell("open").error == ""
        child.wait_until_pulled(child.tell("look").frame + 1)
        child.tell("close")
        child.wait_until_still()
        left = child.tell("look")
        return left.threads, left.files

    with playing(rig, sink, "sine") as child:
        first = open_and_close()
        for _ in range(times):
            child.tell("open")
            child.tell("close")
        assert open_and_close() == first


@pytest.mark.parametrize("sink", SINKS)
def test_a_program_can_end_with_its_loudspeaker_open(rig: Rig, sink: str) -> None:
    with playing(rig, sink, "sine") as child:
        child.tell("open")
        child.wait_until_pulled(SAMPLE_RATE // 2)
        _, complaints = child.process.communicate()
        assert (child.process.returncode, complaints) == (0, "")


def test_it_plays_to_the_chosen_device_and_finds_it_again_when_it_comes_back(rig: Rig) -> None:
    with playing(rig, "miniaudio", "sine", "kitchen") as child:
        assert child.tell("open").error.startswith("The loudspeaker “kitchen” is away. Connect it")
        rig.add_sink("kitchen")
        rig.record("kitchen")
        assert child.tell("devices").devices == [["coach_test", True], ["kitchen", False]]
        assert child.tell("open").error == ""
        child.wait_until_pulled(SAMPLE_RATE // 2)
        child.tell("close")
    assert np.max(np.abs(rig.recording)) == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize("sink", SINKS)
def test_a_missing_loudspeaker_is_an_error_of_one_line(rig: Rig, sink: str) -> None:
    rig.end_server()
    with playing(rig, sink, "sine") as child:
        error = child.tell("open").error
        assert error.startswith("The loudspeaker cannot be opened (")
        assert error.endswith("`coach export` writes a file instead.")
        child.process.communicate()
        assert child.process.returncode == 0


@pytest.fixture
def no_sound_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let miniaudio do what it does on a machine without any sound library."""
    import miniaudio

    only = {"backends": [miniaudio.Backend.NULL]}
    for name in ("PlaybackDevice", "Devices"):
        whole: Any = getattr(miniaudio, name)
        silent = type(name, (whole,), {"__init__": lambda self, *, of=whole, **rest: of.__init__(self, **only, **rest)})
        monkeypatch.setattr(miniaudio, name, silent)


class Tone:
    """Gives frames without end, and counts them."""

    def __init__(self) -> None:
        self.pulled = threading.Event()
        self.frames = 0

    def pull(self, frames: int) -> Samples:
        self.frames += frames
        self.pulled.set()
        return np.full(frames, 0.25, np.float32)


@pytest.mark.usefixtures("no_sound_system")
def test_a_device_that_nobody_hears_is_refused_and_not_listed() -> None:
    with pytest.raises(PlaybackError, match="nobody would hear it"):
        MiniaudioSink().start(Tone().pull, sample_rate=SAMPLE_RATE)
    assert MiniaudioSink.devices() == ()


@pytest.mark.usefixtures("no_sound_system")
def test_a_device_that_nobody_hears_is_accepted_when_it_was_asked_for() -> None:
    sink, tone = MiniaudioSink(allow_null=True), Tone()
    sink.start(tone.pull, sample_rate=SAMPLE_RATE)
    assert tone.pulled.wait(HANG_S)
    sink.close()


def test_the_stand_in_for_a_lost_loudspeaker_is_refused_and_not_listed(rig: Rig) -> None:
    rig.remove_sink()
    rig.add_sink("auto_null")
    with playing(rig, "miniaudio", "sine") as child:
        assert child.tell("open").error.startswith("This machine has no loudspeaker.")
        assert child.tell("devices").devices == []


def test_a_missing_simpleaudio_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "simpleaudio", None)
    with pytest.raises(PlaybackError, match=r"pip install simpleaudio-patched.*libasound2-dev"):
        SimpleaudioSink().start(Tone().pull, sample_rate=SAMPLE_RATE)
    assert SimpleaudioSink.devices() == ()


class FakeLibrary:
    """simpleaudio without any sound system below it.

    Attributes:
        refusal: The message with which it refuses to play; empty to let it play.
        buffer: The buffer that it was given to play.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refusal = ""
        library, extension = ModuleType("simpleaudio"), ModuleType("simpleaudio._simpleaudio")
        self.error = extension.SimpleaudioError = type("SimpleaudioError", (Exception,), {})  # type: ignore[attr-defined]
        library.play_buffer = self.play_buffer  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "simpleaudio", library)
        monkeypatch.setitem(sys.modules, "simpleaudio._simpleaudio", extension)

    def play_buffer(self, buffer: np.ndarray, *_: int) -> SimpleNamespace:
        if self.refusal:
            raise self.error(self.refusal)
        self.buffer = buffer
        return SimpleNamespace(is_playing=lambda: True, stop=lambda: None)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    return FakeLibrary(monkeypatch)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("Error opening PCM device. -- CODE: -2 -- MSG: No such file or directory", "This machine has no loudspeaker."),
        ("Error opening PCM device. -- CODE: -16 -- MSG: Device or resource busy", "Another program is using"),
        ("Error opening PCM device. -- CODE: -22 -- MSG: Invalid argument", r"cannot be opened \(Invalid argument\)"),
        ("Unable to start queue. -- CODE: 4", r"cannot be opened \(Unable to start queue\. -- CODE: 4\)"),
    ],
)
def test_an_error_of_simpleaudio_becomes_a_sentence(library: FakeLibrary, message: str, sentence: str) -> None:
    library.refusal = message
    with pytest.raises(PlaybackError, match=sentence):
        SimpleaudioSink().start(Tone().pull, sample_rate=SAMPLE_RATE)


def test_at_the_end_of_its_tape_simpleaudio_stops_pulling(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simpleaudio, "TAPE_S", 1)
    monkeypatch.setattr(simpleaudio, "LEAD_S", 0.9)
    sink, tone = SimpleaudioSink(), Tone()
    sink.start(tone.pull, sample_rate=SAMPLE_RATE)
    while not library.buffer[-1]:
        assert tone.pulled.wait(HANG_S)
    tone.pulled.clear()
    assert not tone.pulled.wait(0.1)
    sink.close()
    assert np.count_nonzero(library.buffer) == tone.frames


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes memory back")
def test_simpleaudio_gives_back_the_memory_of_what_was_heard(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simpleaudio, "KEPT_S", 0)
    monkeypatch.setattr(simpleaudio, "FORGET_BYTES", 1)
    sink = SimpleaudioSink()
    sink.start(Tone().pull, sample_rate=SAMPLE_RATE)
    first = int(LEAD_S * SAMPLE_RATE)  # silence until there
    assert wait_until(lambda: bool(library.buffer[first]))
    assert wait_until(lambda: not library.buffer[first])
    sink.close()
    assert np.any(library.buffer)


@pytest.mark.parametrize("sink", [MiniaudioSink(), SimpleaudioSink()], ids=SINKS)
def test_closing_a_sink_that_was_never_started_is_harmless(sink: MiniaudioSink | SimpleaudioSink) -> None:
    sink.close()
    sink.close()


def test_the_rig_leaves_nothing_behind_even_when_a_test_fails() -> None:
    with pytest.raises(ZeroDivisionError), null_sink() as rig:
        rig.record()
        processes = rig.server, rig.recorder
        1 // 0  # noqa: B018
    assert all(process is not None and process.poll() is not None for process in processes)
    assert not rig.home.exists()
