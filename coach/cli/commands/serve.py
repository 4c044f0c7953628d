"""serve: brings sessions to a phone, or to a browser on this machine."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

import typer

from coach.cli._typer import CommandApp
from coach.cli.diagnosis import faults, log
from coach.cli.session.command import FittedSessionCommand, session_choices
from coach.cli.terminal import flush_output, print_text, tell
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
    for address in addresses:
        print_text(address)
    flush_output()
    if lan:
        from coach.page.serve.addresses import code_lines

        lines = code_lines(addresses[0])
        if sys.stdout is not None and sys.stdout.isatty():
            print("\n".join(lines))
    tell("Ctrl-C ends it.")


def _report(error: Exception) -> str:
    """Write a report of an error that coach did not expect, and tell where it is; return a sentence for the page."""
    trace = getattr(error, "trace", "")
    tell(f"Error: {faults.describe(faults.ForeignFault(str(error), trace) if trace else error)}")
    return "coach made a mistake that it did not expect. The machine that serves this page says more."
