"""Prepares onnxruntime, which runs the neural voices, before its library is loaded. Imports nothing.

Whoever imports a package that imports onnxruntime calls `forbid_telemetry` first.
"""

import os


def forbid_telemetry() -> None:
    """Keep onnxruntime from sending telemetry, in this process and in those that it starts.

    Without this, onnxruntime 1.32 looks up a vendor's host some nine seconds after its library was loaded, and leaves
    a device id and a queue in the user's cache folder. It reads the variable once, while the library is loaded; its
    `disable_telemetry_events()` stops neither.

    Source: onnxruntime's `ORT_DISABLE_TELEMETRY`; tried with `strace -f -e trace=network` and an empty HOME.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
