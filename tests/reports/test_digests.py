"""Exports, cue sheets and exit codes of the real command are as they were before; see `digests`."""

from pathlib import Path

import pytest

from tests.reports import digests
from tests.reports.digests import (
    EXIT_CODES,
    VOICES,
    Coach,
    Digests,
    differences,
    export_digests,
    read_digests,
    report,
    sentence_digest,
)


@pytest.mark.parametrize("voice", VOICES)
def test_every_export_and_cue_sheet_is_as_before(voice: str, tmp_path: Path) -> None:
    coach, kept = Coach(tmp_path), read_digests()
    if differences(kept, sentence_digest(voice, coach)):
        pytest.skip(f"{voice} does not speak here as it did where the digests were taken")
    found = export_digests(voice, coach)
    assert differences(kept, found) == []
    assert found.keys() == {key for key in kept if key.startswith(voice)} - {f"{voice} sentence"}


@pytest.fixture(scope="module")
def coach(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    return Coach(tmp_path_factory.mktemp("coach"))


@pytest.mark.parametrize(("words", "code"), EXIT_CODES.items())
def test_every_command_ends_with_the_exit_code_of_before(words: str, code: int, coach: Coach) -> None:
    assert coach.exit_code(*words.split()) == code


def test_a_voice_that_speaks_differently_is_not_compared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = {"heart sentence": "1", "heart cobra wav": "2", "system sentence": "3", "system cobra wav": "4"}

    class Spoken(Coach):
        def exit_code(self, *words: str) -> int:
            return EXIT_CODES[" ".join(words)]

    def sentence(voice: str, _: Coach) -> Digests:
        return {"heart": {"heart sentence": "9"}, "system": {"system sentence": "3"}}[voice]

    monkeypatch.setattr(digests, "read_digests", lambda: kept)
    monkeypatch.setattr(digests, "sentence_digest", sentence)
    monkeypatch.setattr(digests, "export_digests", lambda voice, _: {f"{voice} cobra wav": "5"})
    assert report(Spoken(Path()))
    assert capsys.readouterr().out.splitlines() == [
        "heart sentence: 1 is now 9",
        "system cobra wav: 4 is now 5",
        "heart cobra wav: not comparable",
        f"3 digests, 2 differ; {len(EXIT_CODES)} exit codes, 0 differ",
    ]
