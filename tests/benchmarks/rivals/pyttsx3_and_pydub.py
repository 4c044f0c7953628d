"""Speak lines with pyttsx3 and join them with pydub: `pyttsx3_and_pydub.py LINES.json TARGET.wav`.

Each sentence is spoken once. On Linux pyttsx3 returns before the file is written, so that the script waits for its
event, as everybody does who has found an empty file. The packaged espeak-ng is loaded where the system has none.
"""

import ctypes
import json
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")  # pydub's regular expressions, and its audioop

try:
    ctypes.CDLL("libespeak-ng.so.1")
except OSError:
    import espeakng_loader

    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = str(Path(espeakng_loader.get_data_path()).parent)

import pyttsx3  # noqa: E402
from pydub import AudioSegment  # noqa: E402

lines, target = json.loads(Path(sys.argv[1]).read_text("utf-8")), sys.argv[2]
ends: list[bool] = []
engine = pyttsx3.init()
engine.setProperty("rate", 140)
engine.connect("finished-utterance", lambda name, completed: ends.append(completed))

with tempfile.TemporaryDirectory() as folder:
    clips: dict[str, AudioSegment] = {}
    for number, text in enumerate(dict.fromkeys(line["text"] for line in lines)):
        path = Path(folder, f"{number}.wav")
        engine.save_to_file(text, str(path))
        engine.runAndWait()
        while len(ends) <= number:
            time.sleep(0.001)
        clips[text] = AudioSegment.from_wav(str(path))
    session = AudioSegment.empty()
    for line in lines:
        session += clips[line["text"]] + AudioSegment.silent(duration=round(1000 * line["then_s"]))
    session.export(target, format="wav")
os._exit(0)  # unloading espeak-ng does not always succeed
