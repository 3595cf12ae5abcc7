"""One module a command: ``HELP``, ``add_flags(flags)`` and ``execute(options, command)``, which returns the exit code.

Heavy libraries are imported where they are used, so that starting is quick.
"""

# In the order of the help text.
COMMANDS = (
    "scenarios",
    "population",
    "run",
    "compare",
    "experiment",
    "validate",
    "explain",
    "month",
    "figure",
    "report",
    "bench",
    "app",
)
