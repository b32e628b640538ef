"""Bot API methods by which the bot gets its updates: long polling or a webhook, never both."""

from __future__ import annotations

from bot.playground.checks import Parameters
from bot.playground.desk import Desk, Handlers
from bot.playground.replies import Json, conflict
from bot.playground.webhook import Webhook


async def get_updates(desk: Desk, parameters: Parameters) -> Json:
    if desk.courier.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    _allow(desk, parameters)
    updates = await desk.updates.fetch(
        offset=parameters.number("offset") or 0,
        limit=parameters.number("limit") or 100,
        timeout=parameters.number("timeout") or 0,
    )
    return list(updates)


async def set_webhook(desk: Desk, parameters: Parameters) -> Json:
    url = parameters.text("url") or ""
    if not url:
        return await delete_webhook(desk, parameters)
    certificate = parameters.files.get("certificate")
    connections = parameters.number("max_connections")
    webhook = Webhook(
        url=url,
        secret=parameters.text("secret_token"),
        connections=40 if connections is None else connections,
        certificate=certificate.content if certificate else None,
    )
    _allow(desk, parameters)
    _drop_pending(desk, parameters)
    desk.updates.interrupt(conflict("terminated by setWebhook request"))
    await desk.courier.use(webhook)
    return True


async def delete_webhook(desk: Desk, parameters: Parameters) -> Json:
    _drop_pending(desk, parameters)
    await desk.courier.use(None)
    return True


def get_webhook_info(desk: Desk, parameters: Parameters) -> Json:
    webhook = desk.courier.webhook
    info: dict[str, Json] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": webhook is not None and webhook.certificate is not None,
        "pending_update_count": len(desk.updates),
    }
    if webhook:
        info["max_connections"] = webhook.connections
        info["ip_address"] = "127.0.0.1"
    if desk.courier.last_error:
        info["last_error_date"], info["last_error_message"] = desk.courier.last_error
    if (allowed := desk.updates.allowed) is not None:
        info["allowed_updates"] = list(allowed)
    return info


def _allow(desk: Desk, parameters: Parameters) -> None:
    """Telegram remembers the list until another one is given."""
    kinds = parameters.array("allowed_updates")
    if kinds is not None:
        desk.updates.allow(kind for kind in kinds if isinstance(kind, str))


def _drop_pending(desk: Desk, parameters: Parameters) -> None:
    if parameters.flag("drop_pending_updates"):
        desk.updates.clear()


METHODS: Handlers = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
