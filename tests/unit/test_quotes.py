"""Quotations: where they are, who said them, and which are worth showing."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.quotations.quotes import quotes
from digests.model import Quote


def found(text: str, language: str = "en") -> list[str]:
    return [quote.span.of(text) for quote in quotes(text, language)]


def said(text: str, language: str = "en") -> list[tuple[str | None, str | None, str | None]]:
    """Speaker, mention and cue of every quotation."""
    return [
        (quote.speaker, quote.mention.of(text) if quote.mention else None, quote.cue)
        for quote in quotes(text, language)
    ]


def only(text: str, language: str = "en") -> Quote:
    [quote] = quotes(text, language)
    return quote


# --- marks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ('"We sail at dawn," she said.', "en", "We sail at dawn,"),
        ("“We sail at dawn,” she said.", "en", "We sail at dawn,"),
        ("‘We sail at dawn,’ she said.", "en", "We sail at dawn,"),
        ("„Wir fahren morgen früh“, sagte sie.", "de", "Wir fahren morgen früh"),
        ("»Wir fahren morgen früh«, sagte sie.", "de", "Wir fahren morgen früh"),
        ("«\u00a0Nous partons à l'aube\u00a0», dit-elle.", "fr", "Nous partons à l'aube"),
        ("”Vi seglar i gryningen”, sade hon.", "sv", "Vi seglar i gryningen"),
        ("港長は「夜明けに出発する」と述べた。", "ja", "夜明けに出発する"),
        ("He said “I heard ‘we sail at dawn’ twice” again.", "en", "I heard ‘we sail at dawn’ twice"),
        ('The 6\'2" mayor said "we sail at dawn" again.', "en", "we sail at dawn"),
        ("He said “we sail” at dawn” and left “it all at that”.", "en", "it all at that"),
        ("The boats’ owners said ‘it isn’t over yet’ on Monday.", "en", "it isn’t over yet"),
    ],
)
def test_the_words_between_the_marks_are_found_without_the_marks(
    text: str, language: str, words: str
) -> None:
    assert found(text, language)[-1] == words


def test_a_quotation_over_several_paragraphs_is_one_segment_in_each_all_of_one_speaker() -> None:
    text = (
        "“We waited for a long time,” harbour master Mara Oduya said. “The wall had to be mended.\n\n"
        "“Then the money ran out, as it does.\n\n"
        "“Now we sail again.”"
    )
    assert found(text) == [
        "We waited for a long time,",
        "The wall had to be mended.",
        "Then the money ran out, as it does.",
        "Now we sail again.",
    ]
    assert {speaker for speaker, _, _ in said(text)} == {"Mara Oduya"}


def test_a_mark_that_never_closes_does_not_swallow_the_rest() -> None:
    assert found("She said “we sail at dawn.\nNobody came. “That was all,” she said.") == ["That was all,"]


def test_a_word_held_at_arms_length_is_no_quotation() -> None:
    assert found("The so-called “storm” was a breeze, and the “dear” repairs cost little.") == []


def test_two_words_are_a_quotation_when_somebody_says_them() -> None:
    assert said("“Never again,” Mara Oduya said.") == [("Mara Oduya", "Mara Oduya", "said")]


# --- speakers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "speaker", "mention", "cue"),
    [
        ("“We sail at dawn,” Mara Oduya said.", "Mara Oduya", "Mara Oduya", "said"),
        ("“We sail at dawn,” said Mara Oduya, 52.", "Mara Oduya", "Mara Oduya", "said"),
        ("“We sail at dawn,” harbour master Mara Oduya told reporters.", "Mara Oduya", "Mara Oduya", "told"),
        ("“We sail at dawn,” Prime Minister Tom Brand said at the start.", "Tom Brand", "Tom Brand", "said"),
        ("“We sail at dawn,” Mara Oduya, who runs the harbour, said.", "Mara Oduya", "Mara Oduya", "said"),
        ("“We sail at dawn,” Sen. Tom Brand (I-Me.) said on Monday.", "Tom Brand", "Tom Brand", "said"),
        ("“We sail at dawn,” according to Mara Oduya.", "Mara Oduya", "Mara Oduya", "according to"),
        ("“We sail at dawn,” gushed Mara Oduya.", "Mara Oduya", "Mara Oduya", "gushed"),
        ("“We sail at dawn,” Mara Oduya gushed.", "Mara Oduya", "Mara Oduya", "gushed"),
        ("Mara Oduya said, “We sail at dawn.”", "Mara Oduya", "Mara Oduya", "said"),
        ("Mara Oduya told a crowd on the quay that “we sail at dawn.”", "Mara Oduya", "Mara Oduya", "told"),
        ("On Monday, Mara Oduya again said: “We sail at dawn.”", "Mara Oduya", "Mara Oduya", "said"),
        ("The mayor, Tom Brand, said “we sail at dawn.”", "Tom Brand", "Tom Brand", "said"),
        (
            "The mayor of Leeds, Tom Brand, told us: “We sail at dawn, all of us.”",
            "Tom Brand",
            "Tom Brand",
            "told",
        ),
        (
            "Mara Oduya, who runs the harbour, replied, “We sail at dawn.”",
            "Mara Oduya",
            "Mara Oduya",
            "replied",
        ),
        (
            "“We sail at dawn,” Mara Oduya said, “and we shall not look back.”",
            "Mara Oduya",
            "Mara Oduya",
            "said",
        ),
        ("“We sail at dawn,” she said.", None, "she", "said"),
        ("“We sail at dawn.” Tom Brand was not there.", None, None, None),
    ],
)
def test_the_speaker_is_named_next_to_the_cue(
    text: str, speaker: str | None, mention: str | None, cue: str | None
) -> None:
    assert set(said(text)) == {(speaker, mention, cue)}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We sail at dawn,” the harbour office said.", "the harbour office"),
        ("“We sail at dawn,” a spokesman for Brand said.", "a spokesman for Brand"),
        ("The foreign ministry said: “We sail at dawn.”", "The foreign ministry"),
        ("“We sail at dawn,” according to the report.", "the report"),
        ("“We sail at dawn,” her lawyer said.", None),
        ("“We sail at dawn,” officials said.", None),
        ("“We sail at dawn,” they said.", None),
    ],
)
def test_an_office_is_called_what_the_text_calls_it_unless_only_its_place_explains_that(
    text: str, speaker: str | None
) -> None:
    quote = only(text)
    assert quote.speaker == speaker
    assert quote.mention is not None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“We sail at dawn,” Foreign Minister Mara Oduya said.", "Foreign Minister"),
        ("“We sail at dawn,” said the longtime harbour director Mara Oduya.", "longtime harbour director"),
        ("“We sail at dawn,” said Mara Oduya, the mayor of Leeds.", "the mayor of Leeds"),
        (
            "Mara Oduya, a fellow at the Linnet Institute, said: “We sail at dawn.”",
            "a fellow at the Linnet Institute",
        ),
        ("“We sail at dawn,” Mr. Oduya said.", None),
        ("“We sail at dawn,” Mara Oduya said.", None),
        ("“We sail at dawn,” said Mara Oduya, 52.", None),
        ("“We sail at dawn,” said Mara Oduya, who runs it.", None),
        ("Mayor Mara Oduya came.\n“We sail at dawn,” Oduya said.", "Mayor"),
    ],
)
def test_what_somebody_is_stays_with_the_name(text: str, role: str | None) -> None:
    found = only(text).role
    assert (found.of(text) if found else None) == role


def test_a_surname_becomes_the_full_name_the_article_gave() -> None:
    text = (
        "Prime Minister Tom Brand and President Lim Ha Neul met in Port Linnet.\n"
        "“Together with President Lim, I have moved things forward,” Brand said. “I hope for more.”\n"
        "Lim said, “I am pleased that we have met seven times this year.”"
    )
    assert said(text) == [
        ("Tom Brand", "Brand", "said"),
        ("Tom Brand", "Brand", "said"),
        ("Lim Ha Neul", "Lim", "said"),
    ]


def test_a_line_that_ends_with_a_colon_announces_who_speaks() -> None:
    text = "Mara Oduya put it this way on Monday:\n\n“We sail at dawn and we do not look back.”"
    assert said(text) == [("Mara Oduya", "Mara Oduya", "put")]


def test_whoever_spoke_last_is_not_guessed_to_speak_on() -> None:
    text = "“We sail at dawn,” Mara Oduya said.\n\nIt rained.\n\n“Nobody told us anything about it at all.”"
    assert said(text)[1] == (None, None, None)


@pytest.mark.parametrize(
    ("to", "speaker"), [("", "Mara Oduya"), (" to Tom Brand", "Mara Oduya"), (" to Ann Lee", None)]
)
def test_a_pronoun_is_somebody_only_where_one_person_can_be_meant(to: str, speaker: str | None) -> None:
    text = f"“We sail at dawn,” Mara Oduya said{to}. “The wall is mended,” she added."
    assert said(text)[1] == (speaker, "she", "added")


@pytest.mark.parametrize(
    ("between", "speaker"),
    [
        ("The wall is mended.", "Ivo Brandt"),
        ("Oduya’s crew has mended the wall.", None),
        ("Brandt’s crew has mended the wall.", "Ivo Brandt"),
        ("Norhaven’s wall is mended.", "Ivo Brandt"),
    ],
)
def test_who_owns_something_may_be_meant_by_a_pronoun_as_well(between: str, speaker: str | None) -> None:
    text = (
        "“We sail at dawn,” Mara Oduya said.\n\n"
        f"“We do not,” Ivo Brandt said. {between} “Nobody told us anything at all,” she added."
    )
    assert said(text)[2] == (speaker, "she", "added")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("„Wir fahren morgen früh“, sagte Mara Lenz.", "Mara Lenz"),
        ("„Wir fahren morgen früh“, sagte Bundeskanzlerin Mara Lenz am Montag.", "Mara Lenz"),
        ("„Wir fahren morgen früh“, so Lenz.", "Lenz"),
        ("Mara Lenz sagte: „Wir fahren morgen früh.“", "Mara Lenz"),
        ("„Wir fahren morgen früh“, erklärte das Hafenamt.", "das Hafenamt"),
        ("Am Montag sagte Mara Lenz: „Wir fahren morgen früh.“", "Mara Lenz"),
        ("Laut Mara Lenz ist das „ein guter Anfang für uns alle“.", "Mara Lenz"),
    ],
)
def test_german_articles_name_their_speakers(text: str, speaker: str | None) -> None:
    assert only(text, "de").speaker == speaker


def test_a_language_without_cues_lists_its_quotations_without_speakers() -> None:
    assert only("«Мы выходим на рассвете», — сказала Мара.", "xx").speaker is None


# --- keys -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("“We waited long enough for this day,” Mara Oduya said.", True),
        ("“We sail,” Mara Oduya said.", False),
        ("Mara Oduya said it was “a very long time to wait for a wall.”", True),
        ("Mara Oduya said it was a wall “that took a very long time to build.”", False),
        ("“We waited long enough for this day,” she said.", True),
        ("“We waited long enough for this day.” It rained.", False),
        ("“" + "We waited long enough. " * 20 + "Yes,” Mara Oduya said.", False),
    ],
    ids=["whole", "short", "fragment", "dangling", "pronoun", "nobody", "speech"],
)
def test_a_key_quotation_stands_alone_and_somebody_says_it(text: str, key: bool) -> None:
    assert only(text).key is key


# --- any text ---------------------------------------------------------------------------------

MARKS = "\"“”„«»‹›「」『』‘’'"
TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from(MARKS + " .,:?\nabAB日본"), st.characters()), max_size=200
) | st.lists(
    st.sampled_from(
        ["“", "”", '"', "„", " ", "\n", "Mara Oduya", " said ", ", ", ".", "she", "We sail at dawn"]
    )
).map("".join)


@given(TEXTS, st.sampled_from(["en", "de", "ja", "und"]))
def test_spans_are_exact_in_order_and_apart(text: str, language: str) -> None:
    reached = 0
    for quote in quotes(text, language):
        assert reached <= quote.span.start < quote.span.end <= len(text)
        assert quote.span.of(text) == quote.span.of(text).strip()
        assert 0 <= quote.confidence <= 1
        assert not quote.key or quote.mention
        assert not quote.role or quote.role.of(text) == quote.role.of(text).strip()
        reached = quote.span.end


@given(TEXTS)
def test_a_speaker_is_never_words_that_the_article_does_not_have(text: str) -> None:
    for quote in quotes(text, "en"):
        assert quote.speaker is None or " ".join(quote.speaker.split()) in " ".join(text.split())


@pytest.mark.parametrize("piece", ["“", '"', '"a ', "“a b c” said Bob. ", "‘a ’", "“Open it\n\n", "「あ」"])
def test_many_thousand_marks_take_seconds_at_most(piece: str) -> None:
    text = piece * 20_000
    began = process_time()
    quotes(text, "en")
    assert process_time() - began < 5
