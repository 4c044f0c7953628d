"""Digests of what the shipped routines export, so that moving code can be seen to change no sample and no cue.

    python -m tests.reports.digests           compare with `digests.json`; exit code 1 where something differs
    python -m tests.reports.digests --write   take today's digests as the right ones

Every routine is exported by the real command, with the built-in and the system voice, at three settings. A voice's
samples depend on its version and, by a rounding here and there, on the processor: so the file also holds a digest of
one sentence as each voice speaks it. Where that differs, the digests of this voice say nothing, and are passed over.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FILE = Path(__file__).with_name("digests.json")

ROUTINES = ("desk-break", "middle-back", "wind-down")
VOICES = ("heart", "system")
SETTINGS = {
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
FORMATS = ("flac", "opus", "mp3", "vtt", "json", "jsonl", "txt")
"""Of desk-break with the built-in voice and the default settings."""

EXIT_CODES = {
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


def measure(voice: str, folder: Path, environment: dict[str, str]) -> dict[str, str]:
    """The digests of one voice: of its raw sentence, then of each export and cue sheet."""
    run = _Runner(folder, environment)
    found = {f"{voice} sentence": _sentence_digest(voice)}
    for routine in ROUTINES:
        for name, options in SETTINGS.items():
            run.coach("export", routine, "--voice", voice, *options, "-o", "session.wav", "--force")
            sheet = run.coach("timeline", routine, "--json", "--voice", voice, *_session_options(options))
            found[f"{voice} {routine} {name} wav"] = _digest((folder / "session.wav").read_bytes())
            found[f"{voice} {routine} {name} cues"] = _digest(sheet)
    if voice == "heart":
        for ending in FORMATS:
            target = f"session.{ending}"
            run.coach("export", "desk-break", "-o", target, "--force")
            found[f"{voice} desk-break default {ending}"] = _digest((folder / target).read_bytes())
    return found


def exit_codes(folder: Path, environment: dict[str, str]) -> Iterator[tuple[str, int, int]]:
    """Each command of `EXIT_CODES`, the code it should end with, and the one that it ended with."""
    run = _Runner(folder, environment)
    for words, expected in EXIT_CODES.items():
        yield words, expected, run.exit_code(*words.split())


def _session_options(options: list[str]) -> list[str]:
    """Without those that only shape a file."""
    pairs = zip(options[::2], options[1::2], strict=True)
    return [word for pair in pairs if pair[0] not in ("--sample-rate", "--channels") for word in pair]


def _sentence_digest(voice: str) -> str:
    script = (
        "import hashlib, sys; from coach.session.voices import find_voice;"
        "voice = find_voice(sys.argv[1]); audio = voice.speak(sys.argv[2], speed=1.0);"
        "print(hashlib.sha256(audio.samples.tobytes()).hexdigest()[:16])"
    )
    command = [sys.executable, "-c", script, voice, SENTENCE]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


class _Runner:
    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = environment

    def coach(self, *words: str) -> bytes:
        return self._run(*words, check=True).stdout

    def exit_code(self, *words: str) -> int:
        return self._run(*words, check=False).returncode

    def _run(self, *words: str, check: bool) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "coach", *words]
        return subprocess.run(
            command,
            check=check,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )


def environment(folder: Path) -> dict[str, str]:
    """Nobody's settings, and a cache and a history of their own."""
    import os

    own = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
    return own | {
        "COACH_CACHE_DIR": str(folder / "cache"),
        "COACH_DATA_DIR": str(folder / "data"),
        "COACH_CONFIG": str(folder / "none.toml"),
    }


def main() -> None:
    """Compare or write, and print each difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    kept = json.loads(FILE.read_text()) if FILE.exists() else {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {key: value for voice in VOICES for key, value in measure(voice, folder, environment(folder)).items()}
        wrong = [(words, want, got) for words, want, got in exit_codes(folder, environment(folder)) if want != got]
    if wanted.write:
        FILE.write_text(json.dumps(found, indent=1) + "\n")
    differing = [key for key in found if kept.get(key) != found[key]] if not wanted.write else []
    for key in differing:
        print(f"{key}: {kept.get(key)} is now {found[key]}")
    for words, want, got in wrong:
        print(f"coach {words}: exit code {want} is now {got}")
    print(f"{len(found)} digests, {len(differing)} differ; {len(EXIT_CODES)} exit codes, {len(wrong)} differ")
    sys.exit(bool(differing or wrong))


if __name__ == "__main__":
    main()
