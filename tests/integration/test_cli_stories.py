"""`pullquote stories`: articles about one event share the id of its first article."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.batch.stories import FORGET_EVERY, KEPT, Desk, Outlined
from digests.editor.stories import WINDOW
from tests.invoking import Result, invoke

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

BRIDGE = (
    "The harbour bridge in Lindhaven will be closed to lorries from Monday while its bearings are replaced. "
    "Ferries will carry freight across the bay until spring, harbour director Mara Lindqvist said."
)
BRIDGE_TOO = (
    "Lorries must take the ferry from Monday: Lindhaven closes its harbour bridge to replace the bearings. "
    "Mara Lindqvist, the harbour director, expects the bridge to open again in spring."
)
APPLES = (
    "Apple growers in the Rowan valley report the best harvest for twenty years after a mild, rainy summer. "
    "Prices on the market fell by a third, and orchards look for pickers."
)


def article(identity: str, text: str, published: datetime | None = None) -> dict[str, object]:
    title = text.partition(".")[0][:60]
    when = published.isoformat() if published else None
    return {"id": identity, "title": title, "text": text, "published": when}


def stories(path: Path, articles: list[dict[str, object] | str], *options: str) -> Result:
    lines = [line if isinstance(line, str) else json.dumps(line) for line in articles]
    path = path / "articles.jsonl"
    path.write_text("\n".join(lines))
    return invoke("stories", *options, str(path))


def placed(result: Result) -> list[tuple[str, str]]:
    return [(line["id"], line["story"]) for line in map(json.loads, result.stdout.splitlines())]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_articles_of_one_event_share_the_id_of_the_first_in_input_order(tmp_path: Path, jobs: str) -> None:
    given = [article("a", BRIDGE), article("b", APPLES), article("c", BRIDGE_TOO)]
    result = stories(tmp_path, given, "--json", "--jobs", jobs)
    assert placed(result) == [("a", "a"), ("b", "b"), ("c", "a")]
    assert (result.exit_code, result.stderr) == (0, "")


def test_what_happened_weeks_apart_is_not_one_story(tmp_path: Path) -> None:
    days = [NOON - timedelta(days=90), NOON - timedelta(days=89), NOON - timedelta(days=60)]
    texts = [BRIDGE, BRIDGE_TOO, BRIDGE]
    given = [article(str(n), texts[n], day) for n, day in enumerate(days)]
    assert placed(stories(tmp_path, given, "--json")) == [("0", "0"), ("1", "0"), ("2", "2")]


def test_an_article_without_a_time_counts_as_published_when_it_came(tmp_path: Path) -> None:
    old = NOON - timedelta(days=900)
    given = [article("a", APPLES, old), article("b", BRIDGE, old), article("c", BRIDGE_TOO)]
    assert placed(stories(tmp_path, given, "--json"))[2] == ("c", "b")


def test_broken_records_keep_their_line_and_belong_to_no_story(tmp_path: Path) -> None:
    result = stories(tmp_path, [article("a", BRIDGE), "{", {"id": "x", "text": "..."}], "--json")
    _, broken, hopeless = map(json.loads, result.stdout.splitlines())
    assert (broken["id"], broken["story"]) == ("articles.jsonl:2", None)
    assert (hopeless["id"], hopeless["story"]) == ("x", None)
    assert broken["error"]
    assert hopeless["error"]
    assert len(result.stderr.splitlines()) == 2
    assert result.exit_code == 1


def test_people_see_the_titles_by_story_the_most_told_first(tmp_path: Path) -> None:
    given = [article("b", APPLES), article("a", BRIDGE), article("c", BRIDGE_TOO)]
    lines = stories(tmp_path, given).stdout.splitlines()
    assert lines[0] == "2 articles"
    assert lines[1].startswith("  The harbour bridge")
    assert lines[2].startswith("  Lorries must take the ferry")
    assert lines[3] == "1 article"
    assert lines[-1] == "2 stories in 3 articles"


def outlined(identity: str, published: datetime | None, vector: bytes = b"en\0") -> Outlined:
    return Outlined(id=identity, title=identity, published=published, vector=vector)


def test_a_time_in_the_future_counts_as_now() -> None:
    desk = Desk(NOON)
    desk.place(outlined("a", NOON + timedelta(days=3650)))
    assert desk.latest == NOON


def test_a_long_stream_forgets_what_is_long_past() -> None:
    desk = Desk(NOON)
    for number in range(FORGET_EVERY):
        desk.place(outlined(str(number), NOON - (KEPT + WINDOW) if number < 100 else NOON))
    assert len(desk.index) == FORGET_EVERY - 100
    assert len(desk.names) == FORGET_EVERY
