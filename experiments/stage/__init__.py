"""What is told of a comparison: its charts, its deck, and what follows from it."""
