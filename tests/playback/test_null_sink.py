"""Checks how the tests share the machine: few rigs at once, and recordings that are tried again on a busy machine."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.playback import null_sink

pytest.importorskip("fcntl", reason="Windows has no PulseAudio")


def test_a_rig_waits_while_all_places_are_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(null_sink, "RIGS", 2)
    monkeypatch.setattr(null_sink, "PLACE_S", 0.0)
    full = pytest.raises(AssertionError, match="all rigs are in use")
    with null_sink._place(), null_sink._place(), full, null_sink._place():
        pass
    with null_sink._place():
        pass


@pytest.mark.parametrize(
    ("underruns", "expected", "takes"),
    [([0], 0, 1), ([1, 0], 0, 2), ([1], 1, 1), ([2, 1], 1, 2), ([1, 1, 1], 0, 3)],
)
def test_a_recording_is_tried_again_where_the_server_lacked_frames(
    monkeypatch: pytest.MonkeyPatch, underruns: list[int], expected: int, takes: int
) -> None:
    rigs = iter(
        SimpleNamespace(underruns=each, underruns_s=[], record=lambda: None, number=n)
        for n, each in enumerate(underruns, 1)
    )

    @contextmanager
    def rig() -> Iterator[Any]:
        yield next(rigs)

    monkeypatch.setattr(null_sink, "null_sink", rig)
    assert null_sink.recorded(lambda rig: rig.number, underruns=expected) == takes  # type: ignore[attr-defined]


def test_the_underruns_are_read_from_the_servers_log(tmp_path: Path) -> None:
    rig = null_sink.Rig(tmp_path, {}, None)  # type: ignore[arg-type]
    rig.log.write_text(
        "(   1.439|   0.003) D: [null-sink] protocol-native.c: Requesting rewind due to end of underrun.\n"
        "(   5.160|   3.719) D: [null-sink] protocol-native.c: Implicit underrun of 'miniaudio:0'\n"
        "(  15.250|  10.090) D: [null-sink] protocol-native.c: Underrun on 'ALSA Playback', 0 bytes in queue.\n",
        encoding="utf-8",
    )
    assert rig.underruns_s == [5.16, 15.25]
