"""Asks RealtimeKit to raise the priority of a thread, which Linux desktops let that service do for ordinary programs.

The only module that imports `jeepney`. It speaks to the system's own message bus, which is no network.

Source: org.freedesktop.RealtimeKit1.xml of rtkit 0.13.
"""

from contextlib import closing

NAME, PATH = "org.freedesktop.RealtimeKit1", "/org/freedesktop/RealtimeKit1"

ANSWER_S = 2.0
"""How long to wait for an answer, in seconds; the service may have to start first."""


def ask_for_niceness(thread: int, niceness: int) -> bool:
    """Ask for a niceness of a thread of this process, and return whether it was granted.

    It is not asked for real time, since the kernel ends a whole program whose thread then computes for too long: a gap
    is better than that.

    Args:
        thread: The system's number of the thread.
        niceness: The wish; the service grants -15 at best.
    """
    from jeepney import DBusAddress, MessageType, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    kit = DBusAddress(PATH, bus_name=NAME, interface=NAME)
    request = new_method_call(kit, "MakeThreadHighPriority", "ti", (thread, niceness))
    try:
        with closing(open_dbus_connection("SYSTEM")) as bus:
            reply = bus.send_and_get_reply(request, timeout=ANSWER_S)
    except (OSError, ValueError, KeyError, TimeoutError):  # there is no bus, it refuses, or nobody answers
        return False
    return reply.header.message_type is MessageType.method_return
