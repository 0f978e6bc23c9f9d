"""The desk on a page: thin, it asks :mod:`tollbook.desk` and shows what comes back. Importing it loads nothing."""
