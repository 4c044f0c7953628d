import json
from dataclasses import replace
from itertools import pairwise

from coach.export.text.chapters import chapters, chapters_json
from coach.timeline import Timeline
from tests.built import built_timeline
from tests.export.sessions import timeline_of


def test_chapters_lie_end_to_end_over_the_whole_session() -> None:
    timeline = timeline_of("middle-back")
    found = list(chapters(timeline))
    assert found[0].start_s == 0
    assert all(before.end_s == after.start_s for before, after in pairwise(found))
    assert float(found[-1].end_s) == timeline.duration_s
    assert len(found) == 11


def test_sides_lie_in_their_chapter() -> None:
    twist = list(chapters(timeline_of("seated-spinal-twist")))[1]
    assert [label.name for label in twist.labels] == ["left", "right"]
    assert twist.start_s < twist.labels[0].start_s < twist.labels[0].end_s <= twist.labels[1].start_s < twist.end_s
    assert twist.description.startswith("left 0:")


def test_the_json_file_is_what_podcast_players_read() -> None:
    timeline = timeline_of("seated-spinal-twist")
    read = json.loads("\n".join(chapters_json(timeline)))
    assert read["version"] == "1.2.0"
    assert read["title"] == "Seated spinal twist"
    assert [row["title"] for row in read["chapters"] if row.get("toc", True)] == [
        "Opening",
        "Seated spinal twist",
        "Closing",
    ]
    assert [row["title"] for row in read["chapters"] if "toc" in row] == [
        "Seated spinal twist, left",
        "Seated spinal twist, right",
    ]
    starts = [row["startTime"] for row in read["chapters"]]
    assert starts == sorted(starts)
    assert all(row["startTime"] < row["endTime"] <= round(timeline.duration_s, 3) for row in read["chapters"])


def test_rounds_are_labels_beside_sides() -> None:
    found = {chapter.title: [label.name for label in chapter.labels] for chapter in chapters(built_timeline())}
    assert found["Leg raise"] == ["round 1", "round 2"]
    assert found["Box breathing"] == found["Body scan"] == []
    names = ("round 1", "round 1 left", "round 1 right", "round 2", "round 2 left", "round 2 right")
    assert found["Salutation"] == list(names)


def test_rounds_are_rows_that_stay_out_of_the_table_of_contents() -> None:
    rows = json.loads("\n".join(chapters_json(built_timeline())))["chapters"]
    rounds = [row for row in rows if row["title"].startswith("Intervals, round ")]
    assert [row["toc"] for row in rounds] == [False] * 3
    assert [round(row["endTime"] - row["startTime"]) for row in rounds] == [40] * 3


def test_only_one_round_is_no_label() -> None:
    section = built_timeline().sections[1]
    once = replace(section, marks=tuple(replace(mark, total=1) for mark in section.marks))
    assert not next(chapters(Timeline("Once", (once,)))).labels
