"""Which article comes first, and what is shown of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.hits import PASSAGE, hit
from digests.editor.relevance import Candidate, rank
from digests.model import Hit
from digests.text.query import Query, Term, parse
from tests.builders import Moment, at, clean, stored


def terms(typed: str) -> tuple[Term, ...]:
    query = parse(typed)
    assert isinstance(query, Query)
    return query.terms


def candidate(
    key: int, title: str, lead: str = "", *, language: str = "en", time: Moment = "2026-11-24 08:00"
) -> Candidate:
    return Candidate(key=key, story=key, time=at(time), language=language, title=title, lead=lead)


def order(typed: str, *candidates: Candidate) -> list[int]:
    return [each.key for each in rank(candidates, terms(typed))]


def found(typed: str, text: str, *, title: str = "A title", language: str = "en") -> Hit:
    return hit(stored(clean(title=title, text=text, language=language)), terms(typed))


def shown(result: Hit) -> str:
    return result.passage.of(result.stored.article.text)


def marked(result: Hit) -> list[str]:
    return [mark.of(result.stored.article.text) for mark in result.marks]


# --- ranking ----------------------------------------------------------------------------------


def test_a_title_counts_more_than_the_text() -> None:
    assert order(
        "storm", candidate(1, "Port closed", "A storm came."), candidate(2, "Storm closes port")
    ) == [
        2,
        1,
    ]


def test_more_of_a_word_counts_more_but_ever_less_so() -> None:
    once = candidate(1, "News", "The storm came. " + "Nothing else. " * 4)
    thrice = candidate(2, "News", "The storm came. A storm! Storm after dark. " + "Nothing. " * 3)
    assert order("storm", once, thrice) == [2, 1]
    rare = candidate(3, "News", "A flood after the storm. " + "Nothing else. " * 3)
    assert order("storm OR flood", thrice, rare)[0] == 3


def test_the_exact_word_comes_before_its_other_forms() -> None:
    assert order("runs", candidate(1, "He is running"), candidate(2, "He runs")) == [2, 1]


def test_another_form_counts_more_than_a_passing_mention_deep_in_the_text() -> None:
    assert order("studies", candidate(1, "Nothing here"), candidate(2, "A study of bees")) == [2, 1]


def test_words_the_reader_wrote_side_by_side_count_more_side_by_side() -> None:
    apart = candidate(1, "Talks", "At the summit nobody spoke of the climate. It was late.")
    beside = candidate(2, "Talks", "At the climate summit nobody spoke. It was rather late.")
    assert order("climate summit", apart, beside) == [2, 1]


def test_accents_and_case_make_no_difference() -> None:
    assert order("election", candidate(1, "Rien"), candidate(2, "Les Élections", language="fr")) == [2, 1]
    assert order("ÉLECTION", candidate(1, "Nothing"), candidate(2, "An election")) == [2, 1]


def test_a_word_within_another_word_is_not_that_word() -> None:
    assert order("art", candidate(1, "A party"), candidate(2, "Modern art")) == [2, 1]


@pytest.mark.parametrize(
    ("typed", "other", "meant"),
    [
        ("京都", "東京都の知事が会見した", "京都の知事が会見した"),
        ("京都", "昨日、東京都で", "昨日、京都で"),
        ("智能", "人工智能的未来", "“智能”的未来"),
    ],
)
def test_a_word_without_spaces_comes_before_the_longer_word_it_stands_in(
    typed: str, other: str, meant: str
) -> None:
    newer, older = "2026-11-24 09:00", "2026-11-24 08:00"
    assert order(
        typed,
        candidate(1, other, language="ja", time=newer),
        candidate(2, meant, language="ja", time=older),
    ) == [2, 1]


def test_articles_equally_good_come_newest_first() -> None:
    assert order(
        "storm",
        candidate(1, "Storm", time="2026-11-23 08:00"),
        candidate(2, "Storm", time="2026-11-24 08:00"),
        candidate(3, "Storm", time="2026-11-22 08:00"),
    ) == [2, 1, 3]


def test_without_terms_the_newest_come_first() -> None:
    query = parse("source:herald")
    assert isinstance(query, Query)
    old, new = candidate(1, "Old", time="2026-11-23 08:00"), candidate(2, "New")
    assert rank([old, new], query.terms) == [new, old]


def test_nothing_found_is_ranked_to_nothing() -> None:
    assert rank([], terms("storm")) == []


# --- passages ---------------------------------------------------------------------------------

HARBOUR = (
    "The harbour reopened on Monday. Fishing boats left before dawn. "
    "A storm had closed the harbour for nine days, the longest time since the great storm of 1962. "
    "Repairs went on through the night, and the office paid for them. "
    "The next storm is expected in spring."
)


def test_the_passage_is_where_most_of_the_words_stand() -> None:
    result = found("storm harbour", HARBOUR)
    assert shown(result).startswith("A storm had closed the harbour")
    assert marked(result) == ["storm", "harbour", "storm", "storm"]


def test_the_passage_goes_on_with_whole_sentences_as_long_as_they_fit() -> None:
    result = found("great", HARBOUR)
    assert shown(result) == (
        "A storm had closed the harbour for nine days, the longest time since the great storm of 1962. "
        "Repairs went on through the night, and the office paid for them. "
        "The next storm is expected in spring."
    )
    assert len(shown(result)) <= PASSAGE


def test_a_passage_with_all_words_beats_one_with_a_word_many_times() -> None:
    text = (
        "Storm, storm, storm, and again a storm. " + "Nothing happened in between. " * 9 + "A storm of bees."
    )
    assert shown(found("storm bees", text)) == "A storm of bees."


def test_words_only_in_the_title_show_the_beginning_unmarked() -> None:
    result = found("lighthouse", HARBOUR, title="The lighthouse")
    assert shown(result).startswith("The harbour reopened on Monday.")
    assert result.marks == ()


def test_other_forms_of_a_word_are_marked_as_well() -> None:
    assert marked(found("repair", HARBOUR)) == ["Repairs"]


def test_accents_and_case_are_marked_as_they_stand() -> None:
    assert marked(found("election", "Les Élections, une ÉLECTION.", language="fr")) == [
        "Élections",
        "ÉLECTION",
    ]


def test_a_phrase_is_marked_as_a_whole_and_only_as_a_whole() -> None:
    assert marked(found('"great storm"', HARBOUR)) == ["great storm"]


@pytest.mark.parametrize(
    ("typed", "text", "marks"),
    [
        ("知事選挙", "昨日の知事選挙で新しい知事が選ばれた。", ["知事選挙"]),
        ("東京", "東京と大阪。東京都。", ["東京", "東京"]),
        ("京", "京都と東京。", ["京"]),
        ("서울", "서울은 넓다. 서울시.", ["서울", "서울"]),
        ("人工智能", "人工智能改变世界。", ["人工智能"]),
    ],
)
def test_words_without_spaces_are_marked_where_they_stand(typed: str, text: str, marks: list[str]) -> None:
    assert marked(found(typed, text, language="ja")) == marks


def test_a_long_sentence_is_cut_between_words_around_its_words() -> None:
    text = "and so on " * 60 + "until the storm came " + "and went " * 60
    result = found("storm", text)
    assert len(shown(result)) <= PASSAGE
    assert marked(result) == ["storm"]
    before, after = text[: result.passage.start], text[result.passage.end :]
    assert before.endswith(" ")
    assert after.startswith(" ")


def test_a_word_without_end_is_cut_where_it_has_to_be() -> None:
    result = found("storm", "x" * 5_000 + " storm " + "y" * 5_000)
    assert len(shown(result)) <= PASSAGE
    assert marked(result) == ["storm"]
    assert len(shown(found("storm", "x" * 5_000, title="storm"))) == PASSAGE


def test_an_article_without_text_has_an_empty_passage() -> None:
    assert shown(found("storm", "", title="Storm")) == ""


WORDS = st.sampled_from(
    ["storm", "storms", "Harbour", "é", "京都", "東京都", "서울", ".", "\n", "“", "x" * 300, "ｶﾞ"]
)


@given(
    text=st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=120).map(" ".join)),
    typed=st.sampled_from(["storm", '"storm harbour"', "京都", "京", "storm OR 서울", "e", "ガ"]),
)
def test_marks_are_ordered_and_inside_a_passage_of_the_text(text: str, typed: str) -> None:
    result = found(typed, text)
    assert 0 <= result.passage.start <= result.passage.end <= len(text)
    assert result.passage.end - result.passage.start <= PASSAGE
    places = [place for mark in result.marks for place in (mark.start, mark.end)]
    assert places == sorted(places)
    assert all(result.passage.start <= place <= result.passage.end for place in places)
