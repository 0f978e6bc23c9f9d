"""The use-cases: what a person does with a record, whichever way they come to it.

The command line and the web call this room and nothing deeper. Importing it loads nothing.
"""
