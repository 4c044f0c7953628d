"""Prepares onnxruntime, which runs the neural voices, before its library is loaded.

A module calls `forbid_telemetry` before it imports a package that imports onnxruntime.
"""

import os


def forbid_telemetry() -> None:
    """Keep onnxruntime from sending telemetry, in this process and in the processes that it starts.

    Without this, onnxruntime 1.32 looks up a vendor's host some nine seconds after its library was loaded, and leaves
    a device id and a queue in the user's cache folder. It reads the environment variable once, while the library is
    loaded. Its own `disable_telemetry_events()` prevents neither.

    Source: onnxruntime's `ORT_DISABLE_TELEMETRY`; tried with `strace -f -e trace=network` and an empty HOME.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
