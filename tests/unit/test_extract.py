"""From a page's HTML to its article: what is kept, what is left, and pages made to hurt."""

from __future__ import annotations

import json
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.errors import ArticleRejected
from digests.text.extract import extract

LEAD = "The town's old harbour opened again after nine days, and the fishing boats went out at dawn."
PARAGRAPHS = (
    "A storm had pushed two barges against the northern wall last week, and divers needed days to free them.",
    "“We were lucky that nobody was on board,” the harbour master, Ruth Calder, told reporters on the quay.",
    "Repairs to the wall will take until spring, the council said, and they cost about three million euros.",
    "The ferry to the islands runs again from Thursday, twice a day at first and more often from next month.",
)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def page(body: str, head: str = "") -> str:
    head = f"<head><title>Harbour opens</title>{head}</head>"
    return f"<!doctype html><html lang=en>{head}<body>{body}</body></html>"


def article(before: str = "", after: str = "", head: str = "") -> str:
    return page(
        f"<main><article><h1>Harbour opens</h1>{before}<div class=text>{BODY}{after}</div></article></main>",
        head,
    )


def test_the_paragraphs_of_an_article_come_out_a_line_each_and_word_for_word() -> None:
    assert extract(article()).text.split("\n")[-4:] == list(PARAGRAPHS)


def test_the_headline_is_no_part_of_the_text() -> None:
    assert "Harbour opens" not in extract(article()).text.split("\n")


def test_the_lead_above_the_text_is_found_when_the_page_describes_itself_by_it() -> None:
    lead = f"<header><p class=standfirst>{LEAD}</p></header><p class=byline>By Jo Marsh</p>"
    head = f'<meta property="og:description" content="{LEAD}">'
    assert extract(article(before=lead, head=head)).text.startswith(LEAD)


def test_links_to_other_stories_do_not_come_along() -> None:
    others = "<ul class=related>" + "".join(
        f"<li><a href=/{n}>Storm number {n} on its way to the northern coast</a></li>" for n in range(6)
    )
    assert "Storm number" not in extract(article(after=f"{others}</ul>")).text


def test_scripts_forms_and_navigation_are_not_text() -> None:
    around = "<nav>Home News Sport</nav><script>var a = 'harbour';</script><button>Send it off</button>"
    text = extract(article(before=around, after=around)).text
    assert not any(word in text for word in ("Home News", "var a", "Send it off"))


def test_a_list_in_the_article_is_kept() -> None:
    points = (
        "<p>The council decided on three things in its meeting:</p><ul><li>to mend the wall by spring,</li>"
    )
    points += "<li>to widen the northern gate,</li><li>and to pay the divers at once.</li></ul>"
    assert (
        "- to widen the northern gate,"
        in extract(article(after=points + BODY.replace("A storm", "Wind"))).text
    )


def test_a_page_that_is_drawn_by_scripts_gives_the_text_of_its_json_ld() -> None:
    said = {"@type": "NewsArticle", "headline": "Harbour opens", "articleBody": "\n".join(PARAGRAPHS)}
    html = page("<div id=app></div>", f'<script type="application/ld+json">{json.dumps(said)}</script>')
    assert extract(html).text == "\n".join(PARAGRAPHS)


def test_markdown_that_was_forgotten_in_the_json_ld_is_none_of_the_article() -> None:
    marked = [PARAGRAPHS[0].replace("barges", "[barges](https://news.example/h)"), *PARAGRAPHS[1:]]
    said = {
        "@type": "NewsArticle",
        "headline": "Opens",
        "articleBody": "+++dropcap\n" + "\n".join(marked) + "\n+++",
    }
    html = page("<div id=app></div>", f'<script type="application/ld+json">{json.dumps(said)}</script>')
    assert "barges" in PARAGRAPHS[0]
    assert extract(html).text == "\n".join(PARAGRAPHS)


def test_a_page_with_far_too_many_tags_still_gives_its_paragraphs_and_soon() -> None:
    html = page("<i></i>" * 40_000 + BODY)
    began = process_time()
    assert extract(html).text == "\n".join(PARAGRAPHS)
    assert process_time() - began < 4


@pytest.mark.parametrize(
    "html", ["", " ", "<", "<html>", "<p></p>", "<!-- -->", "\0", "<svg><text>x</text></svg>"]
)
def test_a_page_without_a_text_is_rejected(html: str) -> None:
    with pytest.raises(ArticleRejected):
        extract(html)


def test_a_page_beyond_every_measure_is_rejected() -> None:
    with pytest.raises(ArticleRejected, match="longer than"):
        extract("x" * 5_000_001)


@pytest.mark.parametrize(
    "html",
    [
        f'<?xml version="1.0" encoding="utf-16"?><html><body>{BODY}</body></html>',
        page(BODY.replace(" ", " \0")),
        page(BODY.replace("</p>", "")),
        f"<p>{'<b>' * 200}" + BODY,
        page(BODY + "<p>" + "<div>" * 100_000),
        page(BODY, '<script type="application/ld+json">{"@type": "NewsArticle", </script>'),
        page(BODY, f'<script type="application/ld+json">{"[" * 100_000}</script>'),
        page(BODY, '<script type="application/ld+json">[null, 1, {"@graph": [[], {"@type": 7}]}]</script>'),
        page(BODY, '<meta property="og:url" content="http://[::1"><meta name=author content="">'),
    ],
    ids=["encoding", "nul", "unclosed", "unclosed-bold", "deep", "broken", "nested", "odd", "bad-url"],
)
def test_a_broken_page_still_gives_its_article(html: str) -> None:
    assert PARAGRAPHS[2] in extract(html).text


@given(st.text(alphabet=st.one_of(st.sampled_from('<>/="pdivabrlu \n&;'), st.characters()), max_size=300))
def test_no_page_whatever_breaks_the_extraction(html: str) -> None:
    with suppress(ArticleRejected):
        assert extract(f"<html><body>{html}").text.strip()


@pytest.mark.parametrize(
    "piece", ["<p>word ", "<div>", "<li><a href=x>b</a>", "<", "<b>a</b>", "<td>a", "&amp;"]
)
def test_the_time_for_three_million_characters_is_bounded(piece: str) -> None:
    html = (piece * 3_000_000)[:3_000_000]
    began = process_time()
    with suppress(ArticleRejected):
        extract(html)
    assert process_time() - began < 15
