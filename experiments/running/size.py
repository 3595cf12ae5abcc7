"""Limits on the size of what one command may ask for."""

from __future__ import annotations

from experiments.refusal import UsageError


def check_size(chosen, replicates: int, months: int) -> None:
    """Refuse a command that could not end on any machine at hand."""
    from agents.partner import KINDS
    from model.simulation import MAX_PARTNER_MONTHS

    partners = sum(int(s.values[f"population.{k}"]) for s in chosen for k in KINDS)
    if partners * replicates * months > MAX_PARTNER_MONTHS:
        raise UsageError(
            f"{partners * replicates * months:,} partner-months are more than {MAX_PARTNER_MONTHS:,}; "
            "expected fewer partners, months or replicates"
        )
