"""Tests of the text files beside the audio. Covers also: cue_sheet."""

import json
from pathlib import Path

import pytest

from coach.export.text.companions import ENDINGS, Companion, companion_path, read_companions, write_companion
from coach.export.text.cue_sheet import cue_sheet
from tests.built import built_timeline
from tests.export.sessions import timeline_of

FIRST_LINES = {
    Companion.CAPTIONS: "WEBVTT - Desk break",
    Companion.SRT: "1\n00:00:0",
    Companion.CHAPTERS: '{"version": "1.2.0", "title": "Desk break", "chapters": [',
    Companion.TEXT: "Desk break · ",
}


@pytest.mark.parametrize(("ending", "companion"), ENDINGS.items())
def test_a_companion_takes_the_name_of_the_audio_and_its_own_ending(ending: str, companion: Companion) -> None:
    assert companion_path(companion, Path("out/a.b.flac")) == Path(f"out/a.b{ending}")


@pytest.mark.parametrize(("ending", "companion"), ENDINGS.items())
def test_a_name_that_has_the_ending_already_is_kept(ending: str, companion: Companion) -> None:
    assert companion_path(companion, Path(f"a{ending.upper()}")) == Path(f"a{ending.upper()}")


@pytest.mark.parametrize(("companion", "first_line"), FIRST_LINES.items())
def test_a_companion_is_written_in_utf_8(tmp_path: Path, companion: Companion, first_line: str) -> None:
    write_companion(tmp_path / "a", timeline_of(), companion)
    assert (tmp_path / "a").read_text("utf-8").startswith(first_line)


def test_the_written_cue_sheet_has_one_row_a_line(tmp_path: Path) -> None:
    timeline = timeline_of()
    write_companion(tmp_path / "a.jsonl", timeline, Companion.CUESHEET)
    lines = (tmp_path / "a.jsonl").read_text("ascii").splitlines()
    assert [json.loads(line) for line in lines] == list(cue_sheet(timeline))


def test_the_rows_of_a_cue_sheet_are_in_order_and_marks_come_before_cues() -> None:
    rows = list(cue_sheet(timeline_of()))
    places = [(row["start_s"], row["kind"] in ("speech", "chime")) for row in rows]
    assert places == sorted(places)
    assert all(row["end_s"] >= row["start_s"] for row in rows)


def test_a_cue_sheet_numbers_repetitions_and_rounds_and_names_phases() -> None:
    rows = [row for row in cue_sheet(built_timeline()) if row["stretch"] == "leg-raise"]
    reps = [(row["n"], row["total"]) for row in rows if row["kind"] == "rep"]
    assert reps == [(number, 4) for number in (1, 2, 3, 4)] * 2
    assert [(row["n"], row["total"]) for row in rows if row["kind"] == "round"] == [(1, 2), (2, 2)]
    assert {row["name"] for row in rows if row["kind"] == "phase"} == {"Lift.", "Hold.", "Lower."}
    assert all("n" not in row for row in rows if row["kind"] in ("phase", "rest", "speech", "chime"))


def test_the_kinds_are_read_in_any_case_and_each_once() -> None:
    assert read_companions("Captions, TEXT,text") == (Companion.CAPTIONS, Companion.TEXT)
