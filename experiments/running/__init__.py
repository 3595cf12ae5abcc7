"""How many runs are made at once: pairs on the same luck, threads, pieces, openings that are shared, results kept."""
