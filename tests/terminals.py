"""Makes pseudo-terminals, for tests and reports that see coach as a person at a terminal does."""


def open_terminal(columns: int = 80, rows: int = 24) -> tuple[int, int]:
    """Open a pseudo-terminal of a size.

    Returns:
        File descriptors: the end that a person would see and type into, and the end for a program.
    """
    import pty  # here, because Windows has none
    import termios

    screen, end = pty.openpty()
    termios.tcsetwinsize(end, (rows, columns))
    return screen, end
