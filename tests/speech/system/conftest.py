import tempfile

import pytest


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Yield a folder for temporary files, and check that it is empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []
