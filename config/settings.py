"""What can be set: one frozen model for each section, with its defaults and its rules.

`load.py` gathers the values from the file and the environment and builds `Settings` from them; the
rest of the program gets the section it needs. `Settings()` is the program as it comes: all defaults.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.feeds import FeedsSettings, Topic
from config.urls import url_secrets
from config.values import (
    Allowed,
    ApiRoot,
    DatabaseUrl,
    Duration,
    File,
    Folder,
    Level,
    Listen,
    Number,
    Section,
    TimeOfDay,
    Timezone,
    Token,
    WebhookSecret,
    WebhookUrl,
    host_and_port,
)

_FREE = 30
_RATES = "a number from 0.1 to 30, or to 1000 with delivery.paid_broadcast"


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
    paid_broadcast: bool = False
    """Editions are paid for in Telegram Stars, and have its higher limit."""
    rate: Annotated[Annotated[float, Field(ge=0.1, le=1000)] | None, Number, Allowed(_RATES)] = None
    """Messages a second, of the whole bot; None: as many as Telegram takes for sure."""
    protect_content: bool = False
    """Nothing that the bot says can be forwarded or saved."""
    ambiguous: Literal["resend_silent", "skip", "resend"] = "resend_silent"
    """What to do with a message that Telegram may or may not have taken."""

    @field_validator("rate")
    @classmethod
    def _paid_for(cls, rate: float | None, info: ValidationInfo) -> float | None:
        if rate is not None and rate > _FREE and not info.data.get("paid_broadcast"):
            raise ValueError(f"{rate:g} is more than is free")
        return rate

    @property
    def messages_per_second(self) -> float:
        if self.rate is not None:
            return self.rate
        return 960.0 if self.paid_broadcast else 28.0


class AccessSettings(Section):
    """What readers may do."""

    mode: Literal["open", "invite"] = "open"
    """`invite`: whoever is new needs an invitation of an admin's."""
    links: bool = True
    """A link sent to the bot is answered with the digest of its page."""
    links_per_day: Annotated[int, Number, Field(ge=1, le=1000)] = 20
    """For each chat."""
    inline: bool = True
    """Stories and quotations are offered where somebody types the bot's name in another chat."""
    reader_feeds: bool = False
    """Readers may add feeds of their own."""
    feeds_per_reader: Annotated[int, Number, Field(ge=1, le=100)] = 5


class WebhookSettings(Section):
    """How Telegram delivers updates if not by polling: with `url`, to us."""

    url: WebhookUrl | None = None
    listen: Listen = "127.0.0.1:8080"
    secret: WebhookSecret | None = None
    certificate: File | None = None
    key: File | None = None
    max_connections: Annotated[int, Number, Field(ge=1, le=100)] = 40

    @field_validator("key")
    @classmethod
    def _beside_a_certificate(cls, key: Path | None, given: ValidationInfo) -> Path | None:
        if "certificate" in given.data and (key is None) != (given.data["certificate"] is None):
            raise ValueError("is missing: webhook.certificate and webhook.key belong together")
        return key

    @property
    def address(self) -> tuple[str, int]:
        """Where to listen: host and port."""
        return host_and_port(self.listen)


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
    access: AccessSettings = AccessSettings()
    webhook: WebhookSettings = WebhookSettings()
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
    if settings.webhook.secret:
        yield settings.webhook.secret.get_secret_value()
    yield from url_secrets(settings.store.url.get_secret_value())
    for feed in settings.feeds.list:
        yield from url_secrets(feed.url)
