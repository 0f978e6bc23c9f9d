"""Converters: bytes of one format to pieces of text. They meet what is hostile, and run only in a child process."""
