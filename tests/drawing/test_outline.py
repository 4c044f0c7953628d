import pytest

from coach.drawing.outline import outline
from coach.timeline import Timeline
from tests.built import built_timeline
from tests.export.sessions import timeline_of, tones_timeline


@pytest.mark.parametrize("width", [1, 40, 80, 100, 200])
def test_the_drawing_fits_the_terminal(timeline: Timeline, width: int) -> None:
    drawn = [line for line in outline(timeline, width=width) if line.startswith(("  ", "┃")) and ":" not in line]
    assert max(map(len, drawn)) <= max(width, 20)


def test_the_outline_has_the_lanes_of_the_chart(timeline: Timeline) -> None:
    lines = list(outline(timeline, width=160))
    at = next(number for number, line in enumerate(lines) if line.startswith("2. Seated spinal twist"))
    chimes, breath, hold, voice, sides = lines[at + 1 : at + 6]
    assert chimes.split() == ["▶", "▴", "▾", "▴", "▾", "■", "◆", "▶", "▴", "▾", "▴", "▾", "■"]
    assert len(breath.split()) == 2
    assert "▁▃▅▇█▇▆▄▂▁" in breath
    assert [len(each) for each in hold.split()] == [25, 25]
    assert set(voice.strip()) == {"▄", "·"}
    assert sides.split("┤")[0].strip("├─ ") == "left"


def test_a_session_of_tones_is_drawn_too() -> None:
    assert any("▶" in line for line in outline(tones_timeline()))


def test_repetitions_efforts_rests_and_silences_have_a_lane_and_a_legend_where_they_occur(timeline: Timeline) -> None:
    lines = list(outline(built_timeline(), width=400))
    assert "╷─╷ repetitions  ▓ work  ░ rest  ┈ silence" in lines
    lane = next(line for line in lines if "▓" in line and "work" not in line)
    assert [len(band) for band in lane.replace("░", " ").split()] == [40, 40, 40]
    assert [len(band) for band in lane.replace("▓", " ").split()] == [20, 20]
    lane = next(line for line in lines if "╷" in line and "repetitions" not in line)
    assert lane.count("╷──────") == 8
    assert not any("┈" in line for line in outline(timeline))


def test_the_legend_explains_what_occurs() -> None:
    lines = list(outline(timeline_of("cobra")))
    assert lines[2:4] == ["▄ voice  ▃▅▇ breath  ═ hold  one character is 2 s", "▶ start  ▴ inhale  ▾ exhale  ■ end"]
