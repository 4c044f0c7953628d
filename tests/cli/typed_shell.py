"""Types into a real shell on a pseudo-terminal, and reads the line that stands there."""

import os
import re
import select
import shutil
import subprocess
import sys
import termios
import time
from fcntl import ioctl
from pathlib import Path
from typing import Self

from tests.terminals import open_terminal

PATIENCE_S = 60
"""The longest time to wait for a shell, in seconds: a loaded machine is slow."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\(B")

_KEY = {
    "bash": r"""
PS1='ready> '
bind 'set bell-style none'
bind -x '"\C-x": printf %s "$READLINE_LINE" > "$LINE_FILE.new"; mv "$LINE_FILE.new" "$LINE_FILE"'
""",
    "zsh": """
PS1='ready> '
write-line() { print -rn -- "$BUFFER" > "$LINE_FILE.new"; mv "$LINE_FILE.new" "$LINE_FILE" }
zle -N write-line
bindkey '^X' write-line
""",
    "fish": r"""
set -g fish_greeting
function fish_prompt; echo 'ready> '; end
function write_line; commandline > $LINE_FILE.new; mv $LINE_FILE.new $LINE_FILE; end
bind \cx write_line
""",
}
"""What each shell reads at its start: a prompt, and a key, Ctrl-X, that writes the line into a file."""

_COMPLETION = {
    "bash": "source <(coach --show-completion)\n",
    "zsh": 'autoload -Uz compinit; compinit -u -d "$HOME/.zcompdump"\nsource <(coach --show-completion)\n',
    "fish": "coach --show-completion | source\n",
}

_COMMANDS = {
    "bash": ["bash", "--noprofile", "--rcfile", ".bashrc", "-i"],
    "zsh": ["zsh", "-d", "-i"],
    "fish": ["fish", "-i"],
}
_RC_FILES = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}


class TypedShell:
    """A shell that somebody types into.

    Args:
        name: bash, zsh or fish.
        folder: The shell's home, and where it stands.
        completes: Whether its start file has the lines of `coach --show-completion`.
    """

    def __init__(self, name: str, folder: Path, *, completes: bool = True) -> None:
        self._name = name
        self._completes = completes
        self._folder = folder
        self._line_file = folder / "line.txt"
        self.screen = ""

    def __enter__(self) -> Self:
        shim = self._folder / "bin" / "coach"
        shim.parent.mkdir(exist_ok=True)
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m coach "$@"\n')
        shim.chmod(0o755)
        rc = self._folder / _RC_FILES[self._name]
        rc.parent.mkdir(parents=True, exist_ok=True)
        before = rc.read_text() if rc.exists() else ""
        rc.write_text(_KEY[self._name] + (_COMPLETION[self._name] if self._completes else before))
        work = self._folder / "work"
        work.mkdir(exist_ok=True)
        root = str(Path(__file__).resolve().parents[2])
        environment = {
            "HOME": str(self._folder),
            "ZDOTDIR": str(self._folder),
            "PATH": f"{shim.parent}:{os.environ['PATH']}",
            "PYTHONPATH": root,
            "TERM": "xterm",
            "LANG": "C.UTF-8",
            "LINE_FILE": str(self._line_file),
            "COACH_DATA_DIR": str(self._folder / "data"),
            "COACH_CACHE_DIR": str(self._folder / "cache"),
            "COACH_CONFIG": str(self._folder / "config.toml"),
        }
        command = _COMMANDS[self._name]
        if self._name == "bash":
            command = [part.replace(".bashrc", str(rc)) for part in command]
        self._terminal, child = open_terminal(120, 50)
        self._process = subprocess.Popen(
            [str(shutil.which(command[0])), *command[1:]],
            stdin=child, stdout=child, stderr=child, cwd=work, env=environment, start_new_session=True,
            preexec_fn=lambda: ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
        )  # fmt: skip
        os.close(child)
        self.wait_for("ready>")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    @property
    def work(self) -> Path:
        """The folder that the shell stands in."""
        return self._folder / "work"

    def line_after(self, keys: str) -> str:
        """Type keys into an empty line, and return the line that stands there then."""
        self.screen = ""
        self._type(f"{keys}\x18")
        begun_s = time.monotonic()
        while not self._line_file.exists():
            assert time.monotonic() - begun_s < PATIENCE_S, self.screen
            self._read()
        line = self._line_file.read_text("utf-8").rstrip("\n")
        self._line_file.unlink()
        self._type("\x15")
        return line

    def list_after(self, keys: str, last: str) -> str:
        """Type keys into an empty line, and return what the shell shows until `last` is there."""
        self.screen = ""
        self._type(keys)
        self.wait_for(last)
        shown = _COLOURS.sub("", self.screen)
        self.line_after("")
        return shown

    def enter(self, line: str, answer: str) -> None:
        """Run a line, and wait until a text is printed."""
        self.screen = ""
        self._type(f"{line}\r")
        self.wait_for(answer)

    def wait_for(self, text: str) -> None:
        """Read until a text is on the screen."""
        begun_s = time.monotonic()
        while text not in _COLOURS.sub("", self.screen).replace("\r\n", " "):  # long lines are wrapped
            assert time.monotonic() - begun_s < PATIENCE_S, f"{text!r} is not in {self.screen!r}"
            self._read()

    def _type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def _read(self) -> None:
        if select.select([self._terminal], [], [], 0.2)[0]:
            self.screen += os.read(self._terminal, 65536).decode("utf-8", "replace")
