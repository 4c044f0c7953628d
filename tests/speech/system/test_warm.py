"""Forks of an engine that is kept started speak as new processes do, and leave nothing behind whatever ends them."""

import importlib.util
import os
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from coach.errors import SpeechError
from coach.speech.system import _child, _warm
from coach.speech.system._process import COMMAND, EngineLostError, ask_engine
from coach.speech.system._warm import WarmEngine
from coach.speech.system.voice import SystemVoice, list_system_voices
from tests.require import require
from tests.speech.system.starts import is_running, noting_starts, pids

pytestmark = pytest.mark.usefixtures("temporary")

SENTENCES = ("Exhale.", "Sit tall, on the floor.", "Inhale.", "Roll up to standing.", "Switch sides.")

LOAD_CHILD = f"""
import importlib.util, os, sys, time
spec = importlib.util.spec_from_file_location('child', {_child.__file__!r})
child = importlib.util.module_from_spec(spec)
spec.loader.exec_module(child)
"""

OBEDIENT = (
    LOAD_CHILD
    + """
record = child.EspeakEngine.record
def obey(self, request, fail):
    act = {"Hang.": hang, "Crash.": os.abort}
    act.get(request["text"], bool)()
    return record(self, request, fail)
def hang():
    open(__file__ + ".hangs", "w").close()
    time.sleep(600)
child.EspeakEngine.record = obey
child.main()
"""
)
"""An engine that hangs or crashes when the text says so."""


@pytest.fixture(scope="module", autouse=True)
def needed():
    require(_warm.CAN_WARM, "an engine can be kept started on Linux alone")
    try:
        list_system_voices()
    except SpeechError as error:
        require(False, str(error))


@pytest.fixture
def engine(temporary):
    """Turn the text of a program into an engine that is closed in the end; each start is noted in `engine.starts`."""
    opened = []

    def start(text):
        path = temporary.parent / "engine.py"
        path.write_text(noting_starts(start.starts) + text)
        opened.append(SystemVoice(command=(sys.executable, "-P", str(path)), patience_s=start.patience_s))
        return opened[-1]

    start.starts = temporary.parent / "starts"
    start.patience_s = 60.0
    yield start
    for voice in opened:
        voice.close()
    assert not any(is_running(pid) for pid in pids(start.starts))


def children(pid):
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def spoken(voice, text):
    return voice.speak(text, speed=1.0).samples


@pytest.mark.parametrize("threads", [1, 4])
def test_forks_give_the_samples_of_new_processes_in_any_order(monkeypatch, threads):
    with monkeypatch.context() as cold:
        cold.setattr(_warm, "CAN_WARM", False)
        new = {text: spoken(SystemVoice(), text) for text in SENTENCES}
    voice = SystemVoice()
    with ThreadPoolExecutor(threads) as pool:
        for order in (SENTENCES, SENTENCES[::-1], SENTENCES * 2):
            for text, samples in zip(order, pool.map(lambda text: spoken(voice, text), order), strict=True):
                assert np.array_equal(samples, new[text])
    voice.close()


def test_one_process_serves_all_threads_and_keeps_no_zombie(engine):
    voice = engine(OBEDIENT)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: spoken(voice, text), SENTENCES * 4))
    (started,) = pids(engine.starts)
    spoken(voice, "Exhale.")  # its fork ends after all the others
    assert len(children(started)) <= 1
    assert len([*Path(f"/proc/{started}/fd").iterdir()]) < 10


def test_the_engine_starts_with_the_first_sentence(engine):
    voice = engine(OBEDIENT)
    assert pids(engine.starts) == []
    spoken(voice, "Exhale.")
    assert len(pids(engine.starts)) == 1


def test_speaking_after_close_starts_the_engine_anew(engine):
    voice = engine(OBEDIENT)
    first = spoken(voice, "Exhale.")
    voice.close()
    assert not is_running(pids(engine.starts)[0])
    assert np.array_equal(spoken(voice, "Exhale."), first)
    assert len(pids(engine.starts)) == 2


@pytest.mark.parametrize(("text", "reason"), [("Hang.", "did not answer"), ("Crash.", "ended without an answer")])
def test_an_utterance_that_fails_is_asked_again_alone_and_hurts_no_other(engine, text, reason):
    voice = engine(OBEDIENT)
    spoken(voice, "Exhale.")
    voice._patience_s = 2.0 if text == "Hang." else 60.0
    with ThreadPoolExecutor(4) as pool:
        failing = pool.submit(spoken, voice, text)
        others = [pool.submit(spoken, voice, each) for each in SENTENCES * 3]
        assert all(each.result().size for each in others)
        with pytest.raises(SpeechError, match=f"{reason}.*, twice"):
            failing.result()
    assert spoken(voice, "Exhale.").size
    assert len(pids(engine.starts)) <= 4  # at first, alone, and again for those that came later


def test_an_engine_that_never_answers_is_not_kept_started_again(engine):
    voice = engine("if '--warm' in sys.argv: os.abort()\n" + OBEDIENT)
    for text in SENTENCES:
        spoken(voice, text)
    assert len(pids(engine.starts)) == 1 + 1 + len(SENTENCES)  # kept in vain, asked for its voices, and spoke


def test_an_engine_with_other_threads_is_not_forked(engine):
    threads = "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    spoken(engine("if '--warm' in sys.argv:\n    " + threads + OBEDIENT), "Exhale.")
    assert len(pids(engine.starts)) == 3


def test_an_engine_that_waits_in_a_thread_of_its_own_is_forked(engine):
    waiting = """
initialize = child.EspeakEngine.__init__
def wait_too(self):
    import threading
    initialize(self)
    threading.Thread(target=threading.Event().wait, daemon=True).start()
child.EspeakEngine.__init__ = wait_too
"""
    voice = engine(LOAD_CHILD + waiting + "child.main()\n")
    assert all(spoken(voice, text).size for text in SENTENCES)
    assert len(pids(engine.starts)) == 1


def test_a_process_that_is_killed_takes_its_forks_along_and_is_replaced(engine, temporary):
    voice = engine(OBEDIENT)
    expected = spoken(voice, "Exhale.")
    os.kill(pids(engine.starts)[0], signal.SIGKILL)
    assert np.array_equal(spoken(voice, "Exhale."), expected)
    assert np.array_equal(spoken(voice, "Exhale."), expected)
    assert len(pids(engine.starts)) == 3  # at first, alone, and again


@pytest.mark.parametrize("killed", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_outlives_its_parent(tmp_path, temporary, killed):
    fifo = tmp_path / "alive"
    os.mkfifo(fifo)
    program = tmp_path / "engine.py"
    program.write_text(
        f"{LOAD_CHILD}\nalive = open({str(fifo)!r}, 'w')\n"
        "def hang(self, request, fail): alive.write('up'); alive.flush(); time.sleep(600)\n"
        "child.EspeakEngine.record = hang\nchild.main()"
    )
    parent = (
        f"import signal, tempfile; tempfile.tempdir = {str(temporary)!r}\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from coach.speech.system.voice import SystemVoice\n"
        f"SystemVoice(command={(sys.executable, '-P', str(program))!r}).speak('Hello.', speed=1.0)"
    )
    run = [sys.executable, "-c", parent]
    with subprocess.Popen(run, stderr=subprocess.DEVNULL, start_new_session=True) as process, fifo.open() as alive:
        assert alive.read(2) == "up"
        assert [*temporary.iterdir()] != []
        if killed == signal.SIGINT:  # which a terminal sends to all its processes
            os.killpg(process.pid, killed)
        else:
            process.send_signal(killed)
        assert select.select([alive], [], [], 10)[0], "the engine outlived its parent"
        assert alive.read() == ""


def test_closing_ends_what_is_being_spoken(engine, monkeypatch):
    monkeypatch.setattr(_warm, "FAREWELL_S", 0.1)
    voice = engine("if '--warm' not in sys.argv: os.abort()\n" + OBEDIENT)
    spoken(voice, "Exhale.")
    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(spoken, voice, "Hang.")
        while not engine.starts.with_name("engine.py.hangs").exists():
            time.sleep(0.01)
        voice.close()
        with pytest.raises(SpeechError, match="ended without an answer"):
            hanging.result()


def test_a_very_long_path_to_the_packaged_engine_is_linked_as_long_as_the_engine_runs(tmp_path, monkeypatch, engine):
    require(importlib.util.find_spec("espeakng_loader"), "espeakng-loader is not installed")
    loader = importlib.import_module("espeakng_loader")
    deep = tmp_path / ("deep" * 20) / ("deeper" * 20)
    deep.mkdir(parents=True)
    (deep / "espeak-ng-data").symlink_to(loader.get_data_path())
    (deep / "espeakng_loader.py").write_text(
        f"def get_library_path(): return {loader.get_library_path()!r}\n"
        f"def get_data_path(): return {str(deep / 'espeak-ng-data')!r}\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(deep))
    voice = engine(LOAD_CHILD + "child.has_system_espeak = lambda: False\nchild.main()\n")
    assert all(spoken(voice, text).size for text in SENTENCES)
    assert len(pids(engine.starts)) == 1


def test_one_engine_speaks_with_one_voice_because_a_second_would_keep_traces_of_the_first():
    asked = {"text": "breathe " * 150, "rate": 405}
    engine = WarmEngine(COMMAND)
    german = engine.ask({**asked, "voice": "gmw/de"}, timeout_s=60)
    with pytest.raises(EngineLostError, match="another voice"):
        engine.ask({**asked, "voice": "roa/fr"}, timeout_s=60)
    french = engine.ask({**asked, "voice": "roa/fr"}, timeout_s=60)
    assert french == ask_engine(COMMAND, {**asked, "voice": "roa/fr"}, timeout_s=60)
    assert french != german
    engine.close()
