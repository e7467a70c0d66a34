"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# Nothing is timed in a test: how long an example takes says something of the machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
