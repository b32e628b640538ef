"""What searches find, the same on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import CleanArticle
from digests.store import articles, index, migrate, search, stories
from digests.store.engine import Store
from digests.store.labels import Labels
from digests.store.search import Scope
from digests.text.query import Query, parse
from tests.builders import Moment, at, clean, prepared
from tests.scribble import scribble

ARTICLES = (
    clean(
        id="storm", title="Storm closes the harbour", text="Heavy rain. He runs a boat. The art of sailing."
    ),
    clean(id="party", title="Party wins", text="The election in the capital. A heavy summer rain, runners."),
    clean(id="vote", title="Les Élections", text="Le président a gagné.", language="fr", source="Le Journal"),
    clean(
        id="tokyo", title="東京都知事選挙", text="東京都で知事選挙が行われた。", language="ja", source="日報"
    ),
    clean(id="kyoto", title="京都の祭り", text="京都で祭りが始まった。ＡＩも話題。", language="ja"),
    clean(id="ai", title="人工智能的未来", text="人工智能改变世界。", language="zh"),
    clean(id="seoul", title="서울 시장 선거", text="서울은 넓다. 선거가 끝났다.", language="ko"),
    clean(
        id="odd", title="It's 50% AI & more", text="C++ beats U.S. rules; e-mail: don't.", source="The Times"
    ),
)


FINDS: dict[str, set[str]] = {
    "storm": {"storm"},
    "STORM harbour": {"storm"},
    "storm election": set(),
    "heavy rain": {"storm", "party"},
    '"heavy rain"': {"storm"},
    '"harbour heavy"': set(),  # a phrase does not run from the title into the text
    "rain -storm": {"party"},
    'rain -"heavy rain"': {"party"},
    "storm OR capital": {"storm", "party"},
    "storm | capital heavy": {"storm", "party"},
    "art": {"storm"},
    # other forms of a word, and accents
    "run": {"storm"},
    "boats": {"storm"},
    "election": {"party", "vote"},
    "president": {"vote"},
    "élection -vote": {"party", "vote"},
    # sources
    "source:times": {"odd"},
    'source:"le journal"': {"vote"},
    "source:herald rain": {"storm", "party"},
    "journal": set(),
    "source:storm": set(),
    "source:日報": {"tokyo"},
    "source:times OR source:journal": {"odd", "vote"},
    "rain -source:herald": set(),
    # languages without spaces
    "東京": {"tokyo"},
    "京都": {"tokyo", "kyoto"},
    "選挙": {"tokyo"},
    "知事選挙": {"tokyo"},
    "祭": {"kyoto"},
    "京": {"tokyo", "kyoto"},
    "都選挙": set(),
    "人工智能": {"ai"},
    "智能": {"ai"},
    "智工": set(),
    "서울": {"seoul"},
    "선거": {"seoul"},
    "서울 -시장": set(),
    # width, punctuation, things that look like operators
    "AI": {"kyoto", "odd"},
    "ＡＩ": {"kyoto", "odd"},
    "it's": {"odd"},
    "u.s.": {"odd"},
    "e-mail": {"odd"},
    "50%": {"odd"},
    "c++": {"odd"},
    "don't | near(": {"odd"},
}


async def file(
    conn: AsyncConnection, items: Sequence[CleanArticle], seen_at: Moment = "2026-11-24 07:00"
) -> dict[int, str]:
    """The given ids by the keys of the stored articles; each article is a story of its own."""
    ids = {}
    for item in items:
        story = await stories.create(conn, at(seen_at))
        key = await articles.add(conn, prepared(item), origin="x", seen_at=at(seen_at), story=story)
        assert key is not None
        ids[key] = item.id
    return ids


def query(typed: str) -> Query:
    understood = parse(typed)
    assert isinstance(understood, Query)
    return understood


async def ids(conn: AsyncConnection, typed: str) -> list[str]:
    return [hit.stored.article.id for hit in await search.hits(conn, query(typed))]


async def test_a_search_finds_what_it_names(store: Store) -> None:
    async with store.writing() as conn:
        await file(conn, ARTICLES)
        assert {typed: set(await ids(conn, typed)) for typed in FINDS} == FINDS


async def test_the_word_meant_comes_before_the_longer_word_it_stands_in(store: Store) -> None:
    async with store.writing() as conn:
        await file(conn, sorted(ARTICLES, key=lambda each: each.id == "tokyo"))
        assert await ids(conn, "京都") == ["kyoto", "tokyo"]


async def test_hits_come_best_first_with_their_passage_marked(store: Store) -> None:
    async with store.writing() as conn:
        await file(conn, ARTICLES)
        first, second = await search.hits(conn, query("heavy rain"))
    assert [first.stored.article.id, second.stored.article.id] == ["storm", "party"]
    text = second.stored.article.text
    assert second.passage.of(text) == "A heavy summer rain, runners."
    assert [mark.of(text) for mark in second.marks] == ["heavy", "rain"]


async def test_stories_come_in_the_order_of_their_best_article_each_once(store: Store) -> None:
    async with store.writing() as conn:
        one, two = (
            await stories.create(conn, at("2026-11-24 07:00")),
            await stories.create(conn, at("2026-11-24 07:00")),
        )
        for title, story in (("Storm", one), ("Nothing", two), ("Storm again, a great storm", one)):
            item = prepared(clean(title=title, text=f"{title}: the storm."))
            await articles.add(conn, item, origin="x", seen_at=at("2026-11-24 07:00"), story=story)
        assert await search.stories(conn, query("storm")) == (one, two)


async def test_only_the_newest_matches_are_ranked(store: Store) -> None:
    async with store.writing() as conn:
        await file(conn, [clean(id=str(i), text=f"Storm number {i}.") for i in range(12)])
        hits = await search.hits(conn, query("storm"), limit=5)
    assert {hit.stored.article.id for hit in hits} == {"7", "8", "9", "10", "11"}


async def test_a_page_of_hits_is_part_of_all_hits(store: Store) -> None:
    async with store.writing() as conn:
        await file(conn, [clean(id=str(i), text=f"Storm number {i}.") for i in range(12)])
        everything = await search.hits(conn, query("storm"))
        page = await search.page(conn, query("storm"), 1, 5)
        assert page.items == everything[5:10]
        assert (page.number, page.pages, page.total) == (1, 3, 12)
        last = await search.page(conn, query("storm"), 99, 5)
        assert (last.number, last.items) == (2, everything[10:])
        nothing = await search.page(conn, query("nowhere"), 0, 5)
        assert (nothing.items, nothing.pages, nothing.total) == ((), 1, 0)


async def test_words_deep_in_a_giant_text_are_found(store: Store) -> None:
    text = " ".join(f"word{i}" for i in range(15_000)) + " storm heavy rain " + "x" * 100_000
    async with store.writing() as conn:
        await file(conn, [clean(id="giant", text=text, language="und"), *ARTICLES])
        assert set(await ids(conn, '"storm heavy"')) == {"giant"}
        assert set(await ids(conn, "x" * 100)) == {"giant"}


async def test_an_article_taken_out_of_the_index_is_found_no_more(store: Store) -> None:
    async with store.writing() as conn:
        keys = {name: key for key, name in (await file(conn, ARTICLES)).items()}
        for name in ("tokyo", "storm"):
            item = next(each for each in ARTICLES if each.id == name)
            entry = prepared(item)
            await index.remove(conn, keys[name], entry.index, item.source, Labels.of(entry.edited))
        assert set(await ids(conn, "京都 OR 東京 OR rain OR run OR source:日報")) == {"kyoto", "party"}


# --- labels -----------------------------------------------------------------------------------

LABELLED = (
    prepared(
        clean(id="cup", text='The final. "We won."', topics=["World Cup", "Sport"]), speaker="Mara Oduya"
    ),
    prepared(
        clean(id="world", text='The world. "Peace."', topics=["World", "Cup Finals"]), speaker="Tomas Reyes"
    ),
    prepared(clean(id="welt", text='Die Welt. "Frieden."', language="de", source="Talbote"), speaker=None),
    prepared(
        clean(
            id="sekai",
            text="世界。",
            language="ja",
            topics=["世界の天気"],
            source=None,
            url="https://www.nippo.example/1",
        ),
        speaker=None,
    ),
)

LABELS_FIND: dict[str, set[str]] = {
    "topic:world": {"cup", "world"},
    'topic:"world cup"': {"cup"},
    'topic:"cup sport"': set(),  # a phrase does not run from one topic into the next
    'topic:"cup finals"': {"world"},
    "topic:SPORT": {"cup"},
    "topic:天気": {"sekai"},
    "from:oduya": {"cup"},
    'from:"mara oduya"': {"cup"},
    'from:"oduya mara"': set(),
    "from:reyes OR from:oduya": {"cup", "world"},
    "from:reyes OR topic:sport": {"cup", "world"},
    "oduya": set(),
    "lang:de": {"welt"},
    "lang:de OR lang:ja": {"welt", "sekai"},
    "world -from:reyes": set(),
    "world -topic:sport": {"world"},
    "topic:world -lang:en": set(),
    "final lang:en": {"cup"},
    "lang:en source:herald topic:sport from:mara final": {"cup"},
    "topic:nowhere": set(),
    "lang:xx": set(),
}


async def file_labelled(conn: AsyncConnection) -> dict[str, int]:
    keys = {}
    for item in LABELLED:
        story = await stories.create(conn, at("2026-11-24 07:00"))
        key = await articles.add(conn, item, origin="x", seen_at=at("2026-11-24 07:00"), story=story)
        assert key is not None
        keys[item.edited.article.id] = key
    return keys


async def test_articles_are_found_by_topic_speaker_and_language(store: Store) -> None:
    async with store.writing() as conn:
        await file_labelled(conn)
        assert {typed: set(await ids(conn, typed)) for typed in LABELS_FIND} == LABELS_FIND


async def test_articles_of_before_get_their_labels_when_they_are_migrated(store: Store) -> None:
    async with store.writing() as conn:
        keys = await file_labelled(conn)
        await conn.run_sync(migrate.downgrade, "0005")
        for item in LABELLED:
            # As they were entered before there were labels.
            clean_article, entry = item.edited.article, item.index
            key = keys[clean_article.id]
            await index.remove(conn, key, entry, clean_article.source, Labels.of(item.edited))
            await index.add(conn, key, entry, clean_article.source, Labels(None, clean_article.language))
        assert await ids(conn, "topic:world") == []
        await conn.run_sync(migrate.upgrade)
        assert {typed: set(await ids(conn, typed)) for typed in LABELS_FIND} == LABELS_FIND
        assert set(await ids(conn, "世界 OR frieden OR peace OR source:talbote")) == {
            "sekai",
            "welt",
            "world",
        }
        scope = Scope(labels=("source··nippo·example",))
        assert [hit.stored.key for hit in await search.hits(conn, query("世界"), scope=scope)] == [
            keys["sekai"]
        ]
    await store.quick_check()


async def test_topics_that_come_later_are_found_as_well(store: Store) -> None:
    async with store.writing() as conn:
        key = (await file_labelled(conn))["cup"]
        await articles.add_topics(conn, key, ["Sport", "Local World", "Sport World"])
        for typed in (
            'topic:"local world"',
            'topic:"world cup"',
            'topic:"sport world"',
            "from:oduya",
            "final",
        ):
            assert await ids(conn, typed) == ["cup"], typed
        for typed in ('topic:"cup local"', 'topic:"world sport"'):
            assert await ids(conn, typed) == [], typed
        whole = Scope(labels=("topic··local·world",))
        assert len(await search.hits(conn, query("lang:en"), scope=whole)) == 1
    await store.quick_check()


async def test_a_whole_name_is_no_part_of_a_longer_one(store: Store) -> None:
    async with store.writing() as conn:
        await file_labelled(conn)
        for label, found in (
            ("topic··world", {"world"}),
            ("topic··world·cup", {"cup"}),
            ("lang·de", {"welt"}),
        ):
            shown = await search.hits(conn, Query(()), scope=Scope(labels=(label,)))
            assert {hit.stored.article.id for hit in shown} == found, label


# --- which articles a search is about ---------------------------------------------------------


async def test_none_is_older_than_the_time_asked_for(store: Store) -> None:
    async with store.writing() as conn:
        for day, published in (("20", None), ("22", None), ("23", "2026-10-01 08:00"), ("24", None)):
            item = clean(id=day, text=f"Storm of {day}.", published=published)
            await file(conn, [item], seen_at=f"2026-11-{day} 07:00")

        async def since(moment: str, typed: str = "storm") -> set[str]:
            found = await search.hits(conn, query(typed), scope=Scope(since=at(moment)))
            return {hit.stored.article.id for hit in found}

        assert await since("2026-11-22 07:00") == {"22", "24"}
        assert await since("2026-11-22 07:01") == {"24"}
        assert await since("2026-11-25 07:00") == set()
        assert await since("2026-09-01 07:00") == {"20", "22", "23", "24"}
        assert await since("2026-11-20 08:00", "-of24 since:1d") == {"22", "24"}
        assert await since("2026-11-20 08:00", "-22 since:1d") == {"24"}


async def test_a_clock_that_was_set_back_hides_nothing(store: Store) -> None:
    async with store.writing() as conn:
        for hour in ("12", "09", "10"):
            await file(conn, [clean(id=hour, text=f"Storm at {hour}.")], seen_at=f"2026-11-24 {hour}:00")
        found = await search.hits(conn, query("storm"), scope=Scope(since=at("2026-11-24 09:30")))
    assert {hit.stored.article.id for hit in found} == {"10", "12"}


async def test_older_matches_that_do_not_count_take_nobodys_place(store: Store) -> None:
    """The newest few are looked for among those that may be shown."""
    async with store.writing() as conn:
        await file(conn, [clean(id="seen", text="Storm.")])
        for number in range(5):
            story = await stories.create(conn, at("2026-11-24 07:00"))
            item = prepared(clean(id=f"hidden{number}", text=f"Storm {number}."))
            await articles.add(
                conn, item, origin="x", seen_at=at("2026-11-24 07:00"), story=story, audience=5
            )
        assert [hit.stored.article.id for hit in await search.hits(conn, query("storm"), limit=3)] == ["seen"]


@pytest.mark.parametrize(
    ("audiences", "seen"),
    [((), {"public"}), ((5,), {"public", "five"}), ((5, 6), {"public", "five", "six"}), ((7,), {"public"})],
)
async def test_only_those_who_read_a_private_feed_find_its_articles(
    store: Store, audiences: tuple[int, ...], seen: set[str]
) -> None:
    async with store.writing() as conn:
        for name, audience in (("public", None), ("five", 5), ("six", 6)):
            story = await stories.create(conn, at("2026-11-24 07:00"))
            item = prepared(clean(id=name, text=f"Storm for {name}.", topics=["Weather"]))
            await articles.add(
                conn, item, origin="x", seen_at=at("2026-11-24 07:00"), story=story, audience=audience
            )
        scope = Scope(audiences=audiences)
        for typed in ("storm", "topic:weather", "-nothing since:1d"):
            found = await search.hits(conn, query(typed), scope=scope)
            assert {hit.stored.article.id for hit in found} == seen, typed
        assert await search.count(conn, query("storm"), scope=scope) == (len(seen), len(seen))


async def test_nothing_typed_is_an_error_in_the_database(store: Store) -> None:
    async with store.writing() as conn:
        await file(conn, ARTICLES)
    loop = asyncio.get_running_loop()

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(scribble)
    def finds_without_error(typed: str) -> None:
        understood = parse(typed)
        if isinstance(understood, Query):
            asyncio.run_coroutine_threadsafe(_find(understood), loop).result(timeout=30)

    async def _find(understood: Query) -> None:
        async with store.reading() as conn:
            await search.page(conn, understood, 0, 5)

    await asyncio.to_thread(finds_without_error)
