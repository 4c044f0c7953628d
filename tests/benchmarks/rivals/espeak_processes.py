"""Speak each sentence with a process of its own: `espeak_processes.py PROGRAM ASKED.json FOLDER`."""

import json
import subprocess
import sys
from pathlib import Path

program, asked, folder = sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8")), Path(sys.argv[3])
for number, each in enumerate(asked):
    command = [program, "-v", "en-us", "-s", str(each["rate"]), "-w", str(folder / f"{number}.wav"), each["text"]]
    subprocess.run(command, check=True)
