"""Lays out a moment as the lines that fill a window, large enough to be read from two metres where there is room.

Returns styled text and prints nothing. The lower lines keep their place whatever is said above them, so that nothing
jumps.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from coach.cli.console import stderr
from coach.cli.screen._big_letters import ROWS, big_letters
from coach.cli.screen._moment import Moment
from coach.units import clock

_SCALES = ((2, 2), (1, 1), (0, 1), (0, 0))
"""Scales of the headline's letters and of the numbers, largest first; 0 is ordinary text. The first pair that fits is
taken."""

_LEAST_COLUMNS = (0, 54, 150)
"""How wide a window must be for numbers of each scale.

54 hold the time left with a hold's two digits beside it; 150 hold two words of a headline in one line.
"""

_TIME_COLUMNS = 32
"""Width of the time left at scale 1, up to 99:59, and of the space after it."""

_SAID_LINES = _REMINDER_LINES = 2
_SMALL_ROWS = 12
"""A window with fewer rows shows one line of what was said."""

_MARGIN, _NARROW_COLUMNS = 2, 40
_LABEL_COLUMNS, _LEFT_COLUMNS = 9, 7
_UNKNOWN_TIME = "–:––"
_STRONG, _QUIET, _ACCENT, _ALERT = "bold", "dim", "cyan", "bold yellow"
_KEYS = (
    "space {space} · ← → stretch · r again · + − volume · ? keys · q end",
    "space {space} · ← → stretch · r again · + − volume · q end",
    "space {space} · ← → · r · + − · q end",
    "space {space}",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Lines that are shown together or not at all.

    Where there is no room, the block with the highest rank is left out first. Blocks with a rank above `_ESSENTIAL`
    never make the letters smaller: they only fill the room that is left.
    """

    rank: int
    lines: list[Text]


_ESSENTIAL, _REMINDER, _GAP = 8, 9, 10


def lay_out(now: Moment, size: tuple[int, int], *, announcement: str = "", has_keys: bool = True) -> list[Text]:
    """Lay out a moment.

    Args:
        now: The moment.
        size: The window's columns and rows.
        announcement: A sentence to show in place of the next stretch; empty for none.
        has_keys: Whether keys do anything, so that they are explained.

    Returns:
        Exactly as many lines as the window has rows, none wider than the window.
    """
    columns, rows = size
    margin = _MARGIN if columns >= _NARROW_COLUMNS else 0
    inner = columns - 2 * margin
    for scale, number_scale in _SCALES:
        top = [_header(now, inner), *_words(now, inner, rows, scale)]
        bottom = [*_numbers(now, inner, number_scale), *_bars(now, inner), _next(now, announcement)]
        if has_keys:
            bottom.append(_keys(now, inner))
        essential = sum(len(block.lines) for block in top + bottom if block.rank <= _ESSENTIAL)
        if essential <= rows and columns >= _LEAST_COLUMNS[number_scale]:
            break
    lines = _stack(top, bottom, rows)
    for line in lines:
        line.truncate(inner, overflow="ellipsis")
        line.pad_left(margin)
    return lines


def _header(now: Moment, columns: int) -> _Block:
    """The routine, unless the headline names it, and on the right the volume and the number of the stretch."""
    title = now.routine_title if now.routine_title != now.title else ""
    facts = []
    if now.volume_db:
        facts.append(f"volume {now.volume_db:+} dB".replace("-", "−"))
    if now.number:
        facts.append(f"{now.number} of {now.count}")
    return _Block(_ESSENTIAL, [_apart(title, " · ".join(facts), columns)])


def _apart(left: str, right: str, columns: int) -> Text:
    """Set two texts at the ends of a line; where there is room for one, the right one stays."""
    space = columns - cell_len(left) - cell_len(right)
    if space > 0:
        return Text(f"{left}{' ' * space}{right}", _QUIET)
    return Text(right or left, _QUIET)


def _words(now: Moment, columns: int, rows: int, scale: int) -> list[_Block]:
    """The stretch, the side, the round, and what was said."""
    headline, names_side = _headline(now, columns, rows, scale)
    part = " · ".join(filter(None, ("" if names_side or not now.side else f"{now.side} side", now.round)))
    said_lines = 1 if rows < _SMALL_ROWS else _SAID_LINES
    return [
        _gap(),
        _Block(0, headline),
        _gap(),
        _Block(2, [Text(f"{part[0].upper()}{part[1:]}", _ACCENT)] if part else []),
        _Block(3, _wrapped(now.said, _STRONG, columns, said_lines)),
        _Block(_REMINDER, _wrapped(now.reminder, "", columns, _REMINDER_LINES)),
    ]


def _headline(now: Moment, columns: int, rows: int, scale: int) -> tuple[list[Text], bool]:
    """Draw the title, with the side if there is room; returns the lines and whether they name the side."""
    whole = f"{now.title}, {now.side}" if now.side else now.title
    most = max(2, rows // 12)
    for text in (whole, now.title):
        for size in range(scale, 0, -1):
            lines = big_letters(text, columns, scale=size)
            if 0 < len(lines) <= most * ROWS * size:
                return [Text(line, _STRONG) for line in lines], text == whole
    fits = cell_len(whole) <= columns
    return [Text(whole if fits else now.title, _STRONG)], fits


def _wrapped(text: str, style: str, columns: int, count: int) -> list[Text]:
    """Wrap text into exactly `count` lines, so that nothing below it moves; the last one takes what is too much."""
    lines = [line.plain.rstrip() for line in Text(text).wrap(stderr, columns)]
    lines[count - 1 :] = [" ".join(lines[count - 1 :])]
    return [Text(line, style) for line in lines + [""] * (count - len(lines))]


def _numbers(now: Moment, columns: int, scale: int) -> list[_Block]:
    """The time left, and beside it a word for the state or the number of what is counted."""
    if scale == 0:
        words = [Text(now.note, _ALERT)] if now.note else []
        if now.counted:
            words.append(Text(now.counted.short, _ACCENT))
        return [_Block(1, [Text(" · ").join(words)])]
    time = _UNKNOWN_TIME if now.session_left_s is None else clock(now.session_left_s)
    left = [Text(row) for row in big_letters(time, columns, scale=scale)]
    number = now.counted.number if now.counted else ""
    beside, style = (now.note, _ALERT) if now.note else (number, _ACCENT)
    rows = big_letters(beside, columns - scale * _TIME_COLUMNS, scale=scale) or [beside]
    right = [Text(row, style) for row in rows]
    under_left = "preparing the rest" if now.session_left_s is None else "left of the session"
    caption = Text.assemble((under_left.ljust(scale * _TIME_COLUMNS) + _caption(now), _QUIET))
    return [_Block(1, [*_beside(left, right, scale), caption]), _gap()]


def _caption(now: Moment) -> str:
    """The words under a note or under the number of what is counted."""
    if not now.counted or now.explanation:
        return now.explanation
    return f"{now.counted.number} {now.counted.caption}" if now.note else now.counted.caption


def _beside(left: list[Text], right: list[Text], scale: int) -> Iterator[Text]:
    """Set two drawings side by side on the same baseline."""
    for above in range(max(len(left), len(right)), 0, -1):
        start = left[-above] if above <= len(left) else Text()
        end = right[-above] if above <= len(right) else Text()
        yield Text.assemble(start, " " * (scale * _TIME_COLUMNS - start.cell_len), end)


def _bars(now: Moment, columns: int) -> list[_Block]:
    return [
        _Block(5, [_bar(now.part or "Stretch", now.section_share, now.section_left_s, columns)]),
        _Block(4, [_bar("Session", now.session_share, now.session_left_s, columns)]),
        _gap(),
    ]


def _bar(label: str, share: float, left_s: int | None, columns: int) -> Text:
    label = label.ljust(_LABEL_COLUMNS) if columns >= _NARROW_COLUMNS - 2 * _MARGIN else ""
    length = max(0, columns - len(label) - _LEFT_COLUMNS)
    over = int(share * length)
    left = "" if left_s is None else clock(left_s)
    return Text.assemble(
        (label, _QUIET), ("█" * over, _ACCENT), ("─" * (length - over), _QUIET), left.rjust(_LEFT_COLUMNS)
    )


def _next(now: Moment, announcement: str) -> _Block:
    """The announcement or, without one, the next stretch."""
    if announcement:
        return _Block(6, [Text(announcement, _ALERT)])
    return _Block(6, [Text(f"Next: {now.following}" if now.following else "")])


def _keys(now: Moment, columns: int) -> _Block:
    """The longest explanation of the keys for which there is room."""
    lines = [line.format(space="go on" if now.is_paused else "pause") for line in _KEYS]
    return _Block(7, [Text(next((line for line in lines if len(line) <= columns), lines[-1]), _QUIET)])


def _gap() -> _Block:
    return _Block(_GAP, [Text()])


def _stack(top: list[_Block], bottom: list[_Block], rows: int) -> list[Text]:
    """Set the first blocks at the top and the others at the bottom, with the room that is left between them."""
    kept = sorted([*top, *bottom], key=lambda block: block.rank)
    while len(kept) > 1 and sum(len(block.lines) for block in kept) > rows:
        kept.pop()
    upper = [line for block in top if block in kept for line in block.lines]
    lower = [line for block in bottom if block in kept for line in block.lines]
    between = [Text() for _ in range(rows - len(upper) - len(lower))]
    return (upper + between + lower)[:rows]
