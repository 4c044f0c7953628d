"""The time of compressed files: `python -m pytest tests/benchmarks/test_formats.py -n0 --benchmark-enable`.

Exports one session with a filled cache to each format. Beside it run the export to WAV, and the encoder alone: the same
samples from a WAV file to libsndfile, asked for the same codec. Compares seconds of the processor in all threads, in
multiples of real time a core. An ordinary test run does each once with a session of one stretch.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import soundfile

from coach.export.audio import _flac, _mp3, _opus
from coach.export.audio._encoder import Codec
from tests.benchmarks.contest import Program, take_turns
from tests.benchmarks.ledger import Row, note, note_figures
from tests.benchmarks.rivals import script
from tests.benchmarks.speech import Said
from tests.benchmarks.test_export import export

TIMES_REAL_TIME = 150
"""How many times as fast as real time each format is to be, on one core."""

NEAR_THE_ENCODER = 0.9
"""How fast an export is to be, as a share of the encoder alone, where that is slower than `TIMES_REAL_TIME` itself."""

LIMITS = {"mp3": "LAME 3.100", "opus": "libopus 1.4", "flac": "libFLAC"}
"""What encodes in libsndfile 1.2.2. It chooses their quality, and lets nobody choose less for more speed."""

CODECS = {"mp3": _mp3.CODEC, "opus": _opus.CODEC, "flac": _flac.CODEC}


def words(codec: Codec) -> str:
    """Return the words with which soundfile is asked for a codec, as JSON."""
    subtype = codec.subtype or "PCM_16"
    asked = {"compression_level": codec.compression, "bitrate_mode": codec.bitrate_mode}
    return json.dumps({"format": codec.container, "subtype": subtype, **asked})


@pytest.mark.parametrize("ending", CODECS)
def test_an_export_to(ending: str, said: Said, benchmark: Any, tmp_path: Path) -> None:
    wav = tmp_path / "session.wav"
    alone = script("encoder_alone", wav, tmp_path / f"alone.{ending}", words(CODECS[ending]))
    rivals = {"wav": export(said.name, tmp_path, kept=said.cache), "encoder": Program(alone)}
    compressed = export(said.name, tmp_path, kept=said.cache, ending=ending)
    ours, theirs = take_turns(benchmark, compressed, rivals)
    if benchmark.enabled:
        duration_s = soundfile.info(wav).duration
        speeds = {name: duration_s / times.processor_s for name, times in theirs.items()}
        size_bytes, encoder_s = (
            (tmp_path / f"session.{ending}").stat().st_size,
            ours.processor_s - theirs["wav"].processor_s,
        )
        note_figures(benchmark, **{f"{ending}_bytes": size_bytes, f"{ending}_s": encoder_s})
        speed, unit, what = duration_s / ours.processor_s, "× real time a core", f"export to {ending}, filled cache"
        is_limited = speeds["encoder"] < TIMES_REAL_TIME
        limit = f", limited by {LIMITS[ending]}" if is_limited else ""
        note(benchmark, Row("format", what + limit, speed, unit, at_least=TIMES_REAL_TIME))
        note(benchmark, Row("format", what, speed, unit, "WAV", speeds["wav"]))
        rival, at_least = f"{LIMITS[ending]} alone", NEAR_THE_ENCODER if is_limited else None
        note(benchmark, Row("format", what, speed, unit, rival, speeds["encoder"], at_least=at_least))
