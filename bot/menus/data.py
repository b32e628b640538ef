"""Buttons about what is stored of a chat."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks.data import DataAction, ForgetAll, SendAll
from bot.commands.forget import ask, forget
from bot.commands.mydata import send_all
from bot.commands.request import Request
from bot.screens import Shown
from digests.store.engine import Store


async def pressed(store: Store, request: Request, action: DataAction) -> Shown:
    match action:
        case SendAll():
            return await send_all(store, request)
        case ForgetAll(confirmed):
            return await (forget if confirmed else ask)(store, request)
        case _:
            assert_never(action)
