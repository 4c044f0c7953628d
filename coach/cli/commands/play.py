"""play: a session on the loudspeaker, hands-free from the first bell to the last; keys and signals for the rest."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from itertools import chain
from typing import Annotated, Any

import typer

from coach.cli.commands.inspect import NameArgument
from coach.cli.keyboard import Handle, Key, find_keyboard
from coach.cli.options import PLAY_SETTINGS, ResumeOption, shapes_session
from coach.cli.screen import BackgroundDisplay, find_display
from coach.cli.signals import obeying_signals
from coach.cli.terminal import stderr
from coach.errors import CoachError, PlaybackError, SettingsError, UnknownNameError, nearest
from coach.playback import sources
from coach.playback.player import Player
from coach.playback.resume_point import LONG_S, resume_point_after
from coach.playback.sinks.catalog import sink_opener
from coach.playback.sources import Source
from coach.playback.states import State, Status
from coach.practice.bookmark import Bookmark, BookmarkError, bookmark_path, place_in, read_bookmark
from coach.practice.recorder import Recorder
from coach.script.library import DEFAULT_NAME
from coach.script.steps import Routine
from coach.session.preparation import Preparation
from coach.session.session import SessionPlan, plan_session
from coach.settings.values import Settings


def _declared(name: str) -> Any:
    option = PLAY_SETTINGS[name]
    return typer.Option(f"--{name}", parser=option.read, metavar=option.metavar, help=option.help)


FromOption = Annotated[
    str | None, typer.Option("--from", metavar="N|NAME", help="Begin with this stretch: 4, or cobra.")
]
PlainOption = Annotated[bool, typer.Option("--plain", help="Print a line a cue, for screen readers and logs.")]
NoHistoryOption = Annotated[
    bool, typer.Option("--no-history", help="Do not log that you have practised; see `coach history`.")
]


@shapes_session
def play(  # noqa: PLR0913 (each is an option)
    *,
    name: NameArgument = DEFAULT_NAME,
    first: FromOption = None,
    resume: ResumeOption = False,
    lead_in: Annotated[Fraction, _declared("lead-in")] = PLAY_SETTINGS["lead-in"].default,  # type: ignore[assignment]
    plain: PlainOption = False,
    no_history: NoHistoryOption = False,
    sink: Annotated[str, _declared("sink")] = PLAY_SETTINGS["sink"].default,  # type: ignore[assignment]
    device: Annotated[str, _declared("device")] = PLAY_SETTINGS["device"].default,  # type: ignore[assignment]
    settings: Settings,
    minutes: Fraction | None,
    chosen: Mapping[str, str],
) -> None:
    """Speak the session aloud.

    Space pauses and resumes, the arrows change the stretch, r repeats it, + and - change the volume, q ends.
    """
    bookmark = read_bookmark(bookmark_path()) if resume else None
    if bookmark is not None and name != DEFAULT_NAME:
        problem = f"--resume goes on with {bookmark.name}, and “{name}” is another session."
        raise SettingsError(problem, "Leave one of them out.")
    name = bookmark.name if bookmark else name
    plan = plan_session(name, settings, minutes).fitted_if_known()
    start = _start(plan.routine, first, bookmark)
    open_sink = sink_opener(sink, device)
    recorder = Recorder(name, chosen, bookmark)
    display = BackgroundDisplay(find_display(plan.routine, plan.phrases, plain=plain))
    preparation = plan.preparation()
    begin = partial(_begin, preparation, plan, start, lead_in)
    player = Player(preparation, open_sink, plan.phrases, settings.pauses, begin)
    keyboard = find_keyboard(_obeying(player))

    def follow(status: Status) -> None:
        display.show(status)
        recorder.follow(status, player.practised_s)

    kept = False
    try:
        # signals outermost: whoever presses Ctrl-C again while the voice is released must not break into that
        with obeying_signals(player, keyboard, display), preparation, display, keyboard:
            try:
                player.play(follow, display.announce)
            finally:
                kept = _keep(recorder, player, plan.routine, log=not no_history)
    except PlaybackError as error:
        raise PlaybackError(error.problem, error.remedy + _HOW_TO_RESUME * kept) from error
    stderr.print("Done." if player.state is State.FINISHED else "Stopped." + _HOW_TO_RESUME * kept, soft_wrap=True)


_HOW_TO_RESUME = " `coach play --resume` goes on from here."


def _start(routine: Routine, first: str | None, bookmark: Bookmark | None) -> Bookmark | None:
    """Where to begin, if not at the beginning; a stretch that was asked for is a place like one that was kept."""
    if first is None:
        return bookmark
    if bookmark is not None:
        raise SettingsError("--resume and --from say two things at once.", "Leave one of them out.")
    number = _number(routine, first)
    return Bookmark(routine.name, {}, number, routine.stretches[number - 1].name, 0, datetime.now(UTC))


def _number(routine: Routine, first: str) -> int:
    """Which stretch is meant, from 1: by its number, its name or its title."""
    names = [stretch.name for stretch in routine.stretches]
    if first.isdecimal():
        if 1 <= int(first) <= len(names):
            return int(first)
        problem = f"{routine.title} has no stretch {first}."
        raise SettingsError(problem, f"Give --from a number from 1 to {len(names)}, or a name.")
    spellings = {
        text.casefold(): stretch.name for stretch in routine.stretches for text in (stretch.title, stretch.name)
    }
    if first.casefold() not in spellings:
        raise UnknownNameError(f"{routine.title} has no stretch “{first}”.", nearest(first, names))
    return names.index(spellings[first.casefold()]) + 1


def _begin(preparation: Preparation, plan: SessionPlan, start: Bookmark | None, lead_in_s: Fraction) -> Source:
    """The lead-in, then the session from where it is to begin, as soon as that is prepared."""
    phrases = plan.phrases
    if start is None:
        return chain(sources.lead_in(preparation, phrases, lead_in_s), sources.session(preparation, 0, phrases))

    def find_start() -> int | None:
        made = preparation.sections[start.section : start.section + 1]
        there = preparation.ended or any(section.stretch == start.stretch for section in made)
        return place_in(start, preparation.sections)[1] if there else None

    def go_on() -> Source:
        frame = find_start() or 0
        made = {section.stretch for section in preparation.sections}
        if not start.frame and preparation.complete and start.stretch not in made:
            problem = f"The session leaves {start.stretch} out to be as short as wished for."
            raise SettingsError(problem, "Begin elsewhere, or without --minutes.")
        section = preparation.section_at(frame)
        if not start.frame or section is None:
            return sources.session(preparation, frame, phrases)
        away_s = max(LONG_S, (datetime.now(UTC) - start.saved_at).total_seconds())
        place = resume_point_after(section, frame, away_s, phrases, plan.settings.pauses)
        return sources.going_on(preparation, place, phrases)

    return chain(
        sources.lead_in(preparation, phrases, lead_in_s, find_start),
        sources.once(lambda: find_start() is not None, preparation, go_on, phrases),
    )


def _obeying(player: Player) -> Handle:
    """What each key does."""
    acts = {
        Key.PAUSE: player.toggle,
        Key.FORWARD: lambda: player.jump(1),
        Key.BACK: lambda: player.jump(-1),
        Key.REPEAT: lambda: player.jump(0),
        Key.LOUDER: lambda: player.turn_up(1),
        Key.QUIETER: lambda: player.turn_up(-1),
        Key.END: player.stop,
    }
    return lambda key: acts[key]()


def _keep(recorder: Recorder, player: Player, routine: Routine, *, log: bool) -> bool:
    """Keep what is to be kept; tell what could not be. Returns whether there is a place to go on from."""
    try:
        if player.state is not State.FINISHED:
            return recorder.keep_place()
        if log:
            recorder.log(routine)
    except CoachError as error:  # the session itself went well
        stderr.print(f"Note: {error}", soft_wrap=True, markup=False)
    if player.state is State.FINISHED:
        with suppress(BookmarkError):
            recorder.forget_place()
    return False
