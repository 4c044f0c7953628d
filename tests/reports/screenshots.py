"""Saves pictures of the page of a session in every state, at four widths, dark and light.

`python -m tests.reports.screenshots FOLDER`: the session is that of the tests.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.page.browsers import chromium, opened
from tests.page.made import made_once
from tests.page.mat import Mat
from tests.page.test_accessibility import STATES

SIZES = ((320, 568), (390, 844), (820, 1180), (1440, 900))
"""Width and height of a small telephone, an ordinary one, a tablet and a laptop, in CSS pixels."""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    made = made_once(folder / "session")
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        for width, height in SIZES:
            for scheme in ("dark", "light"):
                options = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "has_touch": True}
                with opened(browser, **options) as (page, _):
                    mat = Mat(page, made)
                    mat.open(made.file.as_uri())
                    for reach in STATES:
                        save(mat, reach, folder / f"{width}-{scheme}-{reach.__name__}.png")
        browser.close()


def save(mat: Mat, reach: Callable[[Mat], None], path: Path) -> None:
    """Lead the page to a state, and save a picture of it."""
    reach(mat)
    mat.page.screenshot(path=path)
    print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
