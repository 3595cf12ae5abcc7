"""Calibration by simulated moments: screening, design, search, recovery, and what is not identified."""
