"""A status in, the lines that fill a window out: large enough for two metres where there is room, never too many.

Pure. What is at the bottom stays where it is whatever is said above it, so that nothing jumps.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from coach.cli.screen.big_letters import ROWS, big_letters
from coach.cli.screen.moment import Moment, moment
from coach.cli.terminal import stderr
from coach.playback.states import State, Status
from coach.script.steps import Routine
from coach.units import clock

_SCALES = ((2, 2), (1, 1), (0, 1), (0, 0))
"""Of the headline's letters and of the numbers; 0 is ordinary text. The first pair that the window has room for."""

_LEAST_COLUMNS = (0, 54, 150)
"""For numbers of each scale: the time left with a hold's two digits beside it; two words of a headline in a line."""

_TIME_COLUMNS = 32
"""Of the time left at scale 1, up to 99:59, and the distance to what stands beside it."""

_SAID_LINES = _REMINDER_LINES = 2
_SMALL_ROWS = 12
"""A window of fewer rows shows one line of what was said."""

_MARGIN, _NARROW_COLUMNS = 2, 40
_LABEL_COLUMNS, _LEFT_COLUMNS = 9, 7
_UNKNOWN_TIME = "–:––"
_STRONG, _QUIET, _ACCENT, _ALERT = "bold", "dim", "cyan", "bold yellow"
_KEYS = (
    "space {space} · ← → stretch · r again · + − volume · q end",
    "space {space} · ← → · r · + − · q end",
    "space {space}",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Lines that are shown together or not at all: where there is no room, the block of the highest rank goes first.

    Those above `_ESSENTIAL` only fill what room there is.
    """

    rank: int
    lines: list[Text]


_ESSENTIAL, _REMINDER, _GAP = 8, 9, 10


def picture(
    status: Status, routine: Routine, size: tuple[int, int], *, announcement: str = "", keys: bool = True
) -> list[Text]:
    """Draw a moment.

    Args:
        status: What is heard.
        routine: Of which.
        size: The window's columns and rows.
        announcement: A sentence that takes the place of what comes next.
        keys: Whether pressing one does anything.

    Returns:
        Exactly as many lines as it has rows, none wider than the window.
    """
    columns, rows = size
    now = moment(status, routine)
    margin = _MARGIN if columns >= _NARROW_COLUMNS else 0
    inner = columns - 2 * margin
    for scale, number_scale in _SCALES:
        top = [_header(now, status, routine, inner), *_words(now, inner, rows, scale)]
        bottom = [*_numbers(now, inner, number_scale), *_bars(now, inner), _next(now, announcement)]
        bottom += [_keys(status, inner)] if keys else []
        essential = sum(len(block.lines) for block in top + bottom if block.rank <= _ESSENTIAL)
        if essential <= rows and columns >= _LEAST_COLUMNS[number_scale]:
            break
    lines = _stacked(top, bottom, rows)
    for line in lines:
        line.truncate(inner, overflow="ellipsis")
        line.pad_left(margin)
    return lines


def _header(now: Moment, status: Status, routine: Routine, columns: int) -> _Block:
    title = routine.title if routine.title != now.title else ""
    facts = [f"volume {status.volume_db:+} dB".replace("-", "−")] if status.volume_db else []
    facts += [f"{now.number} of {now.count}"] if now.number else []
    return _Block(_ESSENTIAL, [_apart(title, " · ".join(facts), columns)])


def _apart(left: str, right: str, columns: int) -> Text:
    space = columns - cell_len(left) - cell_len(right)
    return Text(f"{left}{' ' * space}{right}" if space > 0 else right or left, _QUIET)


def _words(now: Moment, columns: int, rows: int, scale: int) -> list[_Block]:
    """The stretch, the side, and what was said."""
    headline, holds_side = _headline(now, columns, rows, scale)
    side = [Text(f"{now.side.capitalize()} side", _ACCENT)] if now.side and not holds_side else []
    said_lines = 1 if rows < _SMALL_ROWS else _SAID_LINES
    return [
        _gap(),
        _Block(0, headline),
        _gap(),
        _Block(2, side),
        _Block(3, _wrapped(now.said, _STRONG, columns, said_lines)),
        _Block(_REMINDER, _wrapped(now.reminder, "", columns, _REMINDER_LINES)),
    ]


def _headline(now: Moment, columns: int, rows: int, scale: int) -> tuple[list[Text], bool]:
    """The title, if there is room with the side; and whether there is."""
    whole = f"{now.title}, {now.side}" if now.side else now.title
    most = max(2, rows // 12)
    for text in (whole, now.title):
        for size in range(scale, 0, -1):
            lines = big_letters(text, columns, scale=size)
            if 0 < len(lines) <= most * ROWS * size:
                return [Text(line, _STRONG) for line in lines], text == whole
    fits = cell_len(whole) <= columns
    return [Text(whole if fits else now.title, _STRONG)], fits


def _wrapped(text: str, style: str, columns: int, most: int) -> list[Text]:
    """As many lines whatever the text, so that nothing below it moves; what is too much ends in an ellipsis."""
    lines = [line.plain.rstrip() for line in Text(text).wrap(stderr, columns)]
    lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return [Text(line, style) for line in lines + [""] * (most - len(lines))]


def _numbers(now: Moment, columns: int, scale: int) -> list[_Block]:
    """The time left; beside it a word for the state, or what is left of a hold."""
    hold = "" if now.hold_left_s is None else str(now.hold_left_s)
    if scale == 0:
        words = [Text(now.note, _ALERT)] if now.note else []
        words += [Text(f"hold {hold} s", _ACCENT)] if hold else []
        return [_Block(1, [Text(" · ").join(words)])]
    time = _UNKNOWN_TIME if now.session_left_s is None else clock(now.session_left_s)
    left = [Text(row) for row in big_letters(time, columns, scale=scale)]
    beside, style = (now.note, _ALERT) if now.note else (hold, _ACCENT)
    right = [Text(row, style) for row in big_letters(beside, columns - scale * _TIME_COLUMNS, scale=scale) or [beside]]
    left_of = "preparing the rest" if now.session_left_s is None else "left of the session"
    caption = Text.assemble((left_of.ljust(scale * _TIME_COLUMNS) + _caption(now, hold), _QUIET))
    return [_Block(1, [*_beside(left, right, scale), caption]), _gap()]


def _caption(now: Moment, hold: str) -> str:
    if not hold or now.explanation:
        return now.explanation
    return f"{hold} s of the hold left" if now.note else "s of the hold left"


def _beside(left: list[Text], right: list[Text], scale: int) -> Iterator[Text]:
    """Two drawings that stand on the same line."""
    for above in range(max(len(left), len(right)), 0, -1):
        start = left[-above] if above <= len(left) else Text()
        end = right[-above] if above <= len(right) else Text()
        yield Text.assemble(start, " " * (scale * _TIME_COLUMNS - start.cell_len), end)


def _bars(now: Moment, columns: int) -> list[_Block]:
    section = "Stretch" if now.number else "Opening" if now.following else "Closing"
    return [
        _Block(5, [_bar(section, now.section_share, now.section_left_s, columns)]),
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
    following = f"Next: {now.following}" if now.following else ""
    return _Block(6, [Text(announcement, _ALERT) if announcement else Text(following)])


def _keys(status: Status, columns: int) -> _Block:
    lines = [line.format(space="go on" if status.state is State.PAUSED else "pause") for line in _KEYS]
    return _Block(7, [Text(next((line for line in lines if len(line) <= columns), lines[-1]), _QUIET)])


def _gap() -> _Block:
    return _Block(_GAP, [Text()])


def _stacked(top: list[_Block], bottom: list[_Block], rows: int) -> list[Text]:
    """The first blocks at the top, the others at the bottom, and between them what room is left."""
    kept = sorted([*top, *bottom], key=lambda block: block.rank)
    while len(kept) > 1 and sum(len(block.lines) for block in kept) > rows:
        kept.pop()
    upper, lower = ([line for block in blocks if block in kept for line in block.lines] for blocks in (top, bottom))
    return (upper + [Text() for _ in range(rows - len(upper) - len(lower))] + lower)[:rows]
