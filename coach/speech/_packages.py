"""Finds which version of a package is installed, without loading `importlib.metadata`, which takes 10 ms."""

import sys
from functools import cache
from pathlib import Path


@cache
def package_version(name: str) -> str:
    """Return the version of an installed package, looked up once.

    It is in the name of the folder that installers make for each package: `hibari_tts-0.2.1.dist-info`. Where there is
    no such folder, `importlib.metadata` is asked, which knows every way of installing a package.

    Raises:
        PackageNotFoundError: The package is not installed.
    """
    pattern = f"{name.replace('-', '_')}-*.dist-info"
    for folder in sys.path:
        found = sorted(Path(folder).glob(pattern))
        if len(found) == 1:
            return found[0].name.removesuffix(".dist-info").partition("-")[2]
    from importlib.metadata import version

    return version(name)
