"""The entry point of `coach` and `python -m coach`: answers signals before it imports anything that takes time."""

import gc
import os

try:
    import _signal as signal  # type: ignore[import-not-found,unused-ignore] # built in; `signal` itself takes 3 ms
except ImportError:  # a Python of another make
    import signal


def main() -> None:
    """Run the command line; see `coach.cli.main` for the exit codes.

    While it is being imported there is nothing to clean up and nothing to pause: Ctrl-C and SIGTERM end the process at
    once, and SIGUSR1, which pauses a session, does nothing.
    """
    gc.disable()  # until the command is loaded: modules stay, and looking through them while they come takes 10 ms
    _answer("SIGINT", 130, b"Stopped.\n")
    _answer("SIGTERM", 143)
    _answer("SIGUSR1", None)
    try:
        from coach.cli import main as run
    except ImportError as error:
        _end(1, f"Error: coach is not installed completely: {error}. Install it again.\n".encode())
    try:
        run()
    except KeyboardInterrupt:  # in the last moment, when errors are no longer told
        _end(130, b"Stopped.\n")


def _answer(name: str, code: int | None, words: bytes = b"") -> None:
    """Let a signal end the process, or do nothing, unless the caller ignores it, as `nohup` does.

    Args:
        name: The signal.
        code: The exit code; None lets it do nothing.
        words: Words for stderr.
    """
    number = getattr(signal, name, None)
    if number is not None and signal.getsignal(number) != signal.SIG_IGN:
        signal.signal(number, lambda *_: None if code is None else _end(code, words))


def _end(code: int, words: bytes = b"") -> None:
    """Write words on stderr, unless coach was started with it closed, and end the process as it is."""
    try:
        os.write(2, words)
    finally:
        os._exit(code)


if __name__ == "__main__":  # else it is a process of `coach export --all`, which imports it once more
    main()
