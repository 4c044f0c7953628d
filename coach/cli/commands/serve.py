"""serve: brings sessions to a phone, or to a browser on this machine."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

import typer

from coach.cli._typer import CommandApp
from coach.cli.diagnosis import faults, log
from coach.cli.session.command import FittedSessionCommand, session_choices
from coach.cli.terminal import columns_of, flush_output, print_text, tell, window_size
from coach.errors import SettingsError
from coach.session.choices import CHOICES

NETWORK = "The server"
"""The heading of the options of the server in the help."""

HIGHEST_PORT = 65535

app = CommandApp()


def read_port(text: str) -> int:
    """Read a port from 0 to 65535; 0 takes any that is free.

    Raises:
        SettingsError: The text is no such number.
    """
    if not (text.isascii() and text.isdecimal() and int(text) <= HIGHEST_PORT):
        raise SettingsError(f"“{text}” is no port.", f"Give a number up to {HIGHEST_PORT}; 0 takes any that is free.")
    return int(text)


class ServeCommand(FittedSessionCommand):
    """A session command whose options are what the forms begin with; `auto` is decided for each session."""

    knows_listener = False


PortOption = Annotated[
    Any,
    typer.Option(
        "--port",
        parser=read_port,
        metavar="N",
        help="The port. Without it 8421, or the next one that is free.",
        rich_help_panel=NETWORK,
    ),
]
LanOption = Annotated[
    bool,
    typer.Option(
        "--lan",
        help="Open it to the local network too: to whoever has the address with its token.",
        rich_help_panel=NETWORK,
    ),
]


@app.command(
    cls=ServeCommand,
    examples={
        "coach serve --lan": "Show a code; scan it with a phone in the same network.",
        "coach serve": "Choose and play sessions in a browser of this machine.",
    },
)
def serve(*, context: typer.Context, port: PortOption = None, lan: LanOption = False) -> None:
    """Bring sessions to a phone, or to a browser here.

    Only this machine is served, unless --lan is given. Ctrl-C ends it.
    """
    from coach.page.serve import server
    from coach.page.serve.access import Rules, hosts_at, new_secret
    from coach.page.serve.addresses import LOOPBACK, lan_addresses
    from coach.page.serve.app import create_app
    from coach.page.serve.kept import KeptSessions, sessions_folder
    from coach.page.serve.orders import OrderDesk, voices_here

    choices = session_choices(context)
    others = lan_addresses() if lan else []
    if lan and not others:
        raise SettingsError("This machine is in no local network.", "Connect it, or leave out --lan.")
    desk = OrderDesk({name: text for name, text in choices.chosen.items() if name in CHOICES}, voices_here())
    sockets = server.listen([LOOPBACK, *others], port)
    number = sockets[0].getsockname()[1]
    rules = Rules(hosts_at([LOOPBACK, *others], number), new_secret() if lan else "", f"coach-{number}")
    addresses = [f"http://{host}:{number}/" + (f"?token={rules.token}" if lan else "") for host in [*others, LOOPBACK]]
    app = create_app(
        rules,
        desk,
        KeptSessions(sessions_folder()),
        address=addresses[0] if lan else "",
        on_fault=_report,
        on_request=lambda line: log.note("%s", line),
    )
    _tell_addresses(addresses, lan=lan)
    with suppress(KeyboardInterrupt):
        server.run(app, sockets)
    tell("Stopped.")


def _tell_addresses(addresses: Sequence[str], *, lan: bool) -> None:
    """Print each address on stdout, with --lan also as a code where that can be scanned, and say who gets in."""
    for address in addresses:
        print_text(address)
    if lan:
        _show_code(addresses[0])
        tell("It opens to whoever has such an address and is in your network. What is sent can be read there.")
    else:
        tell("It opens on this machine alone. For a phone in the same network: `coach serve --lan`.")
    flush_output()
    tell("Ctrl-C ends it.")


def _show_code(address: str) -> None:
    """Draw an address as a code on a terminal that is large enough for it and has its signs."""
    from coach.page.serve.addresses import code_lines

    columns, lines = columns_of(sys.stdout), code_lines(address)
    if columns is None or columns < len(lines[0]) or window_size(sys.stdout.fileno()).lines <= len(lines):
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_dumb_terminal and _has_signs(console.encoding, lines):
        console.print(
            Text("\n".join(lines), style="bright_white on black"), crop=False, overflow="ignore", no_wrap=True
        )


def _has_signs(encoding: str, lines: Sequence[str]) -> bool:
    try:
        "".join(lines).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _report(error: Exception) -> str:
    """Write a report of an error that coach did not expect, and tell where it is; return a sentence for the page."""
    from coach.page.texts import page_texts

    trace = getattr(error, "trace", "")
    tell(f"Error: {faults.describe(faults.ForeignFault(str(error), trace) if trace else error)}")
    return page_texts("refusals")["fault"]
