"""Measures a short session with every voice that can speak here, and checks that the report finds faults."""

from pathlib import Path

import numpy as np
import pytest

from coach.audio.format import SAMPLE_RATE, AudioFormat
from coach.audio.pcm import pcm16_to_samples, samples_to_pcm16
from coach.audio.true_peak import true_peak
from coach.errors import CoachError
from coach.render.render import render
from coach.session.session import plan_session
from coach.settings.values import Settings
from coach.soundscape.ambient import synthesise
from coach.soundscape.names import AmbientName
from coach.units import db_to_gain
from tests.render.test_mix import cue, mixed, timeline_of
from tests.reports.sound_report import broken_limits, exported, measure, read_session
from tests.require import require

SHORT = "wall-angels"


def test_a_session_keeps_every_limit_in_the_file(tmp_path: Path) -> None:
    timeline = exported(SHORT, [], tmp_path / "a.wav")
    assert broken_limits(measure(read_session(tmp_path / "a.wav"), timeline)) == []


@pytest.mark.parametrize("voice", ["system", "joe"])
def test_a_session_keeps_every_limit_with_another_voice(voice: str) -> None:
    try:
        timeline = plan_session(SHORT, Settings(voice=voice)).timeline()
    except CoachError as error:
        require(False, str(error))
    samples = np.concatenate([block.samples for block in render(timeline)])
    assert broken_limits(measure(pcm16_to_samples(samples_to_pcm16(samples)), timeline)) == []


@pytest.mark.parametrize("theme", ["bowl", "soft"])
def test_no_peak_is_above_the_ceiling_with_all_of_it_on(theme: str) -> None:
    timeline = plan_session(SHORT, Settings(theme=theme, chimes_db=10.0)).timeline()
    air = synthesise(AmbientName.RAIN, 0.0)
    both = np.concatenate([block.samples for block in render(timeline, AudioFormat(48_000, 2), ambient=air)])
    assert both.shape == (AudioFormat(48_000).frames(timeline.frames), 2)
    assert true_peak(np.ascontiguousarray(both[:, 0])) <= db_to_gain(-1.0)


def test_faults_are_found() -> None:
    timeline = timeline_of(cue(3_000, 4_000, 0.1), frames=48_000)
    good = mixed(timeline)
    assert measure(good, timeline).changed == 0
    cut = good.copy()
    cut[6_000:7_000] = 0
    assert measure(cut, timeline).changed == 1
    assert measure(cut, timeline).zeros_s == pytest.approx(1_000 / SAMPLE_RATE)
    late = np.roll(good, 240)
    assert measure(late, timeline).speech_onset_max_s == pytest.approx(0.01, abs=0.001)
    assert measure((good + 0.01).astype(np.float32), timeline).offset_dbfs > -40
    assert measure((good * 9).astype(np.float32), timeline).true_peak_dbtp > -1
    assert "seam_dbfs" in broken_limits(measure(good, timeline))  # a block of equal samples begins with a jump
