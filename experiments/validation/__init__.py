"""Validation: facts against the model, and a quiet market."""

from experiments.validation.table import validation

__all__ = ["validation"]
