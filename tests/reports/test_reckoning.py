"""What a large catalogue costs, reckoned from figures that are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports._cluster import Cluster
from tests.reports.reckoning import FORMATS, Costs, Reckoning, Texts, costs_of, count_texts, page, reckon, run

FIGURES = {
    "texts": 100,
    "cold_processor_s": 6.0,
    "session_processor_s": 1.0,
    "session_s": 1_000.0,
    "clip_bytes": 10_000_000,
    "wav_bytes": 48_000_000,
    **{f"{name}_bytes": 6_000_000 for name in FORMATS[1:]},
    "flac_s": 1.0,
    "opus_s": 20.0,
    "mp3_s": -0.01,
}
TEXTS, COSTS = Texts(a_session=100, a_routine=60, routines=7), costs_of(FIGURES)


def test_costs_follow_from_the_figures_of_the_benchmarks() -> None:
    assert (
        Costs(
            speak_s=0.05,
            mix_s=1.0,
            encode_s={"wav": 0.0, "flac": 1.0, "opus": 20.0, "mp3": 0.0},
            session_bytes={"wav": 48_000_000, "flac": 6_000_000, "opus": 6_000_000, "mp3": 6_000_000},
            clip_bytes=100_000,
            session_s=1_000.0,
        )
        == COSTS
    )


def test_a_benchmark_that_was_not_run_is_missed() -> None:
    with pytest.raises(KeyError, match="opus_bytes"):
        costs_of({name: value for name, value in FIGURES.items() if name != "opus_bytes"})


def test_a_catalogue_is_reckoned_with_each_sentence_once_for_each_voice_and_speed() -> None:
    reckoning = reckon(1_200, "opus", TEXTS, COSTS)
    assert reckoning == Reckoning(
        sessions=1_200,
        sentences=100 * 60 * 4,
        voice_s=pytest.approx(1_200),
        mixing_s=1_200,
        encoding_s=24_000,
        files_bytes=1_200 * 6_000_000,
        clips_bytes=24_000 * 100_000,
        scheduler_s=pytest.approx((600 + 1_200) * 0.001),
    )
    limits = reckoning.hours_by_limit(10)
    assert max(limits, key=limits.__getitem__) == "encoding"
    assert limits["encoding"] == pytest.approx(24_000 / 10 / 3600)


@given(st.integers(1, 10_000).map(lambda count: 12 * count), st.sampled_from(FORMATS))
def test_twice_the_sessions_cost_twice_as_much(sessions: int, file_format: str) -> None:
    once, twice = (reckon(count, file_format, TEXTS, COSTS) for count in (sessions, 2 * sessions))
    assert twice.processor_s == pytest.approx(2 * once.processor_s)
    assert twice.files_bytes == 2 * once.files_bytes


def test_a_simulated_run_lasts_no_less_than_its_work_shared_out() -> None:
    reckoning = reckon(1_200, "opus", TEXTS, COSTS)
    pack, each_clip = (run(reckoning, Cluster(10), reads=reads) for reads in (1, 100))
    assert sum(half.duration_s for half in pack) >= reckoning.processor_s / 10
    assert [half.done for half in pack] == [600, 1_200]
    assert each_clip[1].duration_s > pack[1].duration_s


def test_sentences_are_counted_once_for_all_levels_and_routines() -> None:
    texts = count_texts(["desk-break", "desk-break"])
    assert texts.routines == 2
    assert 0 < texts.a_routine < texts.a_session


def test_the_page_names_what_limits_each_format_and_what_was_not_measured() -> None:
    text = "\n".join(page(240, 4, TEXTS, COSTS))
    (limits,) = [line.split() for line in text.splitlines() if line.startswith("limited by")]
    assert limits[2:] == ["storage", "voice", "encoding", "voice"]
    assert "No run of this size has been made" in text
