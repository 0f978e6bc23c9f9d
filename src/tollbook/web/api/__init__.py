"""The desk for programs: what the pages do, as JSON under ``/api/``."""
