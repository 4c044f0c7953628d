"""A catalogue is spelt out as jobs with readable names, and read from a file with the place of each mistake.

Covers also: catalogue_file.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from coach.errors import CoachError, ScriptError, SettingsError
from coach.export.audio.formats import FileFormat
from coach.export.catalogue import Catalogue, Selection, chosen_scripts, read_pattern
from coach.export.catalogue_file import read_catalogue, with_options
from coach.export.job import Job
from coach.export.text.companions import Companion
from coach.settings.values import Settings

BASE = Job("", Path("out"), None, Settings())


def files(catalogue: Catalogue, *scripts: str) -> list[str]:
    return [job.target.relative_to("out").as_posix() for job in catalogue.jobs(BASE, scripts)]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "catalogue.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_named_by_what_varies() -> None:
    assert files(Catalogue(), "cobra") == ["cobra.wav"]
    two_voices = Selection(voices=("heart", "piper:/a/amy low.onnx"), speeds=(0.8,))
    assert files(Catalogue(two_voices), "cobra") == ["cobra-heart.wav", "cobra-amy-low.wav"]
    both = Selection(speeds=(0.8, 1.0), formats=(FileFormat.WAV, FileFormat.OPUS))
    assert files(Catalogue(both), "cobra") == ["cobra-0.8.wav", "cobra-0.8.opus", "cobra-1.wav", "cobra-1.opus"]


def test_two_sessions_never_share_a_file() -> None:
    same = Catalogue(Selection(voices=("heart", "joe")), pattern="{name}")
    with pytest.raises(SettingsError, match=r"Add \{voice\}"):
        same.jobs(BASE, ["cobra"])
    alike = Catalogue(Selection(voices=("piper:/a/amy.onnx", "piper:/b/Amy.onnx")))
    with pytest.raises(SettingsError, match="Two sessions would have the file"):
        alike.jobs(BASE, ["cobra"])


def test_a_session_is_left_out_that_has_all_values_of_an_exception() -> None:
    catalogue = Catalogue(
        Selection(voices=("heart", "joe"), speeds=(0.8, 1.0)),
        (Selection(scripts=("c*",), voices=("joe",), speeds=(0.8,)),),
    )
    assert files(catalogue, "cobra") == ["cobra-heart-0.8.wav", "cobra-heart-1.wav", "cobra-joe-1.wav"]
    assert len(files(catalogue, "rest")) == 4


def test_scripts_are_chosen_by_patterns_and_stretches_by_their_names() -> None:
    assert chosen_scripts((), ["b", "a"], ["cobra"]) == ["b", "a"]
    assert chosen_scripts(("back-*", "cobra"), ["back-1", "neck", "back-2"], ["cobra"]) == ["back-1", "back-2", "cobra"]
    with pytest.raises(SettingsError, match="Did you mean “neck”"):
        chosen_scripts(("nek",), ["neck"], [])


@pytest.mark.parametrize(
    "pattern", ["", "../{name}", "/{name}", "{name}/..", "a//b", "{name}.", "{nme}", "{name", "a\0"]
)
def test_a_pattern_stays_in_its_folder(pattern: str) -> None:
    with pytest.raises(SettingsError):
        read_pattern(pattern)


def test_a_file_says_all_that_options_say_and_more(tmp_path: Path) -> None:
    text = """
scripts: [middle-back, "desk-*"]
voices: heart, system
speeds: [0.8, 1.0]
levels: all
minutes: 12
formats: [wav, opus]
with: captions
pattern: "{name}/{voice}-{speed}-{level}"
except:
  - voices: system
    levels: [gentle, full]
"""
    catalogue = read_catalogue(written(tmp_path, text))
    jobs = catalogue.jobs(BASE, ["cobra"])
    assert len(jobs) == 2 * 2 * 3 * 2 - 2 * 2 * 2
    assert jobs[0].target == Path("out/cobra/heart-0.8-gentle.wav")
    assert {job.beside for job in jobs} == {(Companion.CAPTIONS,)}
    assert with_options(catalogue, Selection(speeds=(1.2,))).wanted == replace(catalogue.wanted, speeds=(1.2,))


def test_each_mistake_has_its_line_and_column(tmp_path: Path) -> None:
    path = written(tmp_path, "voicse: heart\nlevels: [gentel, full]\nexcept: [{voices: hart}]\nspeeds: [[1]]\n")
    with pytest.raises(ScriptError) as caught:
        read_catalogue(path)
    places = [(error.location.line, error.location.column) for error in caught.value.errors]
    assert places == [(1, 1), (2, 10), (3, 19), (4, 10)]


@pytest.mark.parametrize(
    "text", ["", "- a", "scripts: []", "speeds: 9", "minutes: -1", "except: heart", "voices: {a: b}"]
)
def test_what_is_no_catalogue_is_refused_in_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(CoachError):
        read_catalogue(written(tmp_path, text))
