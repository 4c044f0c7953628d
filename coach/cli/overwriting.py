"""Whether files may be replaced: told by --force, asked for on a terminal, and else refused."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.prompt import Confirm

from coach.cli.terminal import stderr
from coach.errors import ExportError
from coach.export.target import check_target


def check_targets(targets: Sequence[Path], *, force: bool) -> None:
    """Find out before the work whether these files may be written.

    Raises:
        ExportError: One of them cannot be, or stands there and is to be kept.
    """
    for target in targets:
        check_target(target)
    standing = [target for target in targets if target.is_file()]
    if force or not standing:
        return
    names = ", ".join(map(str, standing[:3])) + (", …" if len(standing) > 3 else "")
    exist = "exists" if len(standing) == 1 else "exist"
    if not (sys.stdin.isatty() and stderr.is_terminal):
        raise ExportError(f"{names} {exist} already.", "Give --force to replace, or another name.")
    try:
        agreed = Confirm.ask(f"{names} {exist} already. Replace?", console=stderr, default=False)
    except EOFError:
        agreed = False
    if not agreed:
        raise ExportError("Nothing was written.", "Give another name.")


def make_folder(folder: Path) -> None:
    """Make the folder that files are to go to, if there is none.

    Raises:
        ExportError: It cannot be made, or a file stands there.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        problem = f"The folder {folder} could not be made: {error.strerror or error}."
        raise ExportError(problem, "Give another folder with -o.") from error
