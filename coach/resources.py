"""Where files are: the scripts and sounds that come with coach, and what coach keeps for a person.

The first are beside the package in a checkout, inside it in a wheel. The second, the log of practice and the place in
an unfinished session, are made when they are first needed.
"""

import os
from collections.abc import Mapping
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled(folder: str) -> Path:
    """The path of `scripts` or `sounds`.

    A checkout and an editable install have them at the top of the tree; the wheel has them in `coach/bundled`.
    """
    inside = _PACKAGE / "bundled" / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """`COACH_DATA_DIR` where it is set, else the platform's folder for a program's data; it may not be there yet."""
    import platformdirs

    return Path(environment.get("COACH_DATA_DIR") or platformdirs.user_data_path("coach", appauthor=False))
