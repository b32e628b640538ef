"""When a database fails: what is its own trouble, and what it is called in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from digests.errors import StoreError


def is_trouble(error: Exception) -> bool:
    """Whether it is the database that fails, and not a statement that is wrong."""
    # DatabaseError itself is a damaged file; its other subclasses are about statements.
    return isinstance(error, (OperationalError, InterfaceError)) or type(error) is DatabaseError


@contextmanager
def translated(name: str, *, at_start: bool = False) -> Iterator[None]:
    """Trouble of the database itself becomes a StoreError; a statement that is wrong stays our bug."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreError(f"{name}: no connection became free in time") from error
    except DBAPIError as error:
        if not is_trouble(error) and not at_start:
            raise
        raise StoreError(_explained(name, error)) from error


def _explained(name: str, error: DBAPIError) -> str:
    reason = str(error.orig).strip().partition("\n")[0]
    match reason:
        case "database is locked":
            return (
                f"{name} is locked by another program; close it (a database browser, a backup) and try again"
            )
        case "file is not a database" | "database disk image is malformed":
            return f"{name} is damaged or not an SQLite database ({reason}); restore a backup copy"
        case "database or disk is full":
            return f"{name}: no space left on the disk; free some and try again"
        case _:
            return f"{name}: {reason}"
