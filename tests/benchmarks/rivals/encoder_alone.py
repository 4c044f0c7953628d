"""Encode a WAV file with soundfile, and do nothing else: `encoder_alone.py SOURCE.wav TARGET CODEC.json`.

The codec has the words that libsndfile is asked with: `format`, `subtype`, `compression_level`, `bitrate_mode`.
"""

import json
import sys

import soundfile

source, target, codec = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
with soundfile.SoundFile(source) as sound, soundfile.SoundFile(target, "w", sound.samplerate, 1, **codec) as file:
    for block in sound.blocks(1 << 16, dtype="float32" if codec["subtype"] != "PCM_16" else "int16"):
        file.write(block)
