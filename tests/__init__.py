"""The tests of Tollbook."""
