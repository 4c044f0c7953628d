"""Stands in for the views until they are there."""

from collections.abc import Mapping, Sequence
from html import escape

from coach.page.serve.orders import Offers
from coach.session.overview import ScriptRow


def library_page(rows: Sequence[ScriptRow], *, address: str = "") -> str:
    """Return the library."""
    items = "".join(f'<li><a href="/routines/{escape(row.name)}">{escape(row.title)}</a>' for row in rows)
    return f"<!doctype html><title>coach</title><p>{escape(address)}<ul>{items}</ul>"


def routine_page(row: ScriptRow, form: Mapping[str, str], offers: Offers, form_key: str, problem: str = "") -> str:
    """Return a form."""
    fields = "".join(f'<input name="{name}" value="{escape(text)}">' for name, text in form.items())
    return (
        f"<!doctype html><title>{escape(row.title)}</title><p>{escape(problem)}{len(offers.voices)}"
        f'<form method=post>{fields}<input type=hidden name=form-key value="{form_key}"><button>Make</button></form>'
    )


def waiting_page(key: str, title: str, form_key: str) -> str:
    """Return the page that waits."""
    return f"<!doctype html><title>{escape(title)}</title><meta http-equiv=refresh content=1><p>{key}{form_key}"


def problem_page(status: int, sentence: str) -> str:
    """Return a page with a sentence."""
    return f"<!doctype html><title>coach</title><h1>{status}</h1><p>{escape(sentence)}"
