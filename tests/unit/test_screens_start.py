"""The first minute and help as they look; and that any topics and any news make messages Telegram takes."""

from __future__ import annotations

from datetime import time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.registry import COMMANDS
from bot.markup import plain
from bot.render import helping, welcome
from bot.words import catalogs
from digests.model import Digest, Standing
from digests.newsroom.picking import Topic
from digests.newsroom.subscribing import Subscription
from tests.builders import at, chat, clean, digest, slot, stored
from tests.golden import assert_golden
from tests.wild import WILD, accepted, digests

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:00")
TOPICS = (Topic("World", chosen=True), Topic("Business", chosen=False), Topic("Science", chosen=True))

LANGUAGES = (("en", True), ("pt", False), ("ja", False))


def bridge_story() -> Digest:
    text = (
        "The bridge over the Linnet will be closed to lorries from Monday while its bearings are replaced. "
        '"We waited as long as the steel allowed, and not a day longer," said Mara Oduya.'
    )
    item = clean(title="Bridge to close for eleven weeks", text=text, source="Coastal Post")
    return digest(stored(item, seen_at="2026-11-24 06:00"))


def reader(local: time = time(7, 30), standing: Standing = Standing.SUBSCRIBED) -> Subscription:
    lisbon = chat(timezone="Europe/Lisbon", standing=standing)
    return Subscription(lisbon, (slot(local=local, next_due_at="2026-11-25 07:30"),))


def test_the_steps_of_the_first_minute() -> None:
    assert_golden("welcome", welcome.about(WORDS, reader(), TOPICS, LANGUAGES, bridge_story(), NOW))
    assert_golden("welcome_no_news", welcome.about(WORDS, reader(), (), (), None, NOW))
    assert_golden("welcome_when", welcome.when_and_where(WORDS, reader(), NOW))
    zones = (("Porto", "Europe/Lisbon"), ("Ponta Delgada", "Atlantic/Azores"))
    assert_golden("welcome_where", welcome.where(WORDS, zones, NOW))
    assert_golden("welcome_done", welcome.done(WORDS, reader(), NOW, first=True))
    assert (
        "Your next edition comes tomorrow 07:30" in welcome.done(WORDS, reader(), NOW, first=False).html.text
    )
    stopped = Subscription(reader().chat, (slot(next_due_at=None),))
    assert "No more editions." in welcome.done(WORDS, stopped, NOW, first=True).html.text
    assert "comes" not in welcome.about(WORDS, stopped, (), (), None, NOW).html.text
    assert_golden("welcome_group", welcome.in_a_group(WORDS, reader(), NOW))


def test_an_hour_of_ones_own_stands_among_the_usual_ones() -> None:
    labels = [
        button.label
        for row in welcome.when_and_where(WORDS, reader(time(7, 5)), NOW).keyboard
        for button in row
    ]
    assert labels[:3] == ["06:30", "✓ 07:05", "07:30"]


def test_long_names_of_topics_stand_two_in_a_row() -> None:
    topics = [Topic(name, chosen=False) for name in ("World", "Wissenschaft und Technik", "Sport")]
    rows = welcome.about(WORDS, reader(), topics, LANGUAGES, None, NOW).keyboard
    assert [len(row) for row in rows] == [2, 1, 3, 1]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.builds(Topic, WILD, st.booleans()), max_size=50),
    st.none() | digests(),
    WILD,
    st.sampled_from(["Europe/Lisbon", "America/Argentina/ComodRivadavia", "Etc/GMT-14"]),
)
def test_any_first_minute_is_a_message_that_telegram_takes(
    topics: list[Topic], told: Digest | None, typed: str, zone: str
) -> None:
    notice = WORDS("welcome.no_topic", words=typed[:40])
    accepted(welcome.about(WORDS, reader(), topics, LANGUAGES, told, NOW, notice))
    accepted(welcome.where(WORDS, [(typed, zone)] * 9, NOW, plain(typed[:300])))
    accepted(helping.unknown(WORDS, typed[:40], ("search",)))


def test_help() -> None:
    listed = {
        command.name: (command.usage(WORDS), command.does(WORDS)) for command in COMMANDS if command.listed
    }
    screen = helping.commands(WORDS, listed, ("search", "quotes", "groups"))
    assert_golden("help", screen)
    assert all(usage in screen.html.text for usage, _ in listed.values())
    assert_golden("help_quotes", helping.quotations(WORDS))
    assert_golden("help_groups", helping.groups(WORDS, "pullquote_bot", inline=True))


def test_an_invitation() -> None:
    assert_golden("invitation", welcome.invitation(WORDS, "https://t.me/pullquote_bot?start=invite_x", 10))
