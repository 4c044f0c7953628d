"""The library's front door: opens a session by a script's name, and gives its timeline, its files and its sound.

It reads no configuration, no environment variables but those for the cache, and prints nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from coach.audio.format import AudioFormat
from coach.session.choices import Given, read_settings
from coach.settings.notation import read_bits, read_channels, read_lead_in, read_sample_rate
from coach.settings.values import Breath, Levels, Pauses, Settings

if TYPE_CHECKING:
    from coach.playback.states import Status
    from coach.schedule.check import Finding
    from coach.session.session import SessionPlan
    from coach.session.utterances import OnProgress
    from coach.timeline import Timeline


def open(  # noqa: A001, PLR0913 (meant to be read as coach.open; each argument is a choice)
    name: str | PathLike[str] = "middle-back",
    *,
    voice: str | None = None,
    speed: float | str | None = None,
    pause: float | str | Pauses | None = None,
    breath: float | str | Breath | None = None,
    level: str | Levels | None = None,
    verbosity: str | None = None,
    breath_prompts: str | None = None,
    chimes: float | str | None = None,
    sounds: str | Path | None = None,
    ambient: str | Path | None = None,
    ambient_level: float | str | None = None,
    lessons: str | None = None,
    wording: int | str | None = None,
    choose: str | Mapping[str, str] | None = None,
    scripts: str | Path | None = None,
    minutes: float | str | Fraction | None = None,
) -> "Session":
    """Read a script and check every choice at once; nothing is spoken yet.

    Each choice is given as the command line takes it, or as a value. What is left out has its default.

    Args:
        name: A stretch, a routine, or the path of a YAML file.
        voice: `heart`, `joe`, `system`, `system:ID` or `piper:PATH.onnx`. Default: heart.
        speed: 0.5 to 2.0. Default: 1.0, which is 140 words a minute with every voice.
        pause: A factor on every pause, `1.5`; or seconds by name, `settle=6,between=12`. Default: 1.0.
        breath: Seconds in and out, `4:6`; or breaths a minute, `5.5`. Default: 4:6.
        level: `gentle`, `standard` or `full`: low end, middle or top of every dose; `cobra=gentle` for one stretch.
            Default: the routine decides.
        verbosity: `full`, `brief` or `tones`. Default: full.
        breath_prompts: `word`, `tone` or `both`. Default: both.
        chimes: Loudness of the sounds against the voice, -40 to 10 dB; or `off`. Default: -10.
        sounds: `bowl`, `soft`, or the folder of a theme. Default: bowl.
        ambient: `rain`, `noise`, `drone`, a sound file, or `off`. Default: off.
        ambient_level: Loudness of the ambient sound against the voice, -50 to 0 dB. Default: -18.
        lessons: `on`, `off` or `auto`: whether the sounds are taught. Default: auto, which is on.
        wording: Which of several wordings the first stretch hears, from 0 to 99. Default: 0.
        choose: Values for the script's choices, `place=chair,knees=sore`. Default: the first value of each.
        scripts: A folder of your own stretches and routines, which come before those of coach. Default: none.
        minutes: The length to fit the session to, `12`, `12.5` or `12:30`. Default: as long as it is.

    Raises:
        UnknownNameError: There is no such script, voice, theme or stretch; with the nearest name.
        SettingsError: A choice is not understood, out of its range, or contradicts another.
        ScriptError: The script has a mistake; with line and column.
    """
    from coach.script.library import as_routine
    from coach.session.session import check_level_names, chosen_routine, library_of

    choices: dict[str, Given | None] = {
        "voice": voice,
        "speed": speed,
        "pause": pause,
        "breath": breath,
        "level": level,
        "verbosity": verbosity,
        "breath-prompts": breath_prompts,
        "chimes": chimes,
        "sounds": sounds,
        "ambient": ambient,
        "ambient-level": ambient_level,
        "lessons": lessons,
        "wording": wording,
        "choose": ",".join(f"{key}={value}" for key, value in choose.items())
        if isinstance(choose, Mapping)
        else choose,
        "scripts": scripts,
        "minutes": minutes,
    }
    settings, wished = read_settings({name: value for name, value in choices.items() if value is not None})
    library = library_of(settings)
    routine = as_routine(library.find(str(name)))
    chosen_routine(routine, settings, library)
    check_level_names(routine, settings, library)
    return Session(str(name), routine.title, settings, wished)


class Session:
    """A session that can be looked at, checked, written and played, as often as wanted.

    The first of these speaks what is not in the clip cache yet, which takes some seconds.

    Attributes:
        name: The script's name or path, as it was given.
        title: The routine's title.
        settings: The choices.
        minutes: The length in minutes to fit the session to; None leaves it as long as it is.
    """

    def __init__(self, name: str, title: str, settings: Settings, minutes: Fraction | None = None) -> None:
        self.name = name
        self.title = title
        self.settings = settings
        self.minutes = minutes
        self._timeline: Timeline | None = None

    def __repr__(self) -> str:
        return f"<coach.Session {self.name!r}>"

    def timeline(self, *, on_progress: "OnProgress" = lambda _done, _total: None) -> "Timeline":
        """Speak and schedule the session; later calls return the same timeline.

        Args:
            on_progress: Called with the number of sentences so far and of all, if any has to be spoken, and at the end.

        Raises:
            SpeechError: The voice failed.
            SettingsError: The session cannot be made as long as wished.
        """
        if self._timeline is None:
            self._timeline = self._plan().timeline(on_progress)
        return self._timeline

    def check(self) -> "list[Finding]":
        """Find every breach of the laws of a session, at the session's own length.

        Raises:
            SpeechError: The voice failed.
        """
        from coach.schedule.check import check
        from coach.session.session import plan_session

        plan = plan_session(self.name, self.settings)
        return check(plan.routine, plan.settings, plan.phrases, plan.timeline())

    def export(  # noqa: PLR0913 (each is a choice of its own)
        self,
        target: str | PathLike[str],
        *,
        sample_rate: int | str = 24_000,
        channels: int | str = 1,
        bits: int | str = 16,
        beside: str | Iterable[str] = (),
        on_written: Callable[[float], None] = lambda _seconds: None,
    ) -> Path:
        """Write the session to a file, which is replaced only when the new one is whole.

        Args:
            target: The ending picks the format: `.wav`, `.flac`, `.opus`, `.ogg`, `.mp3`, `.m4a`, `.m4b`; `.html`, a
                page for the phone with everything in it; or without sound `.vtt` or `.srt` captions, `.json` chapters,
                `.jsonl` cue sheet, `.txt` transcript. A name without an ending gets `.wav`. `.m4a` and `.m4b` need the
                program ffmpeg.
            sample_rate: Hz; 16000, 22050, 24000, 32000, 44100 or 48000.
            channels: 1, or 2 that are alike.
            bits: Bits per sample, 16 or 24; for WAV and FLAC.
            beside: Text files to write beside the audio: `captions`, `srt`, `chapters`, `cuesheet`, `text`.
            on_written: Called with the seconds of sound written so far.

        Returns:
            The path that was written.

        Raises:
            ExportError: The file cannot be written, or its format cannot hold this; what was there still is.
            SpeechError: The voice failed.
            SettingsError: The sample rate, the channels, the bits or a text file is unknown.
        """
        from coach.export.job import Job, with_target, write_session
        from coach.export.target import check_target
        from coach.export.text.companions import read_companions
        from coach.session.session import find_ambient

        audio_format = AudioFormat(
            read_sample_rate(str(sample_rate)), read_channels(str(channels)), read_bits(str(bits))
        )
        kinds = [beside] if isinstance(beside, str) else [*beside]
        companions = read_companions(",".join(kinds)) if kinds else ()
        job = Job(self.name, Path(target), None, self.settings, self.minutes, audio_format, companions)
        job = with_target(job, Path(target))
        job.check()
        for path in job.targets:
            check_target(path)
        ambient, timeline = find_ambient(self.settings), self.timeline()

        def tell(frames: int) -> None:
            on_written(frames / timeline.sample_rate)

        if job.is_page:
            from coach.page.contents import page_session
            from coach.page.single_file import write_page

            write_page(job, page_session(self.name, self._plan(), timeline), ambient, tell)
        else:
            write_session(job, timeline, ambient, tell)
        return job.target

    def play(
        self,
        *,
        lead_in: float | str = 5,
        first: int | str | None = None,
        sink: str = "miniaudio",
        device: str = "",
        on_status: "Callable[[Status], None]" = lambda _status: None,
    ) -> None:
        """Play the session aloud, and return when all of it was heard.

        The beginning sounds while the rest is still being spoken. Nothing is logged in the history.

        Args:
            lead_in: Seconds before it begins, up to 600.
            first: The stretch to begin with: its number, counted from 1, its name or its title.
            sink: `miniaudio` or `simpleaudio`.
            device: The loudspeaker, or a part of its name; empty for the system's default.
            on_status: Called about twenty times a second with where playing is.

        Raises:
            PlaybackError: No loudspeaker could be opened, or it was lost for a minute.
            SettingsError: The lead-in or the number of the first stretch is out of range.
            UnknownNameError: There is no such sink, device or stretch; with the nearest name.
            SpeechError: The voice failed.
        """
        from coach.playback.player import Player
        from coach.playback.sinks.catalog import sink_opener
        from coach.practice.start import begin, bookmark_at

        lead_in_s = read_lead_in(str(lead_in))
        open_sink = sink_opener(sink, device)
        plan = self._plan().fitted_if_known()
        start = None if first is None else bookmark_at(plan.routine, str(first))
        with plan.preparation() as preparation:
            source = partial(begin, preparation, plan, start, lead_in_s)
            Player(preparation, open_sink, plan.phrases, plan.settings.pauses, source).play(on_status)

    def _plan(self) -> "SessionPlan":
        from coach.session.session import plan_session

        return plan_session(self.name, self.settings, self.minutes)
