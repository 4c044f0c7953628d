"""What a file says about itself: title, who speaks, how it was made, chapters and a picture. Values only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction

from coach.export.text.chapters import Chapter
from coach.settings.values import Settings


@dataclass(frozen=True, slots=True)
class Tags:
    """Written into every format as far as it has a place for them.

    Attributes:
        album: Of what whole it is a part; empty when it is none.
        track: Its number in that.
        chapters: End to end.
        cover_png: A picture; empty for none.
    """

    title: str
    artist: str
    comment: str
    album: str = ""
    track: str = ""
    chapters: tuple[Chapter, ...] = ()
    cover_png: bytes = b""


def artist(settings: Settings) -> str:
    """Who speaks: coach, with the voice."""
    return f"coach ({settings.voice})"


def comment(settings: Settings, version: str) -> str:
    """The version, and every setting that is not the usual one, as in `coach 0.1.0, voice heart, speed 0.9`."""
    usual = dict(_flat(Settings()))
    chosen = [f"{name} {value}" for name, value in _flat(settings) if name == "voice" or usual.get(name) != value]
    return ", ".join([f"coach {version}", *chosen])


def _flat(value: object, *names: str) -> Iterator[tuple[str, str]]:
    """Name and text of every leaf, such as `pauses settle` and `6`."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _flat(getattr(value, field.name), *names, field.name)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(each, *names[:-1], key)  # a mapping's own name says less than its keys
    else:
        yield " ".join(names), f"{float(value):g}" if isinstance(value, float | Fraction) else str(value)
