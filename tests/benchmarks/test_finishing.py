"""The cost of finishing: `python -m pytest tests/benchmarks/test_finishing.py -n0 --benchmark-enable`.

The built-in voice speaks what a session says, at the speed that it is asked for there; then its speech is finished as
it is there. Compares seconds of the processor in all threads. An ordinary test run does a session of one stretch.
"""

import time
from typing import Any

from coach.audio.buffer import Audio
from coach.script.library import Library
from coach.speech.finishing import finish
from coach.speech.hibari import HibariVoice
from coach.speech.pace import known_pace
from tests.benchmarks.contest import ROUNDS
from tests.benchmarks.ledger import Row, note, note_figures
from tests.benchmarks.speech import Said

AT_MOST = 0.2
"""The share of the time of speaking that finishing may take."""


def test_finishing_against_the_voice_that_speaks(said: Said, benchmark: Any) -> None:
    voice, sentences = HibariVoice(), dict.fromkeys(line.text for line in said.lines)
    pace = known_pace(voice, 1.0, Library().phrasebook().calibration)
    assert pace is not None
    voice.speak("This loads the voice.", speed=pace.asked_speed)
    spoken: list[Audio] = []
    speaking_s: list[float] = []
    finishing_s: list[float] = []

    def speak() -> None:
        spoken.clear()
        start_s = time.process_time()
        spoken.extend(voice.speak(text, speed=pace.asked_speed) for text in sentences)
        speaking_s.append(time.process_time() - start_s)

    def finish_all() -> None:
        start_s = time.process_time()
        for speech in spoken:
            assert finish(speech, time_stretched_by=pace.time_stretch).frames
        finishing_s.append(time.process_time() - start_s)

    benchmark.pedantic(finish_all, setup=speak, rounds=ROUNDS if benchmark.enabled else 1)
    note_figures(benchmark, finishing_s=min(finishing_s), speaking_s=min(speaking_s))
    what = f"finishing {len(sentences)} sentences, processor"
    note(benchmark, Row("export", what, min(finishing_s), "s", "heart speaking them", min(speaking_s), at_most=AT_MOST))
