"""Where the scripts and sounds that come with coach are: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled(folder: str) -> Path:
    """The path of `scripts` or `sounds`.

    A checkout and an editable install have them at the top of the tree; the wheel has them in `coach/bundled`.
    """
    inside = _PACKAGE / "bundled" / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder
