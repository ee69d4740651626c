"""Settings: the environment over the file over the default; what cannot be understood is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import InvalidValue
from search.settings import Settings, token


def test_the_environment_is_over_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "citecast.toml").write_text('port = 9000\npublic_url = "https://library.example/"\n')
    found = Settings.load(tmp_path, {"CITECAST_PORT": "9001", "CITECAST_HOME": "elsewhere"})
    assert (found.port, found.public_url, found.host) == (9001, "https://library.example", "127.0.0.1")


@pytest.mark.parametrize(
    ("file", "environment", "named"),
    [
        ("colour = 1", {}, "colour"),
        ("port = [", {}, "citecast.toml"),
        ("port = 0", {}, "port"),
        ("port = true", {}, "port"),
        ("host = 1", {}, "host"),
        ("", {"CITECAST_MAX_FILE_MB": "large"}, "max_file_mb"),
        ("", {"CITECAST_PUBLIC_URL": "library.example"}, "public_url"),
    ],
)
def test_what_cannot_be_understood_is_named_in_one_line(
    tmp_path: Path, file: str, environment: dict[str, str], named: str
) -> None:
    (tmp_path / "citecast.toml").write_text(file)
    with pytest.raises(InvalidValue, match=named) as raised:
        Settings.load(tmp_path, environment)
    assert "\n" not in str(raised.value)


def test_the_token_is_made_once_private_and_renewed_on_request(tmp_path: Path) -> None:
    first = token(tmp_path)
    assert token(tmp_path) == first
    assert len(first) >= 32
    assert (tmp_path / "token").stat().st_mode & 0o077 == 0
    assert token(tmp_path, renew=True) != first


@pytest.mark.parametrize("place", ["localhost", "http://127.0.0.1:9", "exämple.org:80", "a b:1:2", "x:notaport"])
def test_a_place_that_would_never_be_met_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(InvalidValue, match="no site with its port"):
        Settings.load(tmp_path, {"CITECAST_FETCH_ALLOWED": place})
    good = "localhost:8000, [::1]:80 127.0.0.1:9"
    assert Settings.load(tmp_path, {"CITECAST_FETCH_ALLOWED": good}).fetch_allowed == good


@pytest.mark.parametrize(("text", "value"), [("true", True), ("False", False)])
def test_yes_and_no_are_read_from_the_environment(tmp_path: Path, text: str, value: bool) -> None:
    assert Settings.load(tmp_path, {"CITECAST_FETCH_ENABLED": text}).fetch_enabled is value
    with pytest.raises(InvalidValue, match="true or false"):
        Settings.load(tmp_path, {"CITECAST_FETCH_ENABLED": "maybe"})
