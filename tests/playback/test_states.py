"""Checks the whole table of the player's states, written so that a change reads well in a diff."""

from coach.playback.states import ENDS, Event, State, state_after

TABLE = """
           play      pause     resume    jump      stop      heard     loss      found     given-up  fault
idle       playing   idle      idle      idle      stopped   idle      lost      idle      idle      idle
playing    playing   paused    playing   playing   stopping  finished  searching playing   playing   failed
paused     paused    paused    playing   playing   stopping  paused    paused    paused    paused    paused
searching  searching paused    searching searching stopped   searching searching playing   lost      searching
stopping   stopping  stopping  stopping  stopping  stopped   stopped   stopped   stopping  stopping  stopped
finished   finished  finished  finished  finished  finished  finished  finished  finished  finished  finished
stopped    stopped   stopped   stopped   stopped   stopped   stopped   stopped   stopped   stopped   stopped
lost       lost      lost      lost      lost      lost      lost      lost      lost      lost      lost
failed     failed    failed    failed    failed    failed    failed    failed    failed    failed    failed
"""


def test_every_event_leads_where_the_table_says_from_every_state() -> None:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    told = {(row[0], event): after for row in rows for event, after in zip(head, row[1:], strict=True)}
    real = {(str(s), e.replace(" ", "-")): str(state_after(s, e)) for s in State for e in Event}
    assert real == told


def test_nothing_leads_out_of_an_end() -> None:
    assert {state for state in State if all(state_after(state, event) is state for event in Event)} == ENDS
