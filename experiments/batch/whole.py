"""Whole numbers of a manifest, within limits."""

from __future__ import annotations


def why_not_whole(key: str, value: object, low: int, high: int) -> str:
    """Why what stands at a key is no whole number within limits; nothing where it is one."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        return f"{key}: {value!r} is not a whole number from {low:,} to {high:,}"
    return ""
