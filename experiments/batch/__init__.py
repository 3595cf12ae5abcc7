"""Batches of runs: a manifest, its design, where its runs are kept, and who makes them."""
