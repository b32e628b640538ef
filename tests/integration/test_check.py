"""`pullquote check` as the operator meets it: a real folder, real files, an environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import starter
from config.check import check, main_check

TOKEN = "123456789:AAHk-abcdefghijklmnopqrstuvwxyz_12345"


def test_a_good_configuration_is_summed_up_with_where_each_value_comes_from(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text('[schedule]\ndefault_time = "07:30"\ncatch_up = "90m"\n')
    environ = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": "postgresql://me:hidden@db/news"}
    status, report = check(None, environ, tmp_path)
    lines = {line.split(" = ")[0]: " ".join(line.split()) for line in report.splitlines()}
    assert status == 0
    assert lines["telegram.token"] == 'telegram.token = "***" # TELEGRAM_BOT_TOKEN'
    assert lines["store.url"] == 'store.url = "postgresql://me:***@db/news" # DATABASE_URL'
    assert lines["schedule.default_time"] == 'schedule.default_time = "07:30" # pullquote.toml:2'
    assert lines["schedule.catch_up"] == 'schedule.catch_up = "1h30m" # pullquote.toml:3'
    assert lines["digest.sentences"] == "digest.sentences = 2"
    assert report.endswith("The configuration is valid")
    assert TOKEN not in report
    assert "hidden" not in report
    assert "Warning" not in report


def test_feeds_and_topics_are_shown_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text(
        '[[feeds]]\nurl = "https://a.example/rss?token=hidden"\nname = "A"\n'
        '[[feeds]]\nurl = "https://feeds.bbci.co.uk/news/world/rss.xml"\nweight = 2\n'
        '[[topics]]\nname = "Bridges"\nquery = \'"old bridge"\'\nsources = ["A", "B"]\n'
    )
    environ = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "PULLQUOTE_FEEDS__STARTER": "world",
        "PULLQUOTE_FEEDS__CONTACT": "https://example.org/about",
    }
    status, report = check(None, environ, tmp_path)
    lines = {line.partition(" = ")[0]: " ".join(line.split()) for line in report.splitlines()}
    assert status == 0
    assert lines["feeds[0]"] == (
        'feeds[0] = { url = "https://a.example/rss?token=***", name = "A" } # pullquote.toml:1'
    )
    assert lines["feeds[1]"].endswith("weight = 2.0 } # pullquote.toml:4")
    assert lines["feeds.starter"] == 'feeds.starter = ["world"] # PULLQUOTE_FEEDS__STARTER'
    assert lines["feeds.allow_private_addresses"] == "feeds.allow_private_addresses = false"
    assert lines["topics[0]"] == (
        'topics[0] = { name = "Bridges", sources = ["A", "B"], query = \'"old bridge"\' } # pullquote.toml:7'
    )
    well_known = [feed for feed in starter.catalogue() if feed.choice == "world"]
    assert f"Feeds to be read: 2 of the list, {len(well_known) - 1} well-known ones" in report
    assert "hidden" not in report
    assert "Warning" not in report


def test_everything_wrong_is_listed_at_once(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text('[schedule]\ndefault_time = "25:00"\n[inbox]\nfolder = "x"\n')
    status, report = check(None, {"PULLQUOTE_DELIVERY__RATE": "1000"}, tmp_path)
    assert status == 2
    for part in (
        "pullquote.toml:2: schedule.default_time: 25:00 is not a time of day (allowed: HH:MM, e.g. 07:30)",
        "pullquote.toml:4: inbox.folder: no such key",
        "PULLQUOTE_DELIVERY__RATE: delivery.rate: 1000 is more than is free "
        "(allowed: a number from 0.1 to 30, or to 1000 with delivery.paid_broadcast)",
        "telegram.token: is missing",
        "4 mistakes found",
    ):
        assert part in report


@pytest.mark.parametrize(
    ("environ", "warning"),
    [
        ({"PULLQUOTE_FEEDS": '[{"url": "https://a.example/rss"}]'}, "feeds.contact is not set"),
        ({"PULLQUOTE_FEEDS__STARTER": "world"}, "feeds.contact is not set"),
        ({"PULLQUOTE_FEEDS__ALLOW_PRIVATE_ADDRESSES": "true"}, "in your own network is fetched too"),
        (
            {
                "PULLQUOTE_FEEDS": '{"contact": "a@b.example", "list": [{"url": "https://me:hidden@a.example"}]}'
            },
            "feeds[0].url has a user name in it: such an address is not fetched",
        ),
        (
            {"PULLQUOTE_FEEDS": '{"contact": "a@b.example", "list": [{"url": "http://192.168.1.4/rss"}]}'},
            "feeds[0].url lies in a private network",
        ),
        (
            {"PULLQUOTE_FEEDS": '{"contact": "a@b.example", "list": [{"url": "http://[::1]:80/rss"}]}'},
            "feeds[0].url lies in a private network",
        ),
        (
            {"PULLQUOTE_FEEDS": '{"contact": "a@b.example", "list": [{"url": "http://nas.local/rss"}]}'},
            "feeds[0].url lies in a private network",
        ),
        ({"TELEGRAM_BOT_TOKEN": "playground"}, "does not look like a token"),
        ({"PULLQUOTE_WEBHOOK__LISTEN": "0.0.0.0:80"}, "the rest of [webhook] has no effect, the bot polls"),
        ({"PULLQUOTE_WEBHOOK__URL": "https://10.0.0.1/hook"}, "Telegram cannot reach it"),
        (
            {
                "PULLQUOTE_WEBHOOK__URL": "https://bot.example.org/hook",
                "PULLQUOTE_WEBHOOK__SECRET": "hidden-word",
            },
            "webhook.secret is short",
        ),
        (
            {
                "PULLQUOTE_WEBHOOK__URL": "https://bot.example.org/hook",
                "PULLQUOTE_WEBHOOK__CERTIFICATE": "a-file",
                "PULLQUOTE_WEBHOOK__KEY": "gone.pem",
            },
            "webhook.key: there is no file gone.pem",
        ),
        ({"PULLQUOTE_INBOX__PATH": "a-file"}, "a-file is not a folder"),
    ],
)
def test_what_is_allowed_but_hardly_wanted_is_a_warning(
    environ: dict[str, str], warning: str, tmp_path: Path
) -> None:
    (tmp_path / "a-file").touch()
    status, report = check(None, {"TELEGRAM_BOT_TOKEN": TOKEN, **environ}, tmp_path)
    assert status == 0
    assert sum(line.startswith("Warning: ") for line in report.splitlines()) == 1
    assert warning in report
    assert "hidden" not in report


def test_the_command_reports_to_the_right_stream(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(f'[telegram]\ntoken = "{TOKEN}"\n')
    bad.write_text("[log]\nlevel = 3\n")
    assert main_check(good) == 0
    printed = capsys.readouterr()
    assert "The configuration is valid" in printed.out
    assert printed.err == ""
    assert main_check(bad) == 2
    printed = capsys.readouterr()
    assert "log.level: 3 cannot be used" in printed.err
    assert printed.out == ""


def test_checking_writes_nothing(tmp_path: Path) -> None:
    check(None, {"TELEGRAM_BOT_TOKEN": TOKEN}, tmp_path)
    assert list(tmp_path.iterdir()) == []
