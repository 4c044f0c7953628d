"""The scripting engine: turns a routine, settings and clips into a timeline, and checks what came out.

- `_scheduler` lays a session section by section; `steps` lays the steps of a stretch, one module for each kind.
- `track` is the cursor that everything is laid with; `_context` is what a step knows; `text` fills words in.
- `fit` moves doses and pauses until a session has the length that was asked for.
- `laws` numbers the laws of a session; `check` measures a finished timeline against them.
"""

from coach.schedule._scheduler import schedule, schedule_sections
from coach.schedule.track import Sounds

__all__ = ["Sounds", "schedule", "schedule_sections"]
