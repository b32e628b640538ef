"""What is said of a button that leads nowhere any more: what to do instead, by what it was for."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import Action
from bot.callbacks.lists import ListAction
from bot.callbacks.settings import SettingsAction
from bot.callbacks.stories import StoryAction
from bot.commands.request import Request
from bot.commands.settings import shown
from bot.screens import Shown, Toast
from digests.store.engine import Store


async def instead(store: Store, request: Request, action: Action) -> Shown:
    """Settings are shown as they are now; of everything else is said where to find it."""
    if isinstance(action, SettingsAction):
        anew = await shown(store, request, request.subscription)
        return replace(anew, notice=request.words.plain("mistake.button.settings"))
    if isinstance(action, StoryAction):
        return Toast(request.words.plain("mistake.button.story"))
    if isinstance(action, ListAction):
        return Toast(request.words.plain("mistake.button.list"))
    return Toast(request.words.plain("mistake.button"))
