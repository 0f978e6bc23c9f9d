"""How the tables of a record came to be; each file is one step, and a record is brought up to date when opened."""
