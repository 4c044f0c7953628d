"""Checks how sinks and devices are found by their names."""

import os
import subprocess
import sys

import pytest

from coach.errors import PlaybackError, UnknownNameError
from coach.playback.sinks.catalog import DEFAULT_SINK, SINK_NAMES, find_device, find_sink, read_sink, sink_opener
from coach.playback.sinks.miniaudio import MiniaudioSink
from coach.playback.sinks.simpleaudio import SimpleaudioSink
from coach.playback.sinks.sink import Device


def test_a_sink_is_found_by_its_name() -> None:
    assert [find_sink(name) for name in SINK_NAMES] == [MiniaudioSink, SimpleaudioSink]
    assert DEFAULT_SINK in SINK_NAMES


def test_an_unknown_sink_is_refused_with_the_nearest_name() -> None:
    assert read_sink("simpleaudio") == "simpleaudio"
    for use in (read_sink, find_sink, sink_opener):
        with pytest.raises(UnknownNameError, match="Did you mean “simpleaudio”"):
            use("simpelaudio")


PRINT_HEAVY_MODULES = """
import sys
from coach.playback.sinks.catalog import read_sink
read_sink("miniaudio")
print(sorted({"numpy", "miniaudio", "simpleaudio", "coach.playback.sinks.miniaudio"} & set(sys.modules)))
"""


def test_reading_a_name_imports_no_sink_and_no_numpy() -> None:
    command = [sys.executable, "-c", PRINT_HEAVY_MODULES]
    assert subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout == "[]\n"


def test_an_opener_makes_a_new_sink_each_time() -> None:
    opener = sink_opener("miniaudio")
    assert opener() is not opener()


def test_simpleaudio_cannot_choose_a_device_and_names_a_sink_that_can() -> None:
    with pytest.raises(PlaybackError, match="Use `--sink miniaudio`"):
        sink_opener("simpleaudio", "kitchen")


DEVICES = [Device("Kitchen", False), Device("Kitchen (HDMI)", False), Device("Headphones", True)]


@pytest.mark.parametrize(
    ("name", "found"), [("Kitchen", "Kitchen"), ("hdmi", "Kitchen (HDMI)"), ("HEAD", "Headphones")]
)
def test_a_device_is_found_by_its_name_or_by_a_part_that_no_other_has(name: str, found: str) -> None:
    assert find_device(name, DEVICES) == found


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("kitchen", "Known are: Kitchen, Kitchen (HDMI)."),
        ("Headfones", "Did you mean “Headphones”? See `coach devices`."),
    ],
)
def test_a_device_that_is_unknown_or_one_of_several_is_refused_with_the_nearest(name: str, remedy: str) -> None:
    with pytest.raises(UnknownNameError) as refused:
        find_device(name, DEVICES)
    assert refused.value.remedy == remedy


def test_a_machine_without_a_loudspeaker_offers_no_device() -> None:
    with pytest.raises(UnknownNameError, match="`coach export` writes a file"):
        find_device("Kitchen", [])


@pytest.mark.parametrize(("connection", "remedy"), [("::1 40000 ::1 22", "Over SSH"), ("", "Connect a loudspeaker")])
def test_a_login_over_ssh_is_told_how_to_hear_it(connection: str, remedy: str) -> None:
    program = "from coach.playback.sinks.sink import NO_LOUDSPEAKER; print(NO_LOUDSPEAKER)"
    environment = {**os.environ, "SSH_CONNECTION": connection}
    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.startswith(remedy)
    assert "`coach export` writes a file" in told.stdout
