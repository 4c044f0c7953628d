"""Tells URLs from paths; hides their passwords in errors, logs and reports, and leaves all else as it is."""

import pytest

from coach.cli.harmless import brief
from coach.files.urls import without_passwords


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("sftp://me:secret@host/x.wav", "sftp://me:…@host/x.wav"),
        ("no file sftp:/me:secret@host:22/x.wav. Look", "no file sftp:/me:…@host:22/x.wav. Look"),
        ("ftp://:secret@host", "ftp://:…@host"),
        ("smb://me:se@c:ret@host/a@b.wav", "smb://me:…@host/a@b.wav"),
        ("sftp://me:sec/ret@host/x.wav", "sftp://me:…@host/x.wav"),
        ("a://b:c@d and e://f:g@h", "a://b:…@d and e://f:…@h"),
    ],
)
def test_a_password_is_hidden(text: str, hidden: str) -> None:
    assert without_passwords(text) == hidden
    assert brief(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "s3://bucket/a@b.wav",
        "sftp://me@host:22/a.wav",
        "sftp://host:9000/a@b.wav",
        "sftp://[::1]:22/a@b.wav",
        "see me:you@home",
        "http://127.0.0.1:8000 and me@home",
    ],
)
def test_what_is_no_password_is_left(text: str) -> None:
    assert without_passwords(text) == text
