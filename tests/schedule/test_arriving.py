"""On the way to a stretch its name, the way into its position and what to do with the eyes are heard in this order."""

from dataclasses import replace
from fractions import Fraction

import pytest

from coach.schedule._arriving import find_way
from coach.script.routine import Routine, Stretch
from coach.script.vocabulary import Eyes, PauseName, Position, Verbosity
from coach.settings.values import Pauses, Settings
from coach.timeline import MarkKind
from tests.schedule.scheduling import PHRASES, hold, prone, routine_of, scheduled, seconds_of, texts_of

FLOOR = [position for position in Position if not position.upright and position is not Position.CHAIR]
OPEN = {sentence for text in PHRASES.open_eyes for sentence in text}
CLOSE = {sentence for text in (PHRASES.close_eyes, *PHRASES.close_eyes_again) for sentence in text}


def through(*positions: Position) -> Routine:
    stretches = (replace(prone(f"s{index}", hold(10)), position=at) for index, at in enumerate(positions))
    return routine_of(*stretches)


def between_s(routine: Routine, settings: Settings | None = None) -> list[float]:
    return seconds_of(scheduled(routine, settings), MarkKind.PAUSE, "between")


def eyes_of(routine: Routine, settings: Settings | None = None) -> str:
    """Write what is said about eyes, a letter for each time, with the names of the stretches between."""
    signs = []
    for text in texts_of(scheduled(routine, settings)):
        if text in OPEN or text in CLOSE:
            signs.append("O" if text in OPEN else "C")
        elif text[-3:-2] == "S":
            signs.append(text[-2])
    return "".join(signs)


def test_the_way_from_one_position_to_another_has_words_and_a_time_of_its_own() -> None:
    routine = through(Position.PRONE, Position.STANDING)
    way = find_way(Position.PRONE, Position.STANDING, PHRASES)
    assert way is not None
    texts = texts_of(scheduled(routine))
    assert [text for text in texts if text in way.say] == list(way.say)
    assert between_s(routine) == [5, float(way.length_s)]


def test_without_a_way_the_words_of_the_position_and_the_pause_count() -> None:
    routine = through(Position.STANDING, Position.PRONE, Position.PRONE)
    phrases = replace(PHRASES, ways=())
    assert between_s(routine)[1] > 10
    assert find_way(Position.STANDING, Position.PRONE, phrases) is None
    timeline = scheduled(routine, phrases=phrases)
    assert seconds_of(timeline, MarkKind.PAUSE, "between") == [5, 10, 5]
    assert texts_of(timeline).count(PHRASES.positions[Position.PRONE][0]) == 1


@pytest.mark.parametrize("floor", FLOOR)
@pytest.mark.parametrize("up", [Position.STANDING, Position.WALL])
def test_from_the_floor_to_standing_and_back_it_takes_12_s(floor: Position, up: Position) -> None:
    _, down_s, up_s = between_s(through(up, floor, up))
    assert min(down_s, up_s) >= 12


def test_pauses_scale_the_time_of_a_way_and_seconds_replace_it() -> None:
    routine = through(Position.PRONE, Position.STANDING)
    _, usual_s = between_s(routine)
    assert between_s(routine, Settings(pauses=Pauses(Fraction(2)))) == [10, 2 * usual_s]
    own = Pauses(Fraction(2), ((PauseName.BETWEEN, Fraction(7)),))
    assert between_s(routine, Settings(pauses=own)) == [7, 7]


def test_an_author_s_way_replaces_the_words_and_not_the_time() -> None:
    first, second = through(Position.PRONE, Position.STANDING).stretches
    routine = routine_of(first, replace(second, arrive=("Push up.", "Stand.")))
    assert between_s(routine) == between_s(through(Position.PRONE, Position.STANDING))
    texts = texts_of(scheduled(routine))
    assert "Push up." in texts
    assert not any("Hands under your shoulders" in text for text in texts)


def test_eyes_close_on_arriving_and_open_for_every_change_of_place() -> None:
    positions = (Position.STANDING, Position.STANDING, Position.PRONE, Position.SUPINE, Position.WALL, Position.CHAIR)
    assert eyes_of(through(*positions)) == "0C12OC34OC5OC"


@pytest.mark.parametrize("verbosity", Verbosity)
def test_eyes_are_told_of_with_few_words_too(verbosity: Verbosity) -> None:
    routine = through(Position.STANDING, Position.PRONE)
    assert eyes_of(routine, Settings(verbosity=verbosity)) == "0C1OC"


def test_a_routine_with_open_eyes_never_asks_to_close_them() -> None:
    routine = replace(through(Position.STANDING, Position.PRONE), eyes=Eyes.OPEN)
    assert eyes_of(routine) == "01"


def test_eyes_open_before_the_words_for_the_way() -> None:
    def stretch(name: str, position: Position) -> Stretch:
        return replace(prone(name, hold(10)), position=position)

    timeline = scheduled(routine_of(stretch("a", Position.STANDING), stretch("b", Position.PRONE)))
    texts = [cue.text for cue in timeline.sections[2].cues if cue.text]
    way = find_way(Position.STANDING, Position.PRONE, PHRASES)
    assert way is not None
    assert texts[1] in OPEN
    assert texts[2 : 2 + len(way.say)] == list(way.say)
    assert texts[2 + len(way.say)] in CLOSE
