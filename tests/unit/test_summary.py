"""Summaries: which sentences are chosen, by every ranker of the family."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.summaries.outline import MOST_WORDS, Candidate, Outline, outline
from digests.editor.summaries.ranking import Ranker, pullquote
from digests.editor.summaries.standing import manners, signs
from digests.editor.summaries.summary import BUDGET, summarise
from digests.editor.summaries.summary import chosen as best
from digests.editor.summaries.sumy_rankers import SUMY, sumy_ranker
from digests.editor.summaries.weights import Weights, weights
from digests.text.sentences import sentences

TITLE = "Port Linnet opens its harbour again after storm"
STORY = (
    "Port Linnet opened its harbour again on Monday after the worst storm in ten years. "
    "“Is that all?” asked nobody in particular at the quay. "
    "Fishing boats left the harbour before dawn, the harbour office of Port Linnet said. "
    "The weather was fine. "
    "Repairs to the harbour wall of Port Linnet cost two million crowns after the storm. "
    "A cat slept on a pile of nets through all of it. "
    "Port Linnet opened its harbour again on Monday after the worst storm in ten years, it was said. "
    "Ferries to the islands will sail from the harbour on Thursday if no new storm comes."
)
RANKERS = {"pullquote": pullquote, **{name: sumy_ranker(name) for name in SUMY}}


def chosen(
    text: str, count: int = 3, *, title: str = TITLE, language: str = "en", ranker: Ranker = pullquote
) -> list[str]:
    spans = summarise(
        text, sentences(text, language), title=title, language=language, count=count, ranker=ranker
    )
    return [span.of(text) for span in spans]


def first_is_best(outline: Outline) -> Sequence[float]:
    return [-float(candidate.place) for candidate in outline.candidates]


def test_the_sentence_that_says_it_all_is_chosen_and_a_second_one_that_repeats_it_is_not() -> None:
    told = chosen(STORY)
    assert told[0].startswith("Port Linnet opened")
    assert not any(sentence.endswith("it was said.") for sentence in told)


@pytest.mark.parametrize("name", RANKERS)
def test_every_ranker_chooses_whole_sentences_in_text_order(name: str) -> None:
    told = chosen(STORY, ranker=RANKERS[name])
    assert len(told) == 3
    assert [STORY.index(sentence) for sentence in told] == sorted(STORY.index(sentence) for sentence in told)


@pytest.mark.parametrize("name", RANKERS)
@pytest.mark.parametrize(
    "text",
    [
        "The and of to a. It is was be been. 1 2 3 4 5. 6 7 8 9 10.",
        "Same words here again and again. Same words here again and again. Same words here again and again.",
        "Only one sentence stands in this text.",
        "Hm. Oh. Ah.",
        "港は再開した。漁船は夜明け前に出た。修理には二百万かかった。船は木曜日に島へ向かう予定だ。",
    ],
)
def test_no_ranker_fails_on_poor_texts(name: str, text: str) -> None:
    language = "ja" if text.startswith("港") else "en"
    assert chosen(text, 2, language=language, ranker=RANKERS[name])


def test_fewer_sentences_than_asked_for_are_all_there_are() -> None:
    assert chosen("The harbour is open again today. Boats left it before dawn.", 9) == [
        "The harbour is open again today.",
        "Boats left it before dawn.",
    ]


@pytest.mark.parametrize("count", [0, -1])
def test_no_sentences_asked_for_are_none(count: int) -> None:
    assert chosen(STORY, count) == []


@pytest.mark.parametrize(
    "poor",
    [
        "Yes it was.",
        "“We waited long enough for this day.",
        "and then all of the boats went out to sea.",
        "By Ana Reyes, on the quay of Port Linnet",
        "The harbour of Port Linnet " + "and the boats " * MOST_WORDS + "are safe.",
    ],
    ids=["short", "half a quotation", "half a sentence", "not a sentence", "endless"],
)
def test_what_cannot_stand_alone_is_not_shown(poor: str) -> None:
    text = f"{poor}\nThe harbour is open again since Monday.\nBoats left the harbour before dawn."
    assert chosen(text, 2, ranker=first_is_best) == text.split("\n")[1:]


def test_questions_and_quotations_come_after_plain_sentences() -> None:
    text = (
        "“We sail at dawn,” said the mayor of Linnet.\nThe harbour opened on Monday.\nWho paid for all of it?"
    )
    assert chosen(text.replace("opened on", "opened again on"), 1) == ["The harbour opened again on Monday."]


def test_words_of_the_title_count() -> None:
    text = (
        "A cat slept on nets all day. The ferry line was sold to Brand Holdings. Rain fell on the old town."
    )
    assert chosen(text, 1, title="Brand Holdings buys ferry line") == [
        "The ferry line was sold to Brand Holdings."
    ]


def test_a_title_made_of_the_first_sentence_is_none() -> None:
    untitled = chosen(STORY, title="")
    assert chosen(STORY, title="Port Linnet opened its harbour again on Monday after the worst") == untitled


@pytest.mark.parametrize(
    "line", ["Scroll down for video of the harbour.", "Read more: the harbour of Linnet."]
)
def test_the_page_is_never_quoted(line: str) -> None:
    assert line not in chosen(f"{line}\n{STORY}", 8)


def test_a_text_whose_sentences_end_without_marks_is_summarised_all_the_same() -> None:
    lines = [
        "항구가 월요일에 다시 열렸다고 시장이 말했다",
        "고양이가 하루 종일 그물 위에서 잤다",
        "항구 수리에 이백만 크라운이 들었다",
    ]
    text = "\n".join(lines)
    assert len(chosen(text, 2, title="항구 다시 열려", language="ko")) == 2


def test_a_wall_of_text_is_not_sent() -> None:
    long = "The harbour of Linnet " + "and the boats and the nets " * 8 + "were saved from storm number {}."
    text = "\n".join(
        [*map(long.format, range(3)), "The ferry sails on Thursday.", "Repairs cost two million crowns."]
    )
    told = chosen(text, 3, title="")
    assert sum(len(sentence.split()) for sentence in told) <= 3 * BUDGET


def test_japanese_sentences_are_compared_by_pairs_of_characters() -> None:
    text = "猫が網の上で眠っていた。港は嵐の後に月曜日に再開した。今日の天気は良かった。"
    assert chosen(text, 1, title="嵐の後に港が再開", language="ja") == ["港は嵐の後に月曜日に再開した。"]


def test_likeness_is_a_cosine_that_can_be_checked_by_hand() -> None:
    text = "The harbour lies open today now.\nOpen lies the harbour now today.\nA cat sleeps on all the nets."
    seen = outline(text, sentences(text, "en"), title="", language="en", count=3)
    one, same, other = seen.candidates
    assert seen.likeness(one, same) == pytest.approx(1)
    assert seen.likeness(one, other) == seen.likeness(same, other) == 0


@given(st.text(alphabet=st.one_of(st.sampled_from(" .!?“”\nabcAB日本"), st.characters())), st.integers(0, 5))
def test_a_summary_is_sentences_of_the_text_in_order(text: str, count: int) -> None:
    every = sentences(text, "en")
    told = summarise(text, every, title="", language="en", count=count, ranker=pullquote)
    assert list(told) == sorted(set(told))
    assert set(told) <= set(every)
    assert len(told) <= count
    assert bool(told) == bool(every and count)


def greedily(seen: Outline, scores: Sequence[float], weight: Weights) -> list[Candidate]:
    """The same choice as its definition has it: everything is looked at, each time anew."""
    low, high = min(scores), max(scores)
    picked: list[Candidate] = []
    while len(picked) < seen.count:
        worth = []
        for candidate, score in zip(seen.candidates, scores, strict=True):
            echoed = max((seen.likeness(candidate, other) for other in picked), default=0.0)
            left = BUDGET * seen.count - sum(other.length for other in picked)
            if picked and (candidate in picked or echoed >= 0.6 or candidate.length > left):
                continue
            shown = signs(candidate.text, candidate.words, manners(seen.language))
            against = sum(getattr(weight, name) * sign for name, sign in shown._asdict().items())
            value = ((score - low) / (high - low) if high > low else 0.0) - against
            worth.append((-round(value - weight.redundancy * echoed, 6), candidate.place, candidate))
        if not worth:
            break
        picked.append(min(worth)[2])
    return picked


@given(
    st.lists(
        st.sampled_from(
            [
                "The harbour is open again today.",
                "But the harbour is open again.",
                "“The harbour is open again,” she said.",
                "Who saw the wall of the harbour?",
                "The ferry sails on Thursday at dawn.",
                "We saw the ferry sail on Thursday.",
                "The mayor of Linnet paid for the wall " + "and the ferry " * 12 + "of Brand.",
            ]
        ),
        min_size=1,
        max_size=9,
    ),
    st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.5, 1.0]), min_size=9, max_size=9),
    st.integers(1, 4),
)
def test_looking_at_few_candidates_chooses_what_looking_at_all_would(
    lines: list[str], scores: list[float], count: int
) -> None:
    text = "\n".join(lines)
    seen = outline(text, sentences(text, "en"), title="", language="en", count=count)
    given_scores = scores[: len(seen.candidates)]
    assert best(seen, given_scores, weights()) == greedily(seen, given_scores, weights())


def test_no_choice_depends_on_the_hash_seed() -> None:
    code = "from tests.unit.test_summary import *; print([chosen(STORY, ranker=r) for r in RANKERS.values()])"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(["", *sys.path])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_the_default_ranker_loads_nothing_of_sumy() -> None:
    code = (
        "import sys; from digests.editor.edit import edit_article; "
        "print([m for m in sys.modules if m.partition('.')[0] in ('nltk', 'sumy')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert ran.stdout.strip() == "[]"


def test_an_unknown_sumy_summarizer_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="magic"):
        sumy_ranker("magic")


def test_a_thousand_sentences_are_ranked_in_a_moment() -> None:
    text = "\n".join(f"The harbour of town {n} opened its gates again on day {n % 31}." for n in range(1000))
    chosen("Warm up the lists of words first.")
    began = process_time()
    assert len(chosen(text)) == 3
    assert process_time() - began < 0.5
