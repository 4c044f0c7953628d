"""coach: a voice that guides people through stretches while their eyes are closed.

One way, one direction: script text is read to a `Routine`, scheduled with `Settings` and clips to a `Timeline`, and
rendered to blocks of audio, for a file or a loudspeaker.

    library = Library()
    routine, phrases = as_routine(library.find("middle-back")), library.phrasebook()
    speaker = Speaker(HibariVoice(), speed=1.0, calibration_text=phrases.calibration, cache=None)
    theme = read_theme(find_theme("bowl"))
    sounds, breath_tone = theme.sounds_at(-10), theme.breath_tone_at(-10)
    timeline = schedule(routine, Settings(), phrases, speaker.clip, sounds, breath_tone=breath_tone)
    output = AudioFormat(sample_rate=48_000, channels=2)
    shape = AudioShape(output.frames(timeline.frames), output.sample_rate, output.channels)
    tags = Tags(timeline.title, artist="coach", comment="", chapters=tuple(chapters(timeline)))
    write_audio(Path("a.mp3"), render(timeline, output), shape, tags=tags)
"""

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
from coach.render.render import render
from coach.schedule import schedule
from coach.schedule.check import Finding, check
from coach.script.library import Library, as_routine
from coach.script.steps import Routine, Sound, Stretch
from coach.settings.values import Settings
from coach.soundscape.ambient import Ambient, synthesise
from coach.soundscape.names import AmbientName, find_theme
from coach.soundscape.theme import Theme, read_theme
from coach.speech.hibari import HibariVoice
from coach.speech.speaker import Speaker
from coach.speech.voice import Voice
from coach.timeline import Cue, Mark, Section, Timeline

__version__ = "0.1.0"

__all__ = [  # noqa: RUF022 (in the order of the flow)
    "Library",
    "as_routine",
    "Routine",
    "Stretch",
    "Settings",
    "Voice",
    "HibariVoice",
    "Speaker",
    "Sound",
    "bundled",
    "Theme",
    "find_theme",
    "read_theme",
    "Audio",
    "schedule",
    "Timeline",
    "Section",
    "Cue",
    "Mark",
    "check",
    "Finding",
    "Ambient",
    "AmbientName",
    "synthesise",
    "mix",
    "render",
    "cue_sheet",
    "chapters",
    "Chapter",
    "parts",
    "Part",
    "Tags",
    "AudioFormat",
    "write_audio",
    "write_companion",
    "Companion",
    "write_picture",
    "Sink",
    "Player",
    "CoachError",
]
