"""Write the table of all packages that coach brings into its help: `python -m tests.reports.packages`.

Licences and people are those that a package's own description names. The newest releases are asked of the package index
by `pip list --outdated`; where the index does not answer, the table says so. How many people may publish a package is
not in any description, and an index tells it only on its pages.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import getaddresses
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from coach.cli.pages import FOLDER
from coach.installation import DISTRIBUTION

PAGE = FOLDER / "troubleshooting.md"
MARKS = ("<!-- packages -->\n", "<!-- /packages -->\n")
PLATFORMS = {"Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}} | {
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"}
}


def required(platform: Mapping[str, str] | None = None) -> dict[str, Distribution | None]:
    """Return all packages that an ordinary installation brings, by name: here, or on another platform.

    A package that is not installed here has no description, and so its own requirements are not known.
    """
    found: dict[str, Distribution | None] = {}
    waiting = [DISTRIBUTION]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            found[name] = None
            continue
        needs = map(Requirement, found[name].requires or [])
        environment = {"extra": "", **(platform or {})}
        waiting += [need.name for need in needs if need.marker is None or need.marker.evaluate(environment)]
    del found[canonicalize_name(DISTRIBUTION)]
    return dict(sorted(found.items()))


def licence(package: Distribution) -> str:
    """Return the licence that a package names, as an SPDX expression where it has one."""
    about = package.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    first = (about.get("License") or "").strip().partition("\n")[0]
    classifiers = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or [] if "License ::" in each]
    return first if 0 < len(first) < 40 else ", ".join(classifiers) or "not said"


def people(package: Distribution) -> list[str]:
    """Return the authors and maintainers that a package names; a team counts as one."""
    about = package.metadata
    named = [text for field in ("Author", "Maintainer") for text in re.split(r",| and ", about.get(field) or "")]
    for field in ("Author-email", "Maintainer-email"):
        named += [name or address for name, address in getaddresses([about.get(field) or ""])]
    names = dict.fromkeys(name.strip() for name in named if name.strip())
    spelt_out = [name for name in names if "@" not in name]
    return spelt_out or list(names)


def newest_releases() -> dict[str, str] | None:
    """Return the newest version of each package that is installed here in an older one; None if nobody answers."""
    command = [sys.executable, "-m", "pip", "list", "--outdated", "--format", "json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=600)
    if done.returncode:
        return None
    return {canonicalize_name(each["name"]): each["latest_version"] for each in json.loads(done.stdout)}


def block(newest: Mapping[str, str] | None) -> str:
    """Return the table and the sentences around it."""
    here = required()
    return "\n".join(_lines(here, newest)) + "\n"


def _lines(here: Mapping[str, Distribution | None], newest: Mapping[str, str] | None) -> Iterator[str]:
    today = datetime.now(UTC).strftime("%d %B %Y").lstrip("0")
    asked = f"on {today}" if newest is not None else f"the index did not answer on {today}: version that was tried"
    yield ""
    yield f"| package | licence | newest release ({asked}) | authors and maintainers named |"
    yield "| --- | --- | --- | --- |"
    for name, package in here.items():
        if package is not None:
            version = (newest or {}).get(name, package.version)
            yield f"| {name} | {licence(package)} | {version} | {len(people(package))} |"
    yield ""
    for system, platform in PLATFORMS.items():
        if more := sorted(set(required(platform)) - set(here)):
            yield f"On {system} these come too: {', '.join(more)}."
    yield ""
    yield "A team counts as one. Who may publish a package is not in its description, and is not counted."
    yield ""


def main() -> None:
    """Write the block into the page."""
    before, rest = PAGE.read_text("utf-8").split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    PAGE.write_text(f"{before}{MARKS[0]}{block(newest_releases())}{MARKS[1]}{after}", "utf-8")


if __name__ == "__main__":
    main()
