"""Commands that take the options of a session: declares them, lets remembered choices stand in, and reads them all.

A command is declared with `@app.command(cls=…)`, where the class says which options it has, and asks for what was
chosen with `session_choices(context)`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, ClassVar, cast

import typer

from coach.audio.format import SAMPLE_RATE
from coach.cli._typer import Command, parameter_name, text_option
from coach.cli.options import READERS, SESSION_OPTIONS, lasting_text
from coach.cli.terminal import INTERRUPTED, tell
from coach.errors import CoachError, SettingsError
from coach.files import data_folder
from coach.session.choices import CHOICES
from coach.settings.config import read_choices
from coach.settings.notation import AUTO, MAX_WORDING
from coach.settings.values import Lessons, Settings

SETTINGS = tuple(name for name, choice in CHOICES.items() if choice.field)
"""The options that make `Settings`."""

ResumeOption = Annotated[
    bool,
    typer.Option(
        "--resume", help="Continue the last unfinished session where it was left, with its options.", is_eager=True
    ),
]
"""For a parameter that is called `resume`."""


@dataclass(frozen=True, slots=True)
class SessionChoices:
    """The choices for a session: from the command line, the environment, a profile or the file, or by default.

    Attributes:
        settings: The choices that make `Settings`.
        minutes: The length to fit the session to; None leaves it as long as it is.
        sample_rate: Sample rate of the file in Hz.
        channels: Channels of the file, 1 or 2.
        chosen: The text of each option that has a value. From these texts the same session can be made again, in any
            folder.
    """

    settings: Settings
    minutes: Fraction | None
    sample_rate: int
    channels: int
    chosen: Mapping[str, str]


class SessionCommand(Command):
    """A command with the options that make `Settings`, and `--profile`."""

    shared: ClassVar[Sequence[str]] = SETTINGS
    knows_listener: ClassVar[bool] = False
    """Whether `--lessons auto` is decided by the history; otherwise it counts as on."""

    rotates: ClassVar[bool] = False
    """Whether `--wording auto` goes on with each finished session; otherwise it is the first."""

    def __init__(self, *, params: Sequence[Any], **attributes: Any) -> None:
        super().__init__(params=[*params, *map(_declare, self.shared), _declare_profile()], **attributes)

    def invoke(self, ctx: Any) -> Any:
        """Read the shared options, then run the command.

        Raises:
            CoachError: An option has no valid value, or two contradict each other.
            Exit: The command was interrupted; with code 130.
        """
        try:
            choices = self._read_shared(ctx)
            ctx.meta[_CHOICES] = choices
            if not ctx.params.get("resume"):  # which brings the name of the unfinished session
                _find_own_scripts(ctx.params, choices.settings)
            return super().invoke(ctx)
        except KeyboardInterrupt:
            tell("Stopped.")
            raise typer.Exit(INTERRUPTED) from None

    def _read_shared(self, context: typer.Context) -> SessionChoices:
        """Take the shared options' texts out of the parameters, which the command's function does not have."""
        if context.params.pop("profile") and context.params.get("resume"):
            problem = "--resume takes the options of the unfinished session, and --profile takes others."
            raise SettingsError(problem, "Leave one of them out.")
        given = {name: context.params.pop(parameter_name(name)) for name in self.shared}
        texts = {name: text for name, text in given.items() if text is not None}
        texts.setdefault("scripts", str(data_folder() / "scripts"))
        values = {name: _read(context, name, text) for name, text in texts.items()}
        settings = Settings(**{CHOICES[name].field: value for name, value in values.items() if name in SETTINGS})
        if self.knows_listener and settings.lessons is Lessons.AUTO:
            settings = settings.for_listener(_finished_sessions())
            texts["lessons"] = settings.lessons.value  # so that the session can be continued as it was
        if self.rotates and texts.get("wording") == AUTO:
            settings = replace(settings, wording=_finished_sessions() % (MAX_WORDING + 1))
            texts["wording"] = str(settings.wording)
        return SessionChoices(
            settings,
            minutes=values.get("minutes"),
            sample_rate=values.get("sample-rate", SAMPLE_RATE),
            channels=values.get("channels", 1),
            chosen={name: lasting_text(name, text) for name, text in texts.items()},
        )


class FittedSessionCommand(SessionCommand):
    """A session command with `--minutes` too."""

    shared = (*SETTINGS, "minutes")
    knows_listener = True


class PlayCommand(FittedSessionCommand):
    """The session command that plays: its wordings go on from one practice to the next."""

    rotates = True


class ExportCommand(SessionCommand):
    """A session command with every shared option: also `--minutes`, and the sample rate and channels of a file."""

    shared = tuple(SESSION_OPTIONS)
    knows_listener = True


_CHOICES = "coach.session_choices"


def session_choices(context: typer.Context) -> SessionChoices:
    """Return what was chosen for a session; for a command that is declared as a `SessionCommand`."""
    return cast(SessionChoices, context.meta[_CHOICES])


def _declare(name: str) -> Any:
    option = SESSION_OPTIONS[name]
    return text_option(name, default=option.default, metavar=option.metavar, help=option.help)


def _declare_profile() -> Any:
    help_line = "Settings kept under this name: see `coach config`."
    return text_option("profile", default=None, metavar="NAME", help=help_line, callback=_remember, is_eager=True)


def _remember(context: typer.Context, profile: str | None) -> str | None:
    """Let what the file, the profile and the environment choose stand in for the options that are not given.

    With `--resume` all options of the unfinished session do so instead. What is no part of a session, such as the
    sink, is still chosen as ever. Typer calls this before it reads any option but `--resume`.
    """
    texts = {key: choice.text for key, choice in read_choices(READERS, profile).items()}
    if context.params.get("resume"):  # read before the profile, unless both are given
        texts = {key: text for key, text in texts.items() if key not in SESSION_OPTIONS}
        texts |= _unfinished_options()
    parameters = {option: parameter.name for parameter in context.command.params for option in parameter.opts}
    context.default_map = {parameters[f"--{key}"]: text for key, text in texts.items() if f"--{key}" in parameters}
    return profile


def _find_own_scripts(parameters: dict[str, Any], settings: Settings) -> None:
    """Replace each script's name by the path of its file where one stands here.

    Say so if a script of the person's own hides one that comes with coach.

    Raises:
        ScriptError: The file is a link that leads out of its folder.
    """
    if not parameters.get("name") and not parameters.get("files"):
        return
    from coach.script.library import script_in
    from coach.session.session import library_of

    library = library_of(settings)

    def find(name: str) -> str:
        here = script_in(Path(), name)
        path = here or library.own_path(name)
        if path and library.comes_with_coach(name):
            tell(f"Note: “{name}” is your own, {path}, and not the one that comes with coach.")
        return str(here) if here else name

    if parameters.get("name"):
        parameters["name"] = find(parameters["name"])
    if parameters.get("files"):
        parameters["files"] = [find(name) for name in parameters["files"]]


def _finished_sessions() -> int:
    """Return how many sessions the log has; none if it cannot be read, which must not keep anyone from practising."""
    from coach.practice.history import HistoryError, history_path, read_history

    try:
        return len(read_history(history_path()).practices)
    except HistoryError:
        return 0


def _unfinished_options() -> Mapping[str, str]:
    from coach.practice.bookmark import BookmarkError, bookmark_path, read_bookmark

    bookmark = read_bookmark(bookmark_path())
    if bookmark is None:
        raise BookmarkError("No session is unfinished.", "Begin one without --resume.")
    return bookmark.options


def _read(context: typer.Context, name: str, text: str) -> Any:
    """Read the text of an option; an error says when the text is the unfinished session's."""
    try:
        return READERS[name](text)
    except CoachError as error:
        source = context.get_parameter_source(parameter_name(name))
        if context.params.get("resume") and source is not None and source.name == "DEFAULT_MAP":
            from coach.practice.bookmark import BookmarkError

            problem = f"The unfinished session had --{name} {text}: {error.problem}"
            raise BookmarkError(problem, f"{error.remedy} Or give another --{name} with --resume.") from error
        raise
