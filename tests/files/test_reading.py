import os
import sys
from pathlib import Path

import pytest

from coach.files import read_given


def test_a_file_from_outside_is_read_if_it_is_not_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_given(path, 5) == b"12345"
    with pytest.raises(OSError, match="it is larger than 4 bytes"):
        read_given(path, 4)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux has such files")
def test_a_file_of_which_the_size_is_not_known_is_bounded_too() -> None:
    with pytest.raises(OSError, match="it is larger than 8 bytes"):
        read_given(Path("/proc/self/status"), 8)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_neither_a_pipe_nor_a_device_nor_a_folder_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, kind in ((tmp_path / "pipe", "pipe"), (Path("/dev/zero"), "device"), (tmp_path, "folder")):
        with pytest.raises(OSError, match=f"it is a {kind}, not a file"):
            read_given(path, 5)
