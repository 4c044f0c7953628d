"""Keeps ALSA from writing to stderr: without a sound card it prints dozens of lines that would bury coach's own."""

import ctypes
import sys


def quiet_alsa() -> None:
    """Turn off ALSA's own messages in this process, for good; do nothing where there is no ALSA.

    ALSA still returns its error codes. The handler is a C function that does next to nothing and ignores its arguments:
    a Python function would be called in threads that live on while the interpreter ends.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        alsa = ctypes.CDLL("libasound.so.2")
    except OSError:
        return
    alsa.snd_lib_error_set_handler(ctypes.CDLL(None).getpid)
