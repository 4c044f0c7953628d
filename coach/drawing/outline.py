"""Draw a timeline in characters, as lines of text, with every cue and its time.

This is `chart` for a terminal: the whole session as a band, then each section to scale.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import TypeAlias

from coach.drawing._lanes import Lanes, Span, breath_at, lanes
from coach.timeline import Cue, Timeline
from coach.units import clock

CELL_LENGTHS_S = (1, 2, 4)
"""The lengths that one character can stand for, in seconds. Beyond 4 s a breath would be a single character, so that a
section that is still too long goes on in another line."""

INDENT = 2
WORDS_INDENT = 10
"""The place of a cue's words in its line, after its time."""

NARROWEST = 20
"""The least number of characters in a line."""

SIGNS = {"start": "▶", "inhale": "▴", "exhale": "▾", "switch": "◆", "end": "■"}
_VOICE, _HOLD, _QUIET = "▄", "═", "·"
_WORK, _REST, _SILENCE, _REP, _IN_SET = "▓", "░", "┈", "╷", "─"
_FULLNESS = "▁▂▃▄▅▆▇█"

Lane: TypeAlias = Callable[[Lanes], Sequence[Span]]

_LANES: Mapping[str, Lane] = {
    f"{_VOICE} voice": lambda section: section.voice,
    f"{_FULLNESS[2::2]} breath": lambda section: section.breaths,
    f"{_HOLD} hold": lambda section: section.holds,
    "├─┤ side": lambda section: section.sides,
}
_EFFORTS: Mapping[str, Lane] = {
    f"{_REP}{_IN_SET}{_REP} repetitions": lambda section: section.reps,
    f"{_WORK} work": lambda section: section.works,
    f"{_REST} rest": lambda section: section.rests,
    f"{_SILENCE} silence": lambda section: section.silences,
}
"""The entries of the legend, and the lanes in which they occur."""


def outline(timeline: Timeline, *, width: int = 80) -> Iterator[str]:
    """Yield lines of text: the title, the band, the legend, and each section with its drawing and its cues.

    Args:
        timeline: The session. Its times are shown as they are: exact if its clips are the final ones.
        width: Characters that a drawing may take in a line; a smaller number than 20 counts as 20. Sentences are not
            wrapped.
    """
    sections = list(lanes(timeline))
    cells = max(width, NARROWEST) - INDENT
    longest_s = max(section.length_s for section in sections)
    cell_s = next((length_s for length_s in CELL_LENGTHS_S if longest_s <= length_s * cells), CELL_LENGTHS_S[-1])
    yield f"{timeline.title} · {clock(timeline.duration_s)}"
    yield _band(sections, timeline.duration_s, cells + INDENT)
    yield from filter(None, map("  ".join, _legend(sections, cell_s)))
    for section, lane in zip(timeline.sections, sections, strict=True):
        yield ""
        yield f"{lane.heading} · {lane.facts}"
        yield from _drawing(lane, cell_s, cells)
        for cue in section.cues:
            yield f"  {clock(cue.start_frame / timeline.sample_rate):>6}  {_words(cue)}"


def _legend(sections: Sequence[Lanes], cell_s: int) -> Iterator[list[str]]:
    """Yield the entries of each line that explains the drawing, for the lanes, sounds and efforts that occur."""
    sounds = {chime.name for section in sections for chime in section.chimes}
    yield [*_occurring(_LANES, sections), f"one character is {cell_s} s"]
    yield [f"{sign} {sound}" for sound, sign in SIGNS.items() if sound in sounds]
    yield _occurring(_EFFORTS, sections)


def _occurring(entries: Mapping[str, Lane], sections: Sequence[Lanes]) -> list[str]:
    return [entry for entry, lane in entries.items() if any(map(lane, sections))]


def _words(cue: Cue) -> str:
    side = f"  ({cue.side})" if cue.side else ""
    return f"{SIGNS[cue.sound]} {cue.sound}{side}" if cue.sound else f"{cue.text}{side}"


def _band(sections: Iterable[Lanes], total_s: float, cells: int) -> str:
    """Draw the session in one line, with the number of each stretch where it begins, if there is room for it."""
    line = ["─"] * cells
    for section in sections:
        start = int(section.start_s / total_s * cells)
        end = int((section.start_s + section.length_s) / total_s * cells)
        label = f"┃{section.number}"
        if start + len(label) <= max(end, start + 1):
            line[start : start + len(label)] = label
    return "".join(line)


def _drawing(section: Lanes, cell_s: int, cells: int) -> Iterator[str]:
    """Draw the lanes from top to bottom, in as many lines as the section is long. Empty lanes are left out."""
    count = max(1, ceil(section.length_s / cell_s))
    drawn = [
        _chimes(section, count, cell_s),
        _breath(section, count, cell_s),
        _filled(section.holds, _HOLD, count, cell_s),
        _efforts(section, count, cell_s),
        _filled(section.voice, _VOICE, count, cell_s, empty=_QUIET),
        _sides(section.sides, count, cell_s),
    ]
    for start in range(0, count, cells):
        for lane in drawn:
            if lane.strip():
                yield f"{' ' * INDENT}{lane[start : start + cells]}".rstrip()


def _chimes(section: Lanes, count: int, cell_s: int) -> str:
    line = [" "] * count
    for chime in section.chimes:
        line[min(int(chime.start_s / cell_s), count - 1)] = SIGNS[chime.name]
    return "".join(line)


def _breath(section: Lanes, count: int, cell_s: int) -> str:
    """Draw how full the lungs are in the middle of each cell, as the height of a character."""
    line = _filled(section.breaths, _FULLNESS[0], count, cell_s)
    heights = (breath_at(section, (cell + 0.5) * cell_s) for cell in range(count))
    return "".join(
        _FULLNESS[round(height * (len(_FULLNESS) - 1))] if cell.strip() else cell
        for cell, height in zip(line, heights, strict=True)
    )


def _efforts(section: Lanes, count: int, cell_s: int) -> str:
    """Draw efforts, rests and silences as bands, and each repetition's beginning as a tick."""
    line = [" "] * count
    lanes_and_cells = (
        (section.silences, _SILENCE),
        (section.rests, _REST),
        (section.works, _WORK),
        (section.reps, _IN_SET),
    )
    for spans, cell in lanes_and_cells:
        for first, last in _reaches(spans, count, cell_s):
            line[first:last] = cell * (last - first)
    for first, _ in _reaches(section.reps, count, cell_s):
        line[first] = _REP
    return "".join(line)


def _filled(spans: Iterable[Span], cell: str, count: int, cell_s: int, *, empty: str = " ") -> str:
    line = [empty] * count
    for first, last in _reaches(spans, count, cell_s):
        line[first:last] = cell * (last - first)
    return "".join(line)


def _sides(sides: Sequence[Span], count: int, cell_s: int) -> str:
    line = [" "] * count
    for side, (first, last) in zip(sides, _reaches(sides, count, cell_s), strict=True):
        inside = last - first - 2
        label = f" {side.name} " if len(side.name) + 2 <= inside else ""
        line[first:last] = f"├{label.center(inside, '─')}┤"[: last - first]
    return "".join(line)


def _reaches(spans: Iterable[Span], count: int, cell_s: int) -> Iterator[tuple[int, int]]:
    """Yield the first cell of each span and the one after its last; each span takes one cell at least."""
    for span in spans:
        first = min(int(span.start_s / cell_s + 0.5), count - 1)  # rounds halves up, so that equal holds look equal
        yield first, min(count, max(first + 1, int(span.end_s / cell_s + 0.5)))
