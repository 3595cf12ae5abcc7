"""A distributor's own ledger: read in any dialect, kept as a channel folder, judged beside the market's futures."""
