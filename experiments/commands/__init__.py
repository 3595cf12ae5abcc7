"""One module a command: ``HELP``, ``add_flags(flags)`` and ``execute(options, command)``, which returns the exit code.

Heavy libraries are imported where they are used, so that starting is quick.
"""

# In the order of the help text.
COMMANDS = (
    "scenarios",
    "population",
    "channel",
    "run",
    "compare",
    "explain",
    "experiment",
    "claims",
    "robustness",
    "calibrate",
    "validate",
    "coverage",
    "month",
    "figure",
    "report",
    "bench",
    "app",
)
