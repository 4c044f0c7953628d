"""A site of one short routine, made once for all tests of a process."""

import shutil
from pathlib import Path

import pytest

from coach.page.publish.episode import Episode
from coach.page.publish.kept import Kept
from tests.page.publish.publishing import NAME, make, write_site


@pytest.fixture(scope="session")
def made_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a published site; it is not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "site"
    make(folder, "10 s")
    write_site(folder)
    return folder


@pytest.fixture
def site(made_site: Path, tmp_path: Path) -> Path:
    """Return a copy of the published site."""
    return Path(shutil.copytree(made_site, tmp_path / "site"))


@pytest.fixture
def episode(made_site: Path) -> Episode:
    """Return the site's routine."""
    episode = Kept(made_site).episode(NAME)
    assert episode
    return episode
