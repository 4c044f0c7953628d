"""The lines of a window, as exact pictures."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.screen._big_letters import big_letters
from coach.cli.screen._layout import lay_out
from coach.cli.screen._moment import moment
from coach.playback.states import State, Status
from coach.timeline import MarkKind
from tests.built import built_timeline
from tests.cli.screen.example import PHRASES, ROUTINE, SECTIONS, at


def drawn(status: Status, columns: int, rows: int, *, announcement: str = "") -> list[str]:
    lines = lay_out(moment(status, ROUTINE, PHRASES), (columns, rows), announcement=announcement)
    assert len(lines) == rows
    return [line.plain.rstrip() for line in lines]


HOLD_ON_THE_RIGHT = """\
  Middle back relief                                                    2 of 2
  ▄▀▀▀▀              █             █                ▀             █
  ▀▄▄▄  ▄▀▀▀▄  ▀▀▀▄ ▀█▀  ▄▀▀▀▄ ▄▀▀▀█    ▄▀▀▀▀ █▀▀▀▄ █ █▀▀▀▄  ▀▀▀▄ █
      █ █▀▀▀▀ ▄▀▀▀█  █   █▀▀▀▀ █   █     ▀▀▀▄ █   █ █ █   █ ▄▀▀▀█ █
  ▀▀▀▀   ▀▀▀▀  ▀▀▀▀   ▀▀  ▀▀▀▀  ▀▀▀▀    ▀▀▀▀  █▀▀▀  ▀ ▀   ▀  ▀▀▀▀  ▀
                                              ▀
   █           ▀        █              ▀       █      █
  ▀█▀  █  █  █ █ ▄▀▀▀▀ ▀█▀        █▄▀▀ █ ▄▀▀▀█ █▀▀▀▄ ▀█▀
   █   █  █  █ █  ▀▀▀▄  █         █    █ █   █ █   █  █
    ▀▀  ▀▀ ▀▀  ▀ ▀▀▀▀    ▀▀ ▄▀    ▀    ▀  ▀▀▀█ ▀   ▀   ▀▀
                                          ▀▀▀
  Exhale.

  Chest turns to the right. Left hand to the right knee. Stay here for 25
  seconds.
   ▄█     ▄▀▀▀▄ █▀▀▀▀              ▄█   █▀▀▀▀
    █   ▀ █   █ █▄▄▄                █   █▄▄▄
    █   ▄ █   █     █               █       █
   ▀▀▀     ▀▀▀  ▀▀▀▀               ▀▀▀  ▀▀▀▀
  left of the session             s of the hold left
  Stretch  ██████████████████████████████████████████──────────────────   0:35
  Session  █████████████████████████████████████████████───────────────   1:05

  space pause · ← → stretch · r again · + − volume · ? keys · q end
"""
PAUSED_IN_IT = """\
  Middle back relief                                                    2 of 2
  ▄▀▀▀▀              █             █                ▀             █
  ▀▄▄▄  ▄▀▀▀▄  ▀▀▀▄ ▀█▀  ▄▀▀▀▄ ▄▀▀▀█    ▄▀▀▀▀ █▀▀▀▄ █ █▀▀▀▄  ▀▀▀▄ █
      █ █▀▀▀▀ ▄▀▀▀█  █   █▀▀▀▀ █   █     ▀▀▀▄ █   █ █ █   █ ▄▀▀▀█ █
  ▀▀▀▀   ▀▀▀▀  ▀▀▀▀   ▀▀  ▀▀▀▀  ▀▀▀▀    ▀▀▀▀  █▀▀▀  ▀ ▀   ▀  ▀▀▀▀  ▀
                                              ▀
   █           ▀        █              ▀       █      █
  ▀█▀  █  █  █ █ ▄▀▀▀▀ ▀█▀        █▄▀▀ █ ▄▀▀▀█ █▀▀▀▄ ▀█▀
   █   █  █  █ █  ▀▀▀▄  █         █    █ █   █ █   █  █
    ▀▀  ▀▀ ▀▀  ▀ ▀▀▀▀    ▀▀ ▄▀    ▀    ▀  ▀▀▀█ ▀   ▀   ▀▀
                                          ▀▀▀
  Exhale.

  Chest turns to the right. Left hand to the right knee. Stay here for 25
  seconds.
   ▄█     ▄▀▀▀▄ █▀▀▀▀             █▀▀▀▄                             █
    █   ▀ █   █ █▄▄▄              █▄▄▄▀  ▀▀▀▄ █   █ ▄▀▀▀▀ ▄▀▀▀▄ ▄▀▀▀█
    █   ▄ █   █     █             █     ▄▀▀▀█ █   █  ▀▀▀▄ █▀▀▀▀ █   █
   ▀▀▀     ▀▀▀  ▀▀▀▀              ▀      ▀▀▀▀  ▀▀▀▀ ▀▀▀▀   ▀▀▀▀  ▀▀▀▀
  left of the session             15 s of the hold left
  Stretch  ██████████████████████████████████████████──────────────────   0:35
  Session  █████████████████████████████████████████████───────────────   1:05

  space go on · ← → stretch · r again · + − volume · ? keys · q end
"""
BEFORE_ANYTHING_IS_PREPARED = """\


  Middle back relief






                                  ▄▀▀▀▀
                                  ▀▄▄▄  ▄▀▀▀▄ ▄▀▀▀▄ █▀▀▀▄
  ▄▄▄▄ ▀ ▄▄▄▄ ▄▄▄▄                    █ █   █ █   █ █   █
       ▄                          ▀▀▀▀   ▀▀▀   ▀▀▀  ▀   ▀
  preparing the rest              preparing the session

  Opening  ────────────────────────────────────────────────────────────
  Session  ────────────────────────────────────────────────────────────

  Next: Standing cat-cow
  space pause · ← → stretch · r again · + − volume · ? keys · q end
"""
CLOSING = """\


  █▄   ▄█ ▀     █     █ █           █                █
  █ ▀▄▀ █ █ ▄▀▀▀█ ▄▀▀▀█ █  ▄▀▀▀▄    █▀▀▀▄  ▀▀▀▄ ▄▀▀▀ █ ▄▀
  █     █ █ █   █ █   █ █  █▀▀▀▀    █   █ ▄▀▀▀█ █    █▀▄
  ▀     ▀ ▀  ▀▀▀▀  ▀▀▀▀  ▀  ▀▀▀▀    ▀▀▀▀   ▀▀▀▀  ▀▀▀ ▀  ▀

             █  ▀        ▄▀▀
  █▄▀▀ ▄▀▀▀▄ █  █ ▄▀▀▀▄ ▄█▄
  █    █▀▀▀▀ █  █ █▀▀▀▀  █
  ▀     ▀▀▀▀  ▀ ▀  ▀▀▀▀  ▀
  Open your eyes when you are ready.



  ▄▀▀▀▄   ▄▀▀▀▄ ▄▀▀▀▄
  █   █ ▀   ▄▄▀ █   █
  █   █ ▄ ▄▀    █   █
   ▀▀▀    ▀▀▀▀▀  ▀▀▀
  left of the session
  Closing  ████████████████████────────────────────────────────────────   0:20
  Session  ███████████████████████████████████████████████████████─────   0:20

  space pause · ← → stretch · r again · + − volume · ? keys · q end
"""
BREATHING = """\
  Middle back relief            1 of 2
  Standing cat-cow
  Round your upper back.
  Feet hip-width apart. Knees a little
  soft. Move with your breath, 8 time…
  exhale 4 s
  Stretch  ████████────────────   0:54
  Session  ████────────────────   3:24
  Next: Seated spinal twist
  space pause · ← → · r · + − · q end
"""
SEARCHING = """\
  Middle back relief            2 of 2
  Seated spinal twist, right
  Exhale.
  Chest turns to the right. Left hand
  to the right knee. Stay here for 25…
  No sound · hold 15 s
  Stretch  ██████████████──────   0:35
  Session  ███████████████─────   1:05
  The loudspeaker is gone; looking fo…
  space pause · ← → · r · + − · q end
"""
AWAITING_A_STRETCH = """\
  Middle back relief            2 of 2
  Seated spinal twist



  Soon
  Stretch  ────────────────────
  Session  ────────────────────

  space pause · ← → · r · + − · q end
"""
TINY = """\
Seated spinal twist
Right side
Exhale.
Paused · hold 15 s
█████████────   1:05
"""


@pytest.mark.parametrize(
    ("status", "size", "announcement", "expected"),
    [
        (at(205), (80, 24), "", HOLD_ON_THE_RIGHT),
        (at(205, State.PAUSED), (80, 24), "", PAUSED_IN_IT),
        (at(0, waiting=True, prepared=0), (80, 20), "", BEFORE_ANYTHING_IS_PREPARED),
        (at(250), (80, 24), "", CLOSING),
        (at(66.5), (40, 10), "", BREATHING),
        (at(205, State.SEARCHING), (40, 10), "The loudspeaker is gone; looking for it.", SEARCHING),
        (at(120, waiting=True, prepared=2), (40, 10), "", AWAITING_A_STRETCH),
        (at(205, State.PAUSED), (20, 5), "", TINY),
    ],
)
def test_chosen_moments_look_as_they_should(
    status: Status, size: tuple[int, int], announcement: str, expected: str
) -> None:
    assert "\n".join(drawn(status, *size, announcement=announcement)) + "\n" == expected


def test_a_repetition_and_its_round_are_shown() -> None:
    section = built_timeline().sections[1]
    rep = [mark for mark in section.marks if mark.kind is MarkKind.REP][6]
    status = Status(State.PLAYING, rep.start_frame, (SECTIONS[0], section), False, False, 0)
    lines = drawn(status, 80, 24)
    assert "  Round 2 of 2" in lines
    assert "  preparing the rest              of 4 repetitions" in lines
    assert "  repetition 3 of 4" in drawn(status, 40, 10)


def test_a_large_window_has_letters_of_twice_the_size() -> None:
    lines = drawn(at(205), 200, 50)
    headline = [f"  {row}".rstrip() for row in big_letters("Seated spinal twist, right", 196, scale=2)]
    assert lines[2 : 2 + len(headline)] == headline
    assert len(headline) == 19
    assert lines[-7].startswith("  left of the session")


sizes = st.tuples(st.integers(1, 220), st.integers(1, 70))
statuses = st.builds(
    at, st.floats(0, 270), st.sampled_from(State), waiting=st.booleans(), prepared=st.integers(0, len(SECTIONS))
)


@given(statuses, sizes, st.sampled_from(["", "The loudspeaker is gone; looking for it."]), st.booleans())
def test_a_picture_never_has_more_lines_or_columns_than_the_window(
    status: Status, size: tuple[int, int], announcement: str, has_keys: bool
) -> None:
    lines = lay_out(moment(status, ROUTINE, PHRASES), size, announcement=announcement, has_keys=has_keys)
    assert len(lines) == size[1]
    assert max(line.cell_len for line in lines) <= size[0]


@given(st.floats(180, 224), st.floats(180, 224), sizes)
def test_nothing_jumps_while_a_side_lasts(earlier_s: float, later_s: float, size: tuple[int, int]) -> None:
    headline = drawn(at(180), *size)[: size[1] // 2]
    stays = [line for line in headline if line.startswith(("  ▄", "  ▀", "  █")) or "Seated" in line]
    for lines in (drawn(at(seconds), *size) for seconds in (earlier_s, later_s)):
        assert [line for line in stays if line not in lines[: size[1] // 2]] == []
    with_times = (
        [row for row, line in enumerate(drawn(at(seconds), *size)) if re.search(r"\d:\d\d$", line)]
        for seconds in (earlier_s, later_s)
    )
    assert len({tuple(rows) for rows in with_times}) == 1


@pytest.mark.parametrize("title", ["前屈", "Üçgen duruşu", "Supercalifragilisticexpialidocious"])
def test_a_title_that_the_font_cannot_show_is_shown_as_it_is(title: str) -> None:
    now = replace(moment(at(205), ROUTINE, PHRASES), title=title)
    assert f"{title}, right" in {line.plain.strip() for line in lay_out(now, (80, 24))}
