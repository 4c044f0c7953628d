"""Finds out what many sessions will say, before anything is spoken, and estimates how long they will be.

Each script, theme and book of words is read once, and sessions that differ only in voice or format are laid once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.audio.format import SAMPLE_RATE, SESSION_FORMAT
from coach.errors import SettingsError
from coach.export.audio.formats import LOSSLESS, FileFormat
from coach.export.job import Job
from coach.session.estimate import estimate_clip
from coach.session.session import SessionPlan
from coach.session.shared import SharedParts
from coach.session.voices import HEART, SYSTEM, find_speaker
from coach.settings.values import Settings
from coach.speech.phrases import phrases_of

if TYPE_CHECKING:
    from coach.audio.buffer import Audio
    from coach.speech.speaker import Speaker

SPOKEN_PER_S = {HEART: 100.0, SYSTEM: 250.0}
"""Seconds of speech that a core speaks in a second, by voice; measured."""

SPOKEN_PER_S_BY_OTHERS = 19.0
"""Seconds of speech a second of the other voices; measured with joe."""

WRITTEN_PER_S = {FileFormat.WAV: 400.0}
"""Seconds of sound that a core mixes and writes in a second, by format; measured."""

WRITTEN_PER_S_ENCODED = 100.0
"""Seconds of sound a second of the formats that are encoded."""

ENCODED_BYTES_PER_S = 8000
"""Bytes of a second in the formats that leave out what nobody hears, at 64 kbit/s."""

FLAC_SHARE = 0.5
"""The share of the bytes of a WAV file that FLAC needs for speech with silence in it."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A phrase that a voice speaks at a speed."""

    voice: str
    speed: float
    phrase: str


@dataclass(frozen=True, slots=True)
class Look:
    """A session as it is known before it is spoken.

    Attributes:
        phrases: The phrases that will be said; a few may be missing or superfluous that are said only if there is time.
        sound_s: About how long it is in seconds.
    """

    phrases: tuple[str, ...]
    sound_s: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """Estimates how much work a number of sessions are.

    Attributes:
        sessions: How many there are.
        files: How many files they are, with the texts beside the sound.
        phrases: How many phrases they say, each counted once for each voice and speed.
        missing: How many of these have to be spoken.
        sound_s: About how long all sessions are together, in seconds.
        size_bytes: About how many bytes of sound they are.
        core_s: About how many seconds a core needs for them.
    """

    sessions: int
    files: int
    phrases: int
    missing: int
    sound_s: float
    size_bytes: int
    core_s: float


class Planner:
    """Looks at sessions, and at the clips that are kept.

    Args:
        clips: Where clips are kept; see `clip_cache`.
    """

    def __init__(self, clips: str = "") -> None:
        self._clips = clips
        self._parts = SharedParts(clips)
        self._looks: dict[Job, Look] = {}
        self._speakers: dict[tuple[str, float], Speaker] = {}

    def plan(self, job: Job) -> SessionPlan:
        """Plan the session of a job; see `plan_session`."""
        return self._parts.plan(job.name, job.settings, job.minutes)

    def look(self, job: Job) -> Look:
        """Look at the session of a job.

        Raises:
            CoachError: It cannot be planned.
        """
        same = _without_voice(job)
        if same not in self._looks:
            self._looks[same] = _look(self._parts.plan(job.name, same.settings, job.minutes))
        return self._looks[same]

    def speech(self, jobs: Iterable[Job]) -> list[Speech]:
        """Return everything that jobs will say, each once, in the order of need."""
        said = ((job.settings, phrase) for job in jobs for phrase in self.look(job).phrases)
        return list(dict.fromkeys(Speech(settings.voice, settings.speed, phrase) for settings, phrase in said))

    def missing(self, speech: Iterable[Speech]) -> list[Speech]:
        """Return what has to be spoken, because no whole clip of it is kept."""
        return [each for each in speech if self._speaker(each).missing_keys(each.phrase)]

    def unpaced(self, speech: Iterable[Speech]) -> list[Speech]:
        """Return one of each voice and speed whose pace has to be measured before it speaks."""
        firsts = {(each.voice, each.speed): each for each in speech}
        return [
            each
            for each in firsts.values()
            if self._speaker(each).missing_keys("a") & self._speaker(each).missing_keys("b")
        ]

    def outlook(self, jobs: list[Job]) -> Outlook:
        """Estimate how much work jobs are."""
        speech = self.speech(jobs)
        missing = self.missing(speech)
        spoken_s = sum(_speech_s(each) / SPOKEN_PER_S.get(each.voice, SPOKEN_PER_S_BY_OTHERS) for each in missing)
        lengths_s = [self.look(job).sound_s for job in jobs]
        written_s = sum(map(_writing_s, jobs, lengths_s))
        size_bytes = sum(map(_size_bytes, jobs, lengths_s))
        files = sum(len(job.targets) for job in jobs)
        return Outlook(len(jobs), files, len(speech), len(missing), sum(lengths_s), size_bytes, spoken_s + written_s)

    def _speaker(self, speech: Speech) -> "Speaker":
        key = speech.voice, speech.speed
        if key not in self._speakers:
            settings = Settings(voice=speech.voice, speed=speech.speed)
            self._speakers[key] = find_speaker(settings, self._parts.phrasebook(settings), clips=self._clips)
        return self._speakers[key]


def _without_voice(job: Job) -> Job:
    settings = replace(job.settings, voice=HEART)
    return replace(
        job, settings=settings, target=Path(), file_format=None, audio_format=SESSION_FORMAT, beside=(), is_page=False
    )


def _look(plan: SessionPlan) -> Look:
    said: dict[str, Audio] = {}

    def guess(sentence: str) -> "Audio":
        return estimate_clip(sentence, speed=plan.settings.speed)

    def listen(sentence: str) -> "Audio":
        if sentence not in said:
            said[sentence] = guess(sentence)
        return said[sentence]

    try:
        *_, last = plan.sections(listen, *plan.fitted(guess))
        sound_s = last.end_frame / SAMPLE_RATE
    except SettingsError:  # it cannot be made as long as wished, as its job will tell
        sound_s = 0.0
    return Look(tuple(dict.fromkeys(phrase for sentence in said for phrase in phrases_of(sentence))), sound_s)


def _speech_s(speech: Speech) -> float:
    return estimate_clip(speech.phrase, speed=speech.speed).duration_s


def _writing_s(job: Job, length_s: float) -> float:
    return length_s / WRITTEN_PER_S.get(job.file_format or FileFormat.WAV, WRITTEN_PER_S_ENCODED)


def _size_bytes(job: Job, length_s: float) -> int:
    shape = job.audio_format
    if job.file_format not in LOSSLESS:
        return round(length_s * ENCODED_BYTES_PER_S * shape.channels)
    whole = length_s * shape.sample_rate * shape.channels * shape.bits / 8
    return round(whole * (FLAC_SHARE if job.file_format is FileFormat.FLAC else 1))
