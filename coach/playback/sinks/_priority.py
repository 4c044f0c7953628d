"""Asks the system to run a thread that feeds a loudspeaker before all others, so that a busy machine makes no gaps.

On Linux an ordinary program mostly may not. On macOS and Windows the threads of the sound system, in which a sink
pulls, have such a priority already.
"""

import os
import sys
import threading
from contextlib import suppress

from coach.playback.sinks._realtime_kit import ask_for_niceness

REALTIME = 5
"""The priority among real-time threads, 1 to 99: that of PulseAudio's own threads, below the drivers' 50."""

NICE = -11
"""The niceness where real time is refused: that of PulseAudio's server."""


def hurry(thread: int = 0) -> None:
    """Raise the priority of a thread as far as the system allows; say nothing where it allows nothing.

    Linux grants it to root and to those with a limit `rtprio` or `nice` in /etc/security/limits.conf, as the groups
    `audio` and `pipewire` often have; on most desktops RealtimeKit grants it to everybody, and is asked in a thread of
    its own, because that may take a while. Threads and programs that this thread starts inherit none of it.

    Args:
        thread: The system's number of the thread; 0 is the one that calls.
    """
    if sys.platform != "linux":
        return
    number = thread or threading.get_native_id()
    with suppress(OSError):  # not allowed, or the thread has ended
        os.sched_setscheduler(number, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(REALTIME))
        return
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, number, NICE)
        return
    threading.Thread(target=ask_for_niceness, args=(number, NICE), name="priority", daemon=True).start()
