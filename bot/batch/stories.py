"""`pullquote stories`: which of the articles in the files tell the same event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.batch.inputs import read_all
from bot.batch.output import (
    ALL_WELL,
    SOME_TROUBLE,
    complained,
    counted,
    plain,
    screen,
    unbroken_pipe,
    with_progress,
    write_json,
)
from bot.batch.work import Broken, Done, work_through
from digests.editor.options import EditOptions
from digests.editor.stories import Backgrounds, StoryIndex, pack
from digests.errors import ArticleRejected
from digests.model import Article

KEPT = timedelta(days=30)
"""Articles this much older than the newest one are forgotten, so that a long stream needs no more memory."""
FORGET_EVERY = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlined:
    """As much of an article as it takes to find its story."""

    id: str
    title: str
    published: datetime | None
    vector: bytes


def outline(article: Article, options: EditOptions) -> Outlined:
    """Runs in a worker. Only the beginning of the text is read: there news says what happened."""
    from digests.editor.edit import skim_article

    done = skim_article(article, options)
    return Outlined(id=done.id, title=done.title, published=done.published, vector=pack(done))


@dataclass(slots=True)
class Desk:
    """Puts articles into stories as they arrive. `now` is an upper bound of the times of publication."""

    now: datetime
    backgrounds: Backgrounds = field(default_factory=Backgrounds)
    index: StoryIndex = field(init=False)
    names: list[str] = field(default_factory=list)
    """By number of story: the id of its first article."""
    placed: int = 0
    latest: datetime | None = None

    def __post_init__(self) -> None:
        self.index = StoryIndex(backgrounds=self.backgrounds)

    def place(self, article: Outlined) -> int:
        """The number of the article's story, a new one if it tells a new event.

        An article that says nothing of its time counts as published when it arrived: with the newest
        before it.
        """
        at = min(article.published, self.now) if article.published else self.latest or self.now
        self.latest = max(self.latest, at) if self.latest else at
        story = self.index.place(article.vector, at)
        if story is None:
            story = len(self.names)
            self.names.append(article.id)
            self.backgrounds.learn(article.vector)
        self.index.add(story, article.vector, at)
        self.placed += 1
        if self.placed % FORGET_EVERY == 0:
            self.index.expire(self.latest - KEPT)
        return story


def run_stories(
    paths: Sequence[str],
    *,
    now: datetime,
    as_json: bool = False,
    jobs: int = 1,
    stdin_format: str = "jsonl",
) -> int:
    """Exit status: 0, or 1 when anything could not be read. Raises OperatorMistake."""
    inputs = read_all(paths, stdin_format)
    desk = Desk(now)
    titles: dict[int, list[str]] = {}
    status = ALL_WELL
    with unbroken_pipe():
        for result in with_progress(work_through(inputs, outline, EditOptions(), jobs)):
            if complained(result):
                status = SOME_TROUBLE
            match result:
                case Done(_, _, Outlined() as article):
                    story = desk.place(article)
                    if as_json:
                        write_json({"id": article.id, "story": desk.names[story]})
                    else:
                        titles.setdefault(story, []).append(plain(article.title or article.id))
                case Done(_, given, ArticleRejected() as rejected) if as_json:
                    write_json({"id": given.id, "story": None, "error": str(rejected)})
                case Broken(_, flaw) if as_json:
                    write_json({"id": flaw.id, "story": None, "error": flaw.reason})
        if not as_json:
            _print(titles)
    return status


def _print(titles: dict[int, list[str]]) -> None:
    """The stories told most often first, then by arrival."""
    console = screen()
    for _, told in sorted(titles.items(), key=lambda item: (-len(item[1]), item[0])):
        console.print(counted(len(told), "article"), style="dim")
        for title in told:
            console.print(f"  {title}")
    articles = sum(map(len, titles.values()))
    console.print(
        f"{counted(len(titles), 'story', 'stories')} in {counted(articles, 'article')}", style="bold"
    )
