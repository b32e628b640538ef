"""What can be set: one frozen model for each section, with its defaults and its rules.

`load.py` gathers the values from the file and the environment and builds `Settings` from them; the
rest of the program gets the section it needs. `Settings()` is the program as it comes: all defaults.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.feeds import FeedsSettings, Topic
from config.urls import url_secrets
from config.values import (
    Allowed,
    ApiRoot,
    DatabaseUrl,
    Duration,
    Folder,
    Level,
    Number,
    Section,
    TimeOfDay,
    Timezone,
    Token,
)


class TelegramSettings(Section):
    token: Token | None = None
    api_url: ApiRoot = "https://api.telegram.org"


class StoreSettings(Section):
    url: DatabaseUrl = SecretStr("sqlite:///pullquote.db")
    """Secret, because it may hold a password; `shown_url` prints it."""


class InboxSettings(Section):
    path: Folder = Path("inbox")


class ScheduleSettings(Section):
    default_time: TimeOfDay = time(8)
    default_timezone: Timezone = "UTC"
    catch_up: Duration = timedelta(hours=6)
    """An edition that is later than this is dropped instead of sent."""


class DigestSettings(Section):
    summarizer: Literal["pullquote", "lexrank", "textrank", "lsa", "luhn", "sumbasic", "kl"] = "pullquote"
    sentences: Annotated[int, Number, Field(ge=1, le=5)] = 2
    stories: Annotated[int, Number, Field(ge=1, le=12)] = 7
    """Per edition."""
    workers: Annotated[int, Number, Field(ge=0, le=64)] = 1
    """Processes that prepare articles; 0 leaves the choice to the program."""


class DeliverySettings(Section):
    rate: Annotated[float, Number, Field(ge=0.1, le=30)] = 28.0
    """Messages a second, of the whole bot."""
    ambiguous: Literal["resend_silent", "skip", "resend"] = "resend_silent"
    """What to do with a message that Telegram may or may not have taken."""


class LogSettings(Section):
    level: Level = "info"
    format: Literal["auto", "text", "json"] = "auto"


class Settings(BaseSettings):
    """All sections. Built by `load.load`, or by hand in tests."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True
    )

    telegram: TelegramSettings = TelegramSettings()
    store: StoreSettings = StoreSettings()
    inbox: InboxSettings = InboxSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    digest: DigestSettings = DigestSettings()
    delivery: DeliverySettings = DeliverySettings()
    log: LogSettings = LogSettings()
    feeds: Annotated[
        FeedsSettings,
        Allowed(f"[[feeds]] tables, or one table with the keys {', '.join(FeedsSettings.model_fields)}"),
    ] = FeedsSettings()
    topics: Annotated[tuple[Topic, ...], Allowed("a list of tables with name, and sources or query")] = ()

    @field_validator("topics")
    @classmethod
    def _each_topic_once(cls, topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
        names = [topic.name.casefold() for topic in topics]
        twice = next((topic.name for topic in topics if names.count(topic.name.casefold()) > 1), None)
        if twice is not None:
            raise ValueError(f"{twice} is there twice")
        return topics

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what it is given: the stock sources read os.environ and forget where a value stood,
        and a mistake has to name its line or its variable (`load.py`)."""
        return (init_settings,)


def secrets(settings: Settings) -> tuple[str, ...]:
    """Every secret value, for the log's redaction."""
    return tuple(_secrets(settings))


def _secrets(settings: Settings) -> Iterator[str]:
    if settings.telegram.token:
        yield settings.telegram.token.get_secret_value()
    yield from url_secrets(settings.store.url.get_secret_value())
    for feed in settings.feeds.list:
        yield from url_secrets(feed.url)
