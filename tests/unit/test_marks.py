"""Quotation marks: which belong together, in every language's forms and mixed ones, and what are none."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.quotations.marks import quoted


def found(text: str) -> list[str]:
    return [quotation.span.of(text) for quotation in quoted(text)]


@pytest.mark.parametrize(
    "text",
    [
        '"We sail at dawn," she said.',
        "“We sail at dawn,” she said.",
        "‘We sail at dawn,’ she said.",
        "'We sail at dawn,' she said.",
        "``We sail at dawn,'' she said.",
        "`We sail at dawn,' she said.",
        "„We sail at dawn,“ sagte sie.",
        "„We sail at dawn,” powiedziała.",
        ",,We sail at dawn,'' powiedziała.",
        "‚We sail at dawn,‘ sagte sie.",
        "»We sail at dawn,« sagte sie.",
        "›We sail at dawn,‹ sagte sie.",
        "»We sail at dawn,» hon sade.",
        "”We sail at dawn,” sade hon.",
        "«We sail at dawn,» dit-elle.",
        "«\u00a0We sail at dawn,\u00a0» dit-elle.",
        "« We sail at dawn, » dit-elle.",
        "‹We sail at dawn,› dit-elle.",
        "<<We sail at dawn,>> dit-elle.",
        "彼女は「We sail at dawn,」と述べた。",
        "彼女は『We sail at dawn,』と述べた。",
        "彼女は〝We sail at dawn,〟と述べた。",
        "她说：“We sail at dawn,”然后走了。",
        '她说:"We sail at dawn,"然后走了。',
        "그는 ‘We sail at dawn,’라고 말했다.",
        '그는 "We sail at dawn,"라고 말했다.',
        "＂We sail at dawn,＂ she said.",
    ],
)
def test_every_languages_marks_are_known(text: str) -> None:
    assert found(text) == ["We sail at dawn,"]


@pytest.mark.parametrize(
    "text",
    ['“We sail,"', '"We sail,”', '„We sail,"', "„We sail,”", "‘We sail,'", "“We sail,“", "„We sail,''"],
)
def test_marks_of_two_kinds_make_a_pair(text: str) -> None:
    assert found(f"So: {text} she said.") == ["We sail,"]


@pytest.mark.parametrize(
    "text",
    [
        "I don't know what the '90s, O'Brien and rock 'n' roll are to the dogs' owners.",
        "I don’t know what the ’90s, O’Brien and rock ’n’ roll are to the dogs’ owners.",
        "L’eau dell’ex sindaco, c'est l'affaire d’aujourd’hui.",
        "’Tis so, and 'twas so when ’em boats came.",
        'He is 6\'2" tall and has a 15" screen.',
        '<tweet author="somebody" date="2026">',
        "— Salimos al amanecer —dijo Mara—, y punto.",
        "It weighs 5 > 4 and 3 < 4.",
        "In ''Titanic'' erklingt Musik.",
        "",
    ],
)
def test_apostrophes_inches_dashes_and_italics_quote_nobody(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She said “I heard ‘we sail’ twice” again.", ["I heard ‘we sail’ twice"]),
        ("She said ‘I heard “we sail” twice’ again.", ["I heard “we sail” twice"]),
        ("「彼は『はい』と言った」と述べた。", ["彼は『はい』と言った"]),
        ('"I am 6\'2" tall," she said. "So is he."', ["I am 6'2\" tall,", "So is he."]),
        ("‘The boats’ owners came,’ she said.", ["The boats’ owners came,"]),
        ("‘It isn’t over,’ she said. ‘It’s not.’", ["It isn’t over,", "It’s not."]),
        ("(“We sail,” she said.) [“No.”]", ["We sail,", "No."]),
        ("It’s dell’“Economist” and l’«Équipe».", ["Economist", "Équipe"]),
        ("She said “ We sail at dawn.” Nobody came.", ["We sail at dawn."]),
        ("„Ja“ – „nein“, sagte er, und „so“ weiter.", ["Ja", "nein", "so"]),
        ("“a” “b” “c”", ["a", "b", "c"]),
    ],
)
def test_the_outermost_marks_count(text: str, words: list[str]) -> None:
    assert found(text) == words


# --- more than one paragraph ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens", "again", "closes"),
    [
        ("“", "“", "”"),
        ('"', '"', '"'),
        ("„", "„", "“"),
        ("«", "«", "»"),
        ("«", "»", "»"),
        ('"', "“", "”"),
    ],
)
def test_a_quotation_that_opens_every_paragraph_anew_goes_on(opens: str, again: str, closes: str) -> None:
    text = f"{opens}We waited.\n\n{again}Then it rained.\n\n{again}Now we sail,{closes} she said."
    parts = quoted(text)
    assert [part.span.of(text) for part in parts] == ["We waited.", "Then it rained.", "Now we sail,"]
    assert [part.goes_on for part in parts] == [True, True, False]


def test_a_quotation_that_opens_only_once_goes_on_to_the_mark_that_closes_it() -> None:
    text = "Sie sagte: „Wir warteten.\nDann regnete es.\n\nNun fahren wir.“ Alle klatschten. „Gut“, sagte er."
    parts = quoted(text)
    assert [part.span.of(text) for part in parts] == [
        "Wir warteten.", "Dann regnete es.", "Nun fahren wir.", "Gut"
    ]  # fmt: skip
    assert [part.goes_on for part in parts] == [True, True, False, False]


def test_a_mark_that_never_closes_takes_the_rest_of_its_line_only_behind_a_colon() -> None:
    assert found("She said: “We sail at dawn.\nNobody came.") == ["We sail at dawn."]
    assert found("She said “we sail at dawn.\nNobody came. “That was all,” she said.") == ["That was all,"]


def test_a_forgotten_mark_does_not_hide_the_quotation_behind_it() -> None:
    text = "“We sail at dawn, she said. “It is time.”\n\n“Nobody came,” he said."
    assert found(text) == ["It is time.", "Nobody came,"]


def test_spans_say_where_the_words_the_marks_and_the_paragraph_are() -> None:
    text = "Nothing.\nShe said: « We sail. »\n"
    [quotation] = quoted(text)
    assert quotation.outer.of(text) == "« We sail. »"
    assert quotation.paragraph.of(text) == "She said: « We sail. »"


# --- any text ---------------------------------------------------------------------------------

SIGNS = "\"“”„‟«»‹›「」『』＂‘’‚‛〝〟〞'`"
TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from(SIGNS + " .,:?\n\u2028abAB1日本"), st.characters()), max_size=300
) | st.lists(
    st.sampled_from([*SIGNS, "''", "``", ",,", "<<", ">>", " ", "\n", ": ", "we sail", "it’s ", ".", "5"])
).map("".join)


@given(TEXTS)
def test_spans_are_exact_in_order_and_apart(text: str) -> None:
    reached = 0
    for quotation in quoted(text):
        span, outer, paragraph = quotation.span, quotation.outer, quotation.paragraph
        assert reached <= outer.start <= span.start < span.end <= outer.end <= len(text)
        assert paragraph.start <= outer.start
        assert outer.end <= paragraph.end
        assert span.of(text) == span.of(text).strip()
        assert "\n" not in paragraph.of(text)
        reached = outer.end


@pytest.mark.parametrize(
    "sign", [*SIGNS, "''", "``", ",,", "<<", ">>", "“a", "a”", "“a\n", "‘s ", '5" ', "«»"]
)
def test_a_megabyte_of_one_mark_takes_seconds_at_most(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))
    began = process_time()
    quoted(text)
    assert process_time() - began < 3
