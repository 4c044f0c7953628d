"""Covers also: _config_file."""

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import SettingsError
from coach.files import read_given
from coach.settings.config import Choice, config_path, edit_text, read_choices, set_value, unset_value
from coach.settings.notation import read_breath, read_levels, read_pauses, read_speed
from tests.require import link

READERS = {"voice": str, "speed": read_speed, "pause": read_pauses, "breath": read_breath, "level": read_levels}

MINE = """\
# How I like it.
speed = 0.90  # slower than most
level = 'gentle'

# With the lights down.
[profile.evening]
speed = 0.8
breath = "4:7"

[profile.desk]
level = "full"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def choices(path: Path, profile: str | None = None, **variables: str) -> dict[str, str]:
    chosen = read_choices(READERS, profile, {"COACH_CONFIG": str(path), **variables})
    return {key: choice.text for key, choice in chosen.items()}


def test_without_a_file_nothing_is_chosen_and_none_is_made(path: Path) -> None:
    assert choices(path) == {}
    assert not path.exists()


def test_the_file_stands_in_the_platforms_folder_unless_a_variable_names_another(tmp_path: Path) -> None:
    assert config_path({"COACH_CONFIG": str(tmp_path)}) == tmp_path
    assert config_path({}) == config_path({"COACH_CONFIG": ""})
    assert config_path({}).parts[-2:] == ("coach", "config.toml")


def test_a_value_is_what_the_command_line_would_take_with_the_digits_as_written(path: Path) -> None:
    path.write_text('speed = 0.90\npause = 2\nbreath = "4:6"\nvoice = "system:gmw/en-US"\n', encoding="utf-8")
    assert choices(path) == {"speed": "0.90", "pause": "2", "breath": "4:6", "voice": "system:gmw/en-US"}


PRECEDENCE = [
    (None, {}, {"speed": "0.90", "level": "gentle"}),
    ("evening", {}, {"speed": "0.8", "level": "gentle", "breath": "4:7"}),
    (None, {"COACH_PROFILE": "evening"}, {"speed": "0.8", "level": "gentle", "breath": "4:7"}),
    ("desk", {"COACH_PROFILE": "evening"}, {"speed": "0.90", "level": "full"}),
    (None, {"COACH_SPEED": "1.2"}, {"speed": "1.2", "level": "gentle"}),
    ("evening", {"COACH_SPEED": "1.2"}, {"speed": "1.2", "level": "gentle", "breath": "4:7"}),
    (None, {"COACH_VOICE": "system"}, {"speed": "0.90", "level": "gentle", "voice": "system"}),
    (None, {"COACH_SPEED": "", "COACH_PROFILE": ""}, {"speed": "0.90", "level": "gentle"}),
]


@pytest.mark.parametrize(("profile", "variables", "expected"), PRECEDENCE)
def test_the_environment_beats_the_profile_and_the_profile_beats_the_file(
    path: Path, profile: str | None, variables: dict[str, str], expected: dict[str, str]
) -> None:
    path.write_text(MINE, encoding="utf-8")
    assert choices(path, profile, **variables) == expected


def test_every_choice_knows_where_it_was_made(path: Path) -> None:
    path.write_text(MINE, encoding="utf-8")
    environment = {"COACH_CONFIG": str(path), "COACH_PAUSE": "2"}
    assert read_choices(READERS, "evening", environment) == {
        "speed": Choice("0.8", f"{path} [profile.evening]"),
        "breath": Choice("4:7", f"{path} [profile.evening]"),
        "level": Choice("gentle", str(path)),
        "pause": Choice("2", "COACH_PAUSE"),
    }


DAMAGED = {
    "speed 0.9": r"not TOML: .*line 1, column 7",
    'level = "gentle"\nspeed = \n': r"not TOML: .*line 2, column 9",
    "speed = 1\nspeed = 2\n": "not TOML: .*line 2",
    "speed = " + "9" * 5000: "not TOML",
    "speed = " + "[" * 20_000: "not TOML",
    "sped = 0.9": "“sped” is not a setting. Did you mean “speed”?",
    "[profiles.evening]\nspeed = 0.9": "Did you mean “profile”?",
    '[profile.evening]\nlevle = "full"': r"\[profile\.evening\]: “levle” is not a setting. Did you mean “level”?",
    "speed = 9": r"`speed`: “9” is not a speed\. .*0\.5 to 2\.0",
    "[profile.evening]\nspeed = 9": r"\[profile\.evening\]: `speed`: “9”",
    "speed = true": "“speed” is neither a text nor a number",
    "speed = [1]": "“speed” is neither",
    "speed = 2026-01-01": "“speed” is neither",
    "[speed]\nfactor = 1": "“speed” is neither",
    'profile = "evening"': r"\[profile\.evening\]",
    "[profile]\nspeed = 1": r"\[profile\.evening\]",
    "[[profile]]\nspeed = 1": r"\[profile\.evening\]",
}


@pytest.mark.parametrize(("content", "message"), DAMAGED.items())
def test_a_damaged_file_is_an_error_that_says_where_and_what_would_do(path: Path, content: str, message: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=message) as caught:
        choices(path)
    assert str(path) in caught.value.problem


def test_a_file_that_is_no_text_or_no_file_is_an_error_with_its_path(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b'voice = "\xff"')
    with pytest.raises(SettingsError, match="is not UTF-8"):
        choices(path)
    with pytest.raises(SettingsError, match="could not be read"):
        choices(tmp_path)
    with pytest.raises(SettingsError, match="could not be read"):
        set_value(READERS, tmp_path, "speed", "1")


def test_a_file_that_windows_saved_with_a_byte_order_mark_is_read_and_changed(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfspeed = 0.9\r\n")
    set_value(READERS, path, "level", "full")
    assert choices(path) == {"speed": "0.9", "level": "full"}


def test_an_unknown_profile_is_answered_with_the_nearest(path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no profile “evening”.*coach config set --profile"):
        choices(path, "evening")
    path.write_text(MINE, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"no profile “evenin”.*Did you mean “evening”"):
        choices(path, "evenin")
    with pytest.raises(SettingsError, match="“evening”"):
        choices(path, COACH_PROFILE="evenin")
    with pytest.raises(SettingsError, match="“evening”"):
        unset_value(READERS, path, "speed", "evenin")


def test_a_bad_variable_is_an_error_with_its_name(path: Path) -> None:
    with pytest.raises(SettingsError, match=r"COACH_SPEED: “fast” is not a speed"):
        choices(path, COACH_SPEED="fast")


@pytest.mark.parametrize(
    ("name", "meant"),
    [("COACH_SPED", "COACH_SPEED"), ("COACH_BREATHE", "COACH_BREATH"), ("COACH_PROFLE", "COACH_PROFILE")],
)
def test_a_misspelt_variable_is_answered_with_the_nearest(path: Path, name: str, meant: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is not one of coach's. Did you mean “{meant}”"):
        choices(path, **{name: "1"})


@pytest.mark.parametrize("name", ["COACH_CACHE_DIR", "COACH_REQUIRE_ALL", "COACH_HANDBAG", "COACH_", "COACHSPEED"])
def test_variables_of_others_are_left_alone(path: Path, name: str) -> None:
    assert choices(path, **{name: "1"}) == {}


def test_setting_changes_one_line_and_keeps_comments_and_layout(path: Path) -> None:
    path.write_text(MINE, encoding="utf-8")
    set_value(READERS, path, "speed", "1.10")
    set_value(READERS, path, "level", "standard", "desk")
    assert path.read_text(encoding="utf-8") == MINE.replace("0.90", "1.10").replace('"full"', '"standard"')


def test_a_new_value_goes_before_the_profiles_and_a_new_profile_to_the_end(path: Path) -> None:
    path.write_text(MINE, encoding="utf-8")
    set_value(READERS, path, "breath", "4:6")
    set_value(READERS, path, "speed", "0.7", "night")
    assert choices(path)["breath"] == "4:6"
    assert choices(path, "night") == {"speed": "0.7", "level": "gentle", "breath": "4:6"}
    assert choices(path, "evening")["breath"] == "4:7"
    assert path.read_text(encoding="utf-8").endswith("\n[profile.night]\nspeed = 0.7\n")


def test_setting_makes_the_file_and_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "config.toml"
    set_value(READERS, path, "speed", "0.9")
    assert path.read_text() == "speed = 0.9\n"
    assert os.listdir(path.parent) == ["config.toml"]


def test_a_profile_is_made_by_setting_something_in_it(path: Path) -> None:
    set_value(READERS, path, "breath", "4:7", "evening")
    assert path.read_text(encoding="utf-8") == '[profile.evening]\nbreath = "4:7"\n'


def test_unsetting_forgets_one_value_and_keeps_the_rest(path: Path) -> None:
    path.write_text(MINE, encoding="utf-8")
    unset_value(READERS, path, "level")
    unset_value(READERS, path, "breath", "evening")
    assert path.read_text(encoding="utf-8") == MINE.replace("level = 'gentle'\n", "").replace('breath = "4:7"\n', "")


def test_unsetting_what_was_not_set_leaves_the_file_alone(path: Path) -> None:
    unset_value(READERS, path, "speed")
    assert not path.exists()
    with pytest.raises(SettingsError, match="“speed”"):
        unset_value(READERS, path, "sped")


def test_a_file_with_mistakes_can_be_mended_by_setting_and_unsetting(path: Path) -> None:
    path.write_text("speed = 9\nsped = 1\n", encoding="utf-8")
    set_value(READERS, path, "speed", "1")
    unset_value(READERS, path, "sped")
    assert choices(path) == {"speed": "1"}


def test_unsetting_never_drops_all_profiles_at_once(path: Path) -> None:
    path.write_text(MINE, encoding="utf-8")
    with pytest.raises(SettingsError, match="“profile” is not a setting"):
        unset_value(READERS, path, "profile")
    assert path.read_text(encoding="utf-8") == MINE


@pytest.mark.parametrize(
    ("content", "key", "value", "message"),
    [
        (MINE, "speed", "9", "`speed`: “9” is not a speed"),
        (MINE, "sped", "1", "Did you mean “speed”"),
        (MINE, "profile", "evening", "“profile” is not a setting"),
        (MINE, "voice", "\udcff", "could not be changed"),
        ("speed 1", "speed", "1", "line 1, column 7"),
        ("profile = 1", "speed", "1", r"\[profile\.evening\]"),
    ],
)
def test_what_is_refused_never_lands_in_the_file(path: Path, content: str, key: str, value: str, message: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        set_value(READERS, path, key, value)
    assert path.read_text(encoding="utf-8") == content
    assert os.listdir(path.parent) == [path.name]


def test_a_change_that_would_harm_the_rest_of_the_file_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(MINE, encoding="utf-8")
    monkeypatch.setattr(tomlkit.TOMLDocument, "as_string", lambda _: "speed = 1\n")
    with pytest.raises(SettingsError, match="Change it in an editor"):
        set_value(READERS, path, "speed", "1")
    assert path.read_text(encoding="utf-8") == MINE


def test_a_linked_file_stays_a_link_and_the_file_behind_it_changes(tmp_path: Path, path: Path) -> None:
    behind = tmp_path / "dotfiles" / "coach.toml"
    link(path, behind)
    set_value(READERS, path, "speed", "0.9")  # makes the file that the link waits for
    set_value(READERS, path, "speed", "0.8")
    assert path.is_symlink()
    assert behind.read_text() == "speed = 0.8\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_files_mode_is_kept(path: Path, mode: int) -> None:
    path.write_text(MINE, encoding="utf-8")
    path.chmod(mode)
    set_value(READERS, path, "speed", "1")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_what_the_system_refuses_to_write_is_an_error_with_what_to_do(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    path.write_text(MINE, encoding="utf-8")
    for call in ("replace", "mkdir"):
        monkeypatch.setattr(Path, call, refuse)
        with pytest.raises(SettingsError, match=r"could not be written: Permission denied\.") as caught:
            set_value(READERS, path, "speed", "1")
        assert "COACH_CONFIG" in caught.value.remedy
    assert path.read_text(encoding="utf-8") == MINE
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is write-protected for root")
def test_a_protected_file_or_folder_is_left_alone(path: Path) -> None:
    path.write_text(MINE, encoding="utf-8")
    path.chmod(0o444)
    with pytest.raises(SettingsError, match="is write-protected"):
        set_value(READERS, path, "speed", "1")
    path.chmod(0o644)
    path.parent.chmod(0o555)
    try:
        with pytest.raises(SettingsError, match=r"could not be written: Permission denied.*COACH_CONFIG"):
            set_value(READERS, path, "speed", "1")
    finally:
        path.parent.chmod(0o755)
    assert path.read_text(encoding="utf-8") == MINE


SETTER = """
import sys
from pathlib import Path
from coach.settings.config import set_value
for number in range(int(sys.argv[3])):
    set_value({sys.argv[2]: str}, Path(sys.argv[1]), sys.argv[2], "x" * number)
"""


def test_ten_runs_at_once_never_lose_a_value_nor_tear_the_file(path: Path) -> None:
    path.write_text("# mine\n", encoding="utf-8")
    keys = [f"key{number}" for number in range(10)]
    commands = [[sys.executable, "-c", SETTER, str(path), key, "4"] for key in keys]
    runs = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for command in commands]
    readers = dict.fromkeys(keys, str)
    while any(run.poll() is None for run in runs):
        read_choices(readers, None, {"COACH_CONFIG": str(path)})
        assert read_given(path, 1000).startswith(b"# mine")
        time.sleep(0.01)  # Windows replaces a file only while nobody reads it
    assert [run.returncode for run in runs] == [0] * 10
    chosen = read_choices(readers, None, {"COACH_CONFIG": str(path)})
    assert {key: choice.text for key, choice in chosen.items()} == dict.fromkeys(keys, "xxx")
    assert os.listdir(path.parent) == [path.name]


def test_what_is_edited_by_hand_is_kept_if_it_has_no_mistake(path: Path) -> None:
    path.write_text(MINE, encoding="utf-8")
    assert edit_text(READERS, path, lambda text: text.replace("0.90", "1.1"))
    assert choices(path) == {"speed": "1.1", "level": "gentle"}
    assert not edit_text(READERS, path, lambda text: text)
    with pytest.raises(SettingsError, match="is not TOML"):
        edit_text(READERS, path, lambda text: text + "=")
    with pytest.raises(SettingsError, match="“9” is not a speed"):
        edit_text(READERS, path, lambda text: text.replace("1.1", "9"))
    assert path.read_text(encoding="utf-8") == MINE.replace("0.90", "1.1")


def test_what_another_run_remembers_during_an_edit_is_not_lost(path: Path) -> None:
    def edit(_before: str) -> str:
        set_value(READERS, path, "voice", "system")
        return "speed = 1\n"

    with pytest.raises(SettingsError, match="changed in the meantime"):
        edit_text(READERS, path, edit)
    assert choices(path) == {"voice": "system"}


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_a_file_that_never_ends_or_never_begins_is_refused(path: Path) -> None:
    os.mkfifo(path)
    for odd, reason in ((path, "it is a pipe"), (Path("/dev/zero"), "it is a device")):
        with pytest.raises(SettingsError, match=reason):
            choices(odd)
        with pytest.raises(SettingsError, match=reason):
            set_value(READERS, odd, "speed", "1")


def test_a_file_that_is_far_too_large_is_refused(path: Path) -> None:
    path.write_text("#" * 300_000, encoding="utf-8")
    with pytest.raises(SettingsError, match="it is larger than 256 KiB"):
        choices(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says of such names only that nothing is there")
@pytest.mark.parametrize("odd", ["~nosuchuser/x", "x" * 300])
def test_a_variable_that_names_no_possible_file_is_refused_by_its_name(odd: str) -> None:
    with pytest.raises(SettingsError, match=r"^COACH_CONFIG: The path"):
        config_path({"COACH_CONFIG": odd})


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(text=texts, profile=st.none() | texts.filter(bool))
def test_any_text_that_is_set_is_read_back(tmp_path_factory: pytest.TempPathFactory, text: str, profile: str) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text("# mine\nspeed = 0.90 # slow\n")
    set_value(READERS, path, "voice", text, profile)
    assert choices(path, profile) == {"voice": text, "speed": "0.90"}
    unset_value(READERS, path, "voice", profile)
    assert choices(path, profile) == {"speed": "0.90"}
    assert path.read_text(encoding="utf-8").startswith("# mine\nspeed = 0.90 # slow\n")


@given(st.decimals(0, 10**9, allow_nan=False, places=3).map(str) | st.integers(-5, 10**12).map(str))
def test_a_number_keeps_every_digit(tmp_path_factory: pytest.TempPathFactory, number: str) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    set_value(READERS, path, "voice", number)
    assert choices(path) == {"voice": number}


lines = st.sampled_from(
    [
        "# a comment",
        "",
        "speed = 1.0",
        "level='full'  # all of it",
        "[profile.a]",
        "[profile.b]",
        "[profile]",
        "[other]",
        "profile.c.speed = 1",
        "b.speed = 2",
        'voice = """a\nb"""',
        "a = { speed = 1 }",
    ]
)


@given(st.lists(lines, max_size=8).map("\n".join), st.sampled_from([None, "a", "b", "c"]))
def test_setting_in_any_layout_changes_that_value_alone_or_refuses(
    tmp_path_factory: pytest.TempPathFactory, before: str, profile: str | None
) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text(before)
    try:
        set_value(READERS, path, "speed", "1.5", profile)
    except SettingsError:
        assert path.read_text() == before
        return
    expected, after = tomlkit.parse(before).unwrap(), tomlkit.parse(path.read_text(encoding="utf-8")).unwrap()
    table = expected.setdefault("profile", {}).setdefault(profile, {}) if profile else expected
    table["speed"] = 1.5
    assert after == expected
    assert before.count("#") == path.read_text().count("#")
