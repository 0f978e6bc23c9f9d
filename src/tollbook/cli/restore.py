"""``tollbook restore``: see :mod:`tollbook.cli.backup`."""

from tollbook.cli.backup import restoring as command

__all__ = ["command"]
