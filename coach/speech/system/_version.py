"""Tells which engine the system voice has, from files alone: that is quick, and starts no engine."""

import functools
import importlib.metadata
import os
import platform
import sys
import sysconfig
from pathlib import Path

from coach.speech.system._child import SYSTEM_ESPEAK

REVISION = 1
"""Raise it when a change of the adapter, such as another `ESPEAK_PACE`, changes the sound of a text at a speed."""


@functools.cache
def engine_version() -> str:
    """Return a text that changes when an engine's sound may have changed, as far as files tell.

    It has this adapter's revision, pyttsx3's version, and the engine: on Linux the version of the packaged espeak-ng,
    the real name, size and time of the system's own, and the data folder if one is set; on macOS and Windows the
    version of the operating system.
    """
    parts = [f"r{REVISION}", _package_version("pyttsx3")]
    if sys.platform in ("darwin", "win32"):
        return " ".join([*parts, platform.platform()])
    return " ".join([*parts, _package_version("espeakng-loader"), _system_espeak(), os.getenv("ESPEAK_DATA_PATH", "")])


def _package_version(package: str) -> str:
    try:
        return f"{package}-{importlib.metadata.version(package)}"
    except importlib.metadata.PackageNotFoundError:
        return f"no-{package}"


def _system_espeak() -> str:
    """Return name, size and time of the system's espeak-ng, found in the folders where Linux keeps libraries."""
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    folders = [
        *os.getenv("LD_LIBRARY_PATH", "").split(":"),
        "/usr/local/lib",
        f"/usr/lib/{multiarch}",
        "/usr/lib64",
        "/usr/lib",
    ]
    for folder in folders:
        library = Path(folder, SYSTEM_ESPEAK[0])
        if folder and library.exists():
            facts = library.stat()
            return f"{library.resolve().name}-{facts.st_size}-{facts.st_mtime_ns}"
    return "no-system-espeak"
