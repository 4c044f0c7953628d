"""The two kinds of work that a catalogue is made of: speak some phrases, and mix one session from clips that are kept.

Each phrase is spoken by one worker. A session that turns out to need others says so, and is mixed once they are spoken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from coach.errors import SettingsError, SpeechError, UnspeakableError
from coach.export.job import Job, OnWritten, write_session
from coach.export.manifest import digest
from coach.export.placed_manifest import bring
from coach.export.planning import Speech
from coach.export.runner import Report, Tell
from coach.files.places import Place
from coach.script.library import Library
from coach.session.estimate import estimate_clip
from coach.session.session import SessionPlan
from coach.session.shared import SharedParts
from coach.session.voices import clip_cache, find_voice, respellings
from coach.speech.phrases import phrases_of
from coach.speech.speaker import Speaker
from coach.timeline import Timeline

if TYPE_CHECKING:
    from coach.audio.buffer import Audio
    from coach.soundscape.ambient import Ambient

BATCH_PHRASES = 40
"""The most phrases of a batch: a few seconds of work, so that little is lost with a process and all end together."""

_kept_voice = lru_cache(maxsize=1)(find_voice)
"""The voice that spoke last in this process, since loading one takes as long as some twenty sentences."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Phrases to be spoken by one voice at one speed. Without a phrase only the voice's pace is measured.

    Attributes:
        voice: The voice, as `--voice` takes it.
        speed: 1.0 is 140 words a minute.
        phrases: The phrases; those that are kept already are not spoken.
        number: Tells the batches of a voice apart.
        clips: Where clips are kept; see `clip_cache`.
    """

    voice: str
    speed: float
    phrases: tuple[str, ...]
    number: int = 0
    clips: str = ""

    @property
    def name(self) -> str:
        """The voice, its speed and the number."""
        return f"{self.voice} at {self.speed:g}, {self.number}"


@dataclass(frozen=True, slots=True)
class Mixing:
    """A session to be mixed.

    Attributes:
        job: The session, and its files.
        name: Names it among the others.
        may_speak: Whether it speaks what is missing, because nobody else will.
        run: Sessions with the same value are made from the same scripts, which a process then reads once.
        place: The URL of the place that the files are brought to, which then stands for the folder of the job's
            targets; empty where they are written to their paths.
        clips: Where clips are kept; see `clip_cache`.
        key: Stands for what the files are made from, and is remembered in the place.
    """

    job: Job
    name: str
    may_speak: bool = False
    run: str = ""
    place: str = ""
    clips: str = ""
    key: str = ""


def batches(speech: Sequence[Speech], clips: str = "") -> list[Batch]:
    """Divide what has to be spoken into batches, voice by voice and in the order of need.

    Args:
        speech: The phrases, each with its voice and speed.
        clips: Where clips are kept; see `clip_cache`.
    """
    groups: dict[tuple[str, float], list[str]] = {}
    for each in speech:
        groups.setdefault((each.voice, each.speed), []).append(each.phrase)
    return [
        Batch(*voice, tuple(phrases[start : start + BATCH_PHRASES]), number, clips)
        for voice, phrases in groups.items()
        for number, start in enumerate(range(0, len(phrases), BATCH_PHRASES), 1)
    ]


def speak(batch: Batch, tell: Tell) -> Report:
    """Speak the phrases of a batch, and keep their clips.

    A phrase that cannot be spoken is left out: the session that needs it tells where it stands.
    """
    spoken = 0
    try:
        speaker = _speaker(batch)
        speaker.ask(())  # measures its pace
        for done, phrase in enumerate(batch.phrases):
            tell(Report(done, len(batch.phrases), phrase))
            if speaker.missing_keys(phrase):
                spoken += _is_spoken(speaker, phrase)
    except SpeechError:  # of the voice as a whole: each of its sessions tells that
        pass
    return Report(len(batch.phrases), len(batch.phrases), spoken=spoken)


def _speaker(batch: Batch) -> Speaker:
    return Speaker(
        _kept_voice(batch.voice),
        speed=batch.speed,
        calibration_text=Library().phrasebook().calibration,
        cache=clip_cache(batch.clips),
        pronunciation=respellings(),
    )


def _is_spoken(speaker: Speaker, phrase: str) -> bool:
    try:
        speaker.clip(phrase)
    except UnspeakableError:
        return False
    return True


def mix(mixing: Mixing, tell: Tell) -> Report:
    """Mix and write a session, if all of its clips are kept or it may speak; else report what is missing.

    Raises:
        CoachError: The session cannot be made, or a file could not be written.
    """
    job = mixing.job
    plan = _parts(mixing.run, mixing.clips).plan(job.name, job.settings, job.minutes)
    ambient = plan.ambient()
    timeline, missing = _laid(plan)
    if timeline is None and not mixing.may_speak:
        return Report(missing=missing)
    timeline = timeline or plan.timeline()
    whole = timeline

    def on_written(frames: int) -> None:
        tell(Report(frames / whole.sample_rate, whole.duration_s, whole.section_at(frames).title))

    digests = _written(mixing, timeline, ambient, on_written)
    return Report(timeline.duration_s, timeline.duration_s, digests=digests, spoken=len(missing))


def _written(mixing: Mixing, timeline: Timeline, ambient: "Ambient | None", on_written: OnWritten) -> tuple[str, ...]:
    """Write the files of a session, and return their digests."""
    job = mixing.job
    if not mixing.place:
        write_session(job, timeline, ambient, on_written)
        return tuple(map(digest, job.targets))
    place = Place(mixing.place)
    with TemporaryDirectory(prefix="coach-export-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        staged = replace(job, target=folder / job.target.relative_to(place.url))
        staged.target.parent.mkdir(parents=True, exist_ok=True)
        write_session(staged, timeline, ambient, on_written)
        return bring(place, folder, staged.targets, mixing.key)


@lru_cache(maxsize=1)
def _parts(_run: str, clips: str) -> SharedParts:
    return SharedParts(clips)


def _laid(plan: SessionPlan) -> tuple[Timeline | None, tuple[str, ...]]:
    """Lay a session with the clips that are kept; return no timeline, but the missing phrases, if some are not."""
    missing: dict[str, None] = {}

    def kept(sentence: str) -> "Audio":
        clip = plan.speaker.kept_clip(sentence)
        if clip is None:
            phrases = phrases_of(sentence)
            absent = [phrase for phrase in phrases if plan.speaker.missing_keys(phrase)]
            missing.update(dict.fromkeys(absent or phrases))  # all, where one is damaged, or has been kept by now
            clip = estimate_clip(sentence, speed=plan.settings.speed)
        return clip

    try:
        routine, settings = plan.fitted(kept)
        timeline = Timeline(routine.title, tuple(plan.sections(kept, routine, settings)))
    except SettingsError:
        if not missing:
            raise
        return None, tuple(missing)
    return (None if missing else timeline), tuple(missing)
