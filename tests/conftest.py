"""What all tests share."""

from __future__ import annotations

import os

# As the composition root says it: waits are timedeltas, and python-telegram-bot need not warn of them.
os.environ["PTB_TIMEDELTA"] = "1"
