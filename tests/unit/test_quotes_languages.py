"""Who speaks, in every language whose news the rules know: a table of sentences for each."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.quotations.east_asian import spoken
from digests.editor.quotations.marks import quoted
from digests.editor.quotations.quotes import quotes

EUROPEAN = [
    (
        "fr",
        "« Nous partons à l'aube et nous ne regardons pas en arrière », a déclaré Mara Lenoir.",
        "Mara Lenoir",
    ),
    ("fr", "« Nous partons à l'aube », affirme la ministre Mara Lenoir au micro.", "Mara Lenoir"),
    ("fr", "Selon Mara Lenoir, « le port ne rouvrira pas avant l'automne ».", "Mara Lenoir"),
    ("fr", "Mara Lenoir a expliqué : « Le port ne rouvrira pas avant l'automne. »", "Mara Lenoir"),
    (
        "fr",
        "La maire Mara Lenoir a parlé mardi. « Le port reste fermé », a ajouté Mme Lenoir.",
        "Mara Lenoir",
    ),
    ("es", "«Salimos al amanecer y no miramos atrás», dijo Mara Olmedo.", "Mara Olmedo"),
    ("es", "“Salimos al amanecer”, aseguró la alcaldesa Mara Olmedo.", "Mara Olmedo"),
    ("es", "Según Mara Olmedo, “el puerto no abrirá hasta el otoño”.", "Mara Olmedo"),
    ("es", "Mara Olmedo explicó: “El puerto no abrirá hasta el otoño”.", "Mara Olmedo"),
    (
        "es",
        "La alcaldesa Mara Olmedo habló el martes. “El puerto sigue cerrado”, añadió Olmedo.",
        "Mara Olmedo",
    ),
    ("it", "«Salpiamo all'alba e non guardiamo indietro», ha detto Mara Oldani.", "Mara Oldani"),
    ("it", "«Salpiamo all'alba», spiega la sindaca Mara Oldani.", "Mara Oldani"),
    ("it", "Secondo Mara Oldani «il porto non riaprirà prima dell'autunno».", "Mara Oldani"),
    ("it", "Mara Oldani ha dichiarato: «Il porto non riaprirà prima dell'autunno».", "Mara Oldani"),
    ("it", "“Il porto non riaprirà”, sottolinea il ministro della Pesca, Tommaso Brandi.", "Tommaso Brandi"),
    (
        "it",
        "La sindaca Mara Oldani ha parlato martedì. «Il porto resta chiuso», ha aggiunto Oldani.",
        "Mara Oldani",
    ),
    ("pt", "“Zarpamos de madrugada e não olhamos para trás”, disse Mara Oliveira.", "Mara Oliveira"),
    ("pt", "Segundo Mara Oliveira, “o porto não reabre antes do outono”.", "Mara Oliveira"),
    ("pt", "De acordo com Mara Oliveira, “o porto não reabre antes do outono”.", "Mara Oliveira"),
    ("pt", "Mara Oliveira explicou: “O porto não reabre antes do outono”.", "Mara Oliveira"),
    (
        "pt",
        "A prefeita Mara Oliveira falou na terça. “O porto segue fechado”, acrescentou Oliveira.",
        "Mara Oliveira",
    ),
    ("nl", "“We varen bij zonsopgang en kijken niet om”, zei Mara Hendriks.", "Mara Hendriks"),
    ("nl", "Volgens Mara Hendriks “gaat de haven pas in de herfst open”.", "Mara Hendriks"),
    ("nl", "Mara Hendriks verklaarde: “De haven gaat pas in de herfst open.”", "Mara Hendriks"),
    ("nl", "‘De haven gaat pas in de herfst open’, aldus Tom Brandt.", "Tom Brandt"),
    ("nl", '"We varen bij zonsopgang", benadrukte premier Tom Brandt dinsdag.', "Tom Brandt"),
    (
        "pl",
        "„Wypływamy o świcie i nie oglądamy się za siebie” – powiedziała Maria Olszewska.",
        "Maria Olszewska",
    ),
    ("pl", "„Wypływamy o świcie” – podkreślił minister Tomasz Brandt.", "Tomasz Brandt"),
    ("pl", "Maria Olszewska dodała: „Port otworzymy dopiero jesienią”.", "Maria Olszewska"),
    ("pl", "Według Marii Olszewskiej „port otworzymy dopiero jesienią”.", "Marii Olszewskiej"),
    ("ru", "«Мы выходим на рассвете и не оглядываемся назад», — сказала Мария Ольхова.", "Мария Ольхова"),
    ("ru", "«Мы выходим на рассвете», — заявил министр Тимур Брандт.", "Тимур Брандт"),
    ("ru", "Мария Ольхова добавила: «Порт откроется только осенью».", "Мария Ольхова"),
    ("ru", "По словам Марии Ольховой, «порт откроется только осенью».", "Марии Ольховой"),
    ("ru", "„Мы выходим на рассвете“, — отметил губернатор Тимур Брандт.", "Тимур Брандт"),
    ("ru", '"Порт откроется только осенью", - подчеркнул мэр Тимур Брандт во вторник.', "Тимур Брандт"),
    ("sv", "”Vi seglar i gryningen och ser oss inte om”, sade Mara Ohlsson.", "Mara Ohlsson"),
    ("sv", "”Vi seglar i gryningen”, säger statsminister Tom Brandt.", "Tom Brandt"),
    ("sv", "Enligt Mara Ohlsson ”öppnar hamnen först till hösten”.", "Mara Ohlsson"),
    ("sv", "Mara Ohlsson skriver: ”Hamnen öppnar först till hösten.”", "Mara Ohlsson"),
    ("sv", "”Hamnen öppnar först till hösten”, meddelade polisen.", None),
    ("sv", "»Vi seglar i gryningen», berättar Mara Ohlsson för tidningen.", "Mara Ohlsson"),
    ("da", "»Vi sejler ved daggry og ser os ikke tilbage,« siger Mara Olsen.", "Mara Olsen"),
    ("da", "”Vi sejler ved daggry”, sagde statsminister Tom Brandt.", "Tom Brandt"),
    ("da", "Ifølge Mara Olsen ”åbner havnen først til efteråret”.", "Mara Olsen"),
    ("da", "Mara Olsen skriver: »Havnen åbner først til efteråret.«", "Mara Olsen"),
    ("da", "»Havnen åbner først til efteråret,« oplyser politiet.", None),
    ("da", '"Vi sejler ved daggry", fortæller Mara Olsen til avisen.', "Mara Olsen"),
    ("no", "«Vi seiler ved daggry og ser oss ikke tilbake», sier Mara Olsen.", "Mara Olsen"),
    ("no", "«Vi seiler ved daggry», sa statsminister Tom Brandt.", "Tom Brandt"),
    ("no", "Ifølge Mara Olsen «åpner havnen først til høsten».", "Mara Olsen"),
    ("no", "Mara Olsen skriver: «Havnen åpner først til høsten.»", "Mara Olsen"),
    ("no", "«Havnen åpner først til høsten», opplyser politiet.", None),
    ("no", '"Vi seiler ved daggry", forteller Mara Olsen til avisen.', "Mara Olsen"),
    ("de", "„Wir fahren bei Tagesanbruch und sehen nicht zurück“, sagte Mara Lenz.", "Mara Lenz"),
    ("de", "»Der Hafen öffnet erst im Herbst«, so Hafenmeister Tom Brandt.", "Tom Brandt"),
    ("nl", "“We varen bij zonsopgang”, zegt burgemeester Tom Brandt.", "Tom Brandt"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), EUROPEAN)
def test_european_news_names_its_speakers(language: str, text: str, speaker: str | None) -> None:
    assert [quote.speaker for quote in quotes(text, language)] == [speaker]


def told(text: str, language: str) -> list[tuple[str, str | None, str | None, str] | None]:
    """Mention, speaker, role and cue of every quotation."""
    heard = spoken(text, quoted(text), language)
    assert heard is not None
    return [
        one and (one.mention.of(text), one.speaker, one.role.of(text) if one.role else None, one.cue.of(text))
        for one in heard
    ]


JAPANESE = [
    ("港田文雄首相は15日、記者団に「対策を急ぐ」と述べた。", ("港田文雄", "港田文雄", "首相", "述べた")),
    ("「約束は守る」と港田首相は述べた。", ("港田", "港田", "首相", "述べた")),
    ("外務省は「遺憾だ」とのコメントを発表した。", ("外務省", "外務省", None, "発表した")),
    ("会社員の山田太郎さん（45）は「驚いた」と話した。", ("山田太郎", "山田太郎", None, "話した")),
    (
        "トム・ブラント米大統領は「合意は近い」と語った。",
        ("トム・ブラント", "トム・ブラント", "大統領", "語った"),
    ),
    ("首相は会見で「問題ない」と強調した。", ("首相", None, "首相", "強調した")),
    ("専門家によると、「地震は続く」と指摘されている。", ("専門家", None, None, "指摘されている")),
    ("港の女性看護師は「謝罪してほしい」と憤る。", ("女性看護師", None, None, "憤る")),
]
KOREAN = [
    ('윤서준 대통령은 15일 "물가를 잡겠다"라고 말했다.', ("윤서준", "윤서준", "대통령", "말했다")),
    ('"물가를 잡겠다"고 이하늘 바른바다당 대표는 밝혔다.', ("이하늘", "이하늘", "대표", "밝혔다")),
    ('톰 브란트 미국 대통령은 "합의가 가깝다"고 말했다.', ("브란트", "톰 브란트", "대통령", "말했다")),
    ('외교부는 "유감"이라고 밝혔다.', ("외교부", "외교부", None, "밝혔다")),
    ('김모(45)씨는 "놀랐다"고 말했다.', ("김모", "김모", None, "말했다")),
    ('정부 관계자는 "검토 중"이라며 말을 아꼈다.', ("관계자", None, None, "이라며")),
    ('그는 "그렇다"고 말했다.', ("그", None, None, "말했다")),
    ('한 의원은 "안 된다"고 했다.', ("의원", None, "의원", "했다")),
]
CHINESE = [
    ("外交部发言人毛小宁27日在记者会上表示，“中方反对”。", ("毛小宁", "毛小宁", "发言人", "表示")),
    ("外交部發言人汪小斌表示：「我方反對。」", ("汪小斌", "汪小斌", "發言人", "表示")),
    ("李海平主席指出，“要坚持改革”。", ("李海平", "李海平", "主席", "指出")),
    ("“我们会继续努力。”李海总理说。", ("李海", "李海", "总理", "说")),
    ("总统托马斯·布兰特说：“这是好消息。”", ("托马斯·布兰特", "托马斯·布兰特", "总统", "说")),
    ("谈到房价时，建设部部长倪小虹表示，“房子要住”。", ("倪小虹", "倪小虹", "部长", "表示")),
    ("外交部表示，“中方反对”。", ("外交部", "外交部", None, "表示")),
    ("“很好吃。”王女士告诉记者。", ("王女士", "王女士", None, "告诉")),
    ("他说：“我很高兴。”", ("他", None, None, "说")),
]
TURKISH = [
    (
        'Bakan Ayşe Kaya Demir, "Limanı açacağız" dedi.',
        ("Ayşe Kaya Demir", "Ayşe Kaya Demir", "Bakan", "dedi"),
    ),
    (
        'Rüzgarın dindiğini belirten Kaya, "Çok şükür" ifadelerini kullandı.',
        ("Kaya", "Kaya", None, "ifadelerini kullandı"),
    ),
    ('"Karar yanlış" diyen Başkan Tom Brandt, itiraz etti.', ("Tom Brandt", "Tom Brandt", "Başkan", "diyen")),
    ('Vali Tom Brandt, şunları kaydetti: "Gemiler yolda."', ("Tom Brandt", "Tom Brandt", "Vali", "kaydetti")),
    (
        'Milli Savunma Bakanlığı, "Yoldayız" açıklamasını yaptı.',
        ("Milli Savunma Bakanlığı", "Milli Savunma Bakanlığı", None, "açıklamasını yaptı"),
    ),
    ("“Gitmiyoruz” dedi Kaya.", ("Kaya", "Kaya", None, "dedi")),
    ('Bakanlık, "Önlem aldık" diye yazdı.', ("Bakanlık", None, None, "diye yazdı")),
]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (language, text, expected)
        for language, rows in (("ja", JAPANESE), ("ko", KOREAN), ("zh", CHINESE), ("tr", TURKISH))
        for text, expected in rows
    ],
)
def test_languages_with_the_verb_at_the_end_or_names_before_titles_have_readers_of_their_own(
    language: str, text: str, expected: tuple[str, str | None, str | None, str]
) -> None:
    assert told(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text", "speakers"),
    [
        (
            "ja",
            "港田文雄首相は「急ぐ」と述べた。港田氏は「必ずやる」とも語り、「責任がある」と強調した。",
            ["港田文雄"] * 3,
        ),
        ("ja", "清水治理事長が「おわびする」と謝罪。「体制を見直す」と説明した。", ["清水治"] * 2),
        (
            "ko",
            '윤서준 대통령은 "하겠다"며 "꼭 하겠다"고 말했다. 윤 대통령은 "믿어 달라"고 했다.',
            ["윤서준"] * 3,
        ),
        ("zh", "外交部发言人毛小宁表示，“中方反对”。毛小宁强调：“这是原则。”", ["毛小宁"] * 2),
        ("tr", 'Vali Tom Brandt, "Geldik" dedi. Brandt, "Gidiyoruz" diye konuştu.', ["Tom Brandt"] * 2),
    ],
)
def test_a_short_name_becomes_the_full_one_and_a_sentence_shares_its_subject(
    language: str, text: str, speakers: list[str]
) -> None:
    assert [one and one[1] for one in told(text, language)] == speakers


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "映画「冬の港」が公開された。"),
        ("ko", "영화 '겨울 항구'가 개봉했다."),
        ("zh", "电影“冬天的港口”上映了。"),
        ("tr", 'Sahnede "Kış Limanı" vardı.'),
    ],
)
def test_nobody_is_guessed_to_have_said_a_title(language: str, text: str) -> None:
    assert told(text, language) == [None]


def test_two_people_of_one_surname_keep_the_surname_that_stands_there() -> None:
    text = "山田太郎首相は「急ぐ」と述べた。山田花子議員は「遅い」と語った。山田氏は「待て」と話した。"
    assert [one and one[1] for one in told(text, "ja")] == ["山田太郎", "山田花子", "山田"]


def test_other_languages_have_no_reader() -> None:
    assert spoken("“We sail,” she said.", quoted("“We sail,” she said."), "en") is None


PIECES = [
    *'「」"“”\n、が：说 ',
    *("首相は", "と述べた。", "대통령은 ", "고 말했다. ", "主席表示，", "Kaya, ", " dedi", "山田氏"),
]


@given(
    st.lists(st.sampled_from(PIECES)).map("".join) | st.text(max_size=100),
    st.sampled_from(["ja", "ko", "zh", "tr"]),
)
def test_mentions_roles_and_cues_are_stretches_of_any_text(text: str, language: str) -> None:
    heard = spoken(text, quoted(text), language)
    assert heard is not None
    for one in heard:
        if one is not None:
            for span in (one.mention, one.cue, one.role):
                assert span is None or 0 <= span.start < span.end <= len(text)
            assert one.speaker is None or one.speaker in text
            assert 0 <= one.confidence <= 1


@pytest.mark.parametrize("language", ["ja", "ko", "zh", "tr"])
@pytest.mark.parametrize(
    "piece", ["「あ」と首相は述べた", '"가"고 대통령은 말했다 ', "说：“好”", 'Kaya, "a" dedi ']
)
def test_a_long_text_takes_seconds_at_most(language: str, piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = process_time()
    spoken(text, quoted(text)[:1_000], language)
    assert process_time() - began < 4
