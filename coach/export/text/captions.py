"""Timeline in, WebVTT captions out: every sentence while it is spoken, and the sounds that stand alone.

Source: W3C, WebVTT: The Web Video Text Tracks Format.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import zip_longest

from coach.timeline import Cue, Timeline
from coach.units import frames_to_seconds, timestamp

SHORTEST_S = Fraction(1)
"""How long a caption is shown at least, where the next one leaves room: a word is spoken faster than it is found."""

LONGEST_SOUND_S = Fraction(2)
"""A chime's caption goes before the chime has rung out: it tells of its beginning."""


def captions(timeline: Timeline) -> Iterator[str]:
    """A WebVTT file, line by line. A sound is in brackets, on its own or, where a word goes with it, before that."""
    yield f"WEBVTT - {_escaped(timeline.title)}"
    shown = list(_shown(timeline))
    ends = [start_s for start_s, _, _ in shown[1:]] + [frames_to_seconds(timeline.frames, timeline.sample_rate)]
    for (start_s, end_s, text), next_s in zip(shown, ends, strict=True):
        yield ""
        yield f"{timestamp(start_s)} --> {timestamp(min(end_s, next_s))}"
        yield _escaped(text)


def _shown(timeline: Timeline) -> Iterator[tuple[Fraction, Fraction, str]]:
    """Start, wished end and text of every caption. A chime and the word that begins with it are one."""
    cues = list(timeline.cues())
    before = ""
    for cue, following in zip_longest(cues, cues[1:]):
        text, start_s = before + _text(cue), frames_to_seconds(cue.start_frame, timeline.sample_rate)
        before = ""
        if cue.sound and following and following.text and following.start_frame == cue.start_frame:
            before = f"{text} "
        else:
            length_s = frames_to_seconds(cue.audio.frames, timeline.sample_rate)
            length_s = min(length_s, LONGEST_SOUND_S) if cue.sound else max(length_s, SHORTEST_S)
            yield start_s, start_s + length_s, text


def _text(cue: Cue) -> str:
    return f"[♪ {cue.sound}]" if cue.sound else cue.text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
