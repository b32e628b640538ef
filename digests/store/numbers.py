"""Many row numbers as one parameter of a statement: thousands of them, each bound by itself, take longer to
write down than to look up."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import BigInteger, Select, Subquery, Text, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection


def listed(conn: AsyncConnection, numbers: Sequence[int]) -> Select[tuple[int]]:
    """A query that gives these numbers; `column.in_(...)` takes it."""
    if conn.dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(numbers))).table_valued(column("value", BigInteger))
        return select(each.c.value)
    return select(func.unnest(cast(list(numbers), ARRAY(BigInteger))))


def paired(conn: AsyncConnection, pairs: Mapping[int, int]) -> Subquery:
    """A table of these pairs, with the columns `key` and `value`."""
    if conn.dialect.name == "sqlite":
        each = func.json_each(json.dumps(pairs)).table_valued(
            column("key", Text), column("value", BigInteger)
        )
        return select(cast(each.c.key, BigInteger).label("key"), each.c.value.label("value")).subquery()
    keys, values = (cast(list(part), ARRAY(BigInteger)) for part in (pairs.keys(), pairs.values()))
    return select(func.unnest(keys).label("key"), func.unnest(values).label("value")).subquery()
