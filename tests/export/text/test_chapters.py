import json
from itertools import pairwise

from coach.export.text.chapters import chapters, chapters_json
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
    assert [side.name for side in twist.sides] == ["left", "right"]
    assert twist.start_s < twist.sides[0].start_s < twist.sides[0].end_s <= twist.sides[1].start_s < twist.end_s
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
