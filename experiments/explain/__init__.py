"""One partner's life: what happened, why it closed, its twin in another scenario, until when it could be saved."""

from experiments.explain.candidates import candidates
from experiments.explain.explanation import Explanation, explain
from experiments.explain.life import Life, NoSuchPartner, lives

__all__ = ["Explanation", "Life", "NoSuchPartner", "candidates", "explain", "lives"]
