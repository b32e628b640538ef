"""Datelines: where an article was written, told from the sentence behind it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.clean import clean
from digests.text.junk.datelines import dateline_end
from digests.text.junk.rules import rules

ENGLISH = "The minister opened the new harbour on Monday in front of some hundred guests."


@pytest.mark.parametrize(
    ("language", "dateline", "sentence"),
    [
        ("en", "TOKYO (Kyodo) - ", ENGLISH),
        ("en", "(CNN) -- ", ENGLISH),
        ("en", "(Reuters) – ", ENGLISH),
        ("en", "BERLIN, Germany (CNN) -- ", ENGLISH),
        ("en", "Hong Kong (CNN) -- ", ENGLISH),
        ("en", "Newark (CNN) ", ENGLISH),
        ("en", "NEW YORK (AP) — ", ENGLISH),
        ("en", "LOS ANGELES, April 8 (UPI) -- ", ENGLISH),
        ("en", "TOKYO/SEOUL (Reuters) - ", ENGLISH),
        ("en", "HOUSTON (KTRK) -- ", ENGLISH),
        ("en", "OAKMONT, Pa. – ", ENGLISH),
        ("en", "DES MOINES, Iowa -- ", ENGLISH),
        ("en", "CAIRO—", ENGLISH),
        ("en", "Kabul, Afghanistan — ", ENGLISH),
        ("en", "WASHINGTON ", ENGLISH),
        ("en", "MEXICO CITY ", ENGLISH),
        ("de", "BERLIN (dpa) - ", "Die Ministerin hat am Montag den neuen Hafen eröffnet."),
        ("de", "Frankfurt am Main (dpa/AFP) – ", "Die Ministerin hat am Montag den Hafen eröffnet."),
        ("fr", "Paris, 3 mai (AFP) - ", "La ministre a inauguré lundi le nouveau port."),
        ("es", "Madrid, 3 may (EFE).- ", "La ministra inauguró el lunes el nuevo puerto."),
        ("it", "(ANSA) - ROMA, 03 MAG - ", "La ministra ha inaugurato lunedì il nuovo porto."),
        ("tr", "ANKARA (AA) - ", "Bakan pazartesi günü yeni limanı açtı ve konuştu."),
        ("ru", "МОСКВА, 3 мар — РИА Новости. ", "Министр открыл в понедельник новый порт."),
        ("ru", "МОСКВА, 3 марта. /ТАСС/. ", "Министр открыл в понедельник новый порт."),
        ("ja", "【ソウル共同】", "大臣は３日、新しい港を開いた。"),
        ("ja", "［東京　３日　ロイター］ - ", "大臣は３日、新しい港を開いた。"),
        ("ko", "[서울=뉴시스] 김민수 기자 = ", "장관은 3일 새로운 항구를 열었다."),
        ("ko", "(안성=뉴스1) 김민수 기자 = ", "장관은 3일 새로운 항구를 열었다."),
        ("zh", "新华社北京10月3日电（记者张三）", "部长三日为新港口揭幕。"),
        ("zh", "（中央社記者王小明台北3日電）", "部長三日為新港口揭幕。"),
    ],
)
def test_a_dateline_is_taken_off_and_kept(language: str, dateline: str, sentence: str) -> None:
    result = clean(dateline + sentence, language)
    assert (result.text, result.dateline) == (sentence, dateline.strip())
    assert [(removal.text, removal.rule) for removal in result.removed] == [(dateline.strip(), "dateline")]


@pytest.mark.parametrize(
    "line",
    [
        "APPLE HAS REVEALED that it last week removed an app from its shop.",
        "NASA — the space agency of the United States — said on Monday it would wait.",
        "The mayor (centre) - who was elected last year - opened the harbour.",
        "Mary Smith (Labour) said on Monday that she would not stand again.",
        "Coe - Paula needs time to heal after all of this, her trainer said.",
        "London - that grand old city - is full of rain again this week.",
        "COVID-19 cases rose sharply in the last week of March, doctors said.",
        "BMW (BMWG.DE) said on Tuesday it would build a plant in the north.",
        "“Berlin – that is where I was happy,” she said of her first years there.",
        "TIP-INS",
        "ALL-IN FOR THE MAYOR — OR NOT",
    ],
)
def test_what_only_looks_like_a_dateline_stays(line: str) -> None:
    result = clean(f"{line}\n{ENGLISH}", "en")
    assert (result.text.split("\n")[0], result.dateline) == (line, None)


def test_a_dateline_may_stand_below_a_standfirst_but_not_in_the_middle_of_an_article() -> None:
    line = f"WASHINGTON (AP) — {ENGLISH}"
    assert clean(f"A harbour opens, and nobody is happy\n{line}", "en").dateline == "WASHINGTON (AP) —"
    paragraphs = [f"{ENGLISH} It was day {n}." for n in range(9)]
    assert clean("\n".join([*paragraphs, line]), "en").dateline is None


def test_a_dateline_alone_on_its_line_is_one_too() -> None:
    result = clean(f"HOUSTON (KTRK) --\n{ENGLISH}", "en")
    assert (result.text, result.dateline) == (ENGLISH, "HOUSTON (KTRK) --")


@given(st.text(), st.sampled_from(["en", "ja", "ko", "ru", "zh", "xx"]))
def test_where_a_dateline_ends_is_in_the_line(line: str, language: str) -> None:
    assert 0 <= dateline_end(line, rules(language)) <= len(line)
