"""A small script, and a way to write it into a folder."""

from pathlib import Path

TWIST = """\
stretch: Twist
position: seated
source: "hold 20–30 s per side"
steps:
  - say: Sit tall.
  - pause: settle
  - sides:
      - say: Turn to the {side}.
        again: Now the {side}.
      - hold: 20-30 s
        breathing: true
  - breathe: 5-10
    inhale: Arch.
    exhale: Round.
  - chime: switch
"""


def write(folder: Path, text: str, name: str = "twist.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
