"""Cleaning: what goes and why, and that nothing else is touched."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digests.text.clean import clean, printable
from digests.text.repeats import line_keys

TITLE = "Port Linnet opens its harbour again after storm"
BODY = [
    "Port Linnet opened its harbour again on Monday, nine days after the worst storm in a decade.",
    "“We waited long enough,” harbour master Mara Oduya said. “Now we sail.”",
    "The town council set two million crowns aside for the repairs, which will go on until spring.",
]
MORE = [
    "Fishing boats left before dawn, and the first ferry to the islands followed at nine.",
    "Divers found no damage to the pier, the harbour office said in the afternoon.",
]

FERRY = (
    "The first ferry since the storm leaves the harbour of Port Linnet for the outer islands, with all "
    "of its seats sold out."
)


def cleaned(*lines: str, language: str = "en", title: str | None = TITLE) -> tuple[list[str], dict[str, str]]:
    """The kept lines, and the rule for each piece that went."""
    result = clean("\n".join(lines), language, title)
    return result.text.split("\n"), {removal.text: removal.rule for removal in result.removed}


def test_a_scraped_post_loses_everything_around_the_article() -> None:
    kept, removed = cleaned(
        "[ad_1]",
        *BODY[:2],
        "Mayor Tom Brand (L) and Mara Oduya shake hands on the quay on Nov. 23, 2026. (Linnet News/Photo)",
        BODY[2],
        "Related coverage:",
        "Storm closes harbour, ferries stay in port",
        "Council argues over “dear” repairs",
        "[ad_2]",
        f"Read More:{TITLE}",
        "Comments are closed.",
    )
    assert kept == BODY
    assert list(removed.values()) == [
        "ad-placeholder",
        "caption",
        "related",
        "related",
        "related",
        "ad-placeholder",
        "read-more",
        "comments",
    ]


@pytest.mark.parametrize(
    ("language", "line", "rule"),
    [
        ("en", "Advertisement", "advertisement"),
        ("en", "- Advertisement -", "advertisement"),
        ("en", "Continue reading the main story", "read-more"),
        ("en", "(Reporting by Ana Reyes in Leeds; Editing by Bo Lund)", "wire-credit"),
        ("en", "Linnet News reporter Ana Reyes contributed to this report.", "wire-credit"),
        ("en", "Sign up for our morning newsletter to get the news first", "newsletter"),
        ("en", "Follow Ana Reyes on Twitter: @anareyes", "newsletter"),
        ("en", "By Ana Reyes and Bo Lund", "byline"),
        ("en", "Posted: Sunday, June 7, 2026 1:52 am | Updated: 2:45 am, Sun Jun 7, 2026.", "byline"),
        ("en", "Monday, November 23, 2026, 07:43 pm PT (10:43 pm ET)", "date"),
        ("en", "5 min read", "byline"),
        ("en", "Share on Facebook", "share"),
        ("en", "Facebook Twitter Pinterest", "share"),
        ("en", "Photo: Ana Reyes", "photo-credit"),
        ("en", "Ana Reyes/Linnet News/Getty Images", "photo-credit"),
        ("en", "The ferry leaves the harbour of Port Linnet for the islands | Getty", "caption"),
        ("en", "Mayor Tom Brand on the quay of Port Linnet (Image: Linnet News)", "caption"),
        ("en", "FILE - In this Nov. 2, 2026 file photo, the mayor looks at the broken pier.", "caption"),
        ("en", "7/34 24 November 2026 A sailor mends a net on the quay REUTERS", "gallery"),
        ("en", "The ferry leaves the harbour for the first time since the storm that... more", "gallery"),
        ("en", "© 2026 Linnet News. All rights reserved.", "copyright"),
        ("en", "Home | Live coverage | Track the storm | All results of the vote", "menu"),
        ("en", "Go Back to Top. Skip To: Start of Article.", "navigation"),
        ("en", "This site uses cookies to give you the best experience.", "cookies"),
        ("en", "https://news.example/story", "bare-link"),
        ("en", "Harbour open again! https://t.co/kRsZ9udpkC pic.twitter.com/7cRxlaFKML", "tweet"),
        ("en", "— Port Linnet (@portlinnet) November 23, 2026", "tweet"),
        ("en", "ana.reyes@linnet.example", "contact"),
        ("en", "___", "separator"),
        ("en", "* * *", "separator"),
        ("en", "**", "separator"),
        ("en", "![image](https://news.example/pier.jpg)", "bare-link"),
        ("en", "* [Storm closes harbour](https://news.example/storm)", "bare-link"),
        ("en", "Tags: harbour, storm, ferries", "author"),
        ("en", "kAm$@>6 p?@E96C DE@CJ E92E ?@ @?6 42? C625]k^Am", "paywalled"),
        ("de", "Lesen Sie auch: Sturm schließt den Hafen", "related"),
        ("de", "Lesedauer: 4 Minuten", "byline"),
        ("de", "Übersetzung: Mara Lenz, Redaktion: Tom Brandt", "byline"),
        ("de", "Mit Agenturmaterial.", "byline"),
        ("ko", "김민준 기자 외 1명", "byline"),
        ("de", "Freitag, 28.04.2026, 19:25", "date"),
        ("de", "Foto: Anna Reise (Getty)", "photo-credit"),
        ("fr", "À lire aussi : la tempête ferme le port", "related"),
        ("fr", "Publié le 23 novembre 2026 à 10h12", "byline"),
        ("es", "Suscríbete a nuestro boletín", "newsletter"),
        ("es", "Te puede interesar: la tormenta cierra el puerto", "related"),
        ("it", "© RIPRODUZIONE RISERVATA", "copyright"),
        ("it", "di Anna Reali", "byline"),
        ("pt", "Leia também: tempestade fecha o porto", "related"),
        ("nl", "Lees ook: storm sluit de haven", "related"),
        ("nl", "De veerboot verlaat de haven van Linnet. — © BELGA", "caption"),
        ("pl", "Czytaj więcej", "related"),
        ("ru", "Читайте также: шторм закрыл порт", "related"),
        ("ru", "Фото: Анна Рейес / ТАСС", "photo-credit"),
        ("tr", "İlginizi çekebilir", "related"),
        ("tr", "Fotoğraf: Ayşe Kaya", "photo-credit"),
        ("ja", "続きを読む", "read-more"),
        ("ja", "無断転載を禁じます", "copyright"),
        ("ja", "【関連記事】嵐で港が閉鎖", "related"),
        ("ja", "再開した港を視察する市長＝２３日、リネット港で（山田太郎撮影）", "caption"),
        ("ko", "무단전재 및 재배포 금지", "copyright"),
        ("ko", "순천, 광양 김민수 기자 minsu@news.example", "byline"),
        ("ko", "김민수 시장이 23일 항구에서 열린 행사에서 연설하고 있다. 연합뉴스", "caption"),
        ("zh", "责任编辑：王小明", "byline"),
        ("zh", "分享让更多人看到", "share"),
        ("sv", "Foto: Anna Holm", "photo-credit"),
        ("xx", "Read more", "related"),
    ],
)
def test_junk_is_known_in_many_languages(language: str, line: str, rule: str) -> None:
    kept, removed = cleaned(*BODY, line, *MORE, language=language)
    assert removed == {line: rule}
    assert kept == [*BODY, *MORE]


@pytest.mark.parametrize(
    "line",
    [
        "Markets closed higher on Monday after a quiet day of trading, the exchange said. (AP)",
        "“I subscribe to the newsletter and read it every morning,” she said.",
        "Editor's note: the figures in this story were corrected on Tuesday.",
        "Share prices in Port Linnet fell by two percent on Monday.",
        "The source of the fire is not known.",
        "Related charges against two other men were dropped on Friday.",
        "Comments by the minister are closed to the public until the trial.",
        "Advertisement spending rose by a third, the report says.",
        "By Monday evening the harbour was full again.",
        "Read more than one account of the storm and you find three different death tolls.",
        "The new law makes every site that uses cookies ask its readers before it follows them around.",
        "If more travellers sign up for the early check, queues will be shorter, the airport said.",
        "More than 60 people sign up for the course every year, and most of them stay.",
        "close",
        "What happens next?",
        "Why did you stay?",
        "I did not want to leave.",
        "200 g flour",
        "2 eggs, beaten",
        "Linnet Rovers 2-1 Coastal Town",
        "Result: Adams 6-7 (6/8) 6-2 7-6 (8/6) 6-2 Brown",
        "The sea was grey and would not rest,",
        "and no one knew which wind was best",
        "TIP-INS",
        "'Not a swap'",
        "9:40 a.m.",
    ],
)
def test_what_only_looks_like_junk_stays(line: str) -> None:
    kept, removed = cleaned(*BODY, line, *MORE)
    assert (line in kept, removed) == (True, {})


def test_lists_poems_and_interviews_stay_whole() -> None:
    lines = [
        "For the soup you need:", "Two onions", "A litre of stock", "Salt", "",
        "Q: Were you afraid?", "A: No.", "Q: And now?", "A: Now I am.", "",
        "The tide came in, the tide went out,", "and all the boats they turned about.",
    ]  # fmt: skip
    assert cleaned(*BODY, *lines) == ([*BODY, *lines], {})


def test_a_heading_of_related_stories_takes_headlines_along_but_not_the_text_behind_them() -> None:
    kept, removed = cleaned(
        BODY[0], "Related:", "Storm closes harbour", "Ferries stay in port", BODY[1], BODY[2]
    )
    assert kept == BODY
    assert list(removed) == ["Related:", "Storm closes harbour", "Ferries stay in port"]


def test_a_block_of_related_stories_ends_at_a_blank_line() -> None:
    kept, removed = cleaned(*BODY, "ALSO", "Storm closes harbour", "", "A harbour since 1604", *MORE)
    assert kept == [*BODY, "", "A harbour since 1604", *MORE]
    assert list(removed) == ["ALSO", "Storm closes harbour"]


def test_where_blank_lines_stand_everywhere_they_do_not_end_a_block() -> None:
    kept, removed = cleaned(
        *BODY, "", "Related:", "", "Storm closes harbour", "", "Ferries stay", "", MORE[0]
    )
    assert kept == [*BODY, "", MORE[0]]
    assert list(removed) == ["Related:", "Storm closes harbour", "Ferries stay"]


def test_behind_an_end_marker_nothing_stays_unless_it_is_much() -> None:
    foot = "Linnet News has written about the coast since 1921"
    assert cleaned(*BODY, "[ad_2]", foot)[1] == {"[ad_2]": "ad-placeholder", foot: "after-end"}
    kept, removed = cleaned(BODY[0], "[ad_2]", *BODY[1:])
    assert (kept, list(removed)) == (BODY, ["[ad_2]"])


@pytest.mark.parametrize("echo", [TITLE, TITLE.upper(), f"{TITLE}."])
@pytest.mark.parametrize("suffix", [" | Linnet News", " – Linnet News", " - Linnet News - Port Linnet", ""])
def test_a_line_that_repeats_the_title_is_an_echo(echo: str, suffix: str) -> None:
    assert cleaned(echo, *BODY, title=f"{TITLE}{suffix}") == (BODY, {echo: "title-echo"})


def test_a_caption_with_the_title_stuck_to_it_is_a_caption() -> None:
    stuck = f"Mara Oduya said on Monday that the boats would sail. | AP Photo {TITLE}"
    assert cleaned(stuck, *BODY) == (BODY, {stuck: "caption"})


def test_a_credit_with_the_title_and_its_standfirst_behind_is_a_pages_head() -> None:
    head = f"Getty Images Coast and Sea {TITLE} Nine days of waiting are over."
    assert cleaned(head, *BODY) == (BODY, {head: "page-head"})


def test_a_caption_goes_with_the_line_that_repeats_it_with_a_button_behind() -> None:
    button = f"{FERRY} Linnet News hide caption"
    assert cleaned(button, *BODY, FERRY, *MORE) == (
        [*BODY, *MORE],
        {button: "caption", FERRY: "said-before"},
    )


def test_a_heading_with_nothing_below_it_goes() -> None:
    assert cleaned(*BODY, *MORE, "HARBOUR HIGHLIGHTS") == (
        [*BODY, *MORE],
        {"HARBOUR HIGHLIGHTS": "dangling-heading"},
    )


def test_a_text_that_is_only_its_title_keeps_it() -> None:
    assert cleaned(TITLE) == ([TITLE], {})


def test_a_long_paragraph_said_twice_is_kept_once_and_a_refrain_is_kept() -> None:
    kept, removed = cleaned(FERRY, *BODY, "Now we sail.", FERRY, "Now we sail.", MORE[0])
    assert kept == [FERRY, *BODY, "Now we sail.", "Now we sail.", MORE[0]]
    assert removed == {FERRY: "said-before"}


@pytest.mark.parametrize(
    ("language", "sentence", "tail"),
    [
        ("ko", "시장은 항구를 다시 열었다.", "[ⓒ 리넷뉴스, 무단전재 및 재배포 금지]"),
        ("ko", "시장은 항구를 다시 열었다.", "<저작권자(c) 리넷뉴스, 무단 전재-재배포 금지>"),
        ("ko", "시장은 항구를 다시 열었다.", " 김민수 기자 minsu@news.example"),
        ("ko", "시장은 항구를 다시 열었다.", "(사진=리넷뉴스)"),
        ("ja", "市長は港を再び開いた。", "（共同）"),
        ("ja", "市長は港を再び開いた。", "【山田太郎記者】"),
        ("zh", "市长重新开放了港口。", "（责任编辑：王小明）"),
        ("en", "The harbour is open.", " (Reporting by Ana Reyes; Editing by Bo Lund)"),
        ("en", "The harbour is open.", " Read more"),
        ("it", "Il porto è aperto.", " © RIPRODUZIONE RISERVATA"),
        ("de", "Der Hafen ist offen.", " (dpa)"),
    ],
)
def test_junk_glued_to_the_last_sentence_is_cut_off(language: str, sentence: str, tail: str) -> None:
    result = clean("\n".join([*BODY, sentence + tail]), language)
    assert result.text.split("\n")[-1] == sentence
    assert [removal.text for removal in result.removed] == [tail.strip()]


def test_the_head_of_a_page_crawled_into_one_line_is_cut_off() -> None:
    names = "By . Ana Reyes . and Bo Lund ."
    times = "PUBLISHED: . 14:11 EST, 25 October 2026 . | . UPDATED: . 15:36 EST, 25 October 2026 ."
    line = f"{names} {times} {BODY[0]} Scroll down for video . {MORE[0]} E-mail to a friend ."
    kept, removed = cleaned(line)
    assert kept == [BODY[0], MORE[0]]
    assert removed == {
        names: "byline",
        times: "byline",
        "Scroll down for video .": "navigation",
        "E-mail to a friend .": "navigation",
    }


def test_words_of_navigation_inside_a_sentence_stay() -> None:
    line = "The page told them to scroll down for video of the storm, and they did."
    assert cleaned(*BODY, line) == ([*BODY, line], {})


def test_lines_that_a_source_repeats_go() -> None:
    menu = "Coast news since 1921 and counting"
    text = "\n".join([*BODY, menu])
    assert clean(text, "en").removed == ()
    result = clean(text, "en", repeated=line_keys(menu))
    assert [(removal.text, removal.rule) for removal in result.removed] == [(menu, "repeated-by-source")]


def test_rules_that_would_take_most_of_a_text_are_not_believed() -> None:
    headlines = [f"Storm number {n} keeps the ferries of the coast in port" for n in range(10)]
    result = clean("\n".join(["Short news.", "Top stories:", *headlines]), "en", TITLE)
    assert (result.text.split("\n")[-1], result.removed, result.doubtful) == (headlines[-1], (), True)


def test_a_doubtful_text_still_loses_what_nobody_takes_for_text() -> None:
    headlines = [f"Storm number {n} keeps the ferries of the coast in port" for n in range(10)]
    result = clean("\n".join(["[ad_1]", "Short news.", "Top stories:", *headlines]), "en", TITLE)
    assert result.doubtful
    assert [removal.text for removal in result.removed] == ["[ad_1]"]


def test_a_believed_text_is_not_doubtful() -> None:
    assert not clean("\n".join([*BODY, "Advertisement"]), "en", TITLE).doubtful


def test_a_text_of_junk_alone_leaves_nothing() -> None:
    assert clean("[ad_1]\nAdvertisement\n[ad_2]\nSource", "en").text == ""


def test_only_white_space_at_line_ends_blank_lines_and_unprintable_characters_change() -> None:
    assert (
        clean("\n\n  One  line \t\r\n\n\n\nTwo\x00 lines\ufeff\n\n", "en").text == "  One  line\n\nTwo lines"
    )


PIECES = st.sampled_from(
    [
        *BODY,
        *MORE,
        TITLE,
        *("[ad_1]", "[ad_2]", "Related:", "ALSO", "Source", "", "Advertisement", "Tags: a, b", "Read more"),
        *("TOKYO (Kyodo) - ", "(CNN) -- ", "WASHINGTON ", "【ソウル共同】", "[서울=뉴시스] 김민수 기자 = "),
        *("By . Ana Reyes . ", "PUBLISHED: . 14:11 EST, 25 October 2026 . ", "Scroll down for video . "),
        *(
            " (AP)",
            " | Getty",
            "Photo: Ana Reyes",
            "(Reporting by Ana Reyes)",
            "Hide caption 4 of 30",
            "（共同）",
        ),
        *(
            "무단전재 및 재배포 금지",
            "시장은 말했다.",
            "[ⓒ 뉴스, 무단전재 금지]",
            "7/34 24 November 2026 A sailor",
        ),
        *("Ana Reyes is a reporter at Linnet News.", "Storm closes harbour", "“Quote,”", "İ", "(dpa)"),
        *("media playback is not supported on this device", "Safe: Ana Reyes on the quay in Leeds . The"),
        *(
            "pic.twitter.com/7cRxlaFKML",
            "— Ana (@ana) May 3, 2026",
            "Lesen Sie auch: Sturm",
            "THE NEWS",
            "Here:",
        ),
    ]
)
LINES = st.lists(st.one_of(st.text(), st.lists(PIECES, max_size=4).map("".join), PIECES), max_size=24)
LANGUAGES = st.sampled_from(["en", "de", "ja", "ko", "zh", "ru", "xx"])
TITLES = st.one_of(st.none(), st.text(), st.just(TITLE), st.just(f"{TITLE} - Linnet News"))


def pieces_in_order(kept: list[str], delivered: list[str]) -> bool:
    """Whether each kept line is a piece of a delivered one, in order."""
    at, line = 0, 0
    for piece in kept:
        while line < len(delivered) and (found := delivered[line].find(piece, at)) < 0:
            line, at = line + 1, 0
        if line == len(delivered):
            return False
        at = found + len(piece)
    return True


@given(LINES, LANGUAGES, TITLES)
@settings(max_examples=300, deadline=None)
def test_what_stays_is_pieces_of_the_lines_in_their_order(
    lines: list[str], language: str, title: str | None
) -> None:
    text = "\n".join(lines)
    result = clean(text, language, title)
    delivered = printable(text)
    assert pieces_in_order([line for line in result.text.split("\n") if line], delivered.split("\n"))
    assert all(removal.text in delivered for removal in result.removed)


@given(LINES, LANGUAGES, TITLES)
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost_that_is_not_on_record(lines: list[str], language: str, title: str | None) -> None:
    text = "\n".join(lines)
    result = clean(text, language, title)
    there = [*result.text.split(), *(word for removal in result.removed for word in removal.text.split())]
    assert sorted("".join(there)) == sorted("".join(printable(text).split()))


@given(LINES, LANGUAGES, TITLES)
@settings(max_examples=500, deadline=None)
@example(["Top stories:", *["Storm closes harbour"] * 9, "[ad_2]", "x"], "en", None)
def test_cleaning_a_clean_text_changes_nothing(lines: list[str], language: str, title: str | None) -> None:
    once = clean("\n".join(lines), language, title)
    again = clean(once.text, language, title)
    assert (again.text, again.removed) == (once.text, ())


FLOODS = {
    "brackets": "(",
    "square brackets": "[",
    "quotation marks": "“",
    "spaces": " ",
    "dashes": "— ",
    "datelines": "TOKYO (Kyodo) - ",
    "bare capitals": "WASHINGTON ",
    "spaced stops": "By . ",
    "one word": "a",
    "junk lines": "Advertisement\n",
    "lines of prose": f"{BODY[0]}\n",
    "headings": "Related:\nA headline\n",
    "tweets": "— Ana (@ana) ",
    "links": "[a](b) ",
    "captions": "Mayor Tom Brand (L) waves. (Getty)\n",
    "blank lines": "\n",
    "scrolling": "Scroll down for video . ",
    "copyright": "© ",
    "Korean tails": "[ⓒ 뉴스, 무단전재 금지]",
    "slashes": "A B/",
    "menus": "A | B | C\n",
}


@pytest.mark.parametrize("unit", FLOODS.values(), ids=FLOODS.keys())
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_million_characters_of_anything_take_seconds_at_most(unit: str, language: str) -> None:
    flood = unit * (1_000_000 // len(unit))
    start = time.process_time()
    clean(flood, language, TITLE)
    assert time.process_time() - start < 6


def test_a_question_put_to_several_people_stays() -> None:
    question = (
        "What would you change first if you had the harbour of the town to yourself for one day, and why?"
    )
    people = (
        "Ann Bo, who runs the ferry, would build a quay.",
        "Tom Reyes would sleep.",
        "Mara Oduya laughs.",
    )
    text = "\n".join(line for answer in people for line in (question, answer))
    assert clean(text, "en").text == text
