"""Many runs: pairs on the same luck, statistics, tables, the command line."""
