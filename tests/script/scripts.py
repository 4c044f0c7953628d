"""A small script, a way to write it into a folder, and random stretches and routines of the whole language.

The strategies make only what a file can hold: each value that they make can be written as a script and read back equal.
They are small on purpose, so that each can also be scheduled: a stretch lasts minutes, not hours.
"""

from fractions import Fraction
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from coach.script.routine import Choices, Item, Round, Routine, Stretch
from coach.script.steps import (
    Breathe,
    BreathWords,
    Chime,
    Flow,
    FlowItem,
    Hold,
    Pattern,
    Pause,
    Phase,
    Repeat,
    Reps,
    Rest,
    Say,
    Sides,
    Silence,
    Step,
    Text,
    When,
    Work,
)
from coach.script.vocabulary import (
    BreathPhase,
    Count,
    Dose,
    DoseUnit,
    Eyes,
    FlowPhase,
    Level,
    PauseName,
    Position,
    Side,
    Sound,
    Teaching,
)

TWIST = """\
stretch: Twist
position: seated
source: "hold 20–30 s per side"
steps:
  - say: Sit tall.
  - pause: settle
  - sides:
      - say: Turn to the {side}.
        again: Now the {side}.
      - hold: 20-30 s
        breathing: true
  - breathe: 5-10
    inhale: Arch.
    exhale: Round.
  - chime: switch
"""

MAX_DEPTH = 3
"""How deep random steps are nested. Files may go to 4, which makes sessions too long to be tested often."""

SIDE_WORDS = ("Turn to the {side}.", "{other_side} hand on your knee.")
ROUND_WORDS = ("Set {n} of {total}.", "{total} in all.")
SENTENCES = (
    "Lift.",
    "And lower.",
    "Breathe as you like!",
    "Shoulders: low, and soft.",
    "Ready?",
    "Go…",
    "Say “on” and smile.",
    "True.",
    "# One.",
    "5 more.",
    "- Off.",
    "It's 2.5 steps, no more.",
)
THINGS = ("a mat", "a free wall", "a chair: steady", "a rolled towel", "two 1.5 kg weights")
TITLES = ("Cobra pose", "Bird dog", "Row", "Sun", "Box", "Shoulder roll", "Squat")
CHOICES: Choices = (("place", ("floor", "chair")), ("knees", ("fine", "sore", "new")), ("hand", ("flat", "fist")))

_CHOICE_OF = {value: name for name, values in CHOICES for value in values}


def write(folder: Path, text: str, name: str = "twist.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@cache
def seconds(least: int, most: int) -> st.SearchStrategy[Fraction]:
    """Whole seconds, or tenths of them."""
    tenths = st.integers(least * 10, most * 10).map(lambda number: Fraction(number, 10))
    return st.integers(least, most).map(Fraction) | tenths


@st.composite
def doses(draw: st.DrawFn, unit: DoseUnit, least: int, most: int) -> Dose:
    low, high = sorted((draw(st.integers(least, most)), draw(st.integers(least, most))))
    return Dose(Fraction(low), Fraction(high), unit)


@cache
def pauses() -> st.SearchStrategy[Pause]:
    return (st.sampled_from(PauseName) | seconds(1, 8)).map(Pause)


@cache
@st.composite
def texts(draw: st.DrawFn, *, sides: bool = False, rounds: bool = False) -> Text:
    """One or two sentences, sometimes with a pause beside them."""
    known = (*SENTENCES, *(SIDE_WORDS if sides else ()), *(ROUND_WORDS if rounds else ()))
    parts: list[str | Pause] = list(draw(st.lists(st.sampled_from(known), min_size=1, max_size=2)))
    if draw(st.integers(0, 5)) == 0:
        parts.insert(draw(st.integers(0, len(parts))), draw(pauses()))
    return tuple(parts)


@st.composite
def patterns(draw: st.DrawFn, *, retentions: bool = True) -> Pattern:
    """Patterns of 4 to 24 s. A breath always has an inhale and an exhale."""
    holds = st.just(Fraction(0)) | seconds(1, 6)
    hold_in_s, hold_out_s = (draw(holds) if retentions else Fraction(0) for _ in range(2))
    return Pattern(draw(seconds(2, 6)), hold_in_s, draw(seconds(2, 6)), hold_out_s)


@st.composite
def steps(
    draw: st.DrawFn, *, values: tuple[str, ...] = (), sides: bool = False, rounds: bool = False, depth: int = 0
) -> Step:
    """One step that may stand where these surroundings are; `values` are what `when` may name."""
    words = texts(sides=sides, rounds=rounds)
    kinds = ["spoken", "timed", "timed", "reps"]
    if depth < MAX_DEPTH:
        kinds += ["repeat"] + ([] if sides else ["sides"])
    step: Step
    match draw(st.sampled_from(kinds)):
        case "spoken":
            step = draw(_spoken(words, again=sides or rounds))
        case "timed":
            step = draw(_timed(words))
        case "reps":
            step = draw(_reps(words))
        case "repeat":
            step = draw(_repeat(values, sides, depth))
        case _:
            step = draw(_sides(values, rounds, depth))
    chosen = draw(_when(values))
    return When(chosen, step) if chosen else step


def _maybe(words: st.SearchStrategy[Text]) -> st.SearchStrategy[Text]:
    return st.just(()) | words


@cache
def _spoken(words: st.SearchStrategy[Text], *, again: bool) -> st.SearchStrategy[Step]:
    say = st.builds(Say, words, _maybe(words) if again else st.just(()))
    return say | say | pauses() | st.builds(Chime, st.sampled_from(Sound))


@cache
def _reps(words: st.SearchStrategy[Text]) -> st.SearchStrategy[Step]:
    phases = st.lists(st.builds(Phase, words, seconds(1, 4)), min_size=1, max_size=3).map(tuple)
    return st.builds(Reps, doses(DoseUnit.REPS, 1, 8), phases, st.sampled_from(Count), st.booleans())


@cache
def _timed(words: st.SearchStrategy[Text]) -> st.SearchStrategy[Step]:
    """Steps of a prescribed time that have no steps inside."""
    items = st.lists(st.builds(FlowItem, st.sampled_from(FlowPhase), words), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Silence, seconds(5, 70), st.booleans(), st.booleans()),
        _breathe(_maybe(words)),
        st.builds(Flow, items, st.none() | patterns(retentions=False)),
        st.builds(Hold, doses(DoseUnit.BREATHS, 1, 5), st.just(True), _maybe(words), st.booleans()),
        st.builds(Hold, doses(DoseUnit.SECONDS, 5, 60), st.booleans(), _maybe(words), st.booleans()),
        st.builds(Work, seconds(5, 40), _maybe(words), st.booleans(), st.booleans()),
        st.builds(Rest, seconds(2, 30), _maybe(words)),
    )


@st.composite
def _repeat(draw: st.DrawFn, values: tuple[str, ...], sides: bool, depth: int) -> Repeat:
    inside = draw(
        st.lists(steps(values=values, sides=sides, rounds=True, depth=depth + 1), min_size=1, max_size=2).map(tuple)
    )
    call = draw(_maybe(texts(sides=sides, rounds=True)))
    return Repeat(draw(st.integers(1, 3)), inside, call, draw(st.none() | seconds(2, 30)))


@st.composite
def _sides(draw: st.DrawFn, values: tuple[str, ...], rounds: bool, depth: int) -> Sides:
    inside = draw(
        st.lists(steps(values=values, sides=True, rounds=rounds, depth=depth + 1), min_size=1, max_size=2).map(tuple)
    )
    only = draw(st.none() | st.sampled_from(Side))
    return Sides(inside, only, Side.LEFT if only else draw(st.sampled_from(Side)))


@st.composite
def _breathe(draw: st.DrawFn, words: st.SearchStrategy[Text]) -> Breathe:
    """Breath cycles; only phases that the pattern has may have words."""
    dose = draw(doses(DoseUnit.CYCLES, 1, 6) | doses(DoseUnit.SECONDS, 10, 90))
    pattern = draw(st.none() | patterns())
    phases = [phase for phase, _ in pattern.phases()] if pattern else [BreathPhase.INHALE, BreathPhase.EXHALE]
    names = [name for phase in phases for name in (phase.value, f"{phase}_again")]
    return Breathe(dose, BreathWords(**{name: draw(words) for name in names}), pattern, draw(st.booleans()))


def needs() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(THINGS), max_size=2, unique=True).map(tuple)


def _choices(allowed: bool) -> st.SearchStrategy[Choices]:
    return st.lists(st.sampled_from(CHOICES), max_size=2, unique=True).map(tuple) if allowed else st.just(())


def _values(choices: Choices) -> tuple[str, ...]:
    return tuple(value for _, values in choices for value in values)


@st.composite
def _when(draw: st.DrawFn, values: tuple[str, ...]) -> tuple[str, ...]:
    """Mostly no value, sometimes one, or two of two choices."""
    if not values or draw(st.integers(0, 3)):
        return ()
    first = draw(st.sampled_from(values))
    others = tuple(value for value in values if _CHOICE_OF[value] != _CHOICE_OF[first])
    return (first, *draw(st.lists(st.sampled_from(others), max_size=1))) if others else (first,)


@st.composite
def stretches(draw: st.DrawFn, *, choices: bool = True, inside: Choices | None = None) -> Stretch:
    """A stretch of every verb and key.

    Args:
        choices: Whether it may have choices and steps with `when`. Without, it can be scheduled as it is.
        inside: The choices of the routine that it is written in; None for a stretch of its own.
    """
    title = f"{draw(st.sampled_from(TITLES))} {draw(st.integers(1, 9))}"
    own = draw(_choices(choices))
    return Stretch(
        name=title.lower().replace(" ", "-"),
        title=title,
        position=draw(st.sampled_from(Position)),
        source=draw(st.sampled_from(("", "3 sets of 10, “slowly”", "hold 20–30 s: each side"))),
        steps=tuple(draw(st.lists(steps(values=_values((*own, *(inside or ())))), min_size=1, max_size=3))),
        ease=draw(st.just(()) | st.none() | texts()),
        arrive=draw(st.just(()) | texts()),
        needs=draw(needs()),
        choices=own,
        level=draw(st.none() | st.sampled_from(Level)) if inside is not None else None,
        when=draw(_when(_values(inside or ()))),
        side_means=draw(st.just(()) | texts(sides=True)),
    )


@st.composite
def routines(draw: st.DrawFn, *, choices: bool = True) -> Routine:
    """A routine of one or two stretches and rounds; see `stretches` for `choices`."""
    own = draw(_choices(choices))
    stretch = stretches(choices=choices, inside=own)
    passes = st.lists(stretch, min_size=1, max_size=2).map(tuple)
    rounds = st.builds(Round, st.integers(1, 3), passes, st.just(()) | texts(rounds=True))
    items: tuple[Item, ...] = tuple(draw(st.lists(stretch | rounds, min_size=1, max_size=2)))
    routine = Routine("random", "Random", items)
    names = list(dict.fromkeys(stretch.name for stretch in routine.stretches))
    return Routine(
        name="random",
        title=draw(st.sampled_from(("Morning", "Evening, slowly", "5 minutes: quick"))),
        items=items,
        say=draw(st.just(()) | texts()),
        close=draw(st.just(()) | texts()),
        optional=tuple(draw(st.permutations(names))[: draw(st.integers(0, len(names) - 1))]),
        level=draw(st.sampled_from(Level)),
        needs=draw(needs()),
        welcome=draw(st.just(()) | texts()),
        eyes=draw(st.sampled_from(Eyes)),
        sounds=draw(st.sampled_from(Teaching)),
        choices=own,
    )
