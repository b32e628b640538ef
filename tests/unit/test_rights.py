"""What Telegram's answers about members mean for the bot and for a person."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outcomes import Reply
from bot.rights import Footing, Hidden, Sighting, footing, sighting
from digests.model import ChatKind

GROUP, CHANNEL = ChatKind.SUPERGROUP, ChatKind.CHANNEL
POSTS = {"status": "administrator", "can_post_messages": True}


@pytest.mark.parametrize(
    ("kind", "member", "stands"),
    [
        (ChatKind.PRIVATE, {"status": "member"}, Footing.WELCOME),
        (ChatKind.PRIVATE, {"status": "kicked", "until_date": 0}, Footing.OUT),
        (GROUP, {"status": "member"}, Footing.WELCOME),
        (GROUP, {"status": "administrator", "can_post_messages": False}, Footing.WELCOME),
        (GROUP, {"status": "left"}, Footing.OUT),
        (GROUP, {"status": "restricted", "is_member": True, "can_send_messages": True}, Footing.WELCOME),
        (GROUP, {"status": "restricted", "is_member": True, "can_send_messages": False}, Footing.MUTED),
        (GROUP, {"status": "restricted", "is_member": False, "can_send_messages": True}, Footing.OUT),
        (CHANNEL, POSTS, Footing.WELCOME),
        (CHANNEL, {"status": "administrator", "can_post_messages": False}, Footing.MUTED),
        (CHANNEL, {"status": "administrator"}, Footing.MUTED),
        (CHANNEL, {"status": "member"}, Footing.MUTED),
        (CHANNEL, {"status": "kicked"}, Footing.OUT),
    ],
)
def test_how_the_bot_stands_in_a_chat(kind: ChatKind, member: Mapping[str, object], stands: Footing) -> None:
    assert footing(kind, member) is stands


def said(result: Mapping[str, object]) -> Reply:
    return Reply(200, by_telegram=True, result=dict(result))


NO = Reply(400, by_telegram=True, description="chat not found")
KICKED = Reply(403, by_telegram=True, description="bot was kicked from the channel chat")
AWAY = Reply(0, description="no answer")
NEWS = said({"id": -1001, "type": "channel", "title": "News"})
OWNER, READER = said({"status": "creator"}), said({"status": "left"})


@pytest.mark.parametrize(
    ("chat", "own", "theirs", "seen"),
    [
        (NEWS, said(POSTS), OWNER, Sighting(-1001, CHANNEL, "News", Footing.WELCOME, True)),
        (NEWS, said(POSTS), READER, Sighting(-1001, CHANNEL, "News", Footing.WELCOME, False)),
        (NEWS, said({"status": "left"}), NO, Sighting(-1001, CHANNEL, "News", Footing.OUT, False)),
        (NEWS, NO, NO, Sighting(-1001, CHANNEL, "News", Footing.OUT, False)),
        (NO, NO, NO, Hidden()),
        (KICKED, KICKED, KICKED, Hidden()),
        (said({"id": -1, "type": "something new"}), said(POSTS), OWNER, Hidden()),
        (AWAY, said(POSTS), OWNER, None),
        (NEWS, AWAY, OWNER, None),
        (NEWS, said(POSTS), Reply(502), None),
        (NEWS, said(POSTS), Reply(403), None),  # a firewall's page says nothing about the person
    ],
)
def test_what_can_be_seen_of_a_chat(
    chat: Reply, own: Reply, theirs: Reply, seen: Sighting | Hidden | None
) -> None:
    assert sighting(chat, own, theirs) == seen


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner))
ANSWERS = st.builds(
    Reply,
    st.sampled_from([0, 200, 400, 403, 429, 500]),
    by_telegram=st.booleans(),
    result=st.dictionaries(
        st.sampled_from(["id", "type", "title", "status", "can_post_messages"]),
        JSON | st.sampled_from(["channel", "group", "creator", "left"]),
    )
    | JSON,
)


@given(ANSWERS, ANSWERS, ANSWERS)
def test_nobody_administers_a_chat_of_which_telegram_does_not_say_so(
    chat: Reply, own: Reply, theirs: Reply
) -> None:
    seen = sighting(chat, own, theirs)
    if isinstance(seen, Sighting) and seen.administered:
        assert theirs.status == 200
        assert isinstance(theirs.result, dict)
        assert theirs.result["status"] == "creator"
