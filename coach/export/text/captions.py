"""Convert a timeline to captions, as WebVTT or SubRip: every sentence while it is spoken, the sounds, and the silences.

Sources: W3C, WebVTT: The Web Video Text Tracks Format. SubRip has no standard; this is what its readers agree on.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import zip_longest

from coach.timeline import Cue, MarkKind, Timeline
from coach.units import clock, frames_to_seconds, timestamp

SHORTEST_S = Fraction(1)
"""How long a caption is shown at least, if the next one leaves room: finding a word on the screen takes longer than
speaking it."""

LONGEST_SOUND_S = Fraction(2)
"""How long the caption of a sound is shown at most. It tells that the sound begins, and need not wait until it has rung
out."""


def captions(timeline: Timeline) -> Iterator[str]:
    """Yield a WebVTT file line by line. A sound is in brackets, alone or before the word that begins with it.

    A silence is in brackets too, with its length, and is shown as long as it lasts.
    """
    yield f"WEBVTT - {_escaped(timeline.title)}"
    for start_s, end_s, text in _captions(timeline):
        yield ""
        yield f"{timestamp(start_s)} --> {timestamp(end_s)}"
        yield _escaped(text)


def subrip(timeline: Timeline) -> Iterator[str]:
    """Yield a SubRip file line by line, with the same captions as `captions` yields."""
    for number, (start_s, end_s, text) in enumerate(_captions(timeline), 1):
        yield str(number)
        yield f"{_comma(start_s)} --> {_comma(end_s)}"
        yield text
        yield ""


def _captions(timeline: Timeline) -> Iterator[tuple[Fraction, Fraction, str]]:
    """Yield the start, the end and the text of each caption in order; none is shown beside another."""
    shown = sorted([*_shown(timeline), *_silences(timeline)], key=lambda caption: caption[0])
    ends = [start_s for start_s, _, _ in shown[1:]] + [frames_to_seconds(timeline.frames, timeline.sample_rate)]
    for (start_s, end_s, text), next_s in zip(shown, ends, strict=True):
        yield start_s, min(end_s, next_s), text


def _shown(timeline: Timeline) -> Iterator[tuple[Fraction, Fraction, str]]:
    """Yield each caption's start, the end it should have, and its text. A sound and its word share a caption."""
    cues = list(timeline.cues())
    sound_before = ""
    for cue, following in zip_longest(cues, cues[1:]):
        text, start_s = sound_before + _text(cue), frames_to_seconds(cue.start_frame, timeline.sample_rate)
        sound_before = ""
        if cue.sound and following and following.text and following.start_frame == cue.start_frame:
            sound_before = f"{text} "
        else:
            length_s = frames_to_seconds(cue.audio.frames, timeline.sample_rate)
            length_s = min(length_s, LONGEST_SOUND_S) if cue.sound else max(length_s, SHORTEST_S)
            yield start_s, start_s + length_s, text


def _silences(timeline: Timeline) -> Iterator[tuple[Fraction, Fraction, str]]:
    """Yield each silence as `_shown` yields a cue."""
    for section in timeline.sections:
        for mark in section.marks:
            if mark.kind is MarkKind.SILENCE:
                start_s = frames_to_seconds(mark.start_frame, timeline.sample_rate)
                end_s = frames_to_seconds(mark.end_frame, timeline.sample_rate)
                yield start_s, end_s, f"[{clock(float(end_s - start_s))} of silence]"


def _text(cue: Cue) -> str:
    return sound_text(cue.sound) if cue.sound else cue.text


def sound_text(sound: str) -> str:
    """Return the text that stands for a sound, such as `[♪ inhale]`."""
    return f"[♪ {sound}]"


def _comma(seconds: Fraction) -> str:
    return timestamp(seconds).replace(".", ",")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
