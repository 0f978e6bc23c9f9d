"""PostgreSQL as a record uses it: a database engine of Django's, in which the same record gives the same answers as in
SQLite."""
