"""Benchmarks: what was measured, on what, and the pinned results. Each is a script of its own."""
