"""Opens a text in the editor of VISUAL or EDITOR, and returns it as the person left it."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from coach.errors import CoachError, SettingsError

USUAL_EDITORS = ("notepad",) if sys.platform == "win32" else ("sensible-editor", "nano", "vim", "vi")
"""The editors to look for where neither VISUAL nor EDITOR names one; the first that is installed is taken."""


def edit(draft: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Open a file in the person's editor, wait until that ends, and return the text of the file.

    Raises:
        CoachError: There is no such editor, or it failed.
        SettingsError: The text is not UTF-8.
    """
    command = _command(environment)
    before = signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the editor's, which shares the terminal
    try:
        code = subprocess.run([*command, draft], check=False).returncode  # noqa: S603 (the person's own choice)
    except OSError as error:
        problem = f"The editor “{command[0]}” could not be started: {error.strerror or error}."
        raise CoachError(problem, "Name another one in EDITOR.") from error
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        raise CoachError(f"The editor “{command[0]}” ended with the exit code {code}.", "Nothing was changed.")
    try:
        return draft.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{draft} is not UTF-8: byte {error.start}.", "Save it as UTF-8.") from error


def _command(environment: Mapping[str, str]) -> list[str]:
    chosen = (environment.get("VISUAL") or environment.get("EDITOR") or "").strip()
    on_windows = sys.platform == "win32"  # where a backslash stands in paths
    try:
        words = [word.strip('"') if on_windows else word for word in shlex.split(chosen, posix=not on_windows)]
    except ValueError as error:
        raise CoachError(f"“{chosen}” names no editor: {error}.", "Mend VISUAL or EDITOR.") from error
    usual = [name for name in USUAL_EDITORS if shutil.which(name)]
    if not words and not usual:
        raise CoachError("No editor is known.", "Name one in EDITOR, such as `EDITOR=nano coach config edit`.")
    return words or usual[:1]
