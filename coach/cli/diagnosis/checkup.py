"""Tries each part of coach that depends on the machine: folders, settings, scripts, voices and loudspeakers.

A check gives a few words on what it found, or raises what went wrong. Nothing is heard, and no file is left.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from coach.cli.diagnosis import faults
from coach.cli.session.naming import own_folder
from coach.cli.session.options import PLAY_OPTIONS, READERS, SESSION_OPTIONS
from coach.errors import CoachError
from coach.files import data_folder
from coach.settings.config import config_path, read_choices
from coach.settings.values import Settings

LIMIT_S = 30.0
"""The longest that one check may take, in seconds: a voice that is loaded for the first time on a slow machine."""

TRIAL_S = 0.2
"""Seconds of silence that a loudspeaker has to take."""

WAKE_S = 6.0
"""The longest to wait until it has, in seconds: wireless loudspeakers take a while to wake."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to try.

    Attributes:
        group: The heading that it stands under.
        name: Its name there.
        needed: Whether `coach play` fails without it, as the person has set coach.
        run: Tries it, and returns a few words on what it found.
    """

    group: str
    name: str
    needed: bool
    run: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check.

    Attributes:
        check: The check.
        works: Whether the thing works.
        text: A few words, or the error.
    """

    check: Check
    works: bool
    text: str

    @property
    def is_bad(self) -> bool:
        """Whether something fails that is needed."""
        return self.check.needed and not self.works


def checks() -> Iterator[Check]:
    """Yield every check, the quick ones first."""
    yield from _folders()
    yield Check("Settings", "file", needed=True, run=_configuration)
    yield Check("Settings", "scripts", needed=True, run=_scripts)
    yield from _voices()
    yield from _loudspeakers()


def perform(check: Check, limit_s: float = LIMIT_S) -> Finding:
    """Run a check, in a thread that is left behind if it takes longer than the limit in seconds."""
    answer: Future[str] = Future()

    def work() -> None:
        try:
            answer.set_result(check.run())
        except BaseException as error:
            answer.set_exception(error)

    Thread(target=work, name=check.name, daemon=True).start()
    try:
        return Finding(check, works=True, text=answer.result(limit_s))
    except TimeoutError:
        return Finding(check, works=False, text=f"No answer within {limit_s:.0f} s.")
    except CoachError as error:
        return Finding(check, works=False, text=str(error))
    except Exception as error:
        return Finding(check, works=False, text=f"{type(error).__name__}: {error}")


def _chosen(name: str) -> str:
    """Return the value of a setting that is remembered or the default; the default where the settings are broken."""
    with suppress(CoachError):
        if choice := read_choices(READERS).get(name):
            return choice.text
    option = SESSION_OPTIONS.get(name) or PLAY_OPTIONS[name]
    return option.default or ""


def _folders() -> Iterator[Check]:
    from coach.speech.cache import default_cache_folder

    folders: dict[str, Callable[[], Path]] = {
        "clips": default_cache_folder,
        "history": data_folder,
        "settings": lambda: config_path().parent,
        "reports": faults.report_folder,
    }
    for name, folder in folders.items():
        yield Check("Folders", name, name == "history", lambda folder=folder: _write_in(folder()))  # type: ignore[misc]


def _write_in(folder: Path) -> str:
    """Write a file of one byte in a folder; what was made for that is removed again."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, prefix=".coach-", suffix=".part") as file:
            file.write(b"\n")
    finally:
        for each in missing:
            with suppress(OSError):
                each.rmdir()
    return str(folder)


def _configuration() -> str:
    choices = read_choices(READERS)
    path = config_path()
    chosen = ", ".join(f"{name} {choice.text}" for name, choice in choices.items())
    return f"{path}{'' if path.exists() else ' (not there yet)'}: {chosen or 'all as by default'}"


def _scripts() -> str:
    from coach.session.session import library_of

    library = library_of(Settings(scripts=str(own_folder(_chosen("scripts")))))
    library.phrasebook()
    names = library.routine_names()
    for name in names:
        library.find(name)
    count = f"{len(names)} routines, {len(library.stretch_names())} stretches"
    return f"{count}, {len(library.own_paths())} of your own"


def _voices() -> Iterator[Check]:
    from coach.session.voices import SYSTEM
    from coach.speech import hibari_models, piper
    from coach.speech.hibari import HEART

    default = _chosen("voice")
    names = [HEART.name]
    for find in (hibari_models.installed_voices, piper.installed_voices):
        with suppress(CoachError):
            names += [info.name for info in find()]
    for name in dict.fromkeys([*names, SYSTEM, default]):
        yield Check("Voices", name, name == default, lambda name=name: _speak(name))  # type: ignore[misc]


def _speak(name: str) -> str:
    from coach.session.voices import find_voice

    start_s = time.perf_counter()
    with closing(find_voice(name)) as voice:
        speech_s = voice.speak("One.", speed=1.0).duration_s
        return f"{voice.version}: spoke {speech_s:.1f} s, {time.perf_counter() - start_s:.1f} s after it was asked"


def _loudspeakers() -> Iterator[Check]:
    from coach.playback.sinks.catalog import SINK_NAMES

    chosen, device = _chosen("sink"), _chosen("device")
    for name in SINK_NAMES:
        where = device if name == chosen else ""
        yield Check("Loudspeakers", name, name == chosen, lambda name=name, where=where: _play(name, where))  # type: ignore[misc]


def _play(name: str, device: str) -> str:
    """Play silence until a loudspeaker has taken some, and tell which ones there are."""
    import numpy as np

    from coach.audio.format import SAMPLE_RATE
    from coach.errors import PlaybackError
    from coach.playback.sinks.catalog import find_sink, sink_opener

    taken, enough = [0], Event()

    def pull(frames: int) -> "np.typing.NDArray[np.float32]":
        taken[0] += frames
        if taken[0] >= TRIAL_S * SAMPLE_RATE:
            enough.set()
        return np.zeros(frames, dtype=np.float32)

    names = [f"{each.name}{' (default)' * each.is_default}" for each in find_sink(name).devices()]
    sink = sink_opener(name, device)()
    try:
        sink.start(pull, sample_rate=SAMPLE_RATE)
        if not enough.wait(WAKE_S):
            raise PlaybackError("The loudspeaker was opened but takes no sound.", "Check that it is awake.")
    finally:
        sink.close()
    return f"plays to {device or 'the default'}; there are: {', '.join(names) or 'none that has a name'}"
