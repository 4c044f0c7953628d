"""The timeline that most tests of pictures draw."""

import pytest

from coach.timeline import Timeline
from tests.export.sessions import timeline_of


@pytest.fixture(scope="session")
def timeline() -> Timeline:
    return timeline_of("middle-back")
