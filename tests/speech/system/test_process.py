"""A voice survives an engine that misbehaves. Small programs stand in for the engine.

Covers also: child. Forks of an engine that is kept started have `test_warm.py`.
"""

import importlib.util
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from coach.errors import SpeechError
from coach.speech.system import _child as system_child
from coach.speech.system import _process as system_process
from coach.speech.system._process import COMMAND
from coach.speech.system.voice import SystemVoice, list_system_voices
from tests.require import require
from tests.speech.system.starts import is_running, noting_starts, pids

pytestmark = pytest.mark.usefixtures("temporary")

CHILD = system_child.__file__


@pytest.fixture(autouse=True)
def cold(monkeypatch):
    """Give each request a process of its own, as on macOS and Windows."""
    monkeypatch.setattr("coach.speech.system._warm.CAN_WARM", False)


@pytest.fixture
def program(tmp_path):
    """Turn the text of a program into a command. Each start of it adds its process id to `program.starts`."""

    def write(text):
        path = tmp_path / "engine.py"
        path.write_text(noting_starts(write.starts) + text)
        return (sys.executable, "-P", str(path))

    write.starts = tmp_path / "starts"
    return write


REAL_ENGINE = f"\nimport runpy\nrunpy.run_path({CHILD!r}, run_name='__main__')\n"


LOAD_CHILD = f"""
import importlib.util
spec = importlib.util.spec_from_file_location('child', {CHILD!r})
child = importlib.util.module_from_spec(spec)
spec.loader.exec_module(child)
"""

ELSEWHERE = LOAD_CHILD + "child.HAS_ESPEAK = False\nchild.main()\n"
"""The engine as it is on macOS and Windows, where one process answers one request."""


def require_engine():
    try:
        list_system_voices()
    except SpeechError as error:
        require(False, str(error))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import time; time.sleep(600)", "did not answer within 1 s"),
        ("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)", "did not answer"),
        ("print('{\"half\": ', flush=True); import time; time.sleep(600)", "did not answer"),
        ("os._exit(1)", "ended without an answer"),
        ("sys.stdin.close(); os.abort()", "ended without an answer"),
        ("print('not JSON')", "ended without an answer"),
        ("sys.exit('Error processing file phontab')", "phontab"),
        ("print('{\"spoken\": 100}')", "left half a recording"),
        ("print('x' * 300_000, file=sys.stderr)", "ended without an answer"),
    ],
    ids=[
        "hangs",
        "hangs and is deaf",
        "hangs in its answer",
        "exits",
        "crashes",
        "babbles",
        "complains",
        "forgets",
        "shouts",
    ],
)
def test_an_engine_that_fails_twice_is_given_up_and_leaves_nothing_behind(program, text, reason):
    patience_s = 1.0 if "not answer" in reason else 60.0  # a busy machine may take a second to start any program
    voice = SystemVoice(command=program(text), patience_s=patience_s)
    with pytest.raises(SpeechError, match=reason) as failure:
        voice.speak("Hello.", speed=1.0)
    assert "coach voices" in failure.value.remedy
    assert len(pids(program.starts)) == 2
    assert not any(is_running(pid) for pid in pids(program.starts))


def test_an_engine_that_hangs_up_is_not_waited_for(program, tmp_path):
    late = tmp_path / "late"
    text = f"import time; os.close(1); time.sleep(2); open({str(late)!r}, 'w')"
    with pytest.raises(SpeechError, match="ended without an answer"):
        SystemVoice(command=program(text)).speak("Hello.", speed=1.0)
    assert not late.exists()


def test_an_engine_that_dies_once_is_started_again(program):
    require_engine()
    voice = SystemVoice(
        command=program(f"if open({str(program.starts)!r}).read().count('\\n') == 2: os.abort()" + REAL_ENGINE)
    )
    assert voice.speak("Hello.", speed=1.0).duration_s > 0.2
    assert len(pids(program.starts)) == 3  # asked for its voices, died, spoke
    assert voice.speak("Hello.", speed=1.0).duration_s > 0.2
    assert len(pids(program.starts)) == 4


def test_an_engine_that_reports_a_failure_is_not_asked_again(program):
    voice = SystemVoice(command=program('print(\'{"failed": "no space left"}\')'))
    with pytest.raises(SpeechError, match="no space left"):
        voice.speak("Hello.", speed=1.0)
    assert len(pids(program.starts)) == 1


def test_an_answer_counts_although_the_engine_ended_before_it_was_asked(program):
    command = program("print('no space left')")
    with subprocess.Popen(command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as ended:
        ended.wait()
        assert system_process.exchange(ended, b"{}\n") == b"no space left\n"


def test_a_damaged_recording_is_an_error(program):
    text = (
        'line = b\'{"spoken": 12, "engine": "espeak", "voices": []}\\n\'\n'
        "sys.stdout.buffer.write(line + b'RIFF\\xff\\xff\\0\\0WAVE')"
    )
    with pytest.raises(SpeechError, match="it is cut short"):
        SystemVoice(command=program(text)).speak("Hello.", speed=1.0)


def test_a_missing_engine_is_an_error_that_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "pyttsx3.py").write_text("raise RuntimeError('you do not have eSpeak')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SpeechError, match="no speech engine that can be used\\.") as missing:
        list_system_voices()
    assert "pip install" in missing.value.remedy
    if sys.platform.startswith("linux"):
        assert "sudo apt install espeak-ng" in missing.value.remedy
        assert "pip install espeakng-loader" in missing.value.remedy


PYTTSX3 = """
import threading, time, wave

class Engine:
    def __init__(self):
        self.callbacks, self.properties, self.queue, self.runs = {}, {"voices": []}, [], 0
    def __str__(self): return NAME
    def connect(self, topic, callback): self.callbacks[topic] = callback
    def setProperty(self, name, value): self.queue.append((name, value))
    def getProperty(self, name): return self.properties.get(name)
    def save_to_file(self, text, path): self.queue.append(("path", path))
    def runAndWait(self):
        self.runs += 1
        if self.runs > 1: time.sleep(600)
        self.properties.update(self.queue)
        if "path" in self.properties: WRITE
    def write(self, finish=True):
        time.sleep(0.1)
        with wave.open(self.properties["path"], "wb") as file:
            file.setnchannels(1); file.setsampwidth(2); file.setframerate(16000)
            file.writeframes(b"\\x00\\x40" * 16000)
        if finish: self.callbacks["finished-utterance"](name=None, completed=True)

def init(): return Engine()
"""


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("nsss", "threading.Thread(target=self.write).start()"),
        ("nsss", "self.write()"),
        ("sapi5", "self.write(finish=False)"),
    ],
    ids=["one that writes after the run", "Apple's once, in a single run", "Microsoft's without telling of its end"],
)
def test_every_engine_is_waited_for_in_its_own_way(tmp_path, monkeypatch, program, name, write):
    (tmp_path / "pyttsx3.py").write_text(PYTTSX3.replace("NAME", repr(name)).replace("WRITE", write))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    audio = SystemVoice(command=program(ELSEWHERE), patience_s=60.0).speak("Hello.", speed=1.0)
    assert (audio.frames, audio.sample_rate) == (16_000, 16_000)


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        ("self.properties.pop('rate'); self.write()", "did not take the rate"),
        (
            "self.write(finish=False); self.callbacks['finished-utterance'](name=None, completed=False)",
            "before the end",
        ),
    ],
)
def test_an_engine_that_ignores_a_setting_or_stops_early_gets_a_second_chance(
    tmp_path, monkeypatch, program, write, reason
):
    (tmp_path / "pyttsx3.py").write_text(PYTTSX3.replace("NAME", "'nsss'").replace("WRITE", write))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SpeechError, match=reason):
        SystemVoice(command=program(ELSEWHERE)).speak("Hello.", speed=1.0)
    assert len(pids(program.starts)) == 3  # asked for its voices, and twice to speak


def test_what_pyttsx3_prints_is_kept_out_of_the_answer(program, capfd):
    require_engine()
    SystemVoice(command=program(REAL_ENGINE)).speak("Hello.", speed=1.0)
    assert capfd.readouterr() == ("", "")


def test_an_engine_ends_and_cleans_up_when_its_parent_is_killed(tmp_path, temporary, program):
    require(hasattr(os, "mkfifo"), "the end of a process is watched through a FIFO")
    fifo = tmp_path / "alive"
    os.mkfifo(fifo)
    hang = f"""
import time
alive = open({str(fifo)!r}, 'w')
child.respond = lambda request, fail: (alive.write('up'), alive.flush(), time.sleep(600))
child.main()
"""
    engine = program(LOAD_CHILD + hang)
    parent = (
        f"import tempfile; tempfile.tempdir = {str(temporary)!r}\n"
        "from coach.speech.system import _warm; _warm.CAN_WARM = False\n"
        f"from coach.speech.system.voice import SystemVoice\nSystemVoice(command={engine!r}).speak('Hello.', speed=1.0)"
    )
    with subprocess.Popen([sys.executable, "-c", parent]) as process, fifo.open() as alive:
        assert alive.read(2) == "up"
        assert list(temporary.iterdir()) != []
        process.kill()
        assert select.select([alive], [], [], 10)[0], "the engine outlived its parent"
        assert alive.read() == ""


def test_an_engine_ignores_the_interrupt_that_its_terminal_sends_to_all(program):
    require_engine()
    interrupted = """
import signal
respond = child.respond
child.respond = lambda request, fail: (signal.raise_signal(signal.SIGINT), respond(request, fail))[1]
child.main()
"""
    voice = SystemVoice(command=program(LOAD_CHILD + interrupted))
    assert voice.speak("Hello.", speed=1.0).duration_s > 0.2
    assert len(pids(program.starts)) == 2


def test_the_packaged_engine_is_used_even_from_a_very_long_path(tmp_path, monkeypatch, program):
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
    without_system = LOAD_CHILD + "child.has_system_espeak = lambda: False\nchild.main()\n"
    assert SystemVoice(command=program(without_system)).speak("Hello.", speed=1.0).duration_s > 0.2


def test_the_engine_is_started_without_the_working_directory_on_its_path():
    assert COMMAND[:2] == (sys.executable, "-P")
    assert Path(COMMAND[2]).samefile(CHILD)
