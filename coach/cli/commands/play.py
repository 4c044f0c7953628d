"""play: plays a session on the loudspeaker, hands-free. Keys and signals pause it, move in it and end it."""

from contextlib import suppress
from fractions import Fraction
from functools import partial
from typing import Annotated

import typer

from coach.cli import completion
from coach.cli._typer import SESSION, CommandApp
from coach.cli.keyboard import Handle, Key, find_keyboard
from coach.cli.practised import print_unfinished, tell_streak, what_was_done
from coach.cli.screen import BackgroundDisplay, find_display
from coach.cli.session.command import PlayCommand, ResumeOption, session_choices
from coach.cli.session.options import PLAY_OPTIONS, NameArgument, declare_play_option
from coach.cli.session.preparing import tell_notes
from coach.cli.session.remembered import unfinished_session
from coach.cli.signals import obeying_signals
from coach.cli.terminal import tell, tell_error
from coach.errors import CoachError, PlaybackError, SettingsError
from coach.playback.player import Player
from coach.playback.sinks.catalog import DEFAULT_SINK, sink_opener
from coach.playback.states import State, Status
from coach.practice.bookmark import Bookmark, BookmarkError
from coach.practice.recorder import Recorder
from coach.practice.start import begin, bookmark_at
from coach.script import DEFAULT_NAME
from coach.script.routine import Routine
from coach.session.session import plan_session

app = CommandApp()

FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="N|NAME",
        help="Begin with this stretch: 4, or cobra.",
        rich_help_panel=SESSION,
        autocompletion=completion.stretches,
    ),
]
ListUnfinishedOption = Annotated[
    bool,
    typer.Option(
        "--list-unfinished",
        help="List the sessions that --resume can continue, and play nothing.",
        rich_help_panel=SESSION,
    ),
]
PlainOption = Annotated[bool, typer.Option("--plain", help="Print a line for each cue, for screen readers and logs.")]
NoHistoryOption = Annotated[bool, typer.Option("--no-history", help="Do not log this practice; see `coach history`.")]
LeadInOption = Annotated[Fraction, declare_play_option("lead-in")]
SinkOption = Annotated[str, declare_play_option("sink")]
DeviceOption = Annotated[str, declare_play_option("device")]


@app.command(
    cls=PlayCommand,
    examples={
        "coach play": "Play the nine stretches for the middle back.",
        "coach play wind-down --minutes 12": "Play a routine, made to last 12 minutes.",
    },
)
def play(  # noqa: PLR0913 (each is an option)
    *,
    context: typer.Context,
    name: NameArgument = DEFAULT_NAME,
    first: FromOption = None,
    resume: ResumeOption = False,  # noqa: ARG001 (what it means for the options is `remembered`'s)
    list_unfinished: ListUnfinishedOption = False,
    lead_in: LeadInOption = PLAY_OPTIONS["lead-in"].default,  # type: ignore[assignment] # a text, which is read too
    plain: PlainOption = False,
    no_history: NoHistoryOption = False,
    sink: SinkOption = DEFAULT_SINK,
    device: DeviceOption = "",
) -> None:
    """Play a session on the loudspeaker.

    Space pauses and resumes, the arrows change the stretch, r repeats it, + and - change the volume, ? lists the
    keys, q ends.
    """
    if list_unfinished:
        print_unfinished()
        return
    choices = session_choices(context)
    unfinished = unfinished_session(context)
    bookmark = unfinished.bookmark if unfinished else None
    name = bookmark.name if bookmark else name
    plan = plan_session(name, choices.settings, choices.minutes).fitted_if_known()
    tell_notes(plan)
    start = _start(plan.routine, first, bookmark)
    open_sink = sink_opener(sink, device)
    recorder = Recorder(name, choices.chosen, unfinished)
    preparation = plan.preparation()
    source = partial(begin, preparation, plan, start, lead_in)
    player = Player(preparation, open_sink, plan.phrases, plan.settings.pauses, source)
    display = BackgroundDisplay(find_display(plan.routine, plan.phrases, plain=plain), player.stop)
    keyboard = find_keyboard(_obeying(player, display))

    def follow(status: Status) -> None:
        display.show(status)
        recorder.follow(status, player.practised_s)

    kept = False
    try:
        # signals come first, so that a second Ctrl-C cannot interrupt the release of the voice
        with obeying_signals(player, keyboard, display), preparation, display, keyboard:
            try:
                player.play(follow, display.announce)
            finally:
                kept = _keep(recorder, player, plan.routine, log=not no_history)
    except PlaybackError as error:
        remedy = f"{error.remedy} {_HOW_TO_RESUME}" if kept else error.remedy
        raise PlaybackError(error.problem, remedy) from error
    _tell_end(recorder, is_finished=player.state is State.FINISHED, kept=kept, log=not no_history)


_HOW_TO_RESUME = "`coach play --resume` goes on from here."


def _start(routine: Routine, first: str | None, bookmark: Bookmark | None) -> Bookmark | None:
    """Return where to begin; None for the beginning.

    Raises:
        SettingsError: Two places are asked for, or there is no stretch of that number.
        UnknownNameError: There is no stretch of that name; with the nearest one.
    """
    if first is None:
        return bookmark
    if bookmark is not None:
        raise SettingsError("--resume and --from say two things at once.", "Leave one of them out.")
    start = bookmark_at(routine, first)
    if first not in {start.stretch, str(start.section_index)}:
        tell(f"“{first}” is taken as {start.stretch}.")
    return start


def _obeying(player: Player, display: BackgroundDisplay) -> Handle:
    """Return the function that lets a player obey a key, and a display answer it."""
    acts = {
        Key.PAUSE: player.toggle,
        Key.FORWARD: lambda: player.jump(1),
        Key.BACK: lambda: player.jump(-1),
        Key.REPEAT: lambda: player.jump(0),
        Key.LOUDER: lambda: player.turn_up(1),
        Key.QUIETER: lambda: player.turn_up(-1),
        Key.END: player.stop,
    }

    def obey(key: Key) -> None:
        if key in acts:
            acts[key]()
        display.answer(key)

    return obey


def _keep(recorder: Recorder, player: Player, routine: Routine, *, log: bool) -> bool:
    """Log a session that is finished; keep the place in one that is not. Say so if that fails.

    Returns:
        Whether there is a place to go on from.
    """
    try:
        if player.state is not State.FINISHED:
            return recorder.keep_bookmark()
        if log:
            recorder.log(routine)
    except CoachError as error:  # the session itself went well
        tell_error(error, "Note:")
    if player.state is State.FINISHED:
        with suppress(BookmarkError):
            recorder.drop_bookmark()
    return False


def _tell_end(recorder: Recorder, *, is_finished: bool, kept: bool, log: bool) -> None:
    """Tell how the session ended, what was done of it and how to go on; and the streak if the session is logged."""
    done = f": {what_was_done(recorder.done, recorder.practised_s)}" if recorder.done else ""
    tell(f"{'Done' if is_finished else 'Stopped'}{done}.{f' {_HOW_TO_RESUME}' if kept else ''}")
    if is_finished and log:
        tell_streak()
