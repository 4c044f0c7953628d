"""The version of coach, in one place. Read by the build and wherever a file says what made it."""

__version__ = "0.1.0"
