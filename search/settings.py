"""Settings: one table of name, default and help; the environment over the file over the default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import platformdirs

from corpus.errors import FetchError, InvalidValue

if TYPE_CHECKING:
    from corpus.wire import Limits

LIBRARY = "library.sqlite"  # in the library's folder
FILE_NAME = "citecast.toml"


def _setting(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Each field is a key of `citecast.toml` in the library's folder, and `CITECAST_<NAME>` outside it."""

    host: str = _setting(
        "127.0.0.1", "where `serve` answers: 127.0.0.1 for this computer alone, 0.0.0.0 for others, too"
    )
    port: int = _setting(8000, "the number behind the colon of the address in the browser")
    public_url: str = _setting(
        "", "the address at which others open this library, with which links in citations then begin"
    )
    max_file_mb: int = _setting(20, "the largest file that is read, in MB")
    read_seconds: int = _setting(20, "a file that takes longer to read is refused, in seconds of computing")
    read_memory_mb: int = _setting(512, "the most memory that reading one file may take, in MB")
    max_upload_mb: int = _setting(300, "the most that may be sent in one go in the browser, in MB")
    speech_model: str = _setting(
        "small", "what hears recordings: a model's folder, or its name; `citecast listen --models` lists them"
    )
    voice_models: str = _setting(
        "", "a folder with segmentation.onnx and embedding.onnx, by which voices are told apart; empty for not at all"
    )
    listen_threads: int = _setting(0, "how many threads listen; 0 for half of the processor's cores")
    listen_memory_mb: int = _setting(4096, "the most memory that listening may take, in MB")
    max_audio_mb: int = _setting(500, "the largest recording that is fetched or listened to, in MB")
    max_audio_hours: int = _setting(10, "the longest recording that is listened to, in hours")
    keep_audio: bool = _setting(False, "whether recordings are kept in the library's folder once they were heard")
    fetch_enabled: bool = _setting(
        False, "whether pages and feeds can be added by their address in the browser; the command line can always"
    )
    fetch_seconds: int = _setting(30, "an address that takes longer to send all of its page is given up, in seconds")
    fetch_allowed: str = _setting("", "places of your own network that may be fetched from, such as `localhost:8000`")
    search_seconds: int = _setting(10, "a search that runs longer, marking included, is given up, in seconds")
    keep_history: bool = _setting(False, "whether the last 200 searches on this computer are listed under Saved")
    backup_every: int = _setting(24, "`serve` makes a backup when the last is older, in hours; 0 makes none")
    backup_folder: str = _setting("backups", "where backups are kept; below the library's folder, unless absolute")
    backup_keep: int = _setting(7, "how many backups are kept")

    @property
    def reading_limits(self) -> Limits:
        """What reading one file may take of the machine."""
        from corpus.wire import Limits

        return Limits(self.read_seconds, self.read_memory_mb)

    @property
    def listening_threads(self) -> int:
        """How many threads listen."""
        return self.listen_threads or max((os.cpu_count() or 1) // 2, 1)

    @classmethod
    def load(cls, home: Path, environment: Mapping[str, str]) -> Self:
        """The settings that hold for a library; InvalidValue names the one that cannot be understood."""
        values: dict[str, object] = {}
        path = home / FILE_NAME
        if path.exists():
            try:
                values.update(tomllib.loads(path.read_text("utf-8")))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise InvalidValue(f"{path}: {error}") from error
        known = {item.name: item for item in fields(cls)}
        if unknown := sorted(set(values) - set(known)):
            raise InvalidValue(f"{path}: no setting {unknown[0]!r}; there are {', '.join(known)}")
        for name in known:
            if (given := environment.get(f"CITECAST_{name.upper()}")) is not None:
                values[name] = given
        return cls(**{name: _typed(name, value, type(known[name].default)) for name, value in values.items()})


_MAY_BE_ZERO = ("backup_every", "listen_threads")
_MEANT: dict[type, str] = {str: "text", int: "a whole number", bool: "true or false"}


def _typed(name: str, value: object, kind: type) -> Any:
    """A value of the file, which has its type already, or of the environment, which is text."""
    if kind is int and isinstance(value, str):
        value = int(value) if value.strip().isdecimal() else value
    if kind is bool and isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower(), value)
    if type(value) is not kind:
        raise InvalidValue(f"setting {name}: {value!r} is not {_MEANT[kind]}")
    if name == "public_url" and isinstance(value, str):
        if not value:
            return value
        from corpus.addresses import web_address

        if (url := web_address(value)) is None:
            raise InvalidValue(f"setting public_url: {value!r} does not begin with http:// or https:// and name a site")
        return url.rstrip("/")
    if name == "fetch_allowed" and isinstance(value, str):
        for place in places(value):
            _check_place(place)
    if kind is int and isinstance(value, int) and value < (least := 0 if name in _MAY_BE_ZERO else 1):
        raise InvalidValue(f"setting {name}: {value} is less than {least}")
    return value


def places(value: str) -> list[str]:
    """The places that the setting fetch_allowed names, between commas or blanks."""
    return value.replace(",", " ").split()


def _check_place(place: str) -> None:
    """InvalidValue for what is no host with its port, and so would never be met."""
    from corpus.fetch import addresses

    try:
        is_known = addresses.parse(f"http://{place}/").place == place.lower()
    except FetchError:
        is_known = False
    if not is_known:
        raise InvalidValue(f"setting fetch_allowed: {place!r} is no site with its port, such as localhost:8000")


def default_home() -> Path:
    """Where the library is when nobody says: the platform's folder for a user's data."""
    return Path(platformdirs.user_data_dir("citecast", appauthor=False))


def token(home: Path, *, renew: bool = False) -> str:
    """The secret that lets a browser on another machine write; made when first asked for."""
    path = home / "token"
    if renew or not path.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        import secrets

        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(24) + "\n", "ascii")
        fresh.replace(path)
    return path.read_text("ascii").strip()
