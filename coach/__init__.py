"""coach: a voice that guides people through stretches while their eyes are closed.

A session in five lines; every choice is given as on the command line, or as a value:

    import coach

    session = coach.open("middle-back", speed=0.9, breath="4:6")
    session.export("middle-back.mp3")
    session.play()

Below `open` the parts stay usable one by one, in the order of the flow: script text is read to a `Routine`, scheduled
with settings and clips to a `Timeline`, and rendered to blocks of audio for a file or a loudspeaker. Two of them have
their package's name and are found in it: `from coach.schedule import schedule`, `from coach.render import render`.

Each name is imported when it is first used, so that `import coach` costs next to nothing.
"""

from importlib import import_module

from coach.version import __version__ as __version__

TYPE_CHECKING = False
"""True for type checkers alone, as that of `typing`, which takes 5 ms to import."""

if TYPE_CHECKING:
    from coach.api import Session, open  # noqa: A004 (meant to be read as coach.open)
    from coach.audio.buffer import Audio
    from coach.audio.format import AudioFormat
    from coach.errors import CoachError
    from coach.export.audio.formats import write_audio
    from coach.export.audio.tags import Tags
    from coach.export.parts import Part, parts
    from coach.export.picture import write_picture
    from coach.export.text.chapters import Chapter, chapters
    from coach.export.text.companions import Companion, write_companion
    from coach.export.text.cue_sheet import cue_sheet
    from coach.files import bundled
    from coach.playback.player import Player
    from coach.playback.sinks.sink import Sink
    from coach.render.mix import mix
    from coach.schedule.check import Finding, check
    from coach.schedule.track import Sounds
    from coach.script.library import Library, as_routine
    from coach.script.routine import Routine, Stretch
    from coach.script.vocabulary import Sound
    from coach.session.choices import read_settings
    from coach.session.session import SessionPlan, plan_session
    from coach.session.voices import find_voice
    from coach.settings.values import Settings
    from coach.soundscape.ambient import Ambient, synthesise
    from coach.soundscape.names import AmbientName, find_theme
    from coach.soundscape.theme import Theme, read_theme
    from coach.speech.hibari import HibariVoice
    from coach.speech.speaker import Speaker
    from coach.speech.voice import Voice
    from coach.timeline import Cue, Mark, MarkKind, Section, SectionKind, Timeline


__all__ = [  # noqa: RUF022 (in the order of the flow)
    "open",
    "Session",
    # read
    "Library",
    "as_routine",
    "Routine",
    "Stretch",
    # choose
    "Settings",
    "read_settings",
    # speak
    "Voice",
    "HibariVoice",
    "find_voice",
    "Speaker",
    # sound
    "Sound",
    "bundled",
    "Theme",
    "find_theme",
    "read_theme",
    "Ambient",
    "AmbientName",
    "synthesise",
    # schedule
    "Sounds",
    "Timeline",
    "Section",
    "SectionKind",
    "Cue",
    "Mark",
    "MarkKind",
    "check",
    "Finding",
    # all of these at once
    "plan_session",
    "SessionPlan",
    # mix
    "Audio",
    "AudioFormat",
    "mix",
    # write
    "cue_sheet",
    "chapters",
    "Chapter",
    "parts",
    "Part",
    "Tags",
    "write_audio",
    "write_companion",
    "Companion",
    "write_picture",
    # play
    "Sink",
    "Player",
    "CoachError",
]

_MODULES = {
    "coach.api": ("open", "Session"),
    "coach.audio.buffer": ("Audio",),
    "coach.audio.format": ("AudioFormat",),
    "coach.errors": ("CoachError",),
    "coach.export.audio.formats": ("write_audio",),
    "coach.export.audio.tags": ("Tags",),
    "coach.export.parts": ("Part", "parts"),
    "coach.export.picture": ("write_picture",),
    "coach.export.text.chapters": ("Chapter", "chapters"),
    "coach.export.text.companions": ("Companion", "write_companion"),
    "coach.export.text.cue_sheet": ("cue_sheet",),
    "coach.files": ("bundled",),
    "coach.playback.player": ("Player",),
    "coach.playback.sinks.sink": ("Sink",),
    "coach.render.mix": ("mix",),
    "coach.schedule.track": ("Sounds",),
    "coach.schedule.check": ("Finding", "check"),
    "coach.script.library": ("Library", "as_routine"),
    "coach.script.routine": ("Routine", "Stretch"),
    "coach.script.vocabulary": ("Sound",),
    "coach.session.choices": ("read_settings",),
    "coach.session.session": ("SessionPlan", "plan_session"),
    "coach.session.voices": ("find_voice",),
    "coach.settings.values": ("Settings",),
    "coach.soundscape.ambient": ("Ambient", "synthesise"),
    "coach.soundscape.names": ("AmbientName", "find_theme"),
    "coach.soundscape.theme": ("Theme", "read_theme"),
    "coach.speech.hibari": ("HibariVoice",),
    "coach.speech.speaker": ("Speaker",),
    "coach.speech.voice": ("Voice",),
    "coach.timeline": ("Cue", "Mark", "MarkKind", "Section", "SectionKind", "Timeline"),
}
"""Where each name is: PEP 562 by hand rather than a package for it, which would need a stub file beside this one."""


def __getattr__(name: str) -> object:
    """Import a name when it is first used."""
    for module, names in _MODULES.items():
        if name in names:
            value = getattr(import_module(module), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the names that are offered, also those that are not imported yet."""
    return sorted({*globals(), *__all__})
