"""Finds out what a session will say before it is spoken, so that several sentences can be spoken at a time."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from coach.errors import SettingsError

if TYPE_CHECKING:
    from coach.audio.buffer import Audio
    from coach.schedule.track import Speak
    from coach.speech.speaker import Speaker

OnProgress: TypeAlias = Callable[[int, int], None]
"""Called with the steps done so far and the number of all of them."""

AHEAD = 6
"""How many sentences a worker is asked for ahead of the one that is needed, so that none runs out of work."""


def ignore_progress(_done: int, _total: int) -> None:
    """Tell nobody."""


def utterances(lay: "Callable[[Speak], Iterable[object]]", speak: "Speak") -> Iterator[str]:
    """Yield each sentence that laying a session asks for, once, in the order in which they are needed.

    Args:
        lay: Lays the sections of a session with the clips that it is given. Those of a section are yielded as soon as
            it is laid. A session that cannot be laid with these clips ends with what it asked for until then.
        speak: Gives a clip without speaking, kept or about as long; so a few sentences may be missing or superfluous.
    """
    heard: dict[str, Audio] = {}

    def listen(sentence: str) -> "Audio":
        if sentence not in heard:
            heard[sentence] = speak(sentence)
        return heard[sentence]

    told, sections = 0, iter(lay(listen))
    while True:
        is_over = False
        try:
            next(sections)
        except (StopIteration, SettingsError):
            is_over = True
        yield from list(heard)[told:]
        told = len(heard)
        if is_over:
            return


class Foresight:
    """Gives the clips of a session, and asks for what comes next from the first that has to be spoken on.

    It looks `AHEAD` sentences a worker ahead, and not to the end: laying a whole session would hold up the voice, which
    is being loaded for the first word. Only where the progress is told it looks to the end, to know how many sentences
    there are. It does not look ahead where nobody would gain: in a session whose clips are all kept, and with a single
    worker.

    Args:
        speaker: The voice with the clips that are kept.
        foresee: Finds the sentences that the session will say, in the order of need.
        speak: Gives the clip of a sentence; by default the speaker's.
        on_progress: Called after each new sentence with the number of sentences so far and of all.
    """

    def __init__(
        self,
        speaker: "Speaker",
        foresee: Callable[[], Iterable[str]],
        *,
        speak: "Speak | None" = None,
        on_progress: OnProgress = ignore_progress,
    ) -> None:
        self._speaker = speaker
        self._foresee = foresee
        self._foreseen: Iterator[str] = iter(())
        self._speak = speak or speaker.clip
        self._on_progress = on_progress
        self._may_ask = speaker.workers > 1 or on_progress is not ignore_progress
        self._tells = False
        self._all: dict[str, int] = {}  # with their places in the order of need
        self._given: set[str] = set()

    def clip(self, sentence: str) -> "Audio":
        """Return the clip of a sentence; see `Speaker.clip`."""
        if self._may_ask and self._speaker.kept_clip(sentence) is None:
            self._may_ask, self._tells = False, True
            self._foreseen = iter(self._foresee())
        self._ask_ahead_of(sentence)
        clip = self._speak(sentence)
        if sentence not in self._given:
            self._given.add(sentence)
            self._all.setdefault(sentence, len(self._all))
            if self._tells:
                self._on_progress(len(self._given), len(self._all))
        return clip

    def tell_end(self) -> None:
        """Tell that all sentences are there, also those that turned out to be superfluous; tell nothing if none are."""
        if self._all:
            self._on_progress(len(self._all), len(self._all))

    def _ask_ahead_of(self, sentence: str) -> None:
        """Ask for what comes soon after a sentence, or for all that comes if the progress is to be told."""
        reach = self._all.get(sentence, len(self._all)) + AHEAD * self._speaker.workers
        more = None if self._on_progress is not ignore_progress else max(0, reach - len(self._all))
        for foreseen in islice(self._foreseen, more):
            self._all.setdefault(foreseen, len(self._all))
            self._speaker.ask([foreseen])
