"""What readers see beside a quotation: a whole name and what the person is, or nothing at all."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.quotations.descriptions import described
from digests.editor.quotations.people import People
from digests.editor.quotations.proper import is_name, name_begins
from digests.editor.quotations.quotes import quotes
from digests.editor.quotations.roles import role_beside
from digests.editor.quotations.speech import Speech, speech
from digests.model import Span

SAID = "“We sail at dawn and we do not look back,”"


def lists(language: str = "en") -> Speech:
    found = speech(language)
    assert found is not None
    return found


def shown(text: str, language: str = "en") -> list[tuple[str | None, str | None]]:
    """Name and role of every quotation."""
    return [(q.speaker, q.role.of(text) if q.role else None) for q in quotes(text, language)]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (f"{SAID} said BBC Director General Tom Brand.", "Tom Brand", "BBC Director General"),
        (f"{SAID} Leeds County DA Tom Brand said.", "Tom Brand", "Leeds County DA"),
        (f"{SAID} said HMV manager Tom Brand.", "Tom Brand", "HMV manager"),
        (f"{SAID} said Harbour technology director, Tom Brand.", "Tom Brand", "director"),
        (f"{SAID} said Tom Brand, 51, the mayor of Leeds.", "Tom Brand", "the mayor of Leeds"),
        (f"{SAID} said Tom Brand, senior economist at Linn.", "Tom Brand", "senior economist at Linn"),
        (f"{SAID} said Henri de Bodin.", "Henri de Bodin", None),
        (f"{SAID} said party chief executive Lord Brand.", "Lord Brand", "party chief executive"),
        (f"{SAID} said Tom Brand, the thinking goes, too often.", "Tom Brand", None),
        (f"{SAID} said Rep. Tom Brand.", "Tom Brand", None),
    ],
)  # fmt: skip
def test_what_stands_before_or_behind_a_name_is_its_role(text: str, name: str, role: str | None) -> None:
    assert shown(text) == [(name, role)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{SAID} said an IMF official.", "an IMF official"),
        (f"{SAID} said the US envoy.", "the US envoy"),
        (f"{SAID} said the foreign ministry.", "the foreign ministry"),
        (f"{SAID} the Kremlin said.", "the Kremlin"),
        (f"{SAID} said a spokesman.", None),
        (f"{SAID} the company said.", None),
        (f"{SAID} said its harbour office.", None),
        (f"{SAID} said this London firm.", None),
    ],
)
def test_an_organisation_is_shown_whole_and_only_if_its_words_say_which(text: str, name: str | None) -> None:
    assert shown(text) == [(name, None)]


@pytest.mark.parametrize(
    ("language", "text", "name", "role"),
    [
        ("nl", "“We varen bij zonsopgang”, zei Mara de Haan.", "Mara de Haan", None),
        (
            "fr",
            "« Nous partons à l'aube », a déclaré le maire de Brume, Tom Brandt.",
            "Tom Brandt",
            "maire de Brume",
        ),
        (
            "fr",
            "« Nous partons à l'aube », a dit le ministre de la Pêche Tom Brandt.",
            "Tom Brandt",
            "ministre de la Pêche",
        ),
        ("fr", "« Nous partons à l'aube », a indiqué le ministère.", None, None),
        (
            "es",
            "«Salimos al amanecer», dijo el ministro de Pesca, Tomás Brando.",
            "Tomás Brando",
            "ministro de Pesca",
        ),
        ("es", "«Salimos al amanecer», explicó la madre de los menores.", None, None),
        (
            "it",
            "«Salpiamo all'alba», ha detto il sindaco di Brina, Tommaso Brandi.",
            "Tommaso Brandi",
            "sindaco di Brina",
        ),
        ("de", "„Wir fahren bei Tagesanbruch“, sagte der junge Mann.", None, None),
        ("de", "„Wir fahren bei Tagesanbruch“, sagte Sprecher Tom Brandt.", "Tom Brandt", "Sprecher"),
    ],
)
def test_other_languages_tie_places_to_offices(
    language: str, text: str, name: str | None, role: str | None
) -> None:
    assert shown(text, language) == [(name, role)]


@pytest.mark.parametrize(
    ("text", "word", "language", "expected"),
    [
        ("Probably it rains. It will probably rain.", "Probably", "en", False),
        ("WATCH the harbour, watch it close.", "WATCH", "en", False),
        ("Gulls cry.", "Gulls", "en", False),
        ("We met Neymar there.", "Neymar", "en", True),
        ("Mr. Brand left.", "Brand", "en", True),
        ("“Yes,” Montero said.", "Montero", "en", True),
        ("I’m here.", "I’m", "en", False),
        ("Dort stand der junge Mann. Dann ging Mann um Mann.", "Mann", "de", False),
        ("Am Montag kam Herr Lenz.", "Lenz", "de", True),
    ],
)
def test_one_word_is_a_name_if_the_article_treats_it_as_one(
    text: str, word: str, language: str, expected: bool
) -> None:
    place = text.index(word)
    assert is_name(text, Span(place, place + len(word)), lists(language)) is expected


@pytest.mark.parametrize(
    ("text", "name", "person"),
    [
        ("London MEP Gerard Brand spoke.", "London MEP Gerard Brand", "Gerard Brand"),
        ("Hated Donald Brand spoke. We like Donald Brand.", "Hated Donald Brand", "Donald Brand"),
        ("Coretta Scott Brand spoke.", "Coretta Scott Brand", "Coretta Scott Brand"),
        ("JK Brand spoke.", "JK Brand", "JK Brand"),
    ],
)
def test_a_name_begins_behind_what_is_no_name(text: str, name: str, person: str) -> None:
    place = text.index(name)
    begin = name_begins(text, Span(place, place + len(name)), lists())
    assert text[begin : place + len(name)] == person


def test_the_clause_that_leads_on_to_an_answer_is_not_of_the_question_before() -> None:
    question, answer = "„War das der alte Hafen am Meer?“", "„Eindeutig ja, das war er.“"
    text = f"{question} Tom Brandt antwortet schnell: {answer}"
    assert shown(text, "de")[0] == (None, None)


PIECES = [
    "Tom Brand",
    ", the mayor of ",
    "Leeds",
    " said ",
    "“We sail,” ",
    "BBC ",
    "DA ",
    "de ",
    "\n",
    "(",
    "’s ",
    "@",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60), st.data())
def test_names_and_roles_are_stretches_of_any_text(text: str, data: st.DataObject) -> None:
    for quote in quotes(text, "en"):
        assert quote.role is None or 0 < quote.role.end - quote.role.start <= 80
        assert quote.role is None or "\n" not in quote.role.of(text)
    if text.strip():
        start = data.draw(st.integers(0, len(text) - 1))
        span = Span(start, data.draw(st.integers(start + 1, len(text))))
        role = role_beside(text, span, lists())
        assert role is None or role.of(text) in text
        found = described(text, span, lists())
        assert found is None or found == " ".join(span.of(text).split())


@pytest.mark.parametrize(
    "piece", ["“We sail,” said Brand. ", "Brand ", "“a” BBC Brand said ", "“a,” he said. Tom "]
)
def test_a_long_text_takes_seconds_at_most(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    began = process_time()
    quotes(text, "en")
    assert process_time() - began < 6


def test_a_surname_is_looked_up_once_and_in_the_first_part_only() -> None:
    text = "We met Brand. " * 6_000 + "Tom Brand spoke."
    assert People(text, lists()).full_name("Brand") == "Brand"
