"""Checks what `coach devices` prints, with loudspeakers of the tests' own."""

import json

import pytest

from coach.cli.commands import devices
from coach.playback.sinks.catalog import SINK_NAMES
from coach.playback.sinks.sink import Device


@pytest.fixture(autouse=True)
def loudspeakers(monkeypatch: pytest.MonkeyPatch) -> None:
    class Sink:
        @staticmethod
        def devices() -> list[Device]:
            return [Device("Kitchen – left", is_default=True)]

    monkeypatch.setattr(devices, "find_sink", lambda _: Sink)


def test_each_loudspeaker_is_a_line(capfd: pytest.CaptureFixture[str]) -> None:
    devices.list_devices(as_json=False)
    heading, *lines = capfd.readouterr().out.splitlines()
    assert heading.split() == ["SINK", "DEVICE"]
    assert [line.split() for line in lines] == [[sink, "Kitchen", "–", "left", "default"] for sink in SINK_NAMES]


def test_each_loudspeaker_is_an_object_of_json(capfd: pytest.CaptureFixture[str]) -> None:
    devices.list_devices(as_json=True)
    found = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert found == [{"sink": sink, "device": "Kitchen – left", "default": True} for sink in SINK_NAMES]
