"""The editor's desk: one article from delivery to its edited form, or the reason why not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.editor.edit import LONGEST_TEXT, edit_article, prepare_article
from digests.editor.options import SUMMARIZERS, EditOptions
from digests.errors import ArticleRejected
from digests.model import EditedArticle
from tests.builders import article

PAGE = """<html lang="en"><head><title>Storm over Port Linnet | Linnet News</title>
<meta property="og:site_name" content="Linnet News">
<meta property="article:published_time" content="2026-11-23"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Storm over Port Linnet</h1>
<p>The harbour of Port Linnet reopened on Monday after a storm had closed it for nine days in a row.</p>
<p>Fishing boats left before dawn, and the first ferry to the islands is expected to sail on Thursday.</p>
<p>Repairs to the harbour wall cost the town two million crowns, the council said in a statement.</p>
<p>The council will meet again next week to talk about the money that is still missing for the rest.</p>
</article><footer>© Linnet News</footer></body></html>"""


def edited(options: EditOptions | None = None, **given: str | None) -> EditedArticle:
    return edit_article(article(**given), options or EditOptions())  # type: ignore[arg-type]  # text fields only


def test_an_article_comes_out_with_summary_quotes_and_language() -> None:
    done = edited()
    assert done.article.language == "en"
    assert [quote.speaker for quote in done.quotes] == ["Mara Oduya"]
    assert done.summary
    assert done.article.removed == ()


def test_a_page_is_read_and_fills_what_the_source_left_out() -> None:
    done = edited(title=None, text=None, html=PAGE, source=None)
    assert done.article.text.startswith("The harbour of Port Linnet reopened on Monday")
    assert "Sport" not in done.article.text
    assert done.article.title == "Storm over Port Linnet"
    assert done.article.source == "Linnet News"
    assert done.article.published is not None


def test_what_the_source_says_goes_before_what_the_page_says() -> None:
    done = edited(title="Our title", text=None, html=PAGE, source="Wire")
    assert (done.article.title, done.article.source) == ("Our title", "Wire")


def test_without_cleaning_the_text_stays_exactly_as_given() -> None:
    text = "  [ad_1]\r\n\x00 “We waited,” Mara Oduya said.\ufeff \n\n\nAdvertisement "
    done = edited(EditOptions(clean=False), text=text)
    assert (done.article.text, done.article.removed) == (text, ())
    assert done.article.sentences


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The harbour is open. Boats left.", "The harbour is open."),
        ("word " * 40, ("word " * 20).strip()),
        ("港" * 200, "港" * 100),
    ],
)
def test_an_article_without_a_title_gets_its_first_words(text: str, title: str) -> None:
    assert edited(title=None, text=text).article.title == title


def test_a_title_is_put_on_one_line_and_otherwise_left_alone() -> None:
    assert edited(title=" Storm:\n <b>over</b>\x00 “Linnet” ").article.title == "Storm: <b>over</b> “Linnet”"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"text": ""}, "no text"),
        ({"text": " \n\t "}, "no text"),
        ({"text": None}, "neither text nor html"),
        ({"text": "[ad_1]\nAdvertisement\n[ad_2]\nSource"}, "nothing but advertising"),
        ({"text": "123 456\n---\n7"}, "no words"),
        ({"text": "\x00\x01\x02abc" * 50}, "not text"),
        ({"text": "\ufffd\ufffdabc" * 50}, "not text"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "longer than"),
        ({"text": None, "html": "<html><body></body></html>"}, "no article text"),
        ({"text": None, "html": ""}, "no article text"),
        ({"text": None, "html": "\x00" * 20}, "no article text"),
    ],
)
def test_what_cannot_be_used_is_rejected_with_a_reason(given: dict[str, str | None], reason: str) -> None:
    with pytest.raises(ArticleRejected, match=reason):
        edited(**given)


@pytest.mark.parametrize("summarizer", SUMMARIZERS)
def test_every_summarizer_can_be_chosen(summarizer: str) -> None:
    assert len(edited(EditOptions(sentences=2, summarizer=summarizer)).summary) == 2


def test_an_unknown_summarizer_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="magic"):
        edited(EditOptions(summarizer="magic"))


def test_the_same_content_has_one_fingerprint_whatever_its_white_space() -> None:
    one = edited(id="a", text="The harbour is open.  Boats left.\r\n").article
    two = edited(id="b", text="The harbour is open. Boats left.").article
    other = edited(id="a", text="The harbour is shut. Boats left.").article
    assert one.fingerprint == two.fingerprint != other.fingerprint


def test_a_prepared_article_can_be_found_and_placed() -> None:
    prepared = prepare_article(article(), EditOptions())
    assert "harbour" in prepared.index.body.split()
    assert "harbour" in prepared.index.title.split()
    assert prepared.vector


@settings(max_examples=60)
@given(st.text(alphabet=st.one_of(st.sampled_from(" \n.“”\"'[]abcAB日本"), st.characters())), st.booleans())
def test_any_text_is_edited_with_exact_spans_or_rejected(text: str, clean: bool) -> None:
    try:
        done = edited(EditOptions(clean=clean), text=text)
    except ArticleRejected as rejection:
        assert str(rejection)
        return
    size = len(done.article.text)
    for span in (*done.article.sentences, *done.summary, *(quote.span for quote in done.quotes)):
        assert 0 <= span.start < span.end <= size
    assert clean or done.article.text == text
