"""Who is in the market: one file per kind of agent, with its state, its numbers and its decisions."""
