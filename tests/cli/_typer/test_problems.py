"""Checks the words for a command line that cannot be understood."""

import pytest
import typer

from coach.cli import COMMANDS, app
from coach.cli._typer import lazy_group
from coach.cli._typer.problems import told_plainly
from coach.errors import CoachError, SettingsError, UnknownNameError

WRONG = [
    ("list --jsn", SettingsError, "`coach list` has no option --jsn. Did you mean --json?"),
    ("timeline --pictur a", SettingsError, "`coach timeline` has no option --pictur. See `coach timeline --help`."),
    (
        "new stretch a --json",
        SettingsError,
        "`coach new stretch` has no option --json. See `coach new stretch --help`.",
    ),
    ("play --sped 1", SettingsError, "`coach play` has no option --sped. Did you mean --speed?"),
    ("play -x", SettingsError, "`coach play` has no option -x. See `coach play --help`."),
    ("--zzz", SettingsError, "`coach` has no option --zzz. See `coach --help`."),
    ("play --from", SettingsError, "--from needs a value. Write --from N|NAME. See `coach play --help`."),
    ("export --force=3", SettingsError, "--force takes no value. See `coach export --help`."),
    ("exprot", UnknownNameError, "`coach` has no command “exprot”. Did you mean `coach export`?"),
    ("zzz", UnknownNameError, "`coach` has no command “zzz”. See `coach --help`."),
    ("voices tyr", UnknownNameError, "`coach voices` has no command “tyr”. Did you mean `coach voices try`?"),
    ("voices try", SettingsError, "NAME is missing. Write `coach voices try NAME`. See `coach voices try --help`."),
    ("config set speed", SettingsError, "VALUE is missing. Write `coach config set KEY VALUE`."),
    ("play cat cow", SettingsError, "“cow” is too much for `coach play`. Put a name with spaces between quotes."),
    ("devices a b", SettingsError, "“a b” are too much for `coach devices`. See `coach devices --help`."),
]


@pytest.mark.parametrize(("line", "kind", "words"), WRONG, ids=[line for line, *_ in WRONG])
def test_a_wrong_command_line_is_told_in_one_sentence_with_a_remedy(
    line: str, kind: type[CoachError], words: str
) -> None:
    with pytest.raises(kind) as caught:
        lazy_group(app, COMMANDS)(line.split(), prog_name="coach")
    assert str(caught.value).startswith(words)


def test_a_question_that_is_not_answered_is_no_mistake_of_coach() -> None:
    with pytest.raises(CoachError, match=r"Nothing was done\."), told_plainly():
        raise typer.Abort


@pytest.mark.parametrize("group", ["config", "new"])
def test_a_group_without_a_command_shows_its_help(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        lazy_group(app, COMMANDS)([group], prog_name="coach")
    assert ended.value.code == 2
    assert f"Usage: coach {group} COMMAND" in capsys.readouterr().err
