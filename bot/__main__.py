"""Where the program starts: `pullquote`, or `python -m bot`. Worker processes import this file too."""

from __future__ import annotations

import sys

from digests.errors import PullquoteError


def main() -> None:
    """The command line; what the user has to mend is told in words, with exit status 2."""
    from bot.cli import main

    try:
        sys.exit(main(sys.argv[1:]))
    except PullquoteError as error:
        sys.stderr.write(f"pullquote: {error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
