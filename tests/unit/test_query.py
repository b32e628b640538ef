"""What a reader types into /search, and what is understood."""

from __future__ import annotations

import pytest
from hypothesis import given

from digests.text.query import FromSource, Leaf, Query, Term, Unclear, parse
from tests.scribble import scribble


def term(*tokens: str) -> Term:
    return Term(tokens)


def wanted(*groups: Leaf | tuple[Leaf, ...], without: tuple[Leaf, ...] = ()) -> Query:
    return Query(tuple(group if isinstance(group, tuple) else (group,) for group in groups), without)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("climate summit", wanted(term("climate"), term("summit"))),
        ("  Climate   SUMMIT ", wanted(term("climate"), term("summit"))),
        ("Élection", wanted(term("election"))),
        ("climate climate", wanted(term("climate"))),
        ("covid-19", wanted(term("covid", "19"))),
        ("don't", wanted(term("don", "t"))),
        ("climate AND summit", wanted(term("climate"), term("summit"))),
    ],
)
def test_words_side_by_side_are_all_wanted(typed: str, understood: Query) -> None:
    assert parse(typed) == understood


@pytest.mark.parametrize(
    "typed",
    [
        '"climate summit"',
        "“climate summit”",
        "«climate summit»",
        '"climate summit',
        '"climate, summit!"',
    ],
)
def test_a_phrase_stands_in_any_quotation_marks_even_unfinished_ones(typed: str) -> None:
    assert parse(typed) == wanted(term("climate", "summit"))


@pytest.mark.parametrize("typed", ["storm OR flood fire", "storm | flood fire", "storm|flood fire"])
def test_or_joins_its_two_sides_only(typed: str) -> None:
    assert parse(typed) == wanted((term("storm"), term("flood")), term("fire"))


@pytest.mark.parametrize(
    "typed", ["storm -flood", "-flood storm", "storm –flood", "storm −flood", "storm NOT flood"]
)
def test_a_dash_of_any_length_leaves_out(typed: str) -> None:
    assert parse(typed) == wanted(term("storm"), without=(term("flood"),))


def test_a_phrase_and_a_source_can_be_left_out_too() -> None:
    assert parse('storm -"heavy rain" -source:herald') == wanted(
        term("storm"), without=(term("heavy", "rain"), FromSource(("herald",)))
    )


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("source:herald storm", wanted(FromSource(("herald",)), term("storm"))),
        ("Source:Herald", wanted(FromSource(("herald",)))),
        ("source: herald", wanted(FromSource(("herald",)))),
        ('source:"Linnet Herald"', wanted(FromSource(("linnet", "herald")))),
        ("source:herald OR source:times", wanted((FromSource(("herald",)), FromSource(("times",))))),
    ],
)
def test_a_source_is_asked_for_by_its_name(typed: str, understood: Query) -> None:
    assert parse(typed) == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("or and not", wanted(term("or"), term("and"), term("not"))),
        ("mood:good", wanted(term("mood", "good"))),
        ("OR storm OR", wanted(term("storm"))),
        ("storm - flood", wanted(term("storm"), term("flood"))),
        ("(storm)", wanted(term("storm"))),
        ("storm*", wanted(term("storm"))),
        ("NEAR(storm flood)", wanted(term("near", "storm"), term("flood"))),
        ("storm 😀 flood", wanted(term("storm"), term("flood"))),
        ("source:", wanted(term("source"))),
    ],
)
def test_what_is_no_operator_is_the_words_in_it(typed: str, understood: Query) -> None:
    assert parse(typed) == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("東京", wanted(term("東京"))),
        ("知事選挙", wanted(term("知事", "事選", "選挙"))),
        ("서울 시장", wanted(term("서울"), term("시장"))),
        ("ＡＩ規制", wanted(term("ai", "規制"))),
    ],
)
def test_words_without_spaces_become_phrases_of_pairs(typed: str, understood: Query) -> None:
    assert parse(typed) == understood


def test_one_character_without_spaces_stands_for_all_pairs_it_begins() -> None:
    assert Term(("京",)).is_prefix
    assert not Term(("京都",)).is_prefix
    assert not Term(("a",)).is_prefix


def test_only_single_words_have_other_forms() -> None:
    assert Term(("runs",)).has_stems
    assert not Term(("runs", "away")).has_stems
    assert not Term(("東京",)).has_stems


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "mistake.query.empty"),
        ("   ", "mistake.query.empty"),
        ("!?… 😀", "mistake.query.empty"),
        ('""', "mistake.query.empty"),
        ("-storm", "mistake.query.only_without"),
        ("-storm -source:herald", "mistake.query.only_without"),
        ("storm " * 200, "mistake.query.long"),
        (" ".join(f"w{i}" for i in range(33)), "mistake.query.many"),
    ],
)
def test_what_cannot_be_searched_for_is_told_by_name(typed: str, key: str) -> None:
    answer = parse(typed)
    assert isinstance(answer, Unclear)
    assert answer.key == key


def test_the_terms_to_mark_are_the_wanted_ones_each_once() -> None:
    query = parse("storm (flood OR storm) -fire source:herald")
    assert isinstance(query, Query)
    assert query.terms == (term("storm"), term("flood"))


@given(scribble)
def test_any_input_is_a_query_or_a_reason(typed: str) -> None:
    answer = parse(typed)
    if isinstance(answer, Query):
        assert answer.groups
        assert all(group for group in answer.groups)
        leaves = [leaf for group in answer.groups for leaf in group] + list(answer.without)
        assert all(token for leaf in leaves for token in leaf.tokens)
    else:
        assert answer.key.startswith("mistake.query.")
