"""A site of one short routine, made once for all processes of a run."""

import fcntl
import shutil
from pathlib import Path

import pytest

from coach.page.publish.episode import Episode
from coach.page.publish.kept import Kept
from tests.page.publish.publishing import NAME, make, write_site


@pytest.fixture(scope="session")
def made_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder with a published site; it is not to be changed."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "published-site"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            new = folder.with_suffix(".new")
            make(new / "site", "10 s")
            write_site(new / "site")
            new.rename(folder)
    return folder / "site"


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
