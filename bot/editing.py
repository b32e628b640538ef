"""What the settings say of editing, as the editor takes it: how, and which topics there are."""

from __future__ import annotations

from config.settings import Settings
from digests.editor.digest import FULL_SENTENCES
from digests.editor.options import EditOptions
from digests.editor.topics import TopicRule
from digests.errors import ConfigError, Mistake
from digests.text.query import Unclear, parse


def edit_options(settings: Settings) -> EditOptions:
    return EditOptions(
        sentences=max(settings.digest.sentences, FULL_SENTENCES),
        summarizer=settings.digest.summarizer,
        topics=tuple(topic_rules(settings)),
    )


def topic_rules(settings: Settings) -> list[TopicRule]:
    """The operator's topics. Their queries were understood when the settings were read."""
    rules = []
    for topic in settings.topics:
        query = parse(topic.query) if topic.query else None
        if isinstance(query, Unclear):
            raise ConfigError((Mistake("settings", "topics.query", "cannot be understood"),))
        rules.append(TopicRule(topic.name, topic.sources, query))
    return rules
