"""What a pressed button leads to: an action in, what to show out. One module for each family of actions."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks import Action, Nothing
from bot.callbacks.data import DataAction
from bot.callbacks.feeds import FeedAction
from bot.callbacks.follows import FollowAction
from bot.callbacks.lists import ListAction
from bot.callbacks.quotes import QuoteAction
from bot.callbacks.settings import SettingsAction
from bot.callbacks.start import StartAction
from bot.callbacks.stories import StoryAction
from bot.commands.request import Request
from bot.menus import data, feeds, follows, lists, quotes, settings, start, stories
from bot.screens import Shown
from digests.store.engine import Store


async def shown_for(store: Store, request: Request, action: Action) -> Shown | None:
    """None where the button leads nowhere any more, or never did. Raises ReaderMistake."""
    if isinstance(action, ListAction):
        return await lists.pressed(store, request, action)
    if isinstance(action, StoryAction):
        return await stories.pressed(store, request, action)
    if isinstance(action, SettingsAction):
        return await settings.pressed(store, request, action)
    if isinstance(action, DataAction):
        return await data.pressed(store, request, action)
    if isinstance(action, QuoteAction):
        return await quotes.pressed(store, request, action)
    if isinstance(action, FeedAction):
        return await feeds.pressed(store, request, action)
    if isinstance(action, StartAction):
        return await start.pressed(store, request, action)
    if isinstance(action, FollowAction):
        return await follows.pressed(store, request, action)
    if isinstance(action, Nothing):
        return None
    assert_never(action)


def changes_settings(action: Action) -> bool:
    """Whether only administrators of a group may press it; others do not turn its settings' pages either."""
    return isinstance(
        action, SettingsAction | DataAction | StartAction | FeedAction | FollowAction | stories.ChangingAction
    )
