"""`pullquote feeds ...` as the operator meets it: real commands, a real database, a real server."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.batch.feed_listing import moment_in_words
from bot.feeds import user_agent, wanted_feeds
from config import starter
from config.feeds import Feed as FeedSettings
from config.feeds import FeedsSettings
from digests.errors import ConfigError
from digests.model import Feed, FeedOrigin, FeedStanding, FullText
from digests.newsroom import subscribing
from digests.sources import opml
from digests.store import feeds, reader_feeds
from digests.store.engine import Store
from digests.store.feeds import KnownFeed
from tests.builders import at, chat
from tests.invoking import Result, invoke

LINNET = "https://linnet.example/rss"
PORT = "https://port.example/atom"
NOON = at("2026-11-29 12:00")


class Desk:
    """An operator with a settings file and a database."""

    def __init__(self, folder: Path, store_url: str | None = None) -> None:
        self.folder = folder
        self.settings = folder / "pullquote.toml"
        self.store_url = store_url or f"sqlite:///{folder / 'news.db'}"
        self.write("")

    def write(self, toml: str) -> None:
        self.settings.write_text(f'store.url = "{self.store_url}"\n{toml}', encoding="utf-8")

    def feeds(self, verb: str, *arguments: str) -> Result:
        return invoke("feeds", verb, "--config", str(self.settings), *arguments)

    def listed(self) -> list[Mapping[str, object]]:
        return [json.loads(line) for line in self.feeds("list", "--json").stdout.splitlines()]

    def known(self) -> tuple[KnownFeed, ...]:
        async def read() -> tuple[KnownFeed, ...]:
            async with await Store.open(self.store_url) as store, store.reading() as conn:
                return await feeds.all_feeds(conn)

        return asyncio.run(read())

    def started(self, settings: FeedsSettings) -> None:
        """What the bot does with the feeds of its settings when it starts."""

        async def sync() -> None:
            async with await Store.open(self.store_url) as store, store.writing() as conn:
                await feeds.sync(conn, wanted_feeds(settings), NOON)

        asyncio.run(sync())

    def stopped(self, url: str, reason: str) -> None:
        async def save() -> None:
            async with await Store.open(self.store_url) as store, store.writing() as conn:
                known = await feeds.find(conn, url)
                assert known is not None
                state = replace(
                    known.state, standing=FeedStanding.STOPPED, next_check_at=None, reason=reason, failures=9
                )
                await feeds.save_state(conn, known.key, state)

        asyncio.run(save())

    def read_by(self, reader: int, url: str) -> None:
        """A reader adds the feed for themselves."""

        async def add() -> None:
            async with await Store.open(self.store_url) as store:
                await subscribing.meet(store, chat(reader), NOON.time())
                async with store.writing() as conn:
                    await feeds.add(conn, Feed(url=url, origin=FeedOrigin.READER), NOON)
                    known = await feeds.find(conn, url)
                    assert known is not None
                    await reader_feeds.add(conn, reader, known.key, NOON)

        asyncio.run(add())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# --- add, remove, list ------------------------------------------------------------------------


def test_a_feed_is_added_with_all_that_is_said_of_it(desk: Desk) -> None:
    result = desk.feeds(
        "add", LINNET, "--name", "The Linnet", "--topic", "Harbour", "--full-text", "always", "--weight", "2"
    )
    assert (result.exit_code, result.stdout) == (0, f"Added: {LINNET}\n")
    (known,) = desk.known()
    assert known.feed == Feed(
        url=LINNET, name="The Linnet", topic="Harbour", full_text=FullText.ALWAYS, weight=2.0
    )
    assert known.state.next_check_at is not None
    assert known.state.next_check_at <= datetime.now(UTC)


def test_adding_a_feed_again_changes_nothing_and_says_so(desk: Desk) -> None:
    desk.feeds("add", LINNET, "--name", "The Linnet")
    for again in ([], ["--name", "The Linnet"]):
        result = desk.feeds("add", LINNET, *again)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == f"Known already: The Linnet ({LINNET})\n"
    result = desk.feeds("add", LINNET, "--weight", "3")
    assert result.exit_code == 1
    assert "remove it first to change them" in result.stderr
    assert [known.feed.weight for known in desk.known()] == [1.0]


def test_a_stopped_feed_is_started_again_by_adding_it(desk: Desk) -> None:
    desk.feeds("add", LINNET, "--name", "The Linnet")
    desk.stopped(LINNET, "the server answers 410: the feed is gone for good")
    assert desk.feeds("add", LINNET).stdout == f"Started again: The Linnet ({LINNET})\n"
    (known,) = desk.known()
    assert known.state.standing is FeedStanding.NEW
    assert known.feed.name == "The Linnet"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["add"], "the following arguments are required: URL"),
        (["add", "linnet.example/rss"], "linnet.example/rss: neither an http nor an https address"),
        (["add", "file:///etc/passwd"], "file:///etc/passwd: neither an http nor an https address"),
        (
            ["add", "https://me:hidden@linnet.example/"],
            "https://me:***@linnet.example/: an address with a user",
        ),
        (["add", LINNET, "--weight", "11"], "11 is not a number from 0.1 to 10"),
        (["add", LINNET, "--weight", "heavy"], "heavy"),
        (["add", LINNET, "--full-text", "perhaps"], "invalid choice"),
        (["test", "nonsense"], "nonsense: neither an http nor an https address"),
        (["ad", LINNET], "invalid choice: 'ad'"),
        (["import"], "the following arguments are required: FILE"),
        ([], "pullquote feeds [-h] [--version] COMMAND ..."),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(arguments: list[str], reason: str) -> None:
    result = invoke("feeds", *arguments)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert "hidden" not in result.stderr + result.stdout


def test_wrong_settings_are_told_before_anything_is_done(desk: Desk) -> None:
    desk.write('[feeds]\nstarter = ["wold"]')
    with pytest.raises(ConfigError, match=r"wold is no topic, did you mean world\?"):
        desk.feeds("list")


def test_a_feed_is_removed_and_what_is_not_there_is_named(desk: Desk) -> None:
    desk.feeds("add", LINNET)
    assert desk.feeds("remove", "https://linnet.example/rs").stderr == (
        f"https://linnet.example/rs: no such feed, did you mean {LINNET}?\n"
    )
    result = desk.feeds("remove", LINNET)
    assert (result.exit_code, result.stdout) == (0, f"Removed: {LINNET}\n")
    result = desk.feeds("remove", LINNET)
    assert result.exit_code == 1
    assert "no such feed; `pullquote feeds list` shows them" in result.stderr
    assert desk.known() == ()


def test_a_feed_of_the_settings_is_taken_out_there(desk: Desk) -> None:
    toml = f'[feeds]\nstarter = ["world:it"]\n\n[[feeds.list]]\nurl = "{LINNET}"\n'
    desk.write(toml)
    (ansa,) = starter.chosen(["world:it"])
    desk.started(FeedsSettings(list=(FeedSettings(url=LINNET),), starter=("world:it",)))
    for _ in range(2):  # with a bot that knows of them, and before it was started
        listed = desk.feeds("remove", LINNET)
        chosen = desk.feeds("remove", ansa.url)
        assert (listed.exit_code, chosen.exit_code) == (1, 1)
        assert f"it is listed in {desk.settings}:5; take it out there" in listed.stderr
        assert f"one of the well-known feeds of feeds.starter in {desk.settings}:3" in chosen.stderr
        desk.started(FeedsSettings())
    desk.started(FeedsSettings(list=(FeedSettings(url=PORT),)))
    desk.write("")
    other = desk.feeds("remove", PORT)
    assert other.exit_code == 1
    assert "the bot's settings, which are others than these" in other.stderr
    assert len(desk.known()) == 1


def test_the_list_shows_how_every_feed_is_doing(desk: Desk) -> None:
    desk.feeds("add", LINNET, "--name", "The Linnet", "--topic", "Harbour")
    desk.feeds("add", PORT)
    desk.stopped(LINNET, "the server answers 410: the feed is gone for good")
    desk.write('[feeds]\nstarter = ["world:it"]')
    shown = desk.feeds("list")
    assert shown.exit_code == 0
    words = " ".join(shown.stdout.split())
    for part in (
        "feed topic standing last read newest next",
        "The Linnet Harbour stopped never never never",
        "the server answers 410: the feed is gone for good",
        "port.example new never never",
        "ANSA world waiting at start",
        "3 feeds, 1 stopped, 1 waiting",
    ):
        assert part in words
    assert LINNET in shown.stdout


def test_the_list_for_programs_has_an_object_a_line(desk: Desk) -> None:
    desk.feeds("add", LINNET, "--topic", "Harbour", "--weight", "0.5")
    desk.stopped(LINNET, "gone")
    desk.write(f'[[feeds]]\nurl = "{PORT}"\nname = "Port News"\n')
    stopped, waiting = desk.listed()
    assert stopped["url"] == LINNET
    assert (stopped["standing"], stopped["reason"], stopped["failures"]) == ("stopped", "gone", 9)
    assert (stopped["topic"], stopped["weight"], stopped["origin"]) == ("Harbour", 0.5, "added")
    assert (stopped["next_check"], stopped["last_success"]) == (None, None)
    assert (waiting["name"], waiting["standing"], waiting["origin"]) == ("Port News", "waiting", "configured")


def test_a_feed_of_readers_is_listed_as_such_not_exported_and_can_be_removed(desk: Desk) -> None:
    desk.read_by(7, f"{LINNET}?token=hidden")
    desk.started(FeedsSettings())  # the settings leave it alone
    (record,) = desk.listed()
    assert (record["origin"], record["url"]) == ("reader", f"{LINNET}?token=***")
    assert "added by readers, for themselves" in desk.feeds("list").stdout
    assert "linnet.example" not in desk.feeds("export").stdout
    assert desk.feeds("remove", f"{LINNET}?token=***").exit_code == 0
    assert desk.known() == ()


def test_a_feed_of_readers_becomes_the_operators_and_it_is_said(desk: Desk) -> None:
    desk.read_by(7, LINNET)
    added = desk.feeds("add", LINNET, "--topic", "Harbour")
    assert "now its news is for everybody" in added.stdout
    (known,) = desk.known()
    assert known.feed == Feed(url=LINNET, topic="Harbour")


def test_an_empty_list_says_how_to_begin(desk: Desk) -> None:
    assert "pullquote feeds add URL" in desk.feeds("list").stdout
    assert desk.listed() == []


def test_no_secret_of_an_address_is_printed(desk: Desk) -> None:
    secret = "https://linnet.example/rss?user=me&token=hidden"
    added = desk.feeds("add", secret)
    listed = desk.feeds("list")
    as_json = desk.feeds("list", "--json")
    assert "token=***" in added.stdout
    for result in (added, listed, as_json, desk.feeds("add", secret)):
        assert "hidden" not in result.stdout + result.stderr
    shown = desk.listed()[0]["url"]
    assert desk.feeds("remove", str(shown)).exit_code == 0, "as it was printed will do"
    assert desk.known() == ()


async def test_all_of_it_works_while_the_bot_runs(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with await Store.open(desk.store_url) as store:
        assert (await asyncio.to_thread(desk.feeds, "add", LINNET)).exit_code == 0
        async with store.reading() as conn:
            (due,) = await feeds.due(conn, datetime.now(UTC), 10)
        assert due.feed.url == LINNET
        assert len(await asyncio.to_thread(desk.listed)) == 1
        assert (await asyncio.to_thread(desk.feeds, "remove", LINNET)).exit_code == 0
        async with store.reading() as conn:
            assert await feeds.all_feeds(conn) == ()


def test_it_is_all_the_same_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    desk = Desk(tmp_path, postgres_url)
    assert desk.feeds("add", LINNET, "--topic", "Harbour").exit_code == 0
    assert desk.feeds("add", LINNET).stdout.startswith("Known already")
    (listed,) = desk.listed()
    assert (listed["topic"], listed["standing"]) == ("Harbour", "new")
    assert desk.feeds("remove", LINNET).exit_code == 0
    assert desk.listed() == []


# --- import and export ------------------------------------------------------------------------


def test_feeds_go_out_and_come_in_elsewhere(desk: Desk, tmp_path: Path) -> None:
    desk.feeds("add", LINNET, "--name", "The Linnet", "--topic", "Harbour")
    desk.feeds("add", PORT)
    desk.write('[feeds]\nstarter = ["world:it"]')
    file = str(tmp_path / "feeds.opml")
    exported = desk.feeds("export", file)
    assert (exported.exit_code, exported.stdout) == (0, f"3 feeds written to {file}\n")
    (tmp_path / "elsewhere").mkdir()
    other = Desk(tmp_path / "elsewhere")
    assert other.feeds("import", file).stdout == "3 feeds added, 0 known already\n"
    assert {(each.feed.url, each.feed.name, each.feed.topic) for each in other.known()} == {
        (LINNET, "The Linnet", "Harbour"),
        (PORT, "port.example", None),
        (starter.chosen(["world:it"])[0].url, "ANSA", "world"),
    }
    assert {each.feed.origin for each in other.known()} == {FeedOrigin.ADDED}
    assert other.feeds("import", file).stdout == "0 feeds added, 3 known already\n"


def test_the_list_goes_to_standard_output_if_nothing_is_named(desk: Desk) -> None:
    desk.feeds("add", LINNET + "?key=hidden")
    for arguments in ([], ["-"]):
        result = desk.feeds("export", *arguments)
        (feed,) = opml.read(result.stdout.encode()).feeds
        assert feed.url == LINNET + "?key=hidden", "a list without it would be of no use"
        assert "1 address with a password or token in it" in result.stderr


def test_entries_that_are_no_feeds_are_counted(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "mixed.opml"
    file.write_text(
        f'<opml><body><outline text="A" xmlUrl="{LINNET}"/><outline type="rss" text="B"/></body></opml>'
    )
    result = desk.feeds("import", str(file))
    assert result.exit_code == 1
    assert result.stdout == "1 feed added, 0 known already\n"
    assert "1 entry left out: no address that can be fetched" in result.stderr


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory"), ("<html></html>", "this is no OPML file")],
)
def test_a_file_that_cannot_be_read_is_named(
    content: str | None, reason: str, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "list.opml"
    if content is not None:
        file.write_text(content)
    result = desk.feeds("import", str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{file}: {reason}")


def test_a_place_that_cannot_be_written_is_named(desk: Desk, tmp_path: Path) -> None:
    result = desk.feeds("export", str(tmp_path / "nowhere" / "list.opml"))
    assert result.exit_code == 1
    assert "No such file or directory" in result.stderr


def test_a_list_comes_through_a_pipe(desk: Desk) -> None:
    """In a process of its own, as it has a standard input."""
    command = [sys.executable, "-m", "bot", "feeds", "import", "-", "--config", str(desk.settings)]
    document = opml.write([Feed(url=LINNET, name="The Linnet")], NOON)
    done = subprocess.run(command, input=document, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, b"1 feed added, 0 known already\n")
    assert [each.feed.name for each in desk.known()] == ["The Linnet"]


# --- test -------------------------------------------------------------------------------------

STORY = """<html><head><title>Harbour of Port Linnet reopens</title></head><body><article>
<h1>Harbour of Port Linnet reopens</h1>
<p>The harbour of Port Linnet reopened on Monday after a storm had closed it for nine days. Fishing boats
left before dawn, and the first ferry followed an hour later with two hundred people on board.</p>
<p>“We waited long enough,” said Mara Oduya, who runs the harbour office. The repairs cost two million
crowns, which the town will pay over ten years.</p>
<p>The storm had torn the eastern pier from its posts and sunk three boats. Nobody was hurt, but the town
was without fresh fish for more than a week.</p></article></body></html>"""
PAGE = """<html><head><title>Port Linnet</title>
<link rel="alternate" type="application/rss+xml" title="The Linnet" href="/rss.xml">
</head><body>Hi</body></html>"""


class Handler(BaseHTTPRequestHandler):
    """Answers with what stands in `pages`; what was asked is noted."""

    def __init__(self, pages: Mapping[str, str], asked: list[str], *arguments: object) -> None:
        self.pages, self.asked = pages, asked
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.asked.append(f"{self.path} {self.headers['User-Agent']}")
        body = self.pages.get(self.path.partition("?")[0])
        self.send_response(404 if body is None else 200)
        kind = "application/rss+xml" if self.path.startswith("/rss") else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_: object) -> None:
        """Nothing: standard error is the command's."""


class Site:
    """A news site on this machine."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {"/story.html": STORY, "/": PAGE}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, self.pages, self.asked))
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def publish(self, count: int, text: str = "The harbour reopened on Monday.") -> None:
        now = datetime.now(UTC)
        items = "".join(
            f"<item><title>Harbour of Port Linnet reopens {n}</title><link>{self.url}/story.html?n={n}</link>"
            f"<guid>g{n}</guid><pubDate>{format_datetime(now - timedelta(hours=5 * n + 1))}</pubDate>"
            f"<description>{text}</description></item>"
            for n in range(count)
        )
        self.pages["/rss.xml"] = (
            "<rss version='2.0'><channel><title>The Linnet</title><language>en</language>"
            f"{items}</channel></rss>"
        )


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield site
    site.server.shutdown()
    thread.join(10)
    site.server.server_close()


HOME = '[feeds]\nallow_private_addresses = true\ncontact = "news@example.org"\n'


def test_a_trial_shows_what_would_be_taken_and_the_newest_digest(desk: Desk, site: Site) -> None:
    desk.write(HOME)
    site.publish(20)
    result = desk.feeds("test", f"{site.url}/rss.xml")
    assert (result.exit_code, result.stderr) == (0, "")
    words = " ".join(result.stdout.split())
    for part in (
        "The Linnet",
        "items 20: 0 whole, 20 teasers",
        "dates 4 days ago to 60 min ago",
        "texts from pages where the feed gives only a teaser (auto)",
        "first visit 15 articles taken",
        "next visit in 4 h",
        "The newest article, from its page:",
        "Harbour of Port Linnet reopens",
        "The harbour of Port Linnet reopened on Monday after a storm had closed it for nine days.",
    ):
        assert part in words
    assert [line.split()[0] for line in site.asked] == ["/rss.xml", "/robots.txt", "/story.html?n=0"]
    assert all(line.endswith("(+news@example.org)") for line in site.asked)
    assert not (desk.folder / "news.db").exists(), "nothing is kept"


def test_a_trial_without_pages_takes_the_feed_at_its_word(desk: Desk, site: Site) -> None:
    desk.write(HOME)
    site.publish(1)
    result = desk.feeds("test", f"{site.url}/rss.xml", "--full-text", "never")
    assert result.exit_code == 0
    assert "The newest article, as the feed gives it:" in result.stdout
    assert "The harbour reopened on Monday." in result.stdout
    assert len(site.asked) == 1


def test_a_trial_takes_the_feed_as_the_settings_have_it(desk: Desk, site: Site) -> None:
    site.publish(1)
    desk.write(
        f'{HOME}\n[[feeds.list]]\nurl = "{site.url}/rss.xml"\nname = "My Linnet"\nfull_text = "never"\n'
    )
    result = desk.feeds("test", f"{site.url}/rss.xml")
    assert result.stdout.startswith("My Linnet\n")
    assert "as the feed gives it" in result.stdout


def test_a_page_that_must_not_be_read_is_not(desk: Desk, site: Site) -> None:
    desk.write(HOME)
    site.pages["/robots.txt"] = "User-agent: Pullquote\nDisallow: /story"
    site.publish(1)
    result = desk.feeds("test", f"{site.url}/rss.xml")
    assert "as the feed gives it: its site's robots.txt forbids it" in " ".join(result.stdout.split())
    assert result.exit_code == 0


def test_the_address_of_a_page_is_answered_with_the_feeds_it_names(desk: Desk, site: Site) -> None:
    desk.write(HOME)
    result = desk.feeds("test", f"{site.url}/")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "not a feed" in result.stderr
    assert f"{site.url}/rss.xml The Linnet" in result.stderr


def test_a_feed_that_does_not_answer_says_why(desk: Desk, site: Site) -> None:
    desk.write(HOME)
    result = desk.feeds("test", f"{site.url}/gone?token=hidden")
    assert result.exit_code == 1
    assert (
        result.stderr
        == f"{site.url}/gone?token=***: the server answers 404: there is nothing at this address\n"
    )


def test_a_feed_without_articles_is_trouble(desk: Desk, site: Site) -> None:
    desk.write(HOME)
    site.publish(0)
    result = desk.feeds("test", f"{site.url}/rss.xml")
    assert result.exit_code == 1
    assert "There is no article in it." in result.stdout


def test_a_private_address_is_not_asked_unless_allowed(desk: Desk, site: Site) -> None:
    site.publish(1)
    result = desk.feeds("test", f"{site.url}/rss.xml")
    assert result.exit_code == 1
    assert "127.0.0.1 is no public address (feeds.allow_private_addresses)" in result.stderr
    assert site.asked == []


# --- what the settings come to ----------------------------------------------------------------


def test_a_listed_feed_counts_before_the_same_well_known_one() -> None:
    (ansa,) = starter.chosen(["world:it"])
    settings = FeedsSettings(
        list=(FeedSettings(url=PORT), FeedSettings(url=ansa.url, weight=3)), starter=("world:it",)
    )
    assert [(feed.url, feed.weight, feed.origin) for feed in wanted_feeds(settings)] == [
        (PORT, 1.0, FeedOrigin.CONFIGURED),
        (ansa.url, 3.0, FeedOrigin.CONFIGURED),
    ]
    (well_known,) = wanted_feeds(FeedsSettings(starter=("world:it",)))
    assert (well_known.name, well_known.topic, well_known.origin) == ("ANSA", "world", FeedOrigin.STARTER)


def test_servers_are_told_who_asks() -> None:
    assert user_agent(FeedsSettings(contact="https://example.org/bot")).endswith(
        " (+https://example.org/bot)"
    )
    assert user_agent(FeedsSettings()).endswith(" (self-hosted news digests)")
    assert user_agent(FeedsSettings()).startswith("Pullquote/")


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=-59), "now"),
        (timedelta(minutes=-1), "1 min ago"),
        (timedelta(minutes=119), "in 119 min"),
        (timedelta(hours=2), "in 2 h"),
        (timedelta(hours=-47), "47 h ago"),
        (timedelta(days=-2, hours=-3), "2 days ago"),
        (None, "never"),
    ],
)
def test_moments_are_told_from_now(ahead: timedelta | None, words: str) -> None:
    assert moment_in_words(None if ahead is None else NOON + ahead, NOON) == words


def test_the_verbs_come_without_the_libraries_they_run_with() -> None:
    heavy = "{'pydantic', 'sqlalchemy', 'httpcore', 'listparser', 'lxml', 'numpy', 'rich', 'feedparser'}"
    code = f"import sys, bot.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
