"""Timeline in, cue sheet out: one plain mapping for each cue and mark, in order of start."""

from collections.abc import Iterator

from coach.timeline import Cue, Mark, Section, Timeline

Row = dict[str, str | float | None]


def cue_sheet(timeline: Timeline) -> Iterator[Row]:
    """What happens when, ready to be written as JSON.

    Yields:
        `kind`, `start_s`, `end_s` (seconds from frame counts, six decimals), `stretch` (a name, or None in the opening
        and the closing), and where they apply `text`, `sound`, `side`, and `name` for a stretch's title or a named
        pause. At the same start, spans come before what sounds in them.
    """
    for section in timeline.sections:
        events: list[Cue | Mark] = [*section.marks, *section.cues]
        for event in sorted(events, key=lambda event: event.start_frame):
            yield _row(event, section, timeline.sample_rate)


def _row(event: Cue | Mark, section: Section, sample_rate: int) -> Row:
    what: Row = (
        {"kind": event.kind.value, "name": event.name}
        if isinstance(event, Mark)
        else {"kind": "chime" if event.sound else "speech", "text": event.text, "sound": event.sound}
    )
    row: Row = {
        "kind": what.pop("kind"),
        "start_s": round(event.start_frame / sample_rate, 6),
        "end_s": round(event.end_frame / sample_rate, 6),
        "stretch": section.stretch or None,
    }
    return row | {key: value for key, value in (what | {"side": event.side}).items() if value}
