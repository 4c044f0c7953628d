"""Print what a large catalogue costs: `python -m tests.reports.reckoning [SESSIONS] [WORKERS]`.

Without arguments it reckons with 100,000 sessions on 100 workers, each a process with a core of its own. What a
sentence and a session cost was measured by the benchmarks, which keep it in `tests/benchmarks/figures.json`; how many
sentences a session says, and how many of them no other session says, is counted in the scripts that come with coach.
Rates that no machine here could show are assumed, and named as such. `_cluster` simulates the scheduler.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from coach.script.library import Library
from coach.session.session import plan_session
from coach.settings.values import Level, Levels, Settings
from tests.benchmarks.ledger import read_figures
from tests.reports._cluster import DASK_TASK_S, Cluster, Outcome, simulate, spread

SESSIONS, WORKERS = 100_000, 100
VOICES, SPEEDS, LEVELS = 2, 2, 3
"""The matrix of each routine: 12 sessions. A clip is spoken anew for each voice and each speed."""

NETWORK_BYTES_S = 125e6
"""Assumed: bytes a second into the storage from all workers together, 1 Gbit/s."""

REQUEST_S = 0.03
"""Assumed: seconds of one request to a store of objects, such as S3, within its region."""

CLIPS_A_TASK = 40
"""Sentences that are spoken in one task, as `coach export --all` hands them out."""

LOSSES_AN_HOUR = 1 / 24
"""Assumed: each worker is lost once a day, as on machines that may be called back."""

FORMATS = ("wav", "flac", "opus", "mp3")


@dataclass(frozen=True, slots=True)
class Texts:
    """What the scripts that come with coach say.

    Attributes:
        a_session: Distinct sentences of one session, on average.
        a_routine: Sentences that a routine adds to those of all others, on average, at any of the levels.
        routines: How many routines were counted.
    """

    a_session: float
    a_routine: float
    routines: int


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of one core and bytes, from the benchmarks.

    Attributes:
        speak_s: Speaks and finishes one sentence.
        mix_s: Schedules, mixes and writes one session to WAV, with the start of a process, which a worker pays once.
        encode_s: Encodes one session, by format.
        session_bytes: The file of one session, by format.
        clip_bytes: One kept sentence.
        session_s: Seconds that a session sounds.
    """

    speak_s: float
    mix_s: float
    encode_s: Mapping[str, float]
    session_bytes: Mapping[str, float]
    clip_bytes: float
    session_s: float


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A catalogue in one format: how much of everything it takes.

    Attributes:
        sessions: Number of sessions.
        sentences: Number of sentences that are spoken, each once for each voice and speed.
        voice_s: Processor seconds for the sentences.
        mixing_s: Processor seconds for scheduling, mixing and writing.
        encoding_s: Processor seconds for the encoder.
        files_bytes: Size of all sessions.
        clips_bytes: Size of all kept sentences.
        scheduler_s: Seconds in which the one scheduler is at work.
    """

    sessions: int
    sentences: int
    voice_s: float
    mixing_s: float
    encoding_s: float
    files_bytes: float
    clips_bytes: float
    scheduler_s: float

    @property
    def processor_s(self) -> float:
        """Processor seconds of all workers."""
        return self.voice_s + self.mixing_s + self.encoding_s

    @property
    def tasks(self) -> int:
        """Number of tasks: batches of sentences, then sessions."""
        return -(-self.sentences // CLIPS_A_TASK) + self.sessions

    def hours_by_limit(self, workers: int) -> dict[str, float]:
        """Return the hours that each part would take if nothing else took time, by its name."""
        seconds = {
            "voice": self.voice_s / workers,
            "mixing": self.mixing_s / workers,
            "encoding": self.encoding_s / workers,
            "storage": (self.files_bytes + self.clips_bytes) / NETWORK_BYTES_S,
            "scheduler": self.scheduler_s,
        }
        return {name: value / 3600 for name, value in seconds.items()}


def count_texts(names: Sequence[str]) -> Texts:
    """Count the sentences of routines at each level, without speaking."""
    settings = [Settings(levels=Levels(level.share)) for level in Level]
    sessions = [set(plan_session(name, each).utterances()) for name in names for each in settings]
    everything = set().union(*sessions)
    return Texts(sum(map(len, sessions)) / len(sessions), len(everything) / len(names), len(names))


def costs_of(figures: Mapping[str, float]) -> Costs:
    """Turn what the benchmarks measured into costs.

    Raises:
        KeyError: A benchmark has not been run.
    """
    mix_s = figures["session_processor_s"]
    return Costs(
        speak_s=(figures["cold_processor_s"] - mix_s) / figures["texts"],
        mix_s=mix_s,
        encode_s={"wav": 0.0, **{name: max(0.0, figures[f"{name}_s"]) for name in FORMATS[1:]}},
        session_bytes={name: figures[f"{name}_bytes"] for name in FORMATS},
        clip_bytes=figures["clip_bytes"] / figures["texts"],
        session_s=figures["session_s"],
    )


def reckon(sessions: int, file_format: str, texts: Texts, costs: Costs) -> Reckoning:
    """Reckon a catalogue whose routines say as much as those that come with coach."""
    routines = sessions / (VOICES * SPEEDS * LEVELS)
    sentences = round(routines * texts.a_routine * VOICES * SPEEDS)
    plain = Reckoning(
        sessions=sessions,
        sentences=sentences,
        voice_s=sentences * costs.speak_s,
        mixing_s=sessions * costs.mix_s,
        encoding_s=sessions * costs.encode_s[file_format],
        files_bytes=sessions * costs.session_bytes[file_format],
        clips_bytes=sentences * costs.clip_bytes,
        scheduler_s=0.0,
    )
    return replace(plain, scheduler_s=plain.tasks * DASK_TASK_S)


def run(reckoning: Reckoning, cluster: Cluster, *, reads: float) -> list[Outcome]:
    """Simulate the two halves of a run: all sentences, then all sessions.

    Args:
        reckoning: The catalogue.
        cluster: Who does the work. Its streams share the assumed network evenly.
        reads: How many requests a session's clips take: as many as it has sentences, or one for a pack of them all.
    """
    batches = -(-reckoning.sentences // CLIPS_A_TASK)
    stream_bytes_s = NETWORK_BYTES_S / cluster.streams
    clips_s = CLIPS_A_TASK * REQUEST_S + reckoning.clips_bytes / max(1, batches) / stream_bytes_s
    file_s = (reads + 1) * REQUEST_S + reckoning.files_bytes / reckoning.sessions / stream_bytes_s
    session_s = (reckoning.mixing_s + reckoning.encoding_s) / reckoning.sessions
    speak = spread(batches, reckoning.voice_s / max(1, batches), store_s=clips_s)
    write = spread(reckoning.sessions, session_s, store_s=file_s, seed=1)
    return [simulate(tasks, cluster, seed=number) for number, tasks in enumerate((speak, write))]


def page(sessions: int, workers: int, texts: Texts, costs: Costs) -> Iterator[str]:
    """Yield the lines of the page."""
    yield f"{sessions:,} sessions of {costs.session_s / 60:.1f} min on {workers} workers of one core each"
    yield ""
    yield from _measured(texts, costs)
    yield ""
    reckonings = {name: reckon(sessions, name, texts, costs) for name in FORMATS}
    yield from _table(["", *FORMATS], _costs_rows(reckonings, workers))
    yield ""
    yield "Simulated, hour by hour of the cluster: sentences first, then sessions"
    yield from _table(SIMULATED, _simulated_rows(reckonings["opus"], workers, texts))
    yield ""
    yield from NOT_MEASURED


SIMULATED = ["opus, and", "hours", "at work", "scheduler", "store", "tail", "workers lost"]

NOT_MEASURED = (
    "Measured on one machine: a sentence, a session, an encoder. Counted: sentences. Not measured, but assumed:",
    f"- {NETWORK_BYTES_S * 8 / 1e9:g} Gbit/s into the storage, {1000 * REQUEST_S:g} ms a request, each worker lost once"
    f" in {1 / LOSSES_AN_HOUR:g} hours;",
    f"- {1000 * DASK_TASK_S:g} ms of the scheduler for a task, as Dask's documentation says, whatever the number of"
    " workers;",
    "- cores that do not slow each other down, although they share memory and, two by two, a core;",
    "- routines that repeat as few of each other's sentences as those that come with coach, which are few and alike;",
    "- sessions as long as `middle-back`; the start of a process is counted for each, although a worker pays it once.",
    "No run of this size has been made: the largest were of 1,000 sessions on two cores, see tests/benchmarks.",
)


def _measured(texts: Texts, costs: Costs) -> Iterator[str]:
    yield f"a sentence      {1000 * costs.speak_s:8.1f} ms to speak and finish, {costs.clip_bytes / 1e3:.0f} kB kept"
    yield f"a session       {1000 * costs.mix_s:8.0f} ms to schedule, mix and write as WAV"
    for name in FORMATS[1:]:
        yield f"its {name:11} {1000 * costs.encode_s[name]:8.0f} ms more to encode"
    yield f"sentences       {texts.a_session:8.1f} in a session of {texts.routines} routines at {LEVELS} levels"
    yield f"sentences       {texts.a_routine:8.1f} that a routine adds to the others, at all levels"


def _costs_rows(reckonings: Mapping[str, Reckoning], workers: int) -> Iterator[list[str]]:
    columns = list(reckonings.values())
    limits = [each.hours_by_limit(workers) for each in columns]
    yield ["sentences, each once", *(f"{each.sentences:,}" for each in columns)]
    yield ["tasks", *(f"{each.tasks:,}" for each in columns)]
    yield ["processor-hours", *(f"{each.processor_s / 3600:.1f}" for each in columns)]
    yield ["files, TB", *(f"{each.files_bytes / 1e12:.2f}" for each in columns)]
    yield ["kept clips, GB", *(f"{each.clips_bytes / 1e9:.1f}" for each in columns)]
    for part in limits[0]:
        yield [f"hours of {part} alone", *(f"{hours[part]:.2f}" for hours in limits)]
    yield ["limited by", *(max(hours, key=hours.__getitem__) for hours in limits)]


def _simulated_rows(reckoning: Reckoning, workers: int, texts: Texts) -> Iterator[list[str]]:
    usual = Cluster(workers, losses_an_hour=LOSSES_AN_HOUR)
    each_clip = texts.a_session
    for name, cluster, reads in (
        ("one pack of clips a session", usual, 1),
        ("a request for each clip", usual, each_clip),
        ("no worker is ever lost", replace(usual, losses_an_hour=0.0), 1),
        ("a worker is lost every hour", replace(usual, losses_an_hour=1.0), 1),
        ("ten times the scheduler's time", replace(usual, task_s=10 * DASK_TASK_S), 1),
        ("a tenth of the workers", replace(usual, workers=max(1, workers // 10)), 1),
        ("ten times the workers", replace(usual, workers=10 * workers), 1),
    ):
        yield [name, *_simulated(run(reckoning, cluster, reads=reads))]


def _simulated(outcomes: list[Outcome]) -> list[str]:
    duration_s = sum(each.duration_s for each in outcomes)

    def share(name: str) -> str:
        return f"{100 * sum(getattr(each, name) * each.duration_s for each in outcomes) / duration_s:.1f} %"

    shares = [share(name) for name in ("utilisation", "scheduler_load", "store_load")]
    tail_s, lost = sum(each.tail_s for each in outcomes), sum(each.lost for each in outcomes)
    return [f"{duration_s / 3600:.2f}", *shares, f"{tail_s:.0f} s", str(lost)]


def _table(head: list[str], rows: Iterator[list[str]]) -> list[str]:
    cells = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in cells
    ]


def main() -> None:
    """Print the page."""
    sessions, workers = (*map(int, sys.argv[1:3]), *(SESSIONS, WORKERS)[len(sys.argv) - 1 :])
    try:
        costs = costs_of(read_figures())
    except KeyError as missing:
        remedy = "Run `python -m pytest tests/benchmarks -n0 --benchmark-enable` first."
        sys.exit(f"No benchmark has measured {missing} yet. {remedy}")
    print("\n".join(page(sessions, workers, count_texts(Library().routine_names()), costs)))


if __name__ == "__main__":
    main()
