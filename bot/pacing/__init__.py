"""When a message may leave: one pace for the whole bot.

`pace.py` joins the parts: places in the rate (`places.py`), what Telegram takes in a second for nothing and
for Stars (`limits.py`), turns within one chat and what a 429 means (`chats.py`), and what Telegram's silence
means (`trouble.py`). The parts are told the time; only the pace itself waits.
"""

from bot.pacing.pace import FloodWait, Pace, PaceReport

__all__ = ["FloodWait", "Pace", "PaceReport"]
