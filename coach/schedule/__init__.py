"""The scripting engine: turns a routine, settings and clips into a timeline, and checks what came out.

- `scheduler` lays a session section by section. `opening` lays the words before the first stretch, `arriving` brings
  a person to each stretch, and `steps` lays the steps of a stretch, with one module for each kind.
- `lessons` knows which sounds still have to be taught, and `way_in` how far a person is on the way into a pose.
- `track` is the cursor that lays cues and marks; `context` holds the surroundings of a step; `text` fills words in.
- `fit` moves doses and pauses until a session has the length that was asked for.
- `laws` numbers the laws of a session; `check` measures a finished timeline against them.
"""

from coach.schedule._scheduler import schedule, schedule_sections
from coach.schedule.track import Sounds

__all__ = ["Sounds", "schedule", "schedule_sections"]
