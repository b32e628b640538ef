"""Which quotations of a story are shown, and in which order."""

from __future__ import annotations

import re
from dataclasses import replace

from digests.editor.key_quotes import key_quotes
from digests.model import KeyQuote, Passage, Quote, Span, StoredArticle
from tests.builders import clean, stored

TITLE = "Bridge over the Linnet closes for repairs"


def told(
    key: int,
    text: str,
    *quotes: tuple[str, str | None, float],
    title: str = TITLE,
    source: str = "Linnet Herald",
    copy_of: int | None = None,
) -> StoredArticle:
    """An article in which each of `quotes` (words, speaker, confidence) stands."""
    item = stored(clean(id=f"a{key}", title=title, text=text, source=source), key=key, copy_of=copy_of)
    found = [
        Quote(span=_place(text, said), speaker=speaker, mention=None, cue="said", confidence=sure, key=True)
        for said, speaker, sure in quotes
    ]
    return replace(item, edited=replace(item.edited, quotes=tuple(found)))


def _place(text: str, words: str) -> Span:
    match = re.search(re.escape(words), text)
    assert match is not None
    return Span(*match.span())


def shown(*articles: StoredArticle, most: int = 3, beside: tuple[Passage, ...] = ()) -> list[str]:
    return [quote.passage.text for quote in key_quotes(articles, beside, most)]


WAIT = "We waited for the bridge as long as the steel allowed"
NIGHT = "Nobody has asked the people who cross it every night"
SHORT = "We are tired"
LEDGER = "The ledger of the old ferry company is a long and sad book"


def test_the_surer_of_two_names_goes_first() -> None:
    text = f'"{NIGHT}," said Tomas Reyes. "{WAIT}," said Mara Lind.'
    article = told(1, text, (NIGHT, "Tomas Reyes", 0.5), (WAIT, "Mara Lind", 0.95))
    assert shown(article, most=1) == [WAIT]


def test_words_about_the_story_go_before_words_beside_it() -> None:
    text = f'"{LEDGER}," said Tomas Reyes. "{WAIT}," said Mara Lind.'
    article = told(1, text, (LEDGER, "Tomas Reyes", 0.9), (WAIT, "Mara Lind", 0.9))
    assert shown(article, most=1) == [WAIT]


def test_a_whole_thought_goes_before_a_scrap() -> None:
    text = f'"{SHORT}," said Tomas Reyes. "{NIGHT}," said Mara Lind.'
    article = told(1, text, (SHORT, "Tomas Reyes", 0.9), (NIGHT, "Mara Lind", 0.9))
    assert shown(article) == [NIGHT, SHORT]


def test_a_whole_sentence_goes_before_a_fragment() -> None:
    fragment = "as long as the steel of the bridge allowed, and no longer"
    text = f'They waited "{fragment}", said Mara Lind. "{NIGHT}," said Tomas Reyes.'
    article = told(1, text, (fragment, "Mara Lind", 0.95), (NIGHT, "Tomas Reyes", 0.9))
    assert shown(article, most=1) == [NIGHT]


def test_part_of_a_sentence_by_nobody_is_not_shown() -> None:
    fragment = "as long as the steel of the bridge allowed, and no longer"
    article = told(1, f'They waited "{fragment}", they said.', (fragment, None, 0.95))
    assert shown(article) == []


def test_a_name_goes_before_a_description() -> None:
    text = f'"{WAIT}," the harbour office said. "{NIGHT}," said Tomas Reyes.'
    article = told(1, text, (WAIT, "the harbour office", 0.9), (NIGHT, "Tomas Reyes", 0.9))
    assert shown(article) == [NIGHT, WAIT]


def test_a_second_voice_goes_before_the_first_one_again() -> None:
    text = f'"{WAIT}," said Mara Lind. "The bridge is old," she said. "{NIGHT}," said Tomas Reyes.'
    article = told(
        1,
        text,
        (WAIT, "Mara Lind", 0.95),
        ("The bridge is old", "Mara Lind", 0.95),
        (NIGHT, "Tomas Reyes", 0.8),
    )
    assert shown(article, most=2) == [WAIT, NIGHT]


def test_the_lead_article_is_heard_first() -> None:
    lead = told(5, f'"{NIGHT}," said Tomas Reyes.', (NIGHT, "Tomas Reyes", 0.9))
    other = told(
        2,
        '"Nobody ever asked those crossing at night," said Ann Bo.',
        ("Nobody ever asked those crossing at night", "Ann Bo", 0.9),
    )
    assert shown(lead, other, most=1) == [NIGHT]


def test_what_a_sentence_shows_already_is_not_quoted_again() -> None:
    article = told(1, f'"{WAIT}," said Mara Lind.', (WAIT, "Mara Lind", 0.9))
    sentence = Passage.cut(article, Span(0, len(article.article.text)))
    assert shown(article, beside=(sentence,)) == []


def test_a_quotation_in_other_words_of_another_paper_is_one() -> None:
    one = told(1, f'"{WAIT}," said Mara Lind.', (WAIT, "Mara Lind", 0.9))
    longer = WAIT + " and no longer"
    two = told(2, f'"{longer}," said Mara Lind.', (longer, "Mara Lind", 0.9))
    assert len(shown(one, two)) == 1


def test_the_comma_before_who_said_it_stays_behind() -> None:
    article = told(1, f'"{WAIT}," said Mara Lind.', (WAIT + ",", "Mara Lind", 0.9))
    assert shown(article) == [WAIT]


def test_what_the_speaker_is_comes_from_the_same_article() -> None:
    text = f'"{WAIT}," said Mara Lind, the harbour director.'
    article = told(1, text, (WAIT, "Mara Lind", 0.9))
    role = _place(text, "the harbour director")
    quote = replace(article.edited.quotes[0], role=role)
    article = replace(article, edited=replace(article.edited, quotes=(quote,)))
    (chosen,) = key_quotes([article], (), 1)
    assert chosen.role == Passage.cut(article, role)


def test_a_quotation_that_may_not_be_shown_is_not() -> None:
    article = told(1, f'"{WAIT}," said Mara Lind.', (WAIT, "Mara Lind", 0.9))
    hidden = replace(article.edited.quotes[0], key=False)
    assert shown(replace(article, edited=replace(article.edited, quotes=(hidden,)))) == []


# --- printed by several -----------------------------------------------------------------------

LONGER = "We waited for the bridge longer than the steel allowed"


def printed(
    key: int, source: str, words: str, speaker: str | None = "Mara Lind", *, copy_of: int | None = None
) -> StoredArticle:
    return told(key, f'"{words}," said Mara Lind.', (words, speaker, 0.9), source=source, copy_of=copy_of)


def only(*articles: StoredArticle) -> KeyQuote:
    (quote,) = key_quotes(articles, (), 3)
    return quote


def read(quote: KeyQuote) -> list[tuple[str, tuple[str, ...]]]:
    return [(wording.passage.text, wording.outlets) for wording in quote.wordings]


def test_a_quotation_names_all_outlets_that_print_it() -> None:
    quote = only(printed(1, "Post", WAIT), printed(2, "Tide", WAIT), printed(3, "tide", WAIT))
    assert quote.outlets == ("Post", "Tide")
    assert read(quote) == [(WAIT, ("Post", "Tide"))]


def test_wordings_that_differ_are_kept_with_their_outlets() -> None:
    quote = only(printed(1, "Post", WAIT), printed(2, "Tide", LONGER), printed(3, "Bell", WAIT))
    assert read(quote) == [(WAIT, ("Post", "Bell")), (LONGER, ("Tide",))]


def test_the_wording_of_most_outlets_is_shown() -> None:
    quote = only(printed(1, "Post", WAIT), printed(2, "Tide", LONGER), printed(3, "Bell", LONGER))
    assert quote.passage.text == LONGER
    assert read(quote) == [(LONGER, ("Tide", "Bell")), (WAIT, ("Post",))]


def test_copies_make_a_wording_no_more_usual() -> None:
    copies = [printed(key, f"Copyist {key}", LONGER, copy_of=2) for key in (3, 4, 5)]
    quote = only(printed(1, "Post", WAIT), printed(2, "Tide", LONGER), *copies)
    assert quote.passage.text == WAIT
    assert len(quote.outlets) == 5


def test_the_fullest_quotation_of_a_wording_is_shown() -> None:
    quote = only(printed(1, "Post", WAIT), printed(2, "Tide", f"{WAIT}, and no longer"))
    assert read(quote) == [(f"{WAIT}, and no longer", ("Post", "Tide"))]


def test_who_said_it_is_named_as_soon_as_one_outlet_does() -> None:
    quote = only(printed(1, "Post", WAIT, None), printed(2, "Tide", WAIT))
    assert (quote.speaker, quote.passage.article) == ("Mara Lind", 2)
    differing = only(
        printed(1, "Post", WAIT, None), printed(2, "Bell", WAIT, None), printed(3, "Tide", LONGER)
    )
    assert (differing.speaker, differing.passage.text) == ("Mara Lind", LONGER)


def test_what_the_speaker_is_may_come_from_another_outlet() -> None:
    text = f'"{WAIT}," said Mara Lind, the harbour director.'
    other = told(2, text, (WAIT, "Mara Lind", 0.9), source="Tide")
    role = _place(text, "the harbour director")
    described = replace(other.edited.quotes[0], role=role)
    other = replace(other, edited=replace(other.edited, quotes=(described,)))
    quote = only(printed(1, "Post", f"{WAIT}, and no longer"), other)
    assert quote.passage.article == 1
    assert quote.role == Passage.cut(other, role)


def test_a_quotation_that_may_not_be_shown_is_still_printed_there() -> None:
    fragment = "as long as the steel allowed"
    other = told(2, f'They waited "{fragment}".', (fragment, None, 0.3), source="Tide")
    hidden = replace(other.edited.quotes[0], key=False)
    other = replace(other, edited=replace(other.edited, quotes=(hidden,)))
    assert only(printed(1, "Post", WAIT), other).outlets == ("Post", "Tide")


def test_words_that_many_print_go_before_words_of_one() -> None:
    lead = told(1, f'"{NIGHT}," said Tomas Reyes.', (NIGHT, "Tomas Reyes", 0.9))
    others = [printed(key, f"Paper {key}", WAIT) for key in (2, 3, 4, 5)]
    assert shown(lead, *others, most=1) == [WAIT]
