"""Timeline in, lines of text out: what will be said and when, with each section drawn to scale."""

from collections.abc import Iterator

from coach.timeline import Cue, MarkKind, Section, Timeline

CELL_S = 2
"""Seconds a character of the drawing stands for; a stretch of two and a half minutes fills an 80-column line."""

_MARK_CELLS = {MarkKind.HOLD: "█", MarkKind.INHALE: "╱", MarkKind.EXHALE: "╲"}
_SPEECH_CELL, _QUIET_CELL = "▪", "·"
LEGEND = f"One character is {CELL_S} s: ▪ speech, ╱ inhale, ╲ exhale, █ hold, · quiet."


def outline(timeline: Timeline) -> Iterator[str]:
    """Lines to read: a title, a legend, and each section with its drawing and its cues.

    Args:
        timeline: With final clips; the times are the real ones.
    """
    yield f"{timeline.title} · {clock(timeline.duration_s)}"
    yield LEGEND
    number = 0
    for section in timeline.sections:
        number += bool(section.stretch)
        yield ""
        yield from _section(section, number, timeline.sample_rate)


def clock(seconds: float) -> str:
    """Minutes and seconds, such as 18:02; an hour is 60:00."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _section(section: Section, number: int, sample_rate: int) -> Iterator[str]:
    length = clock((section.end_frame - section.start_frame) / sample_rate)
    if section.stretch:
        yield f"{number}. {section.title} · {section.position} · {length}"
    else:
        yield f"{'Closing' if number else 'Opening'} · {length}"
    yield from _wrapped(_drawing(section, sample_rate))
    for cue in section.cues:
        yield f"  {clock(cue.start_frame / sample_rate):>6}  {_words(cue)}"


def _words(cue: Cue) -> str:
    side = f"  ({cue.side})" if cue.side else ""
    return f"♪ {cue.sound}{side}" if cue.sound else f"{cue.text}{side}"


def _drawing(section: Section, sample_rate: int) -> str:
    cell_frames = CELL_S * sample_rate
    cells = [_QUIET_CELL] * -(-(section.end_frame - section.start_frame) // cell_frames)
    spans = [(cue.start_frame, cue.end_frame, _SPEECH_CELL) for cue in section.cues if cue.text]
    for kind, cell in _MARK_CELLS.items():  # in this order: breath shows inside a hold, a hold hides the words in it
        spans += [(mark.start_frame, mark.end_frame, cell) for mark in section.marks if mark.kind is kind]
    for start_frame, end_frame, cell in spans:
        first = (start_frame - section.start_frame) // cell_frames
        last = max(first + 1, round((end_frame - section.start_frame) / cell_frames))
        cells[first:last] = [cell] * len(cells[first:last])
    return "".join(cells)


def _wrapped(drawing: str, width: int = 76) -> Iterator[str]:
    for start in range(0, len(drawing), width):
        yield f"  {drawing[start : start + width]}"
