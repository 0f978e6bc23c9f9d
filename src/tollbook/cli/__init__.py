"""The command line: thin, it calls the desk and prints. Importing it loads click and nothing else."""

from tollbook.cli.app import main

__all__ = ["main"]
