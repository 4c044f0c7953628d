"""Convert a timeline to a cue sheet: one plain mapping for each cue and mark, in order of start."""

from collections.abc import Iterator

from coach.timeline import Cue, Mark, Section, Timeline

Row = dict[str, str | float | None]


def cue_sheet(timeline: Timeline) -> Iterator[Row]:
    """Yield what happens when, as mappings that can be written as JSON.

    Yields:
        `kind`, `start_s`, `end_s` (seconds from frame counts, six decimals), `stretch` (a name, or None in the opening
        and the closing), and where they apply `text`, `sound`, `side`, `name` for a stretch's title, a named pause or
        the words of a phase, and `n` and `total` for a repetition or a round. Marks come before the cues that start
        with them.
    """
    for section in timeline.sections:
        events: list[Cue | Mark] = [*section.marks, *section.cues]
        for event in sorted(events, key=lambda event: event.start_frame):
            yield _row(event, section, timeline.sample_rate)


def _row(event: Cue | Mark, section: Section, sample_rate: int) -> Row:
    row: Row = {
        "kind": _kind(event),
        "start_s": round(event.start_frame / sample_rate, 6),
        "end_s": round(event.end_frame / sample_rate, 6),
        "stretch": section.stretch or None,
    }
    details: Row
    if isinstance(event, Mark):
        details = {"name": event.name, "side": event.side, "n": event.n, "total": event.total}
    else:
        details = {"text": event.text, "sound": event.sound, "side": event.side}
    return row | {key: value for key, value in details.items() if value}


def _kind(event: Cue | Mark) -> str:
    if isinstance(event, Mark):
        return event.kind.value
    return "chime" if event.sound else "speech"
