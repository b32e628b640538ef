"""Tasks that a worker process does not survive, or not as it should; importable, so that it can run them."""

from __future__ import annotations

import os
import re
import signal
import sys
import time

from digests.errors import ArticleRejected
from digests.model import Article


class Unpicklable(Exception):
    """Comes out of pickling as a TypeError: its arguments are not what it was made from."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def obey(article: Article, options: str) -> str:
    """Does what the article's text says, else returns it with the options."""
    match article.text:
        case "hang":
            time.sleep(600)
        case "hang in C":
            re.match(r"(a+)+$", "a" * 64 + "b")
        case "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            sys.exit(3)
        case "fail":
            raise ValueError("no such thing")
        case "fail oddly":
            raise Unpicklable("this", "that")
        case "recurse":
            return obey(article, options)
        case "reject":
            raise ArticleRejected("not news")
        case "priority":
            return str(os.nice(0))
        case "who":
            return str(os.getpid())
    return f"{article.text} {options}"
