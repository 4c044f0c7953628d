"""Tells the versions of coach, of Python, of the system and of the packages that coach needs, for a bug report."""

import platform
import re
from contextlib import suppress
from importlib import metadata

from coach.installation import DISTRIBUTION
from coach.version import __version__


def version_line() -> str:
    """Return all versions in one line."""
    packages = ", ".join(f"{name} {version}" for name, version in package_versions().items())
    return f"coach {__version__} · {python_version()} · {system()} · {packages or 'no package is known'}"


def python_version() -> str:
    """Return the implementation of Python, its version and its processor."""
    return f"{platform.python_implementation()} {platform.python_version()} ({platform.machine()})"


def system() -> str:
    """Return the name of the system and its version, such as `Debian GNU/Linux 12 (bookworm), Linux 6.1.0`."""
    name = ""
    with suppress(OSError):
        name = f"{platform.freedesktop_os_release().get('PRETTY_NAME', 'Linux')}, "
    return f"{name}{platform.system()} {platform.release()}"


def package_versions() -> dict[str, str]:
    """Return the versions of the packages that coach names as its dependencies and that are installed, by name.

    None are known if coach runs from a folder without being installed.
    """
    try:
        required = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return {}
    names = sorted({re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in required if "extra ==" not in line})
    return {name: version for name in [*names, "onnxruntime"] if (version := _version(name))}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
