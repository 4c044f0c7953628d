"""Reads the engine's own words from `scripts/phrases/LANGUAGE.yaml`, so that a language is a file.

The keys of that file are the fields of `Phrasebook`, and the type of a field says how it is read; a missing or unknown
key is an error. To add a phrase, add a field here and a line to each file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import fields as fields_of
from fractions import Fraction
from pathlib import Path
from typing import Annotated, TypeAlias, get_args

from coach.errors import ScriptError
from coach.script._doses import read_pause
from coach.script._nodes import Mapping, Node, Sequence, read_nodes
from coach.script._schema import Word, fields, scalar, sequence, word
from coach.script._texts import read_text
from coach.script.steps import Text
from coach.script.vocabulary import Position, Sound

MAX_TURNS = 12
"""The most texts in a list that are spoken in turn."""

NUMBERS = 3
"""How many numbers a countdown has."""

MAX_NUMBERS = 100
"""The most numbers that have a word of their own."""

MAX_WAYS = 100
"""The most ways between positions: ten positions have ninety."""


def _read_title(node: Node, _name: str) -> str:
    return scalar(node).text


def _read_text(*placeholders: str) -> Callable[[Node, str], Text]:
    return lambda node, _name: read_text(scalar(node), placeholders=placeholders)


def _read_words(*placeholders: str) -> Callable[[Node, str], str]:
    """Return a reader of a few words that are filled into a phrase."""

    def read(node: Node, _name: str) -> str:
        read_text(scalar(node), placeholders=placeholders)
        return scalar(node).text

    return read


def _read_turns(*placeholders: str) -> Callable[[Node, str], tuple[Text, ...]]:
    """Return a reader of one text or a list of them."""

    def read(node: Node, name: str) -> tuple[Text, ...]:
        items = sequence(node, name, most=MAX_TURNS) if isinstance(node, Sequence) else (node,)
        return tuple(read_text(scalar(item), placeholders=placeholders) for item in items)

    return read


def _read_each(words: type[Word]) -> Callable[[Node, str], dict[Word, Text]]:
    def read(node: Node, _name: str) -> dict[Word, Text]:
        if not isinstance(node, Mapping):
            remedy = f"Write one line for each of {', '.join(words)}."
            raise ScriptError(node.location, "a mapping is expected here.", remedy)
        keys = fields(node, required=tuple(words))
        return {word: read_text(scalar(keys[word])) for word in words}

    return read


def _read_countdown(node: Node, name: str) -> tuple[Text, ...]:
    items = sequence(node, name, most=NUMBERS)
    if len(items) != NUMBERS:
        problem = f"“{name}” has {len(items)} of {NUMBERS} numbers."
        raise ScriptError(node.location, problem, "Write one, two and three.")
    return tuple(read_text(scalar(item)) for item in items)


def _read_sides(node: Node, name: str) -> tuple[str, str]:
    words = [scalar(item).text for item in sequence(node, name, most=2)]
    if len(words) != 2:
        raise ScriptError(node.location, f"“{name}” has one word.", "Write two, the first side first.")
    return words[0], words[1]


def _read_numbers(node: Node, name: str) -> tuple[Text, ...]:
    return tuple(read_text(scalar(item)) for item in sequence(node, name, most=MAX_NUMBERS))


def _read_ways(node: Node, name: str) -> tuple["Way", ...]:
    return tuple(_read_way(item) for item in sequence(node, name, most=MAX_WAYS))


def _read_way(node: Node) -> "Way":
    if not isinstance(node, Mapping):
        raise ScriptError(node.location, "a way is a mapping.", "Write `from`, `to`, `time` and `say`.")
    keys = fields(node, required=("from", "to", "time", "say"))
    length = read_pause(scalar(keys["time"])).length
    if not isinstance(length, Fraction):
        raise ScriptError(keys["time"].location, "a way takes seconds.", "Write seconds, such as 8 s.")
    starts, ends = (_read_positions(keys[name], name) for name in ("from", "to"))
    return Way(starts, ends, length, read_text(scalar(keys["say"])))


def _read_position_needs(node: Node, _name: str) -> dict[str, tuple[Position, ...]]:
    if not isinstance(node, Mapping):
        remedy = "Write a thing and the positions that need it on each line, such as `a mat: [prone, supine]`."
        raise ScriptError(node.location, "a mapping is expected here.", remedy)
    return {thing.text: _read_positions(positions, thing.text) for thing, positions in node.items}


def _read_positions(node: Node, name: str) -> tuple[Position, ...]:
    return tuple(word(Position, item, "position") for item in sequence(node, name, most=len(Position)))


Title: TypeAlias = Annotated[str, _read_title]
"""A name that is shown and never spoken."""

Phrase: TypeAlias = Annotated[Text, _read_text()]
"""A text without placeholders."""

PhraseWithStretch: TypeAlias = Annotated[Text, _read_text("stretch")]
"""A text in which `{stretch}` is filled in."""

PhraseWithSide: TypeAlias = Annotated[Text, _read_text("side")]
"""A text in which `{side}` is filled in."""

PhraseWithNumber: TypeAlias = Annotated[Text, _read_text("n")]
"""A text in which the number `{n}` is filled in."""

Words: TypeAlias = Annotated[str, _read_words()]
"""Words that are filled into a phrase."""

WordsWithNumber: TypeAlias = Annotated[str, _read_words("n")]
"""Words that are filled into a phrase, in which the number `{n}` is filled in."""

Turns: TypeAlias = Annotated[tuple[Text, ...], _read_turns()]
"""Texts that are spoken in turn; a file may write one text without a list."""

TurnsWithNumber: TypeAlias = Annotated[tuple[Text, ...], _read_turns("n")]
"""Texts that say one thing in several ways, in which the number `{n}` is filled in. Each stretch of a session has the
next one, so that no two stretches running have the same."""

TurnsWithTime: TypeAlias = Annotated[tuple[Text, ...], _read_turns("time")]
"""Texts that say one thing in several ways, in which `{time}` is filled in, a length of time such as “25 seconds”."""


@dataclass(frozen=True, slots=True)
class Way:
    """How to get from one position to another.

    Attributes:
        starts: The positions that it leads from.
        ends: The positions that it leads to.
        length_s: The time that it takes, in seconds, at `--pause 1`.
        say: The words for it.
    """

    starts: tuple[Position, ...]
    ends: tuple[Position, ...]
    length_s: Fraction
    say: Text


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All that the engine says by itself, in one language."""

    opening_title: Title
    """The title of the part before the first stretch."""
    closing_title: Title
    """The title of the part after the last stretch."""

    welcome: Phrase
    """The first words of a session."""
    teach: Annotated[dict[Sound, Text], _read_each(Sound)]
    """The meaning of each sound, spoken just before it is heard."""

    only: PhraseWithStretch
    """Names the stretch of a session that has one."""
    first: PhraseWithStretch
    """Names the first stretch."""
    next: PhraseWithStretch
    """Names each stretch between the first and the last."""
    last: PhraseWithStretch
    """Names the last stretch."""
    positions: Annotated[dict[Position, Text], _read_each(Position)]
    """How to get into each position."""

    hold_seconds: TurnsWithTime
    """Announces a hold that is counted in seconds."""
    hold_breaths: TurnsWithNumber
    """Announces a hold that is counted in breaths."""
    breathe_cycles: TurnsWithNumber
    """Announces breath cycles."""
    own_pace: Phrase
    """Said once in a session, before the first breath that is led."""

    time_seconds: WordsWithNumber
    """A length of time in seconds, for `{time}`."""
    time_minute: Words
    """The length of one minute."""
    time_minutes: WordsWithNumber
    """A length of time in whole minutes."""
    time_minute_and_a_half: Words
    """The length of 90 seconds."""
    time_minutes_and_a_half: WordsWithNumber
    """A length of time in minutes, and another 30 seconds."""
    time_and: Words
    """The word between minutes and seconds."""

    inhale: Phrase
    """The prompt of an inhale."""
    exhale: Phrase
    """The prompt of an exhale."""

    hold_in: Phrase
    """The prompt to hold the breath after an inhale."""

    hold_out: Phrase
    """The prompt to hold the breath after an exhale."""

    breathe_pattern: TurnsWithNumber
    """Announces breath cycles of a pattern, in which nothing moves."""

    reps: TurnsWithNumber
    """Announces repetitions."""

    numbers: Annotated[tuple[Text, ...], _read_numbers]
    """The numbers from one on, as repetitions are counted."""

    last_rep: Phrase
    """Spoken in place of the number of the last repetition, where there is room for it."""

    go: Phrase
    """Spoken on the first frame of an effort."""

    rest: Phrase
    """Spoken at the beginning of a rest."""

    silence_minutes: PhraseWithNumber
    """Announces a silence of `{n}` whole minutes."""

    silence_minute: Phrase
    """Announces a silence of one minute."""

    silence_seconds: PhraseWithNumber
    """Announces any other silence."""

    reps_left: PhraseWithNumber
    """Spoken after a pause between repetitions."""

    round: Annotated[Text, _read_text("n", "total")]
    """Says after a pause in which of several rounds the session goes on."""

    needs: Annotated[Text, _read_text("things")]
    """Names in the opening all things that a session needs."""

    position_needs: Annotated[dict[str, tuple[Position, ...]], _read_position_needs]
    """The things that the phrases about positions speak of, with these positions. A session needs each of them, unless
    its script names one of its own."""

    things_and: Words
    """The word between the last two things of a list."""

    open_eyes: Turns
    """Asks to open the eyes before a change of place."""

    close_eyes: Phrase
    """Asks for the first time to close the eyes, where the body stays."""

    close_eyes_again: Turns
    """Asks to close the eyes again after a change of place."""

    stop_rule: Phrase
    """Says once in each session when to stop."""

    ways: Annotated[tuple["Way", ...], _read_ways]
    """How to get from one position to another, and how long that takes; the first that fits counts."""
    last_cycle: Phrase
    """Spoken before the last breath."""

    halfway: Phrase
    """Spoken in the middle of a long hold."""
    seconds_left: TurnsWithNumber
    """Spoken `{n}` seconds before the end of a hold."""
    countdown: Annotated[tuple[Text, ...], _read_countdown]
    """The numbers one, two and three."""
    let_go: Phrase
    """Spoken at the end of a hold where no sound says so."""
    enough: Phrase
    """Spoken at the end of breaths, repetitions and efforts where no sound says so."""

    switch_sides: Phrase
    """Spoken between the sides."""
    side: PhraseWithSide
    """Names a side where few words are spoken."""
    sides: Annotated[tuple[str, str], _read_sides]
    """The two words for `{side}`; the side that is done first comes first."""

    ease: Turns
    """Reminders that easing off is fine, in turn."""
    still_holding: Turns
    """Signs that a hold goes on, in turn."""
    still_waiting: Turns
    """Signs that the session goes on, in turn."""
    close: Phrase
    """The last words of a session whose script has none."""

    get_ready: Phrase
    """Spoken before the session begins."""
    paused: Phrase
    """Answers the key that pauses, when the sound has faded."""
    resumed: Phrase
    """The first words after a pause, unless playing goes on in the middle of a stretch."""
    breaths_left: PhraseWithNumber
    """Spoken after a pause between breaths."""
    one_moment: Phrase
    """Spoken while the next part is still being prepared."""
    cannot_go_on: Phrase
    """The last words of a session that fails in its middle."""

    calibration: Phrase
    """The text that a voice's pace is measured on: sentences such as scripts have. Nobody hears it."""


def read_phrasebook(path: Path) -> Phrasebook:
    """Read the phrases of one language.

    Raises:
        ScriptError: The file is unreadable, a key is missing or unknown, or a text is malformed.
    """
    document = read_nodes(path)
    if not isinstance(document, Mapping):
        remedy = "Write a key and its text on each line, such as `inhale: …`."
        raise ScriptError(document.location, "a phrasebook is a mapping.", remedy)
    phrases = fields_of(Phrasebook)
    keys = fields(document, required=tuple(phrase.name for phrase in phrases))
    values = {}
    for phrase in phrases:
        _, read = get_args(phrase.type)  # the type of the value, and the function that reads it
        values[phrase.name] = read(keys[phrase.name], phrase.name)
    return Phrasebook(**values)
