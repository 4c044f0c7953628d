"""Tells how to add packages to this installation of coach: with pipx, uv or pip, whichever made it.

It reads what the installers left in the environment, and runs none of them.
"""

import sys
from pathlib import Path

DISTRIBUTION = "coach-aloud"
"""The name under which installers know coach; the command and the package are called `coach`.

On the package index `coach` is somebody else's program.
"""


def install_command(*packages: str, prefix: Path | None = None) -> str:
    """Return the command that adds packages to this installation, to be typed where coach was called.

    Args:
        packages: Names of packages on the package index.
        prefix: The folder of the environment; by default that of this Python.
    """
    from importlib.util import find_spec

    folder = prefix or Path(sys.prefix)
    if (folder / "pipx_metadata.json").is_file():
        return _line("pipx", "inject", folder.name, *packages)
    if (folder / "uv-receipt.toml").is_file():
        every = (*_added_before(folder / "uv-receipt.toml"), *packages)
        return _line("uv", "tool", "install", "--with", ",".join(dict.fromkeys(every)), _source())
    if "archive-v0" in folder.parts:  # uv's cache, where `uvx` makes an environment for one run
        return _line("uvx", "--from", _source(), "--with", ",".join(packages), "coach")
    if find_spec("pip") is None:
        return _line("uv", "pip", "install", "--python", _seen_from_here(folder), *packages)
    return _line(_seen_from_here(Path(sys.executable)), "-m", "pip", "install", *packages)


def _added_before(receipt: Path) -> list[str]:
    """Return the packages that were added earlier; uv drops those that are not named again."""
    import tomllib

    try:
        requirements = tomllib.loads(receipt.read_text("utf-8"))["tool"]["requirements"]
        return [str(each["name"]) for each in requirements if each["name"] != DISTRIBUTION]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _source() -> str:
    """Return what coach was installed from: a folder, a wheel, an address, or its name on the package index.

    Source: direct_url.json, in the recording of the direct URL origin of installed distributions (PEP 610).
    """
    import json
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        url = str(json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "")["url"])
    except (PackageNotFoundError, ValueError, LookupError, TypeError):
        return DISTRIBUTION
    return url2pathname(urlsplit(url).path) if url.startswith("file:") else url


def _seen_from_here(path: Path) -> str:
    """Return a path from the folder that coach was called in where it leads down, else the whole of it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _line(*words: str) -> str:
    """Return words as they are typed, with quotes where a path needs them."""
    if sys.platform == "win32":
        import subprocess

        return subprocess.list2cmdline(words)
    import shlex

    return shlex.join(words)
