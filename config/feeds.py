"""The settings of feeds and topics.

TOML cannot hold both a list and a table of the name `feeds`, so there are two ways to write them: a list
of feeds, `[[feeds]]`, with everything else in the environment; or a table, `[feeds]`, with the list in it
as `[[feeds.list]]`. Either way they come out as one section (`layers.py` puts the first way into the second).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from config import starter
from config.urls import shown_url
from config.values import Allowed, HttpUrl, Number, Section


class Feed(Section):
    url: HttpUrl
    name: str | None = None
    """Shown as the outlet; else what the feed calls itself."""
    topic: str | None = None
    full_text: Literal["auto", "always", "never"] = "auto"
    """Whether an article is read from its page: where the feed gives only a teaser, always, never."""
    weight: Annotated[float, Number, Field(ge=0.1, le=10)] = 1.0
    """How much this outlet counts when stories are ranked."""

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """For logs and tracebacks: the address may hold a password."""
        yield "url", shown_url(self.url)
        yield from ((key, value) for key, value in super().__repr_args__() if key != "url")


def _one_or_more(value: object) -> object:
    """A text as a list: JSON, or words with commas between them, as the environment has them."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError(f"is not JSON: {error}") from error
    return [word.strip() for word in value.split(",") if word.strip()]


def _starter(choices: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(starter.checked, choices)))


def _contact(value: str) -> str:
    """It stands in the head of every request, in brackets, so nothing may stand in it that ends either."""
    mail = r"[\w.+-]+@[\w-]+(\.[\w-]+)*"
    if not re.fullmatch(rf"{mail}|https?://[!#-'*-;=?-~]+", value, re.ASCII):
        raise ValueError(f"{shown_url(value)} is neither an e-mail address nor a web address")
    return value


def _query(text: str) -> str:
    # Imported here, as it brings the stemmers: most configurations have no query.
    from digests.text.query import Unclear, parse

    match parse(text):
        case Unclear(key, values):
            problem = _UNCLEAR.get(key, "cannot be understood")
            raise ValueError(problem.format(**values))
        case _:
            return text


_UNCLEAR = {
    "mistake.query.long": "this query is longer than {limit} characters",
    "mistake.query.many": "this query has more than {limit} words",
    "mistake.query.empty": "there is no word in this query",
    "mistake.query.only_without": "this query only says what to leave out",
    "mistake.query.since": "{words} names no time",
    "mistake.query.language": "{words} names no language; it takes two letters: lang:en",
}

Contact = Annotated[str, AfterValidator(_contact), Allowed("an e-mail address, or https://...")]
_LIST = Allowed("a list of tables with url, and if wanted name, topic, full_text, weight")


class FeedsSettings(Section):
    list: Annotated[tuple[Feed, ...], _LIST] = ()
    starter: Annotated[
        tuple[str, ...],
        BeforeValidator(_one_or_more),
        AfterValidator(_starter),
        Allowed("a list of topics, each with its language unless that is English: world, world:de"),
    ] = ()
    """Which of the feeds in `sources.toml` are read as well."""
    allow_private_addresses: bool = False
    """Whether feeds and pages may lie in the operator's own network. Whoever can add a feed, or publish in
    one, could then make the program fetch from it."""
    contact: Annotated[str, AfterValidator(_contact), Allowed("an e-mail address, or https://...")] | None = (
        None
    )
    """Told to the servers that are asked, so that their people can write instead of locking us out."""

    @field_validator("list")
    @classmethod
    def _each_feed_once(cls, feeds: tuple[Feed, ...]) -> tuple[Feed, ...]:
        urls = [feed.url for feed in feeds]
        twice = next((url for url in urls if urls.count(url) > 1), None)
        if twice is not None:
            raise ValueError(f"{shown_url(twice)} is listed twice")
        return feeds


class Topic(Section):
    """A topic of the operator's own: what these sources publish, and what this query finds."""

    name: Annotated[str, Field(min_length=1)]
    sources: Annotated[
        tuple[Annotated[str, Field(min_length=1)], ...],
        BeforeValidator(_one_or_more),
        Allowed("a list of outlets' names"),
    ] = ()
    query: Annotated[str, AfterValidator(_query), Allowed("words as readers search with")] | None = None

    @model_validator(mode="after")
    def _has_something_to_go_by(self) -> Topic:
        if not self.sources and self.query is None:
            raise ValueError(f"{self.name} has neither sources nor a query")
        return self
