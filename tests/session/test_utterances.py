"""Sentences are found before they are spoken, and spoken side by side: the session stays the same, sample for sample.

Its voices are fakes, except where all samples of the real ones are compared.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest

from coach.audio.buffer import Audio
from coach.errors import CoachError, SettingsError, SpeechError, UnspeakableError
from coach.schedule.track import Speak
from coach.script.library import Library
from coach.session import voices
from coach.session.session import SessionPlan, plan_session
from coach.session.utterances import AHEAD, Foresight, utterances
from coach.settings.values import Settings
from coach.speech.cache import ClipCache
from coach.speech.speaker import Speaker
from coach.speech.voice import Voice
from tests.fakes import FakeVoice, fake_clip
from tests.require import require

PATIENCE_S = 20.0

CALIBRATION = "This is only measured."


def speaker(voice: Voice, folder: Path | None = None, *, workers: int = 2) -> Speaker:
    cache = ClipCache(folder) if folder else None
    return Speaker(voice, speed=1.0, calibration_text=(CALIBRATION,), cache=cache, workers=workers)


def plan(voice: Voice, minutes: int | None = None, folder: Path | None = None, *, workers: int = 2) -> SessionPlan:
    wished = None if minutes is None else Fraction(minutes)
    session = plan_session("desk-break", Settings(), wished)
    return replace(session, speaker=speaker(voice, folder, workers=workers))


def said_in(session: SessionPlan) -> list[str]:
    return list(dict.fromkeys(cue.text for cue in session.timeline().cues() if cue.text))


def test_each_sentence_is_found_once_in_order_and_with_its_section() -> None:
    laid: list[str] = []

    def lay(speak: Speak) -> Iterator[str]:
        for section in ("one two one", "two three", ""):
            for word in section.split():
                speak(word)
            laid.append(section)
            yield section

    found = utterances(lay, fake_clip)
    assert [next(found), next(found)] == ["one", "two"]
    assert laid == ["one two one"]
    assert list(found) == ["three"]


def test_a_session_that_cannot_be_laid_with_guesses_ends_with_what_it_asked_for() -> None:
    def lay(speak: Speak) -> Iterator[str]:
        speak("one")
        yield "section"
        speak("two")
        raise SettingsError("too long", "shorten it")

    assert list(utterances(lay, fake_clip)) == ["one", "two"]


@pytest.mark.parametrize("minutes", [None, 6])
def test_what_is_foreseen_is_what_is_said(minutes: int | None) -> None:
    voice = FakeVoice()
    session = plan(voice, minutes)
    foreseen = list(session.utterances())
    assert voice.spoken == []
    assert len(foreseen) == len(set(foreseen))
    said = said_in(session)
    assert set(said) <= set(foreseen)
    assert foreseen[0] == said[0]


@pytest.mark.parametrize("minutes", [None, 6])
def test_a_session_is_the_same_with_any_number_of_workers(minutes: int | None, tmp_path: Path) -> None:
    made = []
    for workers in (1, 2, 4):
        voice = FakeVoice()
        timeline = plan(voice, minutes, tmp_path / str(workers), workers=workers).timeline()
        made.append([(cue.start_frame, cue.audio.samples.tobytes()) for cue in timeline.cues()])
        assert len(voice.spoken) == len(set(voice.spoken))
    assert made[0] == made[1] == made[2]


def test_nothing_is_foreseen_when_all_clips_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = plan(FakeVoice(), folder=tmp_path).timeline()
    monkeypatch.setattr(SessionPlan, "utterances", lambda _: pytest.fail("There is nothing to foresee."))
    voice = FakeVoice()
    assert plan(voice, folder=tmp_path).timeline().frames == expected.frames
    assert voice.spoken == []


def test_the_sentences_that_come_first_are_spoken_first_and_others_while_one_is_waited_for() -> None:
    begun: SimpleQueue[str] = SimpleQueue()
    go_on = threading.Event()

    class Held(FakeVoice):
        def speak(self, text: str, *, speed: float) -> Audio:
            if text != CALIBRATION:
                begun.put(text)
                assert go_on.wait(PATIENCE_S)
            return super().speak(text, speed=speed)

    mouth = speaker(Held(), workers=3)
    sentences = ["Stand up.", "Turn left.", "Turn right.", "Sit down."]
    clip = Foresight(mouth, lambda: sentences).clip
    thread = threading.Thread(target=clip, args=(sentences[0],), daemon=True)
    thread.start()
    assert {begun.get(timeout=PATIENCE_S) for _ in range(3)} == set(sentences[:3])
    go_on.set()
    thread.join(PATIENCE_S)
    assert begun.get(timeout=PATIENCE_S) == sentences[3]
    mouth.close()


@pytest.mark.parametrize("workers", [1, 3])
def test_the_first_sentence_that_cannot_be_spoken_is_told_and_the_rest_is_left(workers: int, tmp_path: Path) -> None:
    in_order = list(plan(FakeVoice()).utterances())
    first, second = in_order[len(in_order) // 2], in_order[len(in_order) // 2 + 1]

    class Mute(FakeVoice):
        def speak(self, text: str, *, speed: float) -> Audio:
            if text in (first, second):
                raise UnspeakableError(f"no sound for “{text}”", "Write it in words.")
            return super().speak(text, speed=speed)

    voice = Mute()
    session = plan(voice, folder=tmp_path, workers=workers)
    with pytest.raises(CoachError, match=first) as caught:
        session.timeline()
    assert second not in str(caught.value)
    assert voice.closed == 1
    assert len(voice.spoken) < len(in_order)
    assert not [thread for thread in threading.enumerate() if thread.name == "worker"]


@pytest.mark.parametrize("error", [MemoryError(), SpeechError("The voice is ill.", "Wait.")])
def test_an_error_of_another_thread_is_raised_where_its_sentence_is_needed(error: Exception) -> None:
    class Ill(FakeVoice):
        def speak(self, text: str, *, speed: float) -> Audio:
            if threading.current_thread().name == "worker":
                raise error
            return super().speak(text, speed=speed)

    with pytest.raises(type(error)) as caught:
        plan(Ill(), workers=4).timeline()
    assert caught.value is error


@pytest.mark.parametrize(("name", "sentences"), [("heart", 24), ("joe", 6), ("system", 8)])
def test_a_real_voice_gives_the_same_bytes_with_any_number_of_workers_and_in_any_order(
    name: str, sentences: int
) -> None:
    try:
        voice = voices.find_voice(name)
        voice.speak("One.", speed=1.0)
    except SpeechError as missing:
        require(None, str(missing))
    texts = list(plan_session("desk-break", Settings()).utterances())[:sentences]
    assert len(texts) == sentences
    spoken = []
    for workers in (1, 2, 4):
        mouth = speaker(voice, workers=workers)
        mouth.ask(random.Random(workers).sample(texts, len(texts)))
        spoken.append([mouth.clip(text).samples for text in texts])
        mouth.close()
    for others in spoken[1:]:
        for first, other in zip(spoken[0], others, strict=True):
            assert np.array_equal(first, other)


def test_the_calibration_is_not_needed_to_foresee() -> None:
    voice = FakeVoice()
    mouth = Speaker(voice, speed=1.0, calibration_text=Library().phrasebook().calibration, cache=None)
    assert list(replace(plan(voice), speaker=mouth).utterances())
    assert voice.spoken == []


def test_little_is_foreseen_before_the_first_sentence_and_the_rest_while_the_session_goes_on() -> None:
    foreseen: list[str] = []

    def sentences() -> Iterator[str]:
        for number in range(100):
            foreseen.append(f"Sentence {number}.")
            yield foreseen[-1]

    voice = FakeVoice()
    with closing(speaker(voice, workers=2)) as mouth:
        clip = Foresight(mouth, sentences).clip
        clip("Sentence 0.")
        assert len(foreseen) == 2 * AHEAD
        clip("Sentence 50.")  # which nobody had foreseen so far
        clip("Sentence 13.")
        assert 2 * AHEAD < len(foreseen) < 100
        for number in range(100):
            clip(f"Sentence {number}.")
    assert len(foreseen) == 100
    assert sorted(text for text in voice.spoken if text != CALIBRATION) == sorted(foreseen)


def test_all_is_foreseen_before_the_first_sentence_where_the_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    sentences = [f"Sentence {number}." for number in range(100)]
    with closing(speaker(FakeVoice(), workers=2)) as mouth:
        Foresight(mouth, lambda: sentences, on_progress=lambda *steps: told.append(steps)).clip(sentences[0])
    assert told == [(1, 100)]
