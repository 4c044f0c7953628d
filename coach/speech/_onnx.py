"""Prepares onnxruntime, which runs the neural voices, before its library is loaded, and loads models with it.

A module calls `forbid_telemetry` before it imports a package that imports onnxruntime.
"""

import os
from pathlib import Path
from typing import Any


def forbid_telemetry() -> None:
    """Keep onnxruntime from sending telemetry, in this process and in the processes that it starts.

    Without this, onnxruntime 1.32 looks up a vendor's host some nine seconds after its library was loaded, and leaves
    a device id and a queue in the user's cache folder. It reads the environment variable once, while the library is
    loaded. Its own `disable_telemetry_events()` prevents neither.

    Source: onnxruntime's `ORT_DISABLE_TELEMETRY`; tried with `strace -f -e trace=network` and an empty HOME.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def load_model(path: Path) -> Any:
    """Load a model that computes in the thread that runs it, several of which may run it at once.

    With threads of its own, as many as cores by default, the last bits of a result depend on how many there are.

    Raises:
        Exception: It is no model; onnxruntime's errors have no base of their own.
    """
    forbid_telemetry()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
