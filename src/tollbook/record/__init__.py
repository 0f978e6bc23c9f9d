"""The record: a folder that keeps reports, their claims and everything decided about them.

``store.Store`` is its door. The folder holds ``db.sqlite3`` and ``originals/``, the bytes of every report
under their SHA-256. Importing this package loads nothing; :mod:`tollbook.record.store` loads the
database.
"""
