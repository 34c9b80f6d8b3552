from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import ConfigError
from pipeline.settings import load, load_settings
from pipeline.settings.describe import by_key, describe
from pipeline.settings.lines import key_lines
from pipeline.settings.load import nearest
from pipeline.settings.tree import Settings


def write(folder: Path, text: str) -> Path:
    path = folder / "undersight.toml"
    path.write_text(text)
    return path


def problem(path: Path | None, env: Mapping[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_settings(path, env or {})
    assert "\n" not in str(caught.value)
    return str(caught.value)


def outcome(path: Path) -> str:
    try:
        load_settings(path, {})
    except ConfigError as error:
        return str(error)
    return "settings"


def test_defaults_need_no_server() -> None:
    assert load_settings(None, {}).bus.kind == "embedded"


def test_environment_beats_secrets_beats_file_beats_defaults(tmp_path: Path) -> None:
    file = write(tmp_path, '[index]\nuser = "file"\npassword = "file"\nurl = "http://file"\nprefix = "file"\n')
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "index__password").write_text("secret\n")
    (secrets / "index__user").write_text("secret")
    env = {"UNDERSIGHT_SECRETS_DIR": str(secrets), "UNDERSIGHT_INDEX__USER": "env"}
    loaded = load(file, env)
    index = loaded.settings.index
    assert (index.user, index.password.get_secret_value(), index.url) == ("env", "secret", "http://file")
    assert loaded.origins["index.user"] == "UNDERSIGHT_INDEX__USER"
    assert loaded.origins["index.password"] == str(secrets / "index__password")
    assert loaded.origins["index.url"] == f"{file}:4"
    assert "index.kind" not in loaded.origins


def test_values_from_the_environment_take_their_types() -> None:
    env = {
        "UNDERSIGHT_FETCHING__ROBOTS": "false",
        "UNDERSIGHT_FEEDS__THREADS": "3",
        "UNDERSIGHT_DATA_DIR": "/tmp/d",
        "UNDERSIGHT_INDEX__CA_FILE": "",
        "UNDERSIGHT_NOTIFICATIONS__SMTP__PORT": "25",
    }
    tree = load_settings(None, env)
    assert (tree.fetching.robots, tree.feeds.threads, tree.data_dir) == (False, 3, Path("/tmp/d"))
    assert tree.index.ca_file is None
    assert tree.notifications.smtp.port == 25


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[bus]\n\nkimd = 'kafka'\n", ":3: unknown setting bus.kimd (did you mean bus.kind?)"),
        ("[buss]\nkind = 'kafka'\n", ":2: unknown setting buss.kind (did you mean bus.kind?)"),
        ("[buss]\n", ":1: unknown setting buss (did you mean bus?)"),
        ("threads = 3\n", ":1: unknown setting threads (did you mean feeds.threads?)"),
        ("zzzzzz = 3\n", ":1: unknown setting zzzzzz (docs/settings.md lists all settings)"),
        ("[bus]\nkind = 'kafak'\n", ":2: bus.kind should be 'embedded' or 'kafka', not 'kafak'"),
        ("bus.kind = 3\n", ":1: bus.kind should be 'embedded' or 'kafka', not 3"),
        ("[feeds]\nthreads = 0\n", ":2: feeds.threads should be greater than or equal to 1, not 0"),
        ("[feeds]\nthreads = 'x'\n", ":2: feeds.threads should be a whole number, not 'x'"),
        ("bus = 3\n", ":1: bus is a table, not a value (write [bus] above its keys)"),
        ("[bus.kind]\nx = 1\n", ":2: bus.kind is a value, not a table"),
        ("[bus]\nkind = \n", ":2: not valid TOML: Invalid value"),
        ("[bus]\nkind = 'x", ':2: not valid TOML: Expected "\'"'),
        ("[bus]\nkind = 'x'\n[bus]\n", ":3: not valid TOML: Cannot declare ('bus',) twice"),
    ],
)
def test_mistakes_in_the_file_name_file_and_line(tmp_path: Path, text: str, expected: str) -> None:
    file = write(tmp_path, text)
    assert problem(file).startswith(f"{file}{expected}")


def test_further_mistakes_are_counted(tmp_path: Path) -> None:
    file = write(tmp_path, "[feeds]\nthreads = 0\n[bus]\nkind = 'x'\n")
    assert "(1 more wrong setting after this one)" in problem(file)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "UNDERSIGHT_BUS__KNID",
            "x",
            "UNDERSIGHT_BUS__KNID: unknown setting bus.knid (did you mean UNDERSIGHT_BUS__KIND?)",
        ),
        ("UNDERSIGHT_BUS__KIND", "x", "UNDERSIGHT_BUS__KIND: bus.kind should be 'embedded' or 'kafka', not 'x'"),
        ("UNDERSIGHT_DATADIR", "x", "UNDERSIGHT_DATADIR: unknown setting datadir (did you mean UNDERSIGHT_DATA_DIR?)"),
        ("UNDERSIGHT_BUS", "x", "UNDERSIGHT_BUS: bus is a table, not a value"),
        ("UNDERSIGHT_CONFIG", "/no/such.toml", "UNDERSIGHT_CONFIG: no such file: /no/such.toml"),
        ("UNDERSIGHT_SECRETS_DIR", "/no/such", "UNDERSIGHT_SECRETS_DIR: no such folder: /no/such"),
    ],
)
def test_mistakes_in_the_environment_name_the_variable(name: str, value: str, expected: str) -> None:
    assert problem(None, {name: value}).startswith(expected)


@pytest.mark.parametrize(
    "name",
    [
        "UNDERSIGHT_TEST_KAFKA",
        "UNDERSIGHT_SERVICE_HOST",
        "UNDERSIGHT_PORT_9100_TCP_ADDR",
        "UNDERSIGHT_DEBUG",
        "UNDERSIGHT_WEBHOOK_SECRET",
        "OTHER",
    ],
)
def test_variables_of_others_are_let_alone(name: str) -> None:
    assert load_settings(None, {name: "x"}) == Settings()


def test_a_secret_is_never_shown(tmp_path: Path) -> None:
    text = problem(write(tmp_path, "[index]\npassword = 12345\n"))
    assert "index.password" in text
    assert "12345" not in text
    assert "hunter2" not in problem(write(tmp_path, "[index]\npasword = 'hunter2'\n"))


def test_secret_files_of_others_are_let_alone_but_typing_errors_are_not(tmp_path: Path) -> None:
    (tmp_path / "elastic_password").write_text("x")
    env = {"UNDERSIGHT_SECRETS_DIR": str(tmp_path)}
    assert load_settings(None, env) == Settings()
    (tmp_path / "index__pasword").write_text("x")
    assert problem(None, env) == (
        f"{tmp_path}/index__pasword: unknown setting index.pasword (did you mean index.password?)"
    )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert problem(tmp_path / "none.toml").startswith("--config: no such file")
    (tmp_path / "latin.toml").write_bytes(b"data_dir = '\xe9'\n")
    assert "not UTF-8 text (byte 12)" in problem(tmp_path / "latin.toml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbfdata_dir = 'd'\n")
    assert load_settings(tmp_path / "bom.toml", {}).data_dir == Path("d")


def test_lines_of_keys_are_found_in_every_spelling() -> None:
    text = '# top\n"data_dir" = """\nbus = 3\n[x]\n"""\n[ notifications . smtp ] # mail\nhost="h"\nport . low = 1\n'
    assert tomllib.loads(text)
    assert key_lines(text) == {
        ("data_dir",): 2,
        ("notifications", "smtp"): 6,
        ("notifications", "smtp", "host"): 7,
        ("notifications", "smtp", "port", "low"): 8,
    }


def test_every_setting_is_described_and_has_a_variable() -> None:
    assert all(setting.description for setting in describe())
    assert by_key()["notifications.smtp.password"].secret
    assert by_key()["index.kind"].variable == "UNDERSIGHT_INDEX__KIND"
    assert by_key()["index.kind"].type == "`embedded` or `elasticsearch`"
    assert by_key()["index.ca_file"].optional
    assert {setting.type for setting in describe() if "typing." in setting.type or "<class" in setting.type} == set()


@settings(deadline=None)
@given(st.sampled_from([setting.key for setting in describe()]), st.integers(min_value=0), st.characters(codec="ascii"))
def test_one_wrong_letter_still_finds_the_setting(key: str, place: int, letter: str) -> None:
    last = key.rsplit(".", 1)[-1]
    start = len(key) - len(last)
    position = start + place % len(last)
    typo = key[:position] + letter + key[position + 1 :]
    assert nearest(typo, list(by_key())) in by_key()


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_settings_or_one_clear_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("s") / "undersight.toml"
    path.write_text(text, encoding="utf-8", errors="replace")
    if text.strip():
        assert outcome(path) == "settings" or outcome(path).startswith(f"{path}:")
