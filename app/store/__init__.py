"""The record: what was delivered and what was rated, on disk before it is acknowledged."""

from app.store import access as access  # its tables are among the record's
from app.store.store import Store

__all__ = ["Store"]
