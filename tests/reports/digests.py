"""Compare the exports of the shipped routines with kept digests, so that no sample and no cue changes unnoticed.

    python -m tests.reports.digests           compare with digests.json; exit code 1 if anything differs
    python -m tests.reports.digests --write   replace digests.json by today's digests

The real command exports every routine with two voices and three settings. A voice's samples depend on its version and,
through rounding, on the processor. The file therefore holds a digest of one sentence by each voice; where that differs,
the voice's other digests are not comparable and are not taken.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("digests.json")

ROUTINES = ("desk-break", "middle-back", "wind-down")
VOICES = ("heart", "system")
SETTINGS: Mapping[str, list[str]] = {
    "default": [],
    "slow-brief-words": [
        *("--speed", "0.8", "--verbosity", "brief", "--breath-prompts", "word"),
        *("--pause", "1.5,settle=6", "--level", "full", "--breath", "5.5"),
    ],
    "fast-no-chimes-rain": [
        *("--speed", "1.25", "--chimes", "off", "--ambient", "rain", "--breath", "3:5"),
        *("--sample-rate", "48000", "--channels", "2", "--level", "gentle,cobra=full"),
    ],
}
FILE_OPTIONS = ("--sample-rate", "--channels")
"""The options above that only `export` takes: they change the file and no cue."""

FORMATS = ("flac", "opus", "mp3", "vtt", "json", "jsonl", "txt")
"""The formats in which desk-break is exported besides WAV, by the built-in voice with the default settings."""

EXIT_CODES: Mapping[str, int] = {
    "list": 0,
    "--version": 0,
    "--help": 0,
    "export --help": 0,
    "show wall-angels": 0,
    "timeline cobra --json": 0,
    "check middle-back": 0,
    "check desk-break wind-down": 0,
    "history": 0,
    "config path": 0,
    "config show": 0,
    "show nothing-of-this-name": 2,
    "show cobra --speed 9": 2,
    "show cobra --level hard": 2,
    "show --no-such-option": 2,
    "export cobra -o /nowhere/cobra.wav": 1,
    "export cobra -o cobra.xyz": 1,
    "export cobra --split -o -": 2,
    "check /nowhere/script.yaml": 1,
    "config set speeed 1": 2,
    "config set speed fast": 2,
    "play --resume": 1,
    "play cobra --from 3": 2,
    "play cobra --sink tape": 2,
}
SENTENCE = "Breathe out slowly, and let your shoulders drop."
SPEAK = """\
import sys
from coach.session.voices import find_voice

sys.stdout.buffer.write(find_voice(sys.argv[1]).speak(sys.argv[2], speed=1.0).samples.tobytes())
"""

Digests = dict[str, str]
"""Digests by keys such as “heart cobra default wav”, which begin with the name of the voice."""


class Coach:
    """Runs the real command in a folder, with nobody's settings and with a cache and a history of its own.

    Args:
        folder: The folder to run in; it also gets the cache and the history.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        own = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
        self._environment = own | {
            "COACH_CACHE_DIR": str(folder / "cache"),
            "COACH_DATA_DIR": str(folder / "data"),
            "COACH_CONFIG": str(folder / "none.toml"),
        }

    def output(self, *words: str) -> bytes:
        """Run a command and return its standard output; raises CalledProcessError if it fails."""
        done = self._run("-m", "coach", *words)
        done.check_returncode()
        return done.stdout

    def exit_code(self, *words: str) -> int:
        """Run a command and return its exit code."""
        return self._run("-m", "coach", *words).returncode

    def spoken(self, voice: str) -> bytes:
        """Return the samples of `SENTENCE` as a voice speaks it; empty if it cannot speak here."""
        return self._run("-c", SPEAK, voice, SENTENCE).stdout

    def _run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, *words]
        return subprocess.run(
            command,
            check=False,
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )


def sentence_digest(voice: str, coach: Coach) -> Digests:
    """Take the digest of one sentence. Only where it is the kept one are the voice's other digests comparable."""
    return {f"{voice} sentence": _digest(coach.spoken(voice))}


def export_digests(voice: str, coach: Coach) -> Digests:
    """Take the digests of a voice's exports and cue sheets."""
    found = {}
    for routine in ROUTINES:
        for name, options in SETTINGS.items():
            found[f"{voice} {routine} {name} wav"] = _exported(coach, routine, "wav", "--voice", voice, *options)
            sheet = coach.output("timeline", routine, "--json", "--voice", voice, *_session_options(options))
            found[f"{voice} {routine} {name} cues"] = _digest(sheet)
    if voice == "heart":
        for ending in FORMATS:
            found[f"{voice} desk-break default {ending}"] = _exported(coach, "desk-break", ending)
    return found


def read_digests() -> Digests:
    """Read the kept digests."""
    return dict(json.loads(FILE.read_text("utf-8")))


def write_digests(coach: Coach) -> None:
    """Keep today's digests."""
    found: Digests = {}
    for voice in VOICES:
        found |= sentence_digest(voice, coach) | export_digests(voice, coach)
    FILE.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def differences(kept: Digests, found: Digests) -> list[str]:
    """Tell of each digest that is not the kept one."""
    return [f"{key}: {kept.get(key)} is now {digest}" for key, digest in found.items() if kept.get(key) != digest]


def report(coach: Coach) -> bool:
    """Print each digest and exit code that differs; returns whether there is one."""
    kept = read_digests()
    found: Digests = {}
    for voice in VOICES:
        sentence = sentence_digest(voice, coach)
        found |= sentence
        if not differences(kept, sentence):
            found |= export_digests(voice, coach)
    codes = {words: coach.exit_code(*words.split()) for words in EXIT_CODES}
    differing = differences(kept, found)
    differing_codes = [
        f"coach {words}: exit code {EXIT_CODES[words]} is now {code}"
        for words, code in codes.items()
        if code != EXIT_CODES[words]
    ]
    not_comparable = [f"{key}: not comparable" for key in kept if key not in found]
    for line in (*differing, *not_comparable, *differing_codes):
        print(line)
    print(f"{len(found)} digests, {len(differing)} differ; {len(codes)} exit codes, {len(differing_codes)} differ")
    return bool(differing or differing_codes)


def main() -> None:
    """Compare or write, and print each difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        coach = Coach(Path(folder))
        if wanted.write:
            write_digests(coach)
        else:
            sys.exit(report(coach))


def _exported(coach: Coach, routine: str, ending: str, *options: str) -> str:
    """Export a routine and return the digest of the file."""
    coach.output("export", routine, "-o", f"session.{ending}", "--force", *options)
    return _digest((coach.folder / f"session.{ending}").read_bytes())


def _session_options(options: list[str]) -> list[str]:
    """Leave out the options that only `export` takes."""
    pairs = zip(options[::2], options[1::2], strict=True)
    return [word for pair in pairs if pair[0] not in FILE_OPTIONS for word in pair]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


if __name__ == "__main__":
    main()
