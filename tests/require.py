"""Skip a test where the machine lacks a tool; under COACH_REQUIRE_ALL=1 (continuous integration) fail instead."""

import os

import pytest


def require(condition: object, reason: str) -> None:
    if not condition:
        (pytest.fail if os.environ.get("COACH_REQUIRE_ALL") == "1" else pytest.skip)(reason)
