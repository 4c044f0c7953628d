"""Both sinks on a null sink that is recorded, each in a process of its own: what comes out, and what goes wrong."""

import importlib.util
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from types import ModuleType
from typing import TypeAlias

import numpy as np
import pytest

from coach.audio import SAMPLE_RATE, Samples, samples_to_pcm16
from coach.errors import PlaybackError
from coach.playback.miniaudio import MiniaudioSink
from coach.playback.player import Player, State
from coach.playback.simpleaudio import SimpleaudioSink
from tests.playback.null_sink import Rig, null_sink
from tests.playback.play_signal import AMPLITUDE, BURST_FRAMES, BURSTS, SINE_HZ, blocks, bursts
from tests.require import require

SINKS = ["miniaudio", "simpleaudio"]
HANG_S = 30.0
"""A child that lives so long has hung."""

LOUD = 0.05
HALTED_AFTER = 3
"""The burst after which the program is halted, where it is: no other burst is on its way by then."""

STEEPEST = AMPLITUDE * 2 * np.pi * SINE_HZ / SAMPLE_RATE
"""The largest step from one sample of the sine to the next."""


Recordings: TypeAlias = dict[tuple[str, bool], Samples]


@dataclass
class Child:
    """A process that plays a signal in a rig."""

    process: subprocess.Popen[str]

    def wait_until_heard(self, frame: int) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if int(line) >= frame:
                return
        pytest.fail(f"The child ended before frame {frame}: {self.process.communicate()[1]}")

    def end(self) -> tuple[int, str, str]:
        """Exit code, last line of stdout, stderr."""
        out, err = self.process.communicate()
        return self.process.returncode, (out.splitlines() or [""])[-1], err


@contextmanager
def playing(rig: Rig, sink: str, signal_name: str) -> Iterator[Child]:
    require(importlib.util.find_spec(sink), f"{sink} is not installed")
    command = [sys.executable, "-m", "tests.playback.play_signal", sink, signal_name]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=rig.environment, stdout=pipe, stderr=pipe, text=True) as process:
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
    """The first frame of each tone burst."""
    loud = np.flatnonzero(np.abs(heard) > LOUD)
    return loud[np.diff(loud, prepend=-SAMPLE_RATE) > BURST_FRAMES]


def hear_bursts(sink: str, halted: bool) -> Samples:
    with null_sink() as rig:
        rig.record()
        with playing(rig, sink, "bursts") as child:
            if halted:
                halt_for_a_second(child)
            assert child.end() == (0, State.FINISHED, "")
        return rig.recording


def halt_for_a_second(child: Child) -> None:
    child.wait_until_heard(BURSTS[HALTED_AFTER] + SAMPLE_RATE // 4)
    child.process.send_signal(signal.SIGSTOP)
    time.sleep(1)
    child.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def recordings() -> Recordings:
    """By sink, and by whether the program was halted. Made side by side, for they last as long as they sound."""
    jobs = list(product(filter(importlib.util.find_spec, SINKS), [False, True]))
    with ThreadPoolExecutor() as pool:
        return dict(zip(jobs, pool.map(lambda job: hear_bursts(*job), jobs), strict=True))


@pytest.mark.parametrize("sink", SINKS)
def test_what_is_played_comes_back_at_the_same_distances(recordings: Recordings, sink: str) -> None:
    require((sink, False) in recordings, f"{sink} is not installed")
    starts = burst_starts(recordings[sink, False])
    assert len(starts) == len(BURSTS)
    assert np.all(np.abs(np.diff(starts) - np.diff(BURSTS)) <= 0.005 * SAMPLE_RATE)


@pytest.mark.parametrize("sink", SINKS)
def test_what_is_played_comes_back_bit_for_bit_from_the_first_tone_to_the_last(
    recordings: Recordings, sink: str
) -> None:
    require((sink, False) in recordings, f"{sink} is not installed")
    first = int(burst_starts(recordings[sink, False])[0] - burst_starts(bursts())[0])
    heard = recordings[sink, False][first + BURSTS[0] : first + len(bursts())]
    assert np.array_equal(samples_to_pcm16(heard), samples_to_pcm16(bursts()[BURSTS[0] :]))
    assert not np.any(recordings[sink, False][first + len(bursts()) :])


@pytest.mark.parametrize("sink", SINKS)
def test_an_interrupt_fades_out_within_half_a_second(rig: Rig, sink: str) -> None:
    with playing(rig, sink, "sine") as child:
        child.wait_until_heard(SAMPLE_RATE)
        already_heard = len(rig.recording_so_far)
        child.process.send_signal(signal.SIGINT)
        assert child.end() == (0, State.STOPPED, "")
    heard = rig.recording
    last = np.flatnonzero(heard)[-1]
    assert already_heard < last <= already_heard + SAMPLE_RATE // 2
    assert np.max(np.abs(np.diff(heard[already_heard:]))) <= STEEPEST * 1.01


@pytest.mark.parametrize("fault", [Rig.remove_sink, Rig.suspend, Rig.end_server], ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("sink", SINKS)
def test_a_loudspeaker_lost_while_playing_ends_with_an_error(rig: Rig, sink: str, fault: Callable[[Rig], None]) -> None:
    with playing(rig, sink, "sine") as child:
        child.wait_until_heard(SAMPLE_RATE // 2)
        fault(rig)
        code, _, error = child.end()
    assert code == 1
    assert error.startswith("The loudspeaker stopped taking sound 1 s into the session. Check that")


@pytest.mark.parametrize("sink", SINKS)
def test_a_halted_program_goes_on_where_it_was(recordings: Recordings, sink: str) -> None:
    require((sink, False) in recordings, f"{sink} is not installed")
    distances = np.diff(burst_starts(recordings[sink, True]))
    assert len(distances) == len(BURSTS) - 1
    assert np.flatnonzero(distances != np.diff(BURSTS)).tolist() == [HALTED_AFTER]


@pytest.mark.parametrize("sink", SINKS)
def test_no_loudspeaker_is_an_error_of_one_line(rig: Rig, sink: str) -> None:
    rig.end_server()
    with playing(rig, sink, "sine") as child:
        code, _, error = child.end()
    assert code == 1
    assert error.startswith("The loudspeaker cannot be opened (")
    assert error.endswith("`coach export` writes a file instead.\n")
    assert error.count("\n") == 1


@pytest.fixture
def no_sound_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """What miniaudio does by itself on a machine without any sound library."""
    import miniaudio

    null_device = partial(miniaudio.PlaybackDevice, backends=[miniaudio.Backend.NULL])
    monkeypatch.setattr(miniaudio, "PlaybackDevice", null_device)


@pytest.mark.usefixtures("no_sound_system")
def test_a_device_that_nobody_hears_is_refused() -> None:
    player = Player(blocks(bursts()), len(bursts()), MiniaudioSink())
    with pytest.raises(PlaybackError, match="nobody would hear it"):
        player.play()


@pytest.mark.usefixtures("no_sound_system")
def test_a_device_that_nobody_hears_is_taken_when_it_was_asked_for() -> None:
    player = Player(blocks(bursts()[:6000]), 6000, MiniaudioSink(allow_null=True))
    player.play()
    assert player.state is State.FINISHED


def test_a_missing_simpleaudio_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "simpleaudio", None)
    player = Player(blocks(bursts()), len(bursts()), SimpleaudioSink())
    with pytest.raises(PlaybackError, match=r"pip install simpleaudio-patched.*libasound2-dev"):
        player.play()


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("Error opening PCM device. -- CODE: -2 -- MSG: No such file or directory", "This machine has no loudspeaker."),
        ("Error opening PCM device. -- CODE: -16 -- MSG: Device or resource busy", "Another program keeps"),
        ("Error opening PCM device. -- CODE: -22 -- MSG: Invalid argument", r"cannot be opened \(Invalid argument\)"),
        ("Unable to start queue. -- CODE: 4", r"cannot be opened \(Unable to start queue\. -- CODE: 4\)"),
    ],
)
def test_what_simpleaudio_complains_about_becomes_a_sentence(
    monkeypatch: pytest.MonkeyPatch, message: str, sentence: str
) -> None:
    library, extension = ModuleType("simpleaudio"), ModuleType("simpleaudio._simpleaudio")
    extension.SimpleaudioError = type("SimpleaudioError", (Exception,), {})  # type: ignore[attr-defined]

    def play_buffer(*_: object) -> None:
        raise extension.SimpleaudioError(message)

    library.play_buffer = play_buffer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "simpleaudio", library)
    monkeypatch.setitem(sys.modules, "simpleaudio._simpleaudio", extension)
    with pytest.raises(PlaybackError, match=sentence):
        SimpleaudioSink().start(lambda frames: bursts()[:frames], sample_rate=SAMPLE_RATE, frames=SAMPLE_RATE)


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
