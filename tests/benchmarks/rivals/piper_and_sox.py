"""Speak lines with piper's program and join them with sox: `piper_and_sox.py MODEL LINES.json TARGET.wav`.

Each sentence is spoken once: all of them by one process of piper, which writes a file a line. sox then adds the silence
to each line, and joins them.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

model, lines, target = sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8")), sys.argv[3]
texts = list(dict.fromkeys(line["text"] for line in lines))
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "lines.txt").write_text("".join(f"{text}\n" for text in texts), "utf-8")
    command = ["-m", "piper", "-m", model, "-i", str(folder / "lines.txt"), "-d", str(folder)]
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    clips = dict(zip(texts, sorted(folder.glob("*.wav"), key=lambda path: int(path.stem)), strict=True))
    parts = [folder / f"line-{number}.wav" for number in range(len(lines))]
    for line, part in zip(lines, parts, strict=True):
        subprocess.run(["sox", str(clips[line["text"]]), str(part), "pad", "0", str(line["then_s"])], check=True)
    subprocess.run(["sox", *map(str, parts), target], check=True)
