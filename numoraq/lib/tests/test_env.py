"""Settings from the environment: typed, with defaults, and loud when they are wrong."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numoraq.lib import env
from numoraq.lib.env import BadSetting

printable = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")), min_size=1)


@pytest.mark.parametrize("word", ["1", "true", "YES", " on ", "True"])
def test_yes_is_written_in_many_ways(word: str) -> None:
    assert env.flag("X", default=False, environ={"X": word}) is True


@pytest.mark.parametrize("word", ["0", "false", "NO", " off ", "", "  "])
def test_no_is_written_in_many_ways(word: str) -> None:
    assert env.flag("X", default=True, environ={"X": word}) is False


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_that_is_not_set_has_its_default(default: bool) -> None:
    assert env.flag("X", default=default, environ={}) is default


@pytest.mark.parametrize("word", ["maybe", "2", "y", "wahr", "truee"])
def test_another_word_is_neither_yes_nor_no(word: str) -> None:
    with pytest.raises(BadSetting, match=f"X='{word}': expected one of 1, 0, true"):
        env.flag("X", default=False, environ={"X": word})


@pytest.mark.parametrize(("text", "found"), [("8000", 8000), (" -1 ", -1), ("", 7), ("  ", 7)])
def test_a_number_is_read_or_has_its_default(text: str, found: int) -> None:
    assert env.number("X", 7, environ={"X": text}) == found


@pytest.mark.parametrize("text", ["eight", "8.5", "0x10", "8000 ports", "1e3"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="expected a whole number"):
        env.number("X", 7, environ={"X": text})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,b", ["a", "b"]),
        (" a , b ,", ["a", "b"]),
        (",,", []),
        ("", ["c", "d"]),
        ("a", ["a"]),
    ],
)
def test_words_are_parted_by_commas(text: str, found: list[str]) -> None:
    assert env.words("X", "c,d", environ={"X": text}) == found


def test_a_text_of_blanks_is_not_set() -> None:
    assert env.text("X", "default", environ={"X": "  "}) == "default"
    assert env.text("X", "default", environ={"X": " value "}) == "value"
    assert env.text("X", environ={}) == ""


def test_an_address_of_a_database_is_taken_apart() -> None:
    assert env.database("postgresql://web:p%40ss@db.example:5433/numoraq", name="X") == {
        "NAME": "numoraq",
        "USER": "web",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
    }


def test_what_an_address_leaves_out_is_left_to_the_driver() -> None:
    found = env.database("postgres:///numoraq", name="X")
    assert found == {"NAME": "numoraq", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}


def test_a_socket_is_a_host_that_begins_with_a_slash() -> None:
    found = env.database("postgresql://web@%2Fvar%2Frun%2Fpostgresql/numoraq", name="X")
    assert found["HOST"] == "/var/run/postgresql"


@given(user=printable, password=printable, name=printable)
def test_whatever_is_in_names_and_passwords_comes_out_again(
    user: str, password: str, name: str
) -> None:
    user_part, password_part, name_part = (quote(text, safe="") for text in (user, password, name))
    url = f"postgresql://{user_part}:{password_part}@localhost/{name_part}"
    found = env.database(url, name="X")
    assert (found["USER"], found["PASSWORD"]) == (user, password)
    assert str(found["NAME"]).lstrip("/") == name.lstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "numoraq",
        "mysql://web:secret@localhost/numoraq",
        "postgresql://web:secret@localhost",
        "postgresql://web:secret@localhost/",
        "postgresql://web:secret@localhost:port/numoraq",
        "postgresql://web:secret@localhost:99999/numoraq",
        "postgresql://web:secret@[::1/numoraq",
    ],
)
def test_another_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadSetting, match="DATABASE_URL=") as refused:
        env.database(url, name="DATABASE_URL")
    assert "secret" not in str(refused.value)
    assert "postgresql://user:password@host:port/name" in str(refused.value)
