"""Names: the fullest one an article gives, and never a guess."""

from __future__ import annotations

import pytest

from digests.editor.quotations.people import People
from digests.editor.quotations.pronouns import Pronouns
from digests.editor.quotations.speech import speech
from digests.model import Span


def people(text: str, language: str = "en") -> People:
    lists = speech(language)
    assert lists is not None
    return People(text, lists)


@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        ("Mara Oduya runs the harbour.", "Oduya", "Mara Oduya"),
        ("Harbour Secretary Mara Oduya runs it.", "Oduya", "Mara Oduya"),
        ("Former U.S. President Tom Brand came.", "Brand", "Tom Brand"),
        ("Mr. Tom J. Brand and Tom Brand's wife came.", "Brand", "Tom J. Brand"),
        ("President Lim Ha Neul spoke.", "Lim", "Lim Ha Neul"),
        ("Ludwig van der Berg came late.", "Berg", "Ludwig van der Berg"),
        ("Tom Brand Jr. came.", "Brand", "Tom Brand Jr"),
        ("Tom Brand met Ivy Brand.", "Brand", "Brand"),
        ("The Brand Foundation paid.", "Brand", "Brand"),
        ("Linnet University closed.", "Linnet", "Linnet"),
        ("Nobody else is named here.", "Oduya", "Oduya"),
        ("Nobody else is named here.", "Oduya’s", "Oduya"),
        ("On Monday Mara Oduya spoke.", "Mara Oduya", "Mara Oduya"),
        ("But Oduya came. Then Mara Oduya spoke.", "Oduya", "Mara Oduya"),
    ],
)
def test_a_surname_finds_its_person_where_only_one_can_be_meant(text: str, mention: str, name: str) -> None:
    assert people(text).full_name(mention) == name


def test_german_roles_are_not_part_of_a_name() -> None:
    assert people("Bundeskanzlerin Mara Lenz kam.", "de").full_name("Lenz") == "Mara Lenz"


TEXT = "Mara Oduya came. She spoke. Then she left."


@pytest.mark.parametrize(
    ("text", "quoted", "person"),
    [
        (TEXT, [], "Mara Oduya"),
        (TEXT, [Span(0, 16)], None),
        (TEXT.replace("came", "met Tom Brand"), [], "Mara Oduya"),
        (TEXT.replace("came", "met Ann Lee"), [], None),
        (TEXT.replace("came. ", "came.\n"), [], "Mara Oduya"),
        (TEXT.replace("Mara Oduya", "Tom Brand"), [], None),
        (TEXT.replace("Mara Oduya", "The Harbour Bank"), [], None),
        (TEXT.replace("Mara Oduya", "Somebody"), [], None),
    ],
    ids=["alone", "in a quotation", "a man too", "two women", "above", "a man", "a bank", "nobody"],
)
def test_a_pronoun_means_the_only_person_before_it_who_can_be_meant(
    text: str, quoted: list[Span], person: str | None
) -> None:
    lists = speech("en")
    assert lists is not None
    place = text.index("she")
    pronouns = Pronouns(text, quoted, People(text, lists), lists)
    assert pronouns.meant(Span(place, place + 3)) == person


@pytest.mark.parametrize(
    ("before", "person"),
    [
        ("Mara Oduya met Gov. Tom Brand. It was late. ", "Mara Oduya"),
        ("Ann Lee had left the harbour. Mara Oduya was late. ", None),
        ("Mara Oduya was late. Mrs. Oduya came by train. ", "Mara Oduya"),
        ("Mara Oduya was late. It rained, and the train was full. ", "Mara Oduya"),
        ("Nobody came. The train was late. ", None),
    ],
    ids=["a title with a full stop", "two sentences", "one person twice", "a sentence between", "nobody"],
)
def test_a_pronoun_looks_back_over_several_sentences(before: str, person: str | None) -> None:
    lists = speech("en")
    assert lists is not None
    text = f"{before}Then she spoke."
    place = text.index("she spoke")
    assert Pronouns(text, [], People(text, lists), lists).meant(Span(place, place + 3)) == person


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He met Mara Oduya, 40.", "Mara Oduya"),
        ("He met Mara Oduya. Ann Lee came too.", "Mara Oduya"),
        ("Mara  Oduya came.", "Oduya"),
        ("Mara\nOduya came.", "Oduya"),
        ("Mara\xa0Oduya came.", "Oduya"),
        ("Mara, Oduya came.", "Oduya"),
        ("Mara Oduyas came.", "Oduya"),
    ],
)
def test_a_name_is_what_single_spaces_hold_together(text: str, name: str) -> None:
    assert people(text).full_name("Oduya") == name
