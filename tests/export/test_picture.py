from pathlib import Path

import pytest

from coach.errors import ExportError
from coach.export.picture import write_picture
from tests.export.sessions import timeline_of


def test_a_picture_is_written_by_the_ending_of_its_name(tmp_path: Path) -> None:
    timeline = timeline_of()
    write_picture(tmp_path / "a.svg", timeline)
    write_picture(tmp_path / "a.PNG", timeline)
    assert (tmp_path / "a.svg").read_text("utf-8").startswith("<svg ")
    assert (tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")


def test_another_ending_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.svg or \.png"):
        write_picture(tmp_path / "a.gif", timeline_of())
    assert not list(tmp_path.iterdir())
