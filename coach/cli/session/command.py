"""Commands that take the options of a session: declares them, lets remembered choices stand in, and reads them all.

A command is declared with `@app.command(cls=…)`, where the class says which options it has, and asks for what was
chosen with `session_choices(context)`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Any, ClassVar, cast

import typer

from coach.audio.format import SAMPLE_RATE
from coach.cli import completion
from coach.cli._typer import SESSION, Command, parameter_name, text_option
from coach.cli.session.naming import find_script, own_folder
from coach.cli.session.options import READERS, SESSION_OPTIONS, declaration, lasting_text
from coach.cli.session.remembered import explained, in_effect, remember
from coach.errors import CoachError, SettingsError, about
from coach.session.choices import CHOICES
from coach.settings.config import Choice
from coach.settings.notation import AUTO, MAX_WORDING
from coach.settings.values import Lessons, Settings

SETTINGS = tuple(name for name, choice in CHOICES.items() if choice.field)
"""The options that make `Settings`."""

ResumeOption = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Continue the last unfinished session where it was left, with its options; with NAME, the last of NAME.",
        is_eager=True,
        rich_help_panel=SESSION,
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
        texts: The text of each option that has a value.
        values: The value that its reader made of it.
        remembered: The choices among them that are not from the command line, and where they were made.
    """

    settings: Settings
    minutes: Fraction | None
    sample_rate: int
    channels: int
    texts: Mapping[str, str]
    values: Mapping[str, object]
    remembered: Mapping[str, Choice]

    @property
    def chosen(self) -> Mapping[str, str]:
        """The text of each option that has a value. From these the same session can be made again, in any folder.

        Raises:
            SettingsError: A path cannot be one.
        """
        return {name: _lasting(name, text, self.values[name]) for name, text in self.texts.items()}

    def as_long_as_it_is(self) -> "SessionChoices":
        """Return the choices without a length, for a stretch where the length is one for all routines."""
        texts = {name: text for name, text in self.texts.items() if name != "minutes"}
        return replace(self, minutes=None, texts=texts)


class SessionCommand(Command):
    """A command with the options that make `Settings`, and `--profile`."""

    shared: ClassVar[Sequence[str]] = SETTINGS
    knows_listener: ClassVar[bool] = False
    """Whether `--lessons auto` is decided by the history; otherwise it counts as on."""

    rotates: ClassVar[bool] = False
    """Whether `--wording auto` goes on with each finished session; otherwise it is the first."""

    def __init__(self, *, params: Sequence[Any], **attributes: Any) -> None:
        shared = [_declare(name) for name in SESSION_OPTIONS if name in self.shared]  # in the order of the help
        super().__init__(params=[*params, *shared, _declare_profile()], **attributes)

    def invoke(self, ctx: Any) -> Any:
        """Read the shared options, find the script, then run the command.

        Raises:
            CoachError: An option has no valid value, or two contradict each other. Any error that is about a remembered
                choice says where that was made.
        """
        remembered = in_effect(ctx)
        try:
            choices = self._read_shared(ctx, remembered)
            if ctx.params.get("name") and not ctx.params.get("resume"):  # which brings the name of the session
                found = find_script(ctx.params["name"], choices.settings)
                ctx.params["name"] = found.name
                if "minutes" in remembered and found.is_stretch:
                    choices = choices.as_long_as_it_is()
            ctx.meta[_CHOICES] = choices
            return super().invoke(ctx)
        except CoachError as error:
            explained(error, remembered)
            raise

    def _read_shared(self, context: typer.Context, remembered: Mapping[str, Choice]) -> SessionChoices:
        """Take the shared options' texts out of the parameters, which the command's function does not have."""
        if context.params.pop("profile") and context.params.get("resume"):
            problem = "--resume takes the options of the unfinished session, and --profile takes others."
            raise SettingsError(problem, "Leave one of them out.")
        given = {name: context.params.pop(parameter_name(name)) for name in self.shared}
        texts = {name: text for name, text in given.items() if text is not None}
        texts.setdefault("scripts", str(own_folder(None)))
        values = {name: _read(context, name, text) for name, text in texts.items()}
        settings = Settings(**{CHOICES[name].field: value for name, value in values.items() if name in SETTINGS})
        if self.knows_listener and settings.lessons is Lessons.AUTO:
            settings = settings.for_listener(_finished_sessions())
            texts["lessons"] = values["lessons"] = settings.lessons.value  # so that it can be continued as it was
        if self.rotates and texts.get("wording", "").strip().lower() == AUTO:
            settings = replace(settings, wording=_finished_sessions() % (MAX_WORDING + 1))
            texts["wording"] = str(settings.wording)
        return SessionChoices(
            settings,
            minutes=values.get("minutes"),
            sample_rate=values.get("sample-rate", SAMPLE_RATE),
            channels=values.get("channels", 1),
            texts=texts,
            values=values,
            remembered=remembered,
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
    return text_option(name, default=option.default, **declaration(option))


def _declare_profile() -> Any:
    help_line = "Settings kept under this name: see `coach config`."
    completer = completion.profiles
    return text_option(
        "profile",
        default=None,
        metavar="NAME",
        help=help_line,
        callback=remember,
        is_eager=True,
        autocompletion=completer,
    )


def _finished_sessions() -> int:
    """Return how many sessions the log has; none if it cannot be read, which must not keep anyone from practising."""
    from coach.practice.history import HistoryError, history_path, read_history

    try:
        return len(read_history(history_path()).practices)
    except HistoryError:
        return 0


def _lasting(name: str, text: str, value: object) -> str:
    with about(name):
        return lasting_text(name, text, value)


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
