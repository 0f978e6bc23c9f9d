"""Django's engine for PostgreSQL with the few differences that keep a record the same in both databases.

* Text is text of any length, ordered by its code points, as in SQLite.
* JSON is kept as it was written (``json`` and not ``jsonb``): hashes are taken over what comes back.
* What PostgreSQL cannot keep in a text, U+0000, is written behind an escape (U+001A) and read back as it was.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.db.backends.postgresql import base, operations, schema
from psycopg.adapt import Buffer
from psycopg.types.string import StrDumperUnknown, TextLoader

_ODD = re.compile("[\x00\x1a]")
_ESCAPED = re.compile("\x1a([0-9a-f]{4})")


def escaped(text: str) -> str:
    """A text as PostgreSQL can keep it."""
    return _ODD.sub(lambda found: f"\x1a{ord(found[0]):04x}", text)


def unescaped(text: str) -> str:
    """The text that :func:`escaped` made this of."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\x1a" in text else text


class _Dumper(StrDumperUnknown):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(escaped(obj))


class _Loader(TextLoader):
    def load(self, data: Buffer) -> str | bytes:
        text = super().load(data)
        return unescaped(text) if isinstance(text, str) else text


class Operations(operations.DatabaseOperations):
    """How values go in."""

    def adapt_json_value(self, value: Any, encoder: type[json.JSONEncoder] | None) -> Any:
        """JSON as the text it is in SQLite."""
        return json.dumps(value, cls=encoder)


class SchemaEditor(schema.DatabaseSchemaEditor):
    """How tables are made."""

    def _iter_column_sql(
        self, column_db_type: Any, params: Any, model: Any, field: Any, field_db_params: Any, include_default: Any
    ) -> Any:
        if field.get_internal_type() in ("CharField", "TextField"):
            field_db_params = {**field_db_params, "collation": "C"}
        return super()._iter_column_sql(  # type: ignore[misc]
            column_db_type, params, model, field, field_db_params, include_default
        )

    def _create_like_index_sql(self, model: Any, field: Any) -> None:
        """None: in this order every index finds beginnings of words."""


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    data_types = {
        **base.DatabaseWrapper.data_types, "CharField": "text", "JSONField": "json",
    }  # fmt: skip
    SchemaEditorClass = SchemaEditor
    ops_class = Operations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that reads and writes texts as said above."""
        connection = super().get_new_connection(conn_params)
        adapters = connection.adapters
        adapters.register_dumper(str, _Dumper)
        adapters.register_loader("text", _Loader)
        adapters.register_loader("json", TextLoader)
        return connection

    def init_connection_state(self) -> None:
        """What is said to be kept is on a disk, whatever the server does for others."""
        super().init_connection_state()
        with self.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', false) "
                "WHERE current_setting('synchronous_commit') = 'off'"
            )
