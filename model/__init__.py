"""The market: what no single agent decides. ``simulate`` runs it, ``ChannelModel`` is its Mesa shell."""

from __future__ import annotations

from importlib import import_module

MODEL_VERSION = 5  # raised when the dynamics change; golden results tell

_WHERE = {
    "PARAMETERS": "model.parameters",
    "Result": "model.result",
    "simulate": "model.simulation",
    "ChannelModel": "model.channel",
    "MONTH": "model.month",
}

__all__ = ["MODEL_VERSION", *_WHERE]


def __getattr__(name: str):
    """Import on first use, so that ``import model`` loads neither numba nor mesa."""
    if name not in _WHERE:
        raise AttributeError(f"module 'model' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
