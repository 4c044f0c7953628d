"""Asks a stand-in for RealtimeKit on a message bus of its own."""

import shutil
import subprocess
import sys
import threading

import pytest

from coach.playback.sinks import _priority
from coach.playback.sinks._realtime_kit import NAME, ask_for_niceness
from tests.require import require

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="RealtimeKit is a service of Linux")

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={address}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/>
<allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>"""
"""Who may not receive an answer would wait for it for ever."""


@pytest.fixture
def bus(tmp_path, monkeypatch):
    """Start a message bus, and let programs take it for the system's."""
    daemon = shutil.which("dbus-daemon")
    require(daemon is not None, "no dbus-daemon")
    address = tmp_path / "bus"
    configuration = tmp_path / "bus.conf"
    configuration.write_text(BUS.format(address=address))
    command = [daemon, f"--config-file={configuration}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.readline()  # it listens from then on
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={address}")
        yield
        process.terminate()


@pytest.fixture
def kit(bus):
    """Return what the stand-in was asked; it grants nothing better than -15, as RealtimeKit does."""
    from jeepney import HeaderFields, MessageType, new_error, new_method_return
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import open_dbus_connection

    service = open_dbus_connection("SYSTEM")
    service.send_and_get_reply(message_bus.RequestName(NAME))
    asked, over = [], threading.Event()

    def serve():
        while not over.is_set():
            try:
                message = service.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.message_type is not MessageType.method_call:
                continue
            asked.append((message.header.fields[HeaderFields.member], message.body))
            granted = message.body[1] >= -15
            service.send(new_method_return(message) if granted else new_error(message, f"{NAME}.Refused"))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield asked
    over.set()
    thread.join()
    service.close()


def test_the_wish_and_the_answer_go_over_the_systems_bus(kit):
    assert ask_for_niceness(1234, -11)
    assert not ask_for_niceness(1234, -20)
    assert kit == [("MakeThreadHighPriority", (1234, -11)), ("MakeThreadHighPriority", (1234, -20))]


def test_a_bus_without_the_service_grants_nothing(bus):
    assert not ask_for_niceness(1234, -11)


@pytest.mark.parametrize("address", ["unix:path=/nowhere/at/all", "rubbish", "", "unix:abstract=coach-nobody"])
def test_a_machine_without_a_bus_grants_nothing(monkeypatch, address):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    assert not ask_for_niceness(1234, -11)


def test_a_program_that_may_do_nothing_itself_asks_the_service(kit, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(_priority.os, "sched_setscheduler", refuse)
    monkeypatch.setattr(_priority.os, "setpriority", refuse)
    _priority.hurry()
    for thread in threading.enumerate():
        if thread.name == "priority":
            thread.join()
    assert kit == [("MakeThreadHighPriority", (threading.get_native_id(), _priority.NICE))]
