"""What settings are made of: the base of every section, and the rules of single values.

A rule takes what stood in the file or the environment and returns the value, or raises ValueError with
what is wrong, in words for the operator. What would be right stands beside it (`Allowed`).
"""

from __future__ import annotations

import difflib
import re
import zoneinfo
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from config.urls import is_private, shown_url

_WEBHOOK_PORTS = (443, 80, 88, 8443)


class Section(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        hide_input_in_errors=True,
        validate_default=True,
    )


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a field takes, in words for the operator; where it is missing, the bounds or choices say it."""

    words: str


def _time_of_day(value: object) -> object:
    """ "7:30" and "07:30" as a time; a time that TOML has read already passes."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value.strip())
    if match is None:
        raise ValueError(f"{value} is not a time of day")
    return time(int(match[1]), int(match[2]))


def _whole_minute(value: time) -> time:
    if value.tzinfo or value.second or value.microsecond:
        raise ValueError(f"{value} is not a time of day in whole minutes")
    return value


def _timezone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # OSError: "Europe" is a folder of the database
        near = _nearest_timezone(name)
        raise ValueError(
            f"{name} is not a time zone" + (f", did you mean {near}?" if near else "")
        ) from error
    return name


def _nearest_timezone(name: str) -> str | None:
    zones = {zone.rsplit("/", 1)[-1].lower(): zone for zone in sorted(zoneinfo.available_timezones())}
    near = difflib.get_close_matches(name.rsplit("/", 1)[-1].strip().lower(), zones, n=1)
    return zones[near[0]] if near else None


def _duration(value: object) -> object:
    """ "6h", "90m", "1h30m" or a number of hours as a timedelta."""
    if isinstance(value, timedelta):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return timedelta(hours=value)
    text = str(value).strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return timedelta(hours=float(text))
    match = re.fullmatch(r"(?=\d)(?:(\d{1,3})h)?\s*(?:(\d{1,4})m)?", text)
    if match is None:
        raise ValueError(f"{value} is not a duration")
    return timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0))


def _not_boolean(value: object) -> object:
    if isinstance(value, bool):  # Python takes true for 1
        raise ValueError(f"{str(value).lower()} is not a number")
    return value


def _http_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", value):
        raise ValueError(f"{shown_url(value)} is not a web address")
    return value


def _webhook_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.username is not None:
        raise ValueError(f"{shown_url(value)} has a user name in it; webhook.secret is there for that")
    if is_private(parts.hostname or ""):
        return value  # a Bot API server of one's own, which is not as strict
    if parts.scheme != "https":
        raise ValueError(f"{shown_url(value)}: Telegram sends updates to https addresses only")
    if (parts.port or 443) not in _WEBHOOK_PORTS:
        raise ValueError(f"{shown_url(value)}: Telegram sends no updates to port {parts.port}")
    return value


def _listen(value: str) -> str:
    host_and_port(value)
    return value


def host_and_port(value: str) -> tuple[str, int]:
    """ "127.0.0.1:8080" or "[::]:8080" as the two that it names. Raises ValueError."""
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+)):(\d{1,5})", value.strip())
    if match is None or not 0 < int(match[3]) < 1 << 16:
        raise ValueError(f"{value} is not a host and a port")
    return match[1] or match[2], int(match[3])


def _webhook_secret(value: SecretStr) -> SecretStr:
    secret = value.get_secret_value().strip()
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise ValueError("Telegram does not take this as a webhook's secret")
    return SecretStr(secret)


def _api_root(value: str) -> str:
    if "?" in value or "#" in value:
        raise ValueError(f"{shown_url(value)} has more than a path: the method's name is put behind it")
    return value.rstrip("/")


def _token(value: SecretStr) -> SecretStr:
    """A token becomes a part of every address, so nothing may stand in it that ends that part."""
    token = value.get_secret_value().strip()
    if not re.fullmatch(r"[A-Za-z0-9:_-]+", token):
        raise ValueError("this is not a bot token")
    return SecretStr(token)


def _database_url(value: SecretStr) -> SecretStr:
    # Hosting services hand out postgres://, which SQLAlchemy no longer takes.
    url = re.sub(r"^postgres://", "postgresql://", value.get_secret_value().strip())
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("sqlite", "postgresql"):
        raise ValueError("this is not the URL of a database that Pullquote can use")
    if scheme == "sqlite" and not re.fullmatch(r"/[^?#]+", rest):
        raise ValueError("this SQLite URL names no file")
    return SecretStr(url)


def _path(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError("the path is empty")
    return value


TimeOfDay = Annotated[
    time, BeforeValidator(_time_of_day), AfterValidator(_whole_minute), Allowed("HH:MM, e.g. 07:30")
]
Timezone = Annotated[
    str, AfterValidator(_timezone), Allowed("a name of the IANA time zone database, e.g. Europe/Lisbon")
]
Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    Field(ge=timedelta(0), le=timedelta(hours=24)),
    Allowed("hours and minutes up to 24h, e.g. 6h, 90m or 1h30m"),
]
HttpUrl = Annotated[str, AfterValidator(_http_url), Allowed("http://... or https://...")]
ApiRoot = Annotated[HttpUrl, AfterValidator(_api_root)]
Token = Annotated[
    SecretStr, AfterValidator(_token), Allowed("the token as @BotFather gave it, e.g. 123456:ABC-DEF")
]
DatabaseUrl = Annotated[
    SecretStr,
    AfterValidator(_database_url),
    Allowed("sqlite:///file, sqlite:////absolute/file or postgresql://user:password@host/name"),
]
Folder = Annotated[Path, BeforeValidator(_path), AfterValidator(Path.expanduser), Allowed("a folder's path")]
File = Annotated[Path, BeforeValidator(_path), AfterValidator(Path.expanduser), Allowed("a file's path")]
WebhookUrl = Annotated[
    HttpUrl,
    AfterValidator(_webhook_url),
    Allowed("https://... on port 443, 80, 88 or 8443; a Bot API server of your own may have others"),
]
Listen = Annotated[str, AfterValidator(_listen), Allowed("host:port, e.g. 127.0.0.1:8080")]
WebhookSecret = Annotated[
    SecretStr, AfterValidator(_webhook_secret), Allowed("1 to 256 of A-Z, a-z, 0-9, _ and -")
]
Number = BeforeValidator(_not_boolean)
Level = Annotated[
    Literal["debug", "info", "warning", "error"],
    BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value),
]
