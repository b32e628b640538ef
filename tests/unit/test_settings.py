"""The layers of the configuration, and what the operator reads when something is wrong."""

from __future__ import annotations

import importlib.resources
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.feeds import Feed, Topic
from config.layers import key_lines, keys, variable
from config.load import load
from config.settings import LogSettings, Settings, StoreSettings, TelegramSettings, secrets
from config.urls import shown_url
from digests.errors import ConfigError, Mistake


def loaded(folder: Path, toml: str | None = None, /, **environ: str) -> Settings:
    if toml is not None:
        (folder / "pullquote.toml").write_text(toml, encoding="utf-8")
    return load(None, environ, cwd=folder)


def mistakes(folder: Path, toml: str | None = None, /, **environ: str) -> tuple[Mistake, ...]:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, toml, **environ)
    return caught.value.mistakes


def the_mistake(folder: Path, toml: str | None = None, /, **environ: str) -> str:
    (only,) = mistakes(folder, toml, **environ)
    return str(only)


# --- layers -------------------------------------------------------------------------------------


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings == Settings()
    assert settings.telegram.token is None
    assert settings.store.url.get_secret_value() == "sqlite:///pullquote.db"
    assert settings.schedule.default_time == time(8)


def test_the_file_in_the_working_directory_is_found(tmp_path: Path) -> None:
    assert loaded(tmp_path, '[schedule]\ndefault_time = "07:30"').schedule.default_time == time(7, 30)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[log]\nlevel = "error"\nformat = "json"', PULLQUOTE_LOG__LEVEL="DEBUG")
    assert settings.log == LogSettings(level="debug", format="json")


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        '[log]\nlevel = "error"',
        PULLQUOTE_LOG__LEVEL="",
        TELEGRAM_BOT_TOKEN=" ",
        PULLQUOTE_CONFIG="",
    )
    assert settings.log.level == "error"
    assert settings.telegram.token is None


def test_a_named_file_is_read_instead_of_the_one_in_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text("[digest]\nstories = 3")
    (tmp_path / "asked.toml").write_text("[digest]\nstories = 4")
    (tmp_path / "named.toml").write_text("[digest]\nstories = 5")
    environ = {"PULLQUOTE_CONFIG": "named.toml"}
    assert load(None, environ, cwd=tmp_path).digest.stories == 5
    assert load(Path("asked.toml"), environ, cwd=tmp_path).digest.stories == 4


def test_the_token_comes_from_the_most_specific_place(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("3:from-a-secret-file\n")
    toml = '[telegram]\ntoken = "4:from-the-file"'
    weakest_first = {
        "TELEGRAM_BOT_TOKEN_FILE": ("secret", "3:from-a-secret-file"),
        "TELEGRAM_BOT_TOKEN": ("2:common-name", "2:common-name"),
        "PULLQUOTE_TELEGRAM__TOKEN": ("1:own-name", "1:own-name"),
    }
    environ: dict[str, str] = {}
    assert secrets(loaded(tmp_path, toml)) == ("4:from-the-file",)
    for name, (value, token) in weakest_first.items():
        environ[name] = value
        assert secrets(loaded(tmp_path, toml, **environ)) == (token,)


def test_the_usual_database_url_is_understood(tmp_path: Path) -> None:
    url = loaded(tmp_path, DATABASE_URL="postgres://me:pw@db/news").store.url.get_secret_value()
    assert url == "postgresql://me:pw@db/news"


def urls(settings: Settings) -> list[str]:
    return [feed.url for feed in settings.feeds.list]


TWO_FEEDS = '[[{}]]\nurl = "https://a.example/rss"\ntopic = "world"\n[[{}]]\nurl = "https://b.example/rss"\n'


@pytest.mark.parametrize(
    "toml",
    [
        TWO_FEEDS.format("feeds", "feeds"),
        TWO_FEEDS.format("feeds.list", "feeds.list"),
        "[feeds]\nallow_private_addresses = false\n" + TWO_FEEDS.format("feeds.list", "feeds.list"),
        'feeds = [{url = "https://a.example/rss", topic = "world"}, {url = "https://b.example/rss"}]',
    ],
)
def test_feeds_are_written_as_a_list_or_as_the_list_in_a_table(toml: str, tmp_path: Path) -> None:
    settings = loaded(tmp_path, toml)
    assert urls(settings) == ["https://a.example/rss", "https://b.example/rss"]
    assert [feed.topic for feed in settings.feeds.list] == ["world", None]


def test_the_variable_of_the_feeds_is_json_and_stands_instead_of_the_list(tmp_path: Path) -> None:
    toml = TWO_FEEDS.format("feeds", "feeds")
    said = '[{"url": "https://c.example", "full_text": "always", "weight": 2}]'
    (feed,) = loaded(tmp_path, toml, PULLQUOTE_FEEDS=said).feeds.list
    assert (feed.url, feed.full_text, feed.weight) == ("https://c.example", "always", 2.0)


def test_beside_a_list_of_feeds_the_environment_says_the_rest(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        TWO_FEEDS.format("feeds", "feeds"),
        PULLQUOTE_FEEDS__STARTER="world, World:DE",
        PULLQUOTE_FEEDS__ALLOW_PRIVATE_ADDRESSES="true",
        PULLQUOTE_FEEDS__CONTACT="news@example.org",
    )
    assert len(urls(settings)) == 2
    assert settings.feeds.starter == ("world", "world:de")
    assert settings.feeds.allow_private_addresses
    assert settings.feeds.contact == "news@example.org"


def test_the_variable_of_the_feeds_may_be_the_whole_table(tmp_path: Path) -> None:
    said = (
        '{"starter": ["world"], "list": [{"url": "https://c.example"}], "contact": "https://me.example/bot"}'
    )
    settings = loaded(
        tmp_path,
        "[feeds]\nallow_private_addresses = true",
        PULLQUOTE_FEEDS=said,
        PULLQUOTE_FEEDS__STARTER='["technology"]',
    )
    assert urls(settings) == ["https://c.example"]
    assert settings.feeds.starter == ("technology",), "the closer variable wins"
    assert settings.feeds.allow_private_addresses, "what the variable does not speak of stays"
    assert settings.feeds.contact == "https://me.example/bot"


def test_topics_have_sources_a_query_or_both(tmp_path: Path) -> None:
    toml = (
        '[[topics]]\nname = "Harbour"\nsources = ["The Linnet", "Port News"]\n'
        "[[topics]]\nname = \"Bridges\"\nquery = 'bridge OR tunnel -card'\n"
    )
    harbour, bridges = loaded(tmp_path, toml).topics
    assert (harbour.name, harbour.sources, harbour.query) == ("Harbour", ("The Linnet", "Port News"), None)
    assert (bridges.name, bridges.sources, bridges.query) == ("Bridges", (), "bridge OR tunnel -card")


def test_unless_told_otherwise_the_pace_is_what_telegram_surely_takes(tmp_path: Path) -> None:
    assert loaded(tmp_path).delivery.messages_per_second == 28
    assert loaded(tmp_path, "[delivery]\npaid_broadcast = true").delivery.messages_per_second == 960
    assert loaded(tmp_path, "[delivery]\nrate = 5").delivery.messages_per_second == 5
    paid = loaded(tmp_path, "[delivery]\npaid_broadcast = true\nrate = 500")
    assert paid.delivery.messages_per_second == 500


VALUES: Mapping[str, object] = {
    "telegram.token": "1:abc",
    "telegram.api_url": "http://127.0.0.1:8081",
    "store.url": "sqlite:///other.db",
    "inbox.path": "elsewhere",
    "schedule.default_time": "06:15",
    "schedule.default_timezone": "Europe/Lisbon",
    "schedule.catch_up": "90m",
    "digest.summarizer": "lexrank",
    "digest.sentences": 3,
    "digest.stories": 9,
    "digest.workers": 0,
    "delivery.paid_broadcast": True,
    "delivery.rate": 12.5,
    "delivery.protect_content": True,
    "delivery.ambiguous": "skip",
    "access.mode": "invite",
    "access.links": False,
    "access.links_per_day": 3,
    "access.inline": False,
    "access.reader_feeds": True,
    "access.feeds_per_reader": 2,
    "webhook.url": "https://bot.example.org/telegram",
    "webhook.listen": "[::1]:9000",
    "webhook.secret": "A_secret-1",
    "webhook.certificate": "cert.pem",
    "webhook.key": "key.pem",
    "webhook.max_connections": 7,
    "log.level": "warning",
    "log.format": "json",
    "feeds.list": [{"url": "https://a.example"}],
    "feeds.starter": ["world", "technology"],
    "feeds.allow_private_addresses": True,
    "feeds.contact": "news@example.org",
    "topics": [{"name": "Bridges", "query": "bridge"}],
}


NEEDED_TOO = {
    "webhook.certificate": {"PULLQUOTE_WEBHOOK__KEY": "key.pem"},
    "webhook.key": {"PULLQUOTE_WEBHOOK__CERTIFICATE": "cert.pem"},
}


@pytest.mark.parametrize("key", keys(), ids=lambda key: ".".join(key))
def test_every_key_has_a_variable_that_says_the_same_as_the_file(
    key: tuple[str, ...], tmp_path: Path
) -> None:
    value = VALUES[".".join(key)]
    written = value if isinstance(value, str) else json.dumps(value)
    section, name = (f"[{key[0]}]\n", key[1]) if len(key) == 2 else ("", key[0])
    needed = NEEDED_TOO.get(".".join(key), {})
    by_variable = loaded(tmp_path, **{variable(key): written}, **needed)
    in_toml = json.dumps(value).replace('": ', '" = ')
    by_file = loaded(tmp_path, f"{section}{name} = {in_toml}", **needed)
    assert by_variable == by_file
    assert by_variable != Settings()


# --- mistakes -----------------------------------------------------------------------------------


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    toml = '[schedule]\ndefault_time = "25:00"\n\n[digest]\nsentences = 9\n'
    found = mistakes(
        tmp_path,
        toml,
        PULLQUOTE_LOG__LEVEL="loud",
        PULLQUOTE_LOG__LEVELS="info",
        PULLQUOTE_FEEDS="[",
    )
    assert {(mistake.where, mistake.key) for mistake in found} == {
        ("pullquote.toml:2", "schedule.default_time"),
        ("pullquote.toml:5", "digest.sentences"),
        ("PULLQUOTE_LOG__LEVEL", "log.level"),
        ("PULLQUOTE_LOG__LEVELS", "log.levels"),
        ("PULLQUOTE_FEEDS", "feeds"),
    }


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (
            '[schedule]\ndefault_time = "25:00"',
            "pullquote.toml:2: schedule.default_time: 25:00 is not a time of day "
            "(allowed: HH:MM, e.g. 07:30)",
        ),
        (
            '[schedule]\ndefault_timezone = "Europe/Lissabon"',
            "pullquote.toml:2: schedule.default_timezone: Europe/Lissabon is not a time zone, "
            "did you mean Europe/Lisbon? "
            "(allowed: a name of the IANA time zone database, e.g. Europe/Lisbon)",
        ),
        (
            "[digest]\n\n# how much\nsentences = 0",
            "pullquote.toml:4: digest.sentences: 0 cannot be used (allowed: a whole number from 1 to 5)",
        ),
        (
            "[digest]\nstories = true",
            "pullquote.toml:2: digest.stories: true is not a number (allowed: a whole number from 1 to 12)",
        ),
        (
            'log.level = "loud"',
            "pullquote.toml:1: log.level: loud cannot be used (allowed: debug, info, warning, error)",
        ),
        (
            '[schedule]\ndefault_tme = "08:00"',
            "pullquote.toml:2: schedule.default_tme: no such key, did you mean default_time? "
            "(allowed: default_time, default_timezone, catch_up)",
        ),
        (
            '[store]\ntoken = "1:a"',
            "pullquote.toml:2: store.token: no such key, did you mean telegram.token? (allowed: url)",
        ),
        (
            '\n[telegramm]\ntoken = "1:a"',
            "pullquote.toml:2: telegramm: no such key, did you mean telegram? "
            "(allowed: telegram, store, inbox, schedule, digest, delivery, access, webhook, log, feeds, "
            "topics)",
        ),
        (
            'telegram = "1:a"',
            "pullquote.toml:1: telegram: this value cannot be used "
            "(allowed: a table with the keys token, api_url)",
        ),
        (
            '[[feeds]]\nurl = "https://a.example"\n[[feeds]]\nname = "B"',
            "pullquote.toml:3: feeds[1].url: is missing (allowed: http://... or https://...)",
        ),
        (
            '[[feeds]]\nurl = "https://a.example"\n[[feeds]]\nurl = "https://a.example"',
            "pullquote.toml:1: feeds: https://a.example is listed twice "
            "(allowed: a list of tables with url, and if wanted name, topic, full_text, weight)",
        ),
        (
            '[feeds]\nstarter = ["world"]\n\n[[feeds.list]]\nurl = "https://a.example"\nfulltext = "never"',
            "pullquote.toml:6: feeds[0].fulltext: no such key, did you mean full_text? "
            "(allowed: url, name, topic, full_text, weight)",
        ),
        (
            '[[feeds]]\nurl = "https://a.example"\nweight = 11',
            "pullquote.toml:3: feeds[0].weight: 11 cannot be used (allowed: a number from 0.1 to 10)",
        ),
        (
            '[[feeds]]\nurl = "https://me:hidden@/rss?token=hidden"',
            "pullquote.toml:2: feeds[0].url: https://me:***@/rss?token=*** is not a web address "
            "(allowed: http://... or https://...)",
        ),
        (
            '[[feeds]]\nurl = "https://a.example"\n[feeds]\nstarter = ["world"]',
            "pullquote.toml:3: feeds: is there twice: as [feeds], and as [[feeds]] "
            "(allowed: [feeds], [[feeds.list]])",
        ),
        (
            'feeds = "https://a.example"',
            "pullquote.toml:1: feeds: this value cannot be used (allowed: [[feeds]] tables, or one table "
            "with the keys list, starter, allow_private_addresses, contact)",
        ),
        (
            '[feeds]\n\nstarter = ["world", "tecnology"]',
            "pullquote.toml:3: feeds.starter: tecnology is no topic, did you mean technology? "
            "(allowed: a list of topics, each with its language unless that is English: world, world:de)",
        ),
        (
            '[feeds]\nstarter = ["gardening"]',
            "pullquote.toml:2: feeds.starter: gardening is no topic; there are world, ",
        ),
        (
            '[feeds]\nstarter = ["world:la"]',
            "pullquote.toml:2: feeds.starter: there are no feeds for world:la, only for world, world:",
        ),
        (
            "[feeds]\nstarter = [3]",
            "pullquote.toml:2: feeds.starter[0]: 3 cannot be used (allowed: a list of topics",
        ),
        (
            '[feeds]\ncontact = "call me"',
            "pullquote.toml:2: feeds.contact: call me is neither an e-mail address nor a web address "
            "(allowed: an e-mail address, or https://...)",
        ),
        (
            "[feeds]\nallow_private_addresses = 7",
            "pullquote.toml:2: feeds.allow_private_addresses: 7 cannot be used (allowed: true or false)",
        ),
        (
            '[[topics]]\nname = "A"\nsources = ["B"]\n\n[[topics]]\nname = "C"',
            "pullquote.toml:5: topics[1]: C has neither sources nor a query "
            "(allowed: a table with the keys name, sources, query)",
        ),
        (
            '[[topics]]\nname = "A"\nquery = "-only -this"',
            "pullquote.toml:3: topics[0].query: this query only says what to leave out "
            "(allowed: words as readers search with)",
        ),
        (
            '[[topics]]\nname = "A"\nquery = "b"\n[[topics]]\nname = "a"\nquery = "c"',
            "pullquote.toml:1: topics: A is there twice "
            "(allowed: a list of tables with name, and sources or query)",
        ),
        ("[log]\nlevel = loud", "pullquote.toml:2: column 9: not valid TOML: "),
    ],
)
def test_a_mistake_says_where_what_and_what_is_allowed(toml: str, message: str, tmp_path: Path) -> None:
    assert the_mistake(tmp_path, toml).startswith(message)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schedule.default_time", "7.30"),
        ("schedule.default_time", "24:00"),
        ("schedule.default_timezone", "Europe"),
        ("schedule.default_timezone", "../etc/passwd"),
        ("schedule.catch_up", "soon"),
        ("schedule.catch_up", "25h"),
        ("schedule.catch_up", "h"),
        ("digest.sentences", "6"),
        ("digest.sentences", "two"),
        ("digest.stories", "13"),
        ("digest.workers", "-1"),
        ("digest.summarizer", "best"),
        ("delivery.rate", "0.05"),
        ("delivery.rate", "31"),
        ("delivery.rate", "nan"),
        ("delivery.ambiguous", "maybe"),
        ("webhook.url", "http://bot.example.org/telegram"),
        ("webhook.url", "https://bot.example.org:8080/telegram"),
        ("webhook.url", "https://me:secret@bot.example.org/telegram"),
        ("webhook.url", "bot.example.org"),
        ("webhook.listen", "8080"),
        ("webhook.listen", "localhost"),
        ("webhook.listen", "127.0.0.1:0"),
        ("webhook.listen", "127.0.0.1:65536"),
        ("webhook.listen", "::1:8080"),
        ("webhook.secret", "with a space"),
        ("webhook.secret", "a" * 257),
        ("webhook.max_connections", "0"),
        ("webhook.max_connections", "101"),
        ("log.format", "xml"),
        ("telegram.token", "1:a/../b"),
        ("telegram.token", "<paste it here>"),
        ("telegram.api_url", "api.telegram.org"),
        ("telegram.api_url", "ftp://api.telegram.org"),
        ("telegram.api_url", "https://"),
        ("telegram.api_url", "https://host:port"),
        ("telegram.api_url", "https://host/?a=b"),
        ("store.url", "mysql://host/db"),
        ("store.url", "pullquote.db"),
        ("store.url", "sqlite://"),
        ("feeds", "7"),
        ("feeds", "[{"),
        ("feeds", '["https://a.example"]'),
        ("feeds", '{"feeds": []}'),
        ("feeds.starter", '["world"'),
        ("feeds.contact", "a@b.example\r\nX-Other: header"),
        ("feeds.contact", "https://a.example/(closed)"),
        ("feeds.allow_private_addresses", "perhaps"),
        ("topics", "{}"),
        ("topics", '[{"name": "", "query": "a"}]'),
        ("topics", '[{"name": "A", "query": "-a"}]'),
    ],
)
def test_an_unusable_value_names_its_variable_and_what_is_allowed(
    key: str, value: str, tmp_path: Path
) -> None:
    name = variable(tuple(key.split(".")))
    (mistake,) = mistakes(tmp_path, **{name: value})
    assert mistake.where == name
    assert mistake.key.startswith(key)
    assert mistake.allowed


@pytest.mark.parametrize(
    "url",
    [
        "https://bot.example.org",
        "https://bot.example.org:8443/telegram/of/mine",
        "https://203.0.113.7:88/",
        "http://127.0.0.1:9000/hook",
        "http://pullquote:8080/hook",
    ],
)
def test_a_webhook_is_where_telegram_sends_to_or_a_server_of_ones_own(url: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, PULLQUOTE_WEBHOOK__URL=url).webhook.url == url


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("localhost:80", ("localhost", 80)),
        ("[::]:8443", ("::", 8443)),
    ],
)
def test_where_to_listen_is_a_host_and_a_port(listen: str, address: tuple[str, int], tmp_path: Path) -> None:
    assert loaded(tmp_path, PULLQUOTE_WEBHOOK__LISTEN=listen).webhook.address == address


@pytest.mark.parametrize("name", ["CERTIFICATE", "KEY"])
def test_a_certificate_and_its_key_belong_together(name: str, tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, **{f"PULLQUOTE_WEBHOOK__{name}": "file.pem"})
    assert mistake.where == f"PULLQUOTE_WEBHOOK__{name}"
    assert "belong together" in mistake.problem


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("6h", timedelta(hours=6)),
        ("90m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("2", timedelta(hours=2)),
        ("1.5", timedelta(minutes=90)),
        ("0h", timedelta(0)),
    ],
)
def test_a_duration_is_written_in_hours_and_minutes(text: str, duration: timedelta, tmp_path: Path) -> None:
    assert loaded(tmp_path, PULLQUOTE_SCHEDULE__CATCH_UP=text).schedule.catch_up == duration


def test_a_slash_at_the_end_of_the_api_root_does_not_matter(tmp_path: Path) -> None:
    settings = loaded(tmp_path, PULLQUOTE_TELEGRAM__API_URL="http://127.0.0.1:8081/bots/")
    assert settings.telegram.api_url == "http://127.0.0.1:8081/bots"


def test_a_variable_without_a_setting_is_a_mistake_with_a_suggestion(tmp_path: Path) -> None:
    assert the_mistake(tmp_path, PULLQUOTE_SCHEDULE__TIMEZONE="UTC") == (
        "PULLQUOTE_SCHEDULE__TIMEZONE: schedule.timezone: no such setting, "
        "did you mean PULLQUOTE_SCHEDULE__DEFAULT_TIMEZONE?"
    )


def test_the_variables_that_kubernetes_makes_of_a_service_name_are_let_pass(tmp_path: Path) -> None:
    kubernetes = {
        "PULLQUOTE_SERVICE_HOST": "10.0.0.1",
        "PULLQUOTE_SERVICE_PORT_HTTP": "80",
        "PULLQUOTE_PORT": "tcp://10.0.0.1:80",
        "PULLQUOTE_PORT_80_TCP_ADDR": "10.0.0.1",
    }
    assert loaded(tmp_path, **kubernetes) == Settings()


def test_a_good_value_in_the_environment_mends_a_bad_one_in_the_file(tmp_path: Path) -> None:
    toml = '[log]\nlevel = "loud"'
    assert loaded(tmp_path, toml, PULLQUOTE_LOG__LEVEL="info").log.level == "info"


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    assert the_mistake(tmp_path, PULLQUOTE_CONFIG="gone.toml") == (
        "gone.toml: PULLQUOTE_CONFIG: cannot be read: No such file or directory"
    )
    with pytest.raises(ConfigError, match=r"asked\.toml: --config: cannot be read"):
        load(Path("asked.toml"), {}, cwd=tmp_path)


def test_a_file_that_is_not_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_bytes(b"[log]\nlevel = '\xff'")
    assert the_mistake(tmp_path) == "pullquote.toml: file: is not UTF-8 text"


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_bytes(b"\xef\xbb\xbf[log]\nlevel = 'error'")
    assert loaded(tmp_path).log.level == "error"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), (b" \n", "the file is empty"), (b"\xff\xfe", "the file is not text")],
)
def test_a_secret_file_that_holds_no_token_is_a_mistake(
    content: bytes | None, reason: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    found = the_mistake(tmp_path, TELEGRAM_BOT_TOKEN_FILE="secret")
    assert found.startswith(f"TELEGRAM_BOT_TOKEN_FILE: telegram.token: secret: {reason}")


def test_a_missing_token_is_one_more_mistake_for_those_who_need_it(tmp_path: Path) -> None:
    environ = {"PULLQUOTE_LOG__LEVEL": "loud"}
    with pytest.raises(ConfigError) as caught:
        load(None, environ, cwd=tmp_path, need_token=True)
    assert [mistake.key for mistake in caught.value.mistakes] == ["log.level", "telegram.token"]
    assert [mistake.key for mistake in mistakes(tmp_path, **environ)] == ["log.level"]
    assert load(None, {"TELEGRAM_BOT_TOKEN": "1:a"}, cwd=tmp_path, need_token=True).telegram.token


def test_a_token_that_cannot_be_read_is_not_reported_as_missing_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(None, {"TELEGRAM_BOT_TOKEN_FILE": "gone"}, cwd=tmp_path, need_token=True)
    (mistake,) = caught.value.mistakes
    assert "No such file" in mistake.problem


# --- secrets ------------------------------------------------------------------------------------


def test_settings_never_print_their_secrets(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        TELEGRAM_BOT_TOKEN="1:hidden",
        DATABASE_URL="postgresql://me:hidden@db/x",
        PULLQUOTE_WEBHOOK__SECRET="hidden-2",
    )
    assert "hidden" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_a_mistake_never_shows_the_secret_it_is_about(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        TELEGRAM_BOT_TOKEN="hidden hidden",
        DATABASE_URL="mysql://me:hidden@db/x",
        PULLQUOTE_TELEGRAM__API_URL="ftp://me:hidden@api",
        PULLQUOTE_WEBHOOK__SECRET="hidden & wrong",
        PULLQUOTE_WEBHOOK__URL="https://me:hidden@bot.example.org/",
    )
    assert len(found) == 5
    assert "hidden" not in "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///pullquote.db", "sqlite:///pullquote.db"),
        ("postgresql://me:pw@db:5432/news", "postgresql://me:***@db:5432/news"),
        ("postgresql://me:p@w/x#1@db/news", "postgresql://me:***@db/news"),
        (
            "postgresql:///news?host=/run&user=me&password=pw",
            "postgresql:///news?host=/run&user=me&password=***",
        ),
        ("postgresql://me@db/news", "postgresql://me@db/news"),
        ("https://me:p@ss@a.example/rss", "https://me:***@a.example/rss"),
        ("https://a-token@a.example/rss", "https://***@a.example/rss"),
        ("https://me:p/w#1@a.example/rss", "https://me:***@a.example/rss"),
        ("https://a.example:8443/@somebody.rss", "https://a.example:8443/@somebody.rss"),
        ("https://me:pw@a.example/@somebody.rss", "https://me:***@a.example/@somebody.rss"),
        (
            "https://a.example/rss?author=me&api_key=k1&Token=t2#top",
            "https://a.example/rss?author=me&api_key=***&Token=***#top",
        ),
        ("https://a.example/?format=rss&page=2", "https://a.example/?format=rss&page=2"),
    ],
)
def test_a_shown_url_hides_the_password_and_nothing_else(url: str, shown: str) -> None:
    assert shown_url(url) == shown


def test_the_secrets_are_the_token_and_each_form_of_the_password() -> None:
    settings = Settings(
        telegram=TelegramSettings.model_validate({"token": "1:abc"}),
        store=StoreSettings.model_validate({"url": "postgresql://me:p%40ss@db/news"}),
    )
    assert set(secrets(settings)) == {"1:abc", "p%40ss", "p@ss"}


def test_the_secrets_of_feeds_are_told_and_not_printed(tmp_path: Path) -> None:
    said = '[{"url": "https://me:hidden%21@a.example/rss?key=hidden-2&page=3"}]'
    settings = loaded(tmp_path, PULLQUOTE_FEEDS=said)
    assert set(secrets(settings)) == {"hidden%21", "hidden!", "hidden-2"}
    assert "hidden" not in f"{settings!r} {settings}"
    assert "page=3" in repr(settings)


def test_settings_cannot_be_changed() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.log.level = "debug"


# --- the example, the lines, the weight -----------------------------------------------------------


def test_the_example_file_says_every_key_and_its_default(tmp_path: Path) -> None:
    text = importlib.resources.files("config").joinpath("pullquote.example.toml").read_text(encoding="utf-8")
    assert loaded(tmp_path, text) == Settings()
    settings, lists = text.split("# [[feeds.list]]")
    shown = tomllib.loads(re.sub(r"^# (?=\w+ = )", "", settings, flags=re.MULTILINE))
    assert [(section, key) for section in shown for key in shown[section]] == [
        key for key in keys() if key not in (("feeds", "list"), ("topics",))
    ]
    lines = re.findall(r"^# (\[\[.*|\w+ = .*)", "# [[feeds.list]]" + lists, re.MULTILINE)
    written = tomllib.loads("\n".join(lines))
    assert list(written["feeds"]["list"][0]) == list(Feed.model_fields)
    assert list(written["topics"][0]) == list(Topic.model_fields)


def test_lines_are_found_in_each_way_of_writing_a_key() -> None:
    text = (
        'log.level = "info"\n\n[ digest ] # more\n"stories" = 3\n[[feeds]]\nurl = "a"\n[[feeds]]\nurl = "b"\n'
    )
    assert key_lines(text) == {
        ("log", "level"): 1,
        ("digest",): 3,
        ("digest", "stories"): 4,
        ("feeds", "list"): 5,
        ("feeds", "list", 0): 5,
        ("feeds", "list", 0, "url"): 6,
        ("feeds", "list", 1): 7,
        ("feeds", "list", 1, "url"): 8,
    }


@given(st.text())
def test_any_text_has_lines_or_none(text: str) -> None:
    count = len(text.splitlines())
    assert all(1 <= line <= count for line in key_lines(text).values())


@given(st.dictionaries(st.sampled_from([variable(key) for key in keys()]), st.text(), max_size=4))
def test_any_variables_give_settings_or_mistakes_in_words(environ: dict[str, str]) -> None:
    found: tuple[Mistake, ...] = ()
    try:
        load(None, environ, cwd=Path("/nowhere"))
    except ConfigError as error:
        found = error.mistakes
    assert {mistake.where for mistake in found} <= set(environ)
    assert all(mistake.key and mistake.problem for mistake in found)


def test_importing_the_configuration_stays_light() -> None:
    heavy = "{'telegram', 'numpy', 'sqlalchemy', 'aiohttp', 'apscheduler', 'rich', 'structlog'}"
    code = f"import sys, config.load, config.check; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
