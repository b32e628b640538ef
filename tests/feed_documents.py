"""Feeds and pages as servers send them, with good defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)

BRIDGE = (
    "The harbour bridge will be closed to lorries from Monday while its bearings are replaced. "
    "“We waited exactly as long as the steel allowed, and not a day longer,” said Mara Lindqvist, "
    "the harbour director. Ferries will run all night between the two banks of the Linnet, and buses "
    "go round by the old mill. The work is to last eleven weeks and to cost two million crowns."
)
SEAL = (
    "A grey seal came up the canal on Sunday and stayed at the fish market until the evening. Nobody "
    "minded, least of all the children, who had never seen one so near. The market's oldest fishwife fed "
    "it two herrings and a crab. By nightfall it had gone the way it came, and the lock was shut behind it."
)


@dataclass
class Item:
    title: str
    text: str
    link: str = ""
    whole: bool = True
    hours_old: float | None = 1
    """None: without a date."""
    now: datetime = NOW

    def xml(self) -> str:
        kind = "content:encoded" if self.whole else "description"
        return (
            f"<item><title>{escape(self.title)}</title><link>{self.link}</link>{self._date()}"
            f"<{kind}>{escape(f'<p>{self.text}</p>')}</{kind}></item>"
        )

    def _date(self) -> str:
        if self.hours_old is None:
            return ""
        return f"<pubDate>{format_datetime(self.now - timedelta(hours=self.hours_old))}</pubDate>"


def rss(*items: Item, title: str = "Coastal Post") -> bytes:
    namespace = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    told = "".join(item.xml() for item in items)
    return f'<rss version="2.0" {namespace}><channel><title>{title}</title>{told}</channel></rss>'.encode()


def page(title: str, *paragraphs: str) -> bytes:
    told = "".join(f"<p>{each}</p>" for each in paragraphs)
    return f"<html><head><title>{title}</title></head><body><article>{told}</article></body></html>".encode()
