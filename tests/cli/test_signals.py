"""Signals that control a player; `commands/test_play_life` sends them to the real command."""

import io
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from coach.cli import signals
from coach.cli.signals import obeying_signals
from coach.playback.player import Player

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has only two of these signals")


class Asked:
    """Stands in for a player and for a user of the terminal.

    Attributes:
        calls: What it was asked, in order.
        after_pause: What it is to do after a pause.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.after_pause: Callable[[], None] | None = None

    def __getattr__(self, name: str) -> Callable[[], None]:
        return lambda: self.calls.append(name)

    def pause(self, then: Callable[[], None] | None = None) -> None:
        self.calls.append("pause")
        self.after_pause = then


@pytest.fixture
def asked() -> Iterator[Asked]:
    player = Asked()
    with obeying_signals(cast(Player, player)):
        yield player


@pytest.mark.parametrize(
    ("name", "call"),
    [("SIGINT", "stop"), ("SIGTERM", "stop"), ("SIGHUP", "stop"), ("SIGUSR1", "toggle"), ("SIGCONT", "resume")],
)
def test_a_signal_does_its_part(asked: Asked, name: str, call: str) -> None:
    signal.raise_signal(signal.Signals[name])
    assert asked.calls == [call]


def test_without_a_terminal_a_stop_only_pauses(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, stream, io.StringIO())
    signal.raise_signal(signal.SIGTSTP)
    assert asked.calls == ["pause"]
    assert asked.after_pause is None


def test_on_a_terminal_a_stop_gives_it_back_and_suspends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    player, keyboard = Asked(), Asked()
    sent: list[Any] = []
    monkeypatch.setattr(signals, "_has_terminal", lambda: True)
    monkeypatch.setattr(signals.os, "kill", lambda _, number: sent.append(number))
    with obeying_signals(cast(Player, player), keyboard):
        signal.raise_signal(signal.SIGTSTP)
        assert keyboard.calls == []  # the fade comes first
        assert player.after_pause is not None
        player.after_pause()
        assert (keyboard.calls, sent) == (["suspend"], [signal.SIGSTOP])
        signal.raise_signal(signal.SIGCONT)
    assert keyboard.calls == ["suspend", "resume"]
    assert player.calls == ["pause", "resume"]


def test_a_signal_that_the_caller_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with obeying_signals(cast(Player, Asked())):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_afterwards_signals_do_what_they_did_before() -> None:
    numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGTSTP, signal.SIGCONT]
    before = [signal.getsignal(number) for number in [*numbers, signal.SIGTTOU]]
    with obeying_signals(cast(Player, Asked())):
        assert signal.getsignal(signal.SIGTTOU) is signal.SIG_IGN
        assert not set(map(signal.getsignal, numbers)) & set(before)
    assert [signal.getsignal(number) for number in [*numbers, signal.SIGTTOU]] == before
