import pytest

from coach.audio.format import SAMPLE_RATE
from coach.cli.screen._counted import Counted, counted, round_at
from coach.timeline import MarkKind, Section
from tests.built import built_timeline

LEG_RAISE, BOX, INTERVALS, SCAN, SALUTATION = built_timeline().sections[1:-1]


def into(section: Section, kind: MarkKind, index: int, seconds: float) -> int:
    """Return the frame so many seconds into a span."""
    span = [mark for mark in section.marks if mark.kind is kind][index]
    return span.start_frame + round(seconds * SAMPLE_RATE)


@pytest.mark.parametrize(
    ("section", "kind", "seconds", "expected"),
    [
        (LEG_RAISE, MarkKind.REP, 3, Counted("1", "of 4 repetitions", "repetition 1 of 4")),
        (LEG_RAISE, MarkKind.REST, 18.5, Counted("12", "s of rest left", "rest 12 s")),
        (INTERVALS, MarkKind.WORK, 0, Counted("40", "s of work left", "work 40 s")),
        (SCAN, MarkKind.SILENCE, 0, Counted("2:00", "of silence left", "silence 2:00")),
        (SCAN, MarkKind.SILENCE, 21, Counted("99", "s of silence left", "silence 99 s")),
        (BOX, MarkKind.INHALE, 1, Counted("3", "s to breathe in", "inhale 3 s")),
        (BOX, MarkKind.HOLD_IN, 1, Counted("3", "s to hold your breath", "hold 3 s")),
        (BOX, MarkKind.HOLD_OUT, 3.9, Counted("1", "s to hold your breath", "hold 1 s")),
        (SALUTATION, MarkKind.FLOW, 5, Counted("5", "s to breathe out", "exhale 5 s")),
    ],
)
def test_what_the_author_counts_is_counted(section: Section, kind: MarkKind, seconds: float, expected: Counted) -> None:
    assert counted(section, into(section, kind, 0, seconds)) == expected


def test_between_the_doses_nothing_is_counted() -> None:
    assert counted(SCAN, SCAN.start_frame) is None
    assert counted(None, 0) is None


def test_the_round_is_told_while_it_lasts() -> None:
    assert round_at(LEG_RAISE, into(LEG_RAISE, MarkKind.REP, 5, 0)) == "round 2 of 2"
    assert round_at(LEG_RAISE, into(LEG_RAISE, MarkKind.REST, 0, 1)) == ""
    assert round_at(None, 0) == ""
