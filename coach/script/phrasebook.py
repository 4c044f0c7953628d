"""The engine's own words, read from `scripts/phrases/LANGUAGE.yaml`, so that a language is a file.

The file's keys are this dataclass's fields; a missing or unknown one is an error.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from coach.errors import ScriptError
from coach.script.nodes import Mapping, Node, read_nodes
from coach.script.schema import Word, fields, scalar, sequence
from coach.script.steps import Position, Sound, Text
from coach.script.texts import read_text


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """What the engine says by itself. `{stretch}` and `{n}` are filled in where the comment says so.

    Attributes:
        opening_title: What the part before the first stretch is called where it is shown; never spoken.
        closing_title: The same for the part after the last stretch.
        welcome: The first words of a session.
        teach: What each sound means, spoken just before it is heard.
        only: Names the stretch of a session that has one: `{stretch}`.
        first: Names the first stretch: `{stretch}`.
        next: Names each stretch between: `{stretch}`.
        last: Names the last stretch: `{stretch}`.
        positions: How to get into each position.
        hold_seconds: Announces a hold: `{n}`.
        hold_breaths: Announces a hold counted in breaths: `{n}`.
        breathe_cycles: Announces cycles of breath: `{n}`.
        inhale: The prompt.
        exhale: The prompt.
        last_cycle: Before the last cycle.
        halfway: In the middle of a long hold.
        seconds_left: `{n}` seconds before the end of a hold.
        countdown: The numbers one, two, three.
        let_go: The end of a hold or of breathing, where no sound says so.
        switch_sides: Between the sides.
        side: Names a side when few words are spoken: `{side}`.
        sides: The two words for {side}, the first side first.
        ease: Reminders that easing off is fine, in turn.
        still_holding: Signs that a hold goes on, in turn.
        still_waiting: Signs that the session goes on, in turn.
        close: The last words of a session whose script has none.
        get_ready: Before the session begins.
        paused: Answers a key, when the sound has faded.
        resumed: First words after a pause from which no stretch is gone on with in its middle.
        breaths_left: After a pause between breaths: `{n}`.
        one_moment: While the next part is still being prepared.
        cannot_go_on: The last words of a session that fails in its middle.
        calibration: What a voice's pace is measured on: sentences such as scripts have.
    """

    opening_title: str
    closing_title: str
    welcome: Text
    teach: dict[Sound, Text]
    only: Text
    first: Text
    next: Text
    last: Text
    positions: dict[Position, Text]
    hold_seconds: Text
    hold_breaths: Text
    breathe_cycles: Text
    inhale: Text
    exhale: Text
    last_cycle: Text
    halfway: Text
    seconds_left: Text
    countdown: tuple[Text, ...]
    let_go: Text
    switch_sides: Text
    side: Text
    sides: tuple[str, str]
    ease: tuple[Text, ...]
    still_holding: tuple[Text, ...]
    still_waiting: tuple[Text, ...]
    close: Text
    get_ready: Text
    paused: Text
    resumed: Text
    breaths_left: Text
    one_moment: Text
    cannot_go_on: Text
    calibration: Text


_MANY = 12
_COUNTDOWN = 3


def read_phrasebook(path: Path) -> Phrasebook:
    """Read one language.

    Raises:
        ScriptError: Unreadable, a key missing or unknown, or a malformed text.
    """
    document = read_nodes(path)
    if not isinstance(document, Mapping):
        raise ScriptError(document.location, "a phrasebook is a mapping.", "Write `inhale: …` and so on, a key a line.")
    keys = fields(document, required=tuple(field.name for field in dataclasses.fields(Phrasebook)))
    return Phrasebook(
        opening_title=scalar(keys["opening_title"]).text,
        closing_title=scalar(keys["closing_title"]).text,
        welcome=_one(keys["welcome"]),
        teach=_each(Sound, keys["teach"]),
        only=_one(keys["only"], "stretch"),
        first=_one(keys["first"], "stretch"),
        next=_one(keys["next"], "stretch"),
        last=_one(keys["last"], "stretch"),
        positions=_each(Position, keys["positions"]),
        hold_seconds=_one(keys["hold_seconds"], "n"),
        hold_breaths=_one(keys["hold_breaths"], "n"),
        breathe_cycles=_one(keys["breathe_cycles"], "n"),
        inhale=_one(keys["inhale"]),
        exhale=_one(keys["exhale"]),
        last_cycle=_one(keys["last_cycle"]),
        halfway=_one(keys["halfway"]),
        seconds_left=_one(keys["seconds_left"], "n"),
        countdown=_some(keys["countdown"], "countdown", count=_COUNTDOWN),
        let_go=_one(keys["let_go"]),
        switch_sides=_one(keys["switch_sides"]),
        side=_one(keys["side"], "side"),
        sides=_sides(keys["sides"]),
        ease=_some(keys["ease"], "ease"),
        still_holding=_some(keys["still_holding"], "still_holding"),
        still_waiting=_some(keys["still_waiting"], "still_waiting"),
        close=_one(keys["close"]),
        get_ready=_one(keys["get_ready"]),
        paused=_one(keys["paused"]),
        resumed=_one(keys["resumed"]),
        breaths_left=_one(keys["breaths_left"], "n"),
        one_moment=_one(keys["one_moment"]),
        cannot_go_on=_one(keys["cannot_go_on"]),
        calibration=_one(keys["calibration"]),
    )


def _one(node: Node, *placeholders: str) -> Text:
    return read_text(scalar(node), placeholders=placeholders)


def _some(node: Node, name: str, *, count: int | None = None) -> tuple[Text, ...]:
    items = sequence(node, name, most=count or _MANY)
    if count and len(items) != count:
        raise ScriptError(node.location, f"“{name}” has {len(items)} items.", f"Write {count}.")
    return tuple(_one(item) for item in items)


def _each(words: type[Word], node: Node) -> dict[Word, Text]:
    if not isinstance(node, Mapping):
        raise ScriptError(
            node.location, "a mapping is expected here.", f"Write one line for each of {', '.join(words)}."
        )
    keys = fields(node, required=tuple(words))
    return {word: _one(keys[word]) for word in words}


def _sides(node: Node) -> tuple[str, str]:
    words = [scalar(item).text for item in sequence(node, "sides", most=2)]
    if len(words) != 2:
        raise ScriptError(node.location, "“sides” has one word.", "Write two, the first side first.")
    return words[0], words[1]
