"""Speak sentences with hibari to nobody: `voice_alone.py ASKED.json`, a list of texts and hibari's own speeds."""

import json
import sys
from pathlib import Path

from hibari import Hibari

asked = json.loads(Path(sys.argv[1]).read_text("utf-8"))
voice = Hibari()
for each in asked:
    voice(each["text"], speed=each["speed"], seed=0)
