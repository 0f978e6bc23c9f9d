"""Tollbook turns reports of armed conflict into a reckoning of harm to civilians that can be trusted and proved."""

__version__ = "0.1.0"
