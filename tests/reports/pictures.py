"""Draw the pictures of README: `python -m tests.reports.pictures`.

`.github/timeline.svg` is what `coach show desk-break --picture` draws. `.github/play.svg` is the screen of a real
`coach play`, in a pseudo-terminal and on a loudspeaker that nobody hears, at a moment of its second stretch.
"""

import os
import re
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.playback.null_sink import null_sink
from tests.reports.screen import Screen, as_svg
from tests.terminals import open_terminal

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github"

COLUMNS, ROWS = 92, 28
SCRIPT, STRETCH = "middle-back", "seated-spinal-twist"
WORDS = ("Inhale.", "of the hold left")
"""The words that are on the screen at the moment that is drawn."""

EVERY_S = 5
"""So many seconds, or a multiple, are left of the stretch at that moment, so that it is always the same one."""

LONGEST_S = 120


def draw_timeline(environment: dict[str, str]) -> None:
    """Let coach draw a session's timeline."""
    _coach(environment, "show", "desk-break", "--picture", str(FOLDER / "timeline.svg"), "--force")


def draw_play(environment: dict[str, str]) -> None:
    """Play until the moment comes, and draw the screen."""
    _coach(environment, "timeline", SCRIPT, "--json")  # so that all is spoken, and the time left is known
    arguments = ["play", SCRIPT, "--from", STRETCH, "--lead-in", "0", "--no-history"]
    with null_sink() as rig, terminal({**rig.environment, **environment}, *arguments) as master:
        screen = Screen(COLUMNS, ROWS)
        _watch(master, screen, lambda text: all(each in text for each in WORDS) and _left_s(text) % EVERY_S == 0)
        title = "coach play, in the middle of a hold"
        (FOLDER / "play.svg").write_text(as_svg(screen, title), "utf-8")
        os.write(master, b"q")


@contextmanager
def terminal(environment: dict[str, str], *arguments: str) -> Iterator[int]:
    """Run coach in a pseudo-terminal of a fixed size, and give the end that a person would see."""
    master, slave = open_terminal(COLUMNS, ROWS)
    process = subprocess.Popen(
        [sys.executable, "-m", "coach", *arguments], stdin=slave, stdout=slave, stderr=slave,
        env=environment, cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    try:
        yield master
    finally:
        process.terminate()
        while select.select([master], [], [], 1)[0]:
            try:
                if not os.read(master, 65536):
                    break
            except OSError:  # the other end is closed
                break
        process.wait()
        os.close(master)


def _watch(master: int, screen: Screen, is_wanted: Callable[[str], bool]) -> None:
    """Feed a screen until it shows what is wanted.

    Raises:
        TimeoutError: It has not shown it in time.
    """
    for _ in range(10 * LONGEST_S):
        if select.select([master], [], [], 0.1)[0]:
            screen.feed(os.read(master, 65536).decode("utf-8", "replace"))
        elif is_wanted(screen.text):
            return
    raise TimeoutError(f"coach play has not shown {WORDS} within {LONGEST_S} s.")


def _left_s(text: str) -> int:
    """Return the seconds that are left of the stretch: the time at the end of the upper bar."""
    minutes, seconds = re.findall(r"[█─] +(\d+):(\d\d)", text)[0]
    return 60 * int(minutes) + int(seconds)


def _coach(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "coach", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Draw both pictures with the settings of a new user."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COACH_", "NO_COLOR"))}
        own = {"COACH_CACHE_DIR": home, "COACH_DATA_DIR": f"{home}/data", "COACH_CONFIG": f"{home}/config.toml"}
        environment = {**kept, **own, "TERM": "xterm-256color", "COLUMNS": "", "LANG": "C.UTF-8"}
        draw_timeline(environment)
        draw_play({name: environment[name] for name in (*own, "TERM", "LANG")})


if __name__ == "__main__":
    main()
