"""The values that an audio file says about itself: title, voice, settings, date, chapters and a cover picture.

The modules of the formats write them; nothing is written here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction

from coach.export.text.chapters import Chapter
from coach.settings.values import Lessons, Settings

GENRE = "Health & Fitness"
"""The genre of every session.

Source: the categories of Apple Podcasts, which other directories and players know too.
"""

FRONT_COVER = 3
"""The type of a cover picture, the same number in ID3, FLAC and Ogg Opus.

Sources: ID3v2.3, section 4.15; RFC 9639, section 8.8.
"""


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one file. A format without a place for one of them leaves it out.

    Attributes:
        title: The title of the session or of its part.
        artist: Who speaks.
        comment: The version and the settings that the file was made with.
        album: The title of the whole session, also of the session that the file is a part of.
        track: The part's number in the album; empty for a whole session.
        genre: The genre.
        date: Year-month-day; empty for none. It must not be the day of the export: see `RELEASED`.
        chapters: The chapters, end to end.
        cover_png: The cover picture as a PNG file; empty for none.
    """

    title: str
    artist: str
    comment: str
    album: str = ""
    track: str = ""
    genre: str = ""
    date: str = ""
    chapters: tuple[Chapter, ...] = ()
    cover_png: bytes = b""


def artist(settings: Settings) -> str:
    """Return who speaks: coach, with the voice's name."""
    return f"coach ({settings.voice})"


def comment(settings: Settings, version: str) -> str:
    """Return the version, the voice and every setting that differs from its default and can be heard.

    For example `coach 0.1.0, voice heart, speed 0.9`. Where the person's scripts are is left out: it is nobody's
    business who gets the file.
    """
    lessons = Lessons.AUTO if settings.has_lessons else Lessons.OFF
    settings = replace(settings, scripts="", lessons=lessons)
    defaults = dict(_named_values(Settings()))
    chosen = [
        f"{name} {value}" for name, value in _named_values(settings) if name == "voice" or defaults.get(name) != value
    ]
    return ", ".join([f"coach {version}", *chosen])


def _named_values(value: object, *names: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every single setting, such as `pauses settle` and `6`."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _named_values(getattr(value, field.name), *names, field.name)
    elif isinstance(value, tuple):
        for key, each in value:  # pairs of a name and a value; the field's own name says less than theirs
            yield from _named_values(each, *names[:-1], key)
    else:
        yield " ".join(names), f"{float(value):g}" if isinstance(value, float | Fraction) else str(value)
