"""What a person asked for and cannot have: one line that says what, where and what was expected."""


class UsageError(Exception):
    """A flag, word, file or folder that a command does not take: one line."""
