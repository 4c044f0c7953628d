"""The choice of a keyboard."""

import sys
from pathlib import Path

import pytest

from coach.cli.keyboard.find import NoKeyboard, find_keyboard


def test_there_are_no_keys_where_nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(__file__).open(encoding="utf-8") as file:  # Windows takes its null device for a terminal
        monkeypatch.setattr(sys, "stdin", file)
        assert isinstance(find_keyboard(lambda _: None), NoKeyboard)
    monkeypatch.setattr(sys, "stdin", None)
    assert isinstance(find_keyboard(lambda _: None), NoKeyboard)
