"""The arms of the experiments E1 to E10 at the size of the example market, for tests of what emerges there."""

from dataclasses import replace

from experiments.evidence.claims import registry

BOOK = replace(registry(), size=1.0, market={})


def arm(name: str):
    """The scenario of an arm that ``experiments/evidence/claims.toml`` declares."""
    return BOOK.scenario(name)
