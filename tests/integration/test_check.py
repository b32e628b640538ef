"""`pullquote check` as the operator meets it: a real folder, real files, an environment."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_everything_wrong_is_listed_at_once(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text('[schedule]\ndefault_time = "25:00"\n[inbox]\nfolder = "x"\n')
    status, report = check(None, {"PULLQUOTE_DELIVERY__RATE": "1000"}, tmp_path)
    assert status == 2
    for part in (
        "pullquote.toml:2: schedule.default_time: 25:00 is not a time of day (allowed: HH:MM, e.g. 07:30)",
        "pullquote.toml:4: inbox.folder: no such key",
        "PULLQUOTE_DELIVERY__RATE: delivery.rate: 1000 cannot be used (allowed: a number from 0.1 to 30)",
        "telegram.token: is missing",
        "4 mistakes found",
    ):
        assert part in report


@pytest.mark.parametrize(
    ("environ", "warning"),
    [
        ({"PULLQUOTE_FEEDS": '[{"url": "https://a.example/rss"}]'}, "does not fetch feeds yet"),
        ({"TELEGRAM_BOT_TOKEN": "playground"}, "does not look like a token"),
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
