"""Writes the pages around the page that plays: the library, a routine's settings, waiting, and what went wrong.

Each view is a function from values to one HTML document, for the server and for the published site. A document names
nothing outside the site and has no inline script; its style is a file of the site, or one text that a policy can name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from coach.errors import CoachError
from coach.page.controls import fieldsets
from coach.page.document import ICON, theme_tags
from coach.page.forms import Form, field_errors
from coach.page.texts import fill, page_texts, texts_language
from coach.script.library import DEFAULT_LANGUAGE
from coach.session.overview import ScriptRow
from coach.units import clock

STYLES = ("colours.css", "site.css")
"""The style sheets of every view, below `assets/`."""


@dataclass(frozen=True, slots=True)
class Site:
    """The frame of every view: whose site it is and where it lies.

    Attributes:
        root: The address of the site's first page as seen from the view, with a `/` at its end: `/`, `./` or `../`.
            Empty on the page of a problem for whoever is not let into the site.
        language: The language of the texts as its file is named.
        direction: `ltr` or `rtl`.
        title: The name of the site; empty for the one that comes with coach.
        author: Who offers the site, such as a physiotherapist; empty for nobody.
        notice: The author's own words, in paragraphs with an empty line between; empty for none.
        link: An address of the author on the web; empty for none.
        contact: An address of the author for mail; empty for none.
        feed: The address of the podcast's feed as seen from the view; empty without one.
        style: All of the style, as text within the document; empty if it is below `assets/` in the site.
        ground: The colour behind everything, if the style changes it; empty if not.
        head: Trusted HTML for the end of the head, such as the link to a manifest.
        policy: A Content-Security-Policy for the document itself; empty if it is sent as a header.
    """

    root: str = "/"
    language: str = DEFAULT_LANGUAGE
    direction: str = "ltr"
    title: str = ""
    author: str = ""
    notice: str = ""
    link: str = ""
    contact: str = ""
    feed: str = ""
    style: str = ""
    ground: str = ""
    head: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link beside a script, such as to its sound.

    Attributes:
        text: Its words.
        address: Where it leads, as seen from the view.
        is_download: Whether it is kept as a file instead of shown.
    """

    text: str
    address: str
    is_download: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A routine or a stretch, as the library and the page of its settings show it.

    Attributes:
        name: The name that commands take.
        title: The title that people read.
        address: The address of its page as seen from the view; empty if it has none.
        length_s: The length of its session in seconds; 0 if it is not known.
        is_estimated: Whether the length is not exact.
        facts: A few words on what it is, such as the dose of a stretch.
        picture: The address of its picture, a band or a square; empty for none.
        is_routine: Whether it has several stretches.
        is_own: Whether it is the person's own.
        problem: Why it cannot be done; empty if it can.
        links: More that can be had of it.
    """

    name: str
    title: str
    address: str
    length_s: float
    is_estimated: bool = False
    facts: tuple[str, ...] = ()
    picture: str = ""
    is_routine: bool = True
    is_own: bool = False
    problem: str = ""
    links: tuple[Link, ...] = ()

    @property
    def length(self) -> str:
        """The length as a clock shows it, after a ~ where it is estimated."""
        return f"{'~' if self.is_estimated else ''}{clock(self.length_s)}" if self.length_s else ""


@dataclass(frozen=True, slots=True)
class Share:
    """The way from this page to a phone.

    Attributes:
        address: The address to type; empty if the page is open to this machine alone.
        code: The address of a picture of the code to scan; empty without one.
    """

    address: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a session is prepared.

    Attributes:
        state: `queued`, `preparing`, `failed` or `cancelled`.
        percent: How much of it is done, from 0 to 100.
        ahead: How many others are prepared before it.
        error: Why it failed; empty otherwise.
    """

    state: str = "queued"
    percent: int = 0
    ahead: int = 0
    error: str = ""


def entry_of(row: ScriptRow, address: str, picture: str = "", language: str = DEFAULT_LANGUAGE) -> Entry:
    """Return the entry of a script as `coach list` has it.

    Args:
        row: The script.
        address: The address of its page.
        picture: The address of its picture.
        language: The language of the texts.
    """
    texts = page_texts("site", language)
    many = texts["one_stretch"] if row.stretches == 1 else fill(texts["many_stretches"], n=row.stretches)
    facts = (many,) if row.stretches else tuple(filter(None, (row.position, row.dose)))
    if row.problem:
        return Entry(row.name, row.name, "", 0, is_own=row.is_own, problem=row.problem)
    return Entry(
        row.name,
        row.title,
        address,
        row.length_s,
        row.is_estimated,
        facts,
        picture,
        is_routine=bool(row.stretches),
        is_own=row.is_own,
    )


def library_page(site: Site, entries: Sequence[Entry], share: Share | None = None) -> str:
    """Write the page that lists all routines and stretches.

    Args:
        site: The frame of the page.
        entries: The scripts, in the order in which they are shown within their groups.
        share: The way to a phone; None leaves it out.
    """
    own = [entry for entry in entries if entry.is_own]
    shipped = [entry for entry in entries if not entry.is_own]
    groups = (
        ("own", own),
        ("routines", [entry for entry in shipped if entry.is_routine]),
        ("stretches", [entry for entry in shipped if not entry.is_routine]),
    )
    return _render("library.html", site, groups=[group for group in groups if group[1]], share=share)


def routine_page(  # noqa: PLR0913 (what is on the page)
    site: Site,
    entry: Entry,
    form: Form,
    values: Mapping[str, str],
    *,
    error: CoachError | None = None,
    form_key: str = "",
) -> str:
    """Write the page of a script's settings, with one button that prepares its session.

    Args:
        site: The frame of the page.
        entry: The script; its `address` takes what the form sends.
        form: The fields.
        values: The text in each field, as `form_values` gives it or as it was typed.
        error: The mistake in what was typed; shown at the top and beside its fields.
        form_key: A text that the form sends back, which shows that it came from this page.
    """
    errors = field_errors(error, form) if error else {}
    groups = fieldsets(form, values, errors, page_texts("site", site.language))
    problem = str(error) if error and not errors else ""
    return _render("routine.html", site, entry=entry, groups=groups, errors=errors, problem=problem, form_key=form_key)


def waiting_page(  # noqa: PLR0913 (what is on the page)
    site: Site, title: str, progress: Progress, *, address: str, back: str, form_key: str = ""
) -> str:
    """Write the page that is seen while a session is prepared, and after that failed.

    Args:
        site: The frame of the page.
        title: The title of the session.
        progress: How far it is.
        address: The page's own address; `/progress` below it tells the progress as JSON, and a form sent to it asks for
            the session again.
        back: The address of the session's settings.
        form_key: A text that the form sends back, which shows that it came from this page.
    """
    return _render("waiting.html", site, title=title, progress=progress, address=address, back=back, form_key=form_key)


def problem_page(site: Site, status: int, problem: str, remedy: str = "") -> str:
    """Write the page that says what went wrong.

    Args:
        site: The frame of the page.
        status: The status that the server answers with; below 500 it is the request's fault.
        problem: One sentence of what is wrong.
        remedy: One sentence of what to do.
    """
    return _render("problem.html", site, status=status, problem=problem, remedy=remedy)


def busy_page(site: Site, retry_s: int) -> str:
    """Write the page that asks to come back, because too many sessions are being prepared."""
    texts = page_texts("site", site.language)
    remedy = fill(texts["busy_remedy"], n=retry_s)
    return _render("problem.html", site, status=429, problem=texts["busy"], remedy=remedy)


def _render(template: str, site: Site, **values: Any) -> str:
    texts = page_texts("site", site.language)
    return _environment().get_template(template).render(
        site=site,
        texts=texts,
        words=lambda key, **filled: fill(texts[key], **filled),
        language=texts_language(site.language),
        site_title=site.title or texts["site_title"],
        styles=() if site.style else tuple(f"{site.root}assets/{name}" for name in STYLES),
        icon=ICON,
        theme=theme_tags(site.ground),
        **values,
    )  # fmt: skip


@cache
def _environment() -> Environment:
    folder = Path(__file__).resolve().parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
